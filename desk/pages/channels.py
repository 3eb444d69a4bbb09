"""渠道: the ways by which posts go out, in use, to mend or not connected; which group takes which. Secrets
go in and never come out."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi import Path as InPath
from pydantic import BaseModel, Field
from starlette.responses import Response

from channels.senders import SENDERS
from content.errors import SishiError
from content.model import Channel, ChannelKind, Message, PauseScope, Recovery, Slot, Verb
from content.publish.rules import HAND, hand_channel
from content.store import Store
from content.store.lists import AuditFilter
from desk import sending
from desk.api.send_shapes import CHANNEL_ID, OUT
from desk.auth import Person, may, office_of
from desk.context import DeskContext
from desk.datetimes import today_in
from desk.i18n import language_of, worded
from desk.pages.said import back, said_in, shown
from desk.render import render
from services.alerts import ALERTS, CANARY
from services.channel_cells import CellOrder, list_cells, set_cell
from services.channels import (
    TEST,
    ChannelOrder,
    ChannelState,
    PauseOrder,
    add_channel,
    list_channels,
    pause,
    remove_channel,
    resume,
    try_channel,
)
from services.dispatch import BoardPost, DispatchDay, SendStanding, dispatch_day
from services.trial_send import TEST_CHAT, leads_to_test
from services.wecom_side import VERIFY

router = APIRouter()
HERE = "/settings/channels"
SECRETS: Mapping[ChannelKind, tuple[str, ...]] = {  # what the form asks for, by the field of the secret
    ChannelKind.WECOM_ROBOT: ("key",),
    ChannelKind.WECOM_MASS: ("corp_id", "corp_secret"),
    ChannelKind.WECOM_APP: ("corp_id", "corp_secret", "agent_id"),
    ChannelKind.FEISHU_BOT: ("url", "sign_secret"),
    ChannelKind.FEISHU_APP: ("app_id", "app_secret"),
    ChannelKind.DINGTALK: ("url", "sign_secret"),
    ChannelKind.TELEGRAM: ("token",),
    ChannelKind.DISCORD: ("url",),
    ChannelKind.DISCORD_BOT: ("token",),
    ChannelKind.SLACK: ("token",),
    ChannelKind.WEBHOOK: ("url", "key"),
    ChannelKind.EMAIL: ("user", "password"),
    ChannelKind.FOLDER: (),
    ChannelKind.HANDOFF: (),
}
USES = (TEST, CANARY, ALERTS)  # options of channels that no post goes out by
MAIL = ("host", "port", "from", "to")
Id = Annotated[str, InPath(pattern=CHANNEL_ID)]
Text = Annotated[str, Field(max_length=2000)]


@dataclass(frozen=True, slots=True)
class ChannelToday:
    """A channel with what it did today: `posts` it takes, how many are out, what went wrong with the last."""

    state: ChannelState
    posts: int
    sent: int
    open: Counter[SendStanding]
    last: BoardPost | None
    trouble: Message | None

    @property
    def channel(self) -> Channel:
        return self.state.channel

    @property
    def needs_mending(self) -> bool:
        return not self.state.connected or bool(self.open[SendStanding.REFUSED])

    @property
    def uses(self) -> list[str]:
        """What it is for where no post goes out by it."""
        return [use for use in USES if self.channel.options.get(use) == "on"]

    @property
    def recovery(self) -> Recovery | None:
        known = self.state.capabilities
        return known.recovery if known else None


@router.get(HERE)
def channels(
    request: Request,
    edit: Annotated[str, Query(max_length=80)] = "",
    kind: Annotated[str, Query(max_length=40)] = "",
    row: Annotated[str, Query(max_length=200)] = "",
    person: Person = may(Verb.VIEW),
) -> Response:
    """All channels; with `edit` the form of one, with `kind` of a new one, with `row` of a group's slots."""
    office = office_of(request)
    zone, now = office.workspace.settings.zone, office.clock()
    today = today_in(zone, now)
    board = dispatch_day(office, today)
    states = list_channels(office)
    rows = [_row(state, board) for state in states]
    with office.open_store(reading=True) as store:
        groups = store.library.groups()
        owners = {group: owner.staff for owner in store.owners.owners() for group in owner.groups}
        secrets_at = _secrets_changed(store, [state.channel for state in states])
    answer = render(
        request,
        "channels.html.j2",
        in_use=[row for row in rows if not row.needs_mending],
        to_mend=[row for row in rows if row.needs_mending],
        by_hand=_by_hand(board),
        more=_not_connected(states),
        ways=list_cells(office),
        open_row=row if person.may(Verb.SET_UP) else "",
        owners=owners,
        secrets_at=secrets_at,
        groups=groups,
        all_channels=[state.channel for state in states if state.channel.slots],
        leads_to_test=leads_to_test,
        TEST_CHAT=TEST_CHAT,
        USES=USES,
        hand=hand_channel(),
        editing=_editing(states, edit, kind) if person.may(Verb.SET_UP) else None,
        secrets=SECRETS,
        mail=MAIL,
        board=board,
        sending=sending,
        zone=zone,
        slots=list(Slot),
        may_set_up=person.may(Verb.SET_UP),
        may_send=person.may(Verb.SEND),
        said=said_in(request),
    )
    return shown(request, answer)


class ChannelForm(BaseModel):
    """A channel as the form has it. An empty secret stays as it is."""

    id: Annotated[str, Field(pattern=CHANNEL_ID)]
    kind: ChannelKind
    name: Annotated[str, Field(max_length=80)] = ""
    groups: Annotated[list[str], Field(max_length=5000)] = Field(default_factory=list)
    slots: Annotated[list[Slot], Field(max_length=4)] = Field(default_factory=list)
    a_day: Annotated[str, Field(pattern=r"^[0-9]{0,4}$")] = ""
    a_week: Annotated[str, Field(pattern=r"^[0-9]{0,4}$")] = ""
    a_month: Annotated[str, Field(pattern=r"^[0-9]{0,4}$")] = ""
    chats: Annotated[str, Field(max_length=20_000)] = ""
    secret_env: Annotated[str, Field(pattern=r"^([A-Z_][A-Z0-9_]{0,79})?$")] = ""
    use: Annotated[list[str], Field(max_length=3)] = Field(default_factory=list)
    test_chat: Annotated[str, Field(max_length=200)] = ""
    verify: Annotated[str, Field(pattern=r"^[A-Za-z0-9]{0,64}$")] = ""
    field: Annotated[list[Text], Field(max_length=12)] = Field(default_factory=list)
    value: Annotated[list[Text], Field(max_length=12)] = Field(default_factory=list)

    def order(self, office: DeskContext, known: Channel | None) -> ChannelOrder:
        """What is asked of the channel; its address and what the form does not show stay as they are."""
        given = {
            name: text.strip() for name, text in zip(self.field, self.value, strict=False) if text.strip()
        }
        options = {name: text for name, text in given.items() if name in MAIL}
        kept = {name: text for name, text in (known.options if known else {}).items() if name not in USES}
        for name in (TEST_CHAT, VERIFY):
            kept.pop(name, None)
        options |= {name: "on" for name in self.use if name in USES}
        if self.test_chat.strip():
            options[TEST_CHAT] = self.test_chat.strip()
        if self.verify:
            options[VERIFY] = self.verify
        folder = str(office.root / OUT / self.id) if self.kind is ChannelKind.FOLDER and not known else ""
        return ChannelOrder(
            id=self.id,
            kind=self.kind,
            name=self.name.strip(),
            url=folder,
            base_url=known.base_url if known else "",
            secret_env=self.secret_env,
            groups=self.groups,
            slots=known.slots if known and set(known.slots) == set(self.slots) else self.slots,
            chats=_pairs(self.chats),
            options={**kept, **options},
            limits=(_number(self.a_day), _number(self.a_week), _number(self.a_month)),
            secret={name: text for name, text in given.items() if name in SECRETS[self.kind]},
        )


@router.post(HERE)
def put(
    request: Request, form: Annotated[ChannelForm, Form()], person: Person = may(Verb.SET_UP)
) -> Response:
    """Add it, or change the one of its id."""
    office, language = office_of(request), language_of(request)
    known = {state.channel.id: state.channel for state in list_channels(office)}
    try:
        add_channel(office, form.order(office, known.get(form.id)), actor=person.name)
    except SishiError as error:
        return back(HERE, error.in_language(language))
    return back(HERE, worded(Message("desk_send.done_channel", channel=form.id), language))


class CellsForm(BaseModel):
    """How the slots of a group go, as its row has them: `slot` and `channel` belong together by place."""

    group: Annotated[str, Field(max_length=200)]
    slot: Annotated[list[Slot], Field(max_length=4)] = Field(default_factory=list)
    channel: Annotated[list[Annotated[str, Field(max_length=200)]], Field(max_length=4)] = Field(
        default_factory=list
    )


@router.post(f"{HERE}/cells")
def put_cells(
    request: Request, form: Annotated[CellsForm, Form()], person: Person = may(Verb.SET_UP)
) -> Response:
    """Let each slot of the group go by the channel that is chosen."""
    office, language = office_of(request), language_of(request)
    now = {way.group.id: way.by_slot for way in list_cells(office)}.get(form.group, {})
    try:
        for slot, channel in zip(form.slot, form.channel, strict=False):
            if now.get(slot) != channel:
                set_cell(office, CellOrder(form.group, slot, channel), actor=person.name)
    except SishiError as error:
        return back(f"{HERE}#ways", error.in_language(language))
    return back(f"{HERE}#ways", worded(Message("desk_send.done_cells"), language))


@router.post(f"{HERE}/{{channel}}/remove")
def remove(request: Request, channel: Id, person: Person = may(Verb.SET_UP)) -> Response:
    """Take it out of use."""
    try:
        remove_channel(office_of(request), channel, actor=person.name)
    except SishiError as error:
        return back(HERE, error.in_language(language_of(request)))
    done = Message("desk_send.done_removed", channel=channel)
    return back(HERE, worded(done, language_of(request)))


@router.post(f"{HERE}/{{channel}}/pause")
def stop(request: Request, channel: Id, person: Person = may(Verb.SEND)) -> Response:
    """Send nothing by it until somebody resumes it; again: go on."""
    office, language = office_of(request), language_of(request)
    try:
        if resume(office, PauseScope.CHANNEL, channel, actor=person.name):
            return back(HERE, worded(Message("desk_send.done_resume"), language))
        pause(office, PauseOrder(PauseScope.CHANNEL, channel), actor=person.name)
    except SishiError as error:
        return back(HERE, error.in_language(language))
    return back(HERE, worded(Message("desk_send.done_pause"), language))


@router.post(f"{HERE}/{{channel}}/test")
def send_words(request: Request, channel: Id, person: Person = may(Verb.SEND)) -> Response:
    """A few words by it, now."""
    language = language_of(request)
    try:
        words = worded(Message("cli_channel.test_words"), language)
        outcome = try_channel(office_of(request), channel, words)
    except SishiError as error:
        return back(HERE, error.in_language(language))
    return back(HERE, worded(sending.tested(channel, outcome), language))


def _row(state: ChannelState, board: DispatchDay) -> ChannelToday:
    posts = [post for post in board.posts if post.channel and post.channel.id == state.channel.id]
    sent = [post for post in posts if post.standing is SendStanding.SENT]
    refused = [post.why for post in posts if post.standing is SendStanding.REFUSED]
    last = max(sent, key=_out_at, default=None)
    standings = Counter(post.standing for post in posts)
    return ChannelToday(state, len(posts), len(sent), standings, last, next(iter(refused), None))


def _out_at(post: BoardPost) -> datetime:
    return post.out_at or post.due


def _by_hand(board: DispatchDay) -> tuple[int, int]:
    """How many posts of the day people send, as no channel takes them; how many of them are out."""
    posts = [post for post in board.posts if post.channel and post.channel.id == HAND]
    return len(posts), sum(post.standing is SendStanding.SENT for post in posts)


def _not_connected(states: list[ChannelState]) -> list[ChannelKind]:
    used = {state.channel.kind for state in states}
    return [kind for kind in ChannelKind if kind in SENDERS and kind not in used]


def _secrets_changed(store: Store, channels: Sequence[Channel]) -> Mapping[str, datetime]:
    """channel -> when its secret was last put into the secrets file."""
    changed: dict[str, datetime] = {}
    for channel in channels:
        entries = store.lists.audit_page(AuditFilter(item=channel.id, kind="channel_add")).items
        newest = next((entry.at for entry in entries if entry.detail.get("secret")), None)
        if newest:
            changed[channel.id] = newest
    return changed


def _editing(states: list[ChannelState], edit: str, kind: str) -> tuple[ChannelKind, Channel | None] | None:
    """What the form is for: a channel, or a new one of a kind."""
    known = next((state.channel for state in states if state.channel.id == edit), None)
    if known:
        return known.kind, known
    return (ChannelKind(kind), None) if kind in set(ChannelKind) else None


def _pairs(text: str) -> dict[str, str]:
    """GROUP=CHAT lines; a line without `=` is the chat of all others."""
    pairs: dict[str, str] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        group, equals, chat = line.partition("=")
        pairs[group.strip() if equals else ""] = chat.strip() if equals else group
    return pairs


def _number(text: str) -> int | None:
    return int(text) if text and int(text) else None
