"""What the API takes and answers about sending: posts on their way, channels, pauses, publishers."""

from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from content.messages import in_both
from content.model import (
    Attempt,
    ChannelKind,
    DeliveryState,
    Message,
    Pause,
    PauseScope,
    Recovery,
    Slot,
)
from desk.api.shapes import Counter, InSlot, Key, Moment, Strict
from services.channel_cells import GroupWays
from services.channels import ONE_LINE, ChannelOrder, ChannelState
from services.nudges import Nudge
from services.publisher_health import Heartbeat
from services.responses import PostResponses
from services.send_list import SendRow
from services.send_mark import SendMark

CHANNEL_ID = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$"
OUT = "out"  # the workspace's folder that channels of files are in
HTTPS = r"^https://[A-Za-z0-9][A-Za-z0-9.-]{0,200}(:[0-9]{1,4})?(/[A-Za-z0-9._~%/?=&:@+,-]*)?$"
FOLDER = r"^[^/\\.\x00-\x1f\x7f][^/\\\x00-\x1f\x7f]{0,79}$"
Reason = Annotated[str, Field(max_length=500, pattern=r"[^\s\x00-\x1f\x7f]")]
Secret = Annotated[str, Field(min_length=1, max_length=2000)]
Line = Annotated[str, Field(max_length=200, pattern=ONE_LINE)]


OptionName = Literal[
    "a_minute",
    "alerts",
    "canary",
    "from",
    "host",
    "link",
    "picture_base",
    "port",
    "starttls",
    "subject",
    "test",
    "test_chat",
    "to",
    "verify",
]


# -- what is asked ------------------------------------------------------------------------------
def one_of(kind: type[StrEnum]) -> Any:
    """A text of an enumeration, described by its values."""
    return Field(json_schema_extra={"enum": [member.value for member in kind]}, max_length=20)


class Marking(Strict):
    """A person's word: `part` from 1, null for all parts; `at` when it happened, null for now."""

    mark: Annotated[str, one_of(SendMark)]
    why: Reason
    at: Moment | None = None
    part: Counter | None = None


class SecretIn(Strict):
    """A channel's secret by its fields; it goes into the secrets file and is never answered."""

    url: Annotated[str, Field(pattern=HTTPS, max_length=2000)] | None = None
    key: Secret | None = None
    token: Secret | None = None
    sign_secret: Secret | None = None
    app_id: Secret | None = None
    app_secret: Secret | None = None
    corp_id: Secret | None = None
    corp_secret: Secret | None = None
    agent_id: Secret | None = None
    user: Secret | None = None
    password: Secret | None = None

    def fields(self) -> dict[str, str]:
        return {name: value for name, value in self.model_dump().items() if value is not None}


class ChannelIn(Strict):
    """A channel to add, or to set up anew under its id; a secret that is left out stays as it is.

    `groups` empty: it leads to every group; `chats` maps a group to its chat at the platform, "" serves all
    others. `folder` is a name in the workspace's folder `out`, for the kind `folder` alone.
    """

    kind: Annotated[str, one_of(ChannelKind)]
    name: Annotated[str, Field(max_length=80, pattern=ONE_LINE)] = ""
    groups: Annotated[list[Key], Field(max_length=2000)] = Field(default_factory=list)
    slots: Annotated[list[InSlot], Field(max_length=4)] = Field(default_factory=list)
    a_day: Counter | None = None
    a_week: Counter | None = None
    a_month: Counter | None = None
    base_url: Annotated[str, Field(pattern=HTTPS)] | None = None
    secret: SecretIn | None = None
    secret_env: Annotated[str, Field(pattern=r"^[A-Z_][A-Z0-9_]{0,79}$")] | None = None
    chats: Annotated[dict[Annotated[str, Field(max_length=200)], Line], Field(max_length=2000)] = Field(
        default_factory=dict
    )
    options: dict[OptionName, Line] = Field(default_factory=dict)
    folder: Annotated[str, Field(pattern=FOLDER)] | None = None

    def order(self, channel_id: str, root: Path) -> ChannelOrder:
        """ValueError for a kind there is not."""
        kind = ChannelKind(self.kind)
        place = root / OUT / (self.folder or channel_id)
        return ChannelOrder(
            id=channel_id,
            kind=kind,
            name=self.name.strip(),
            url=str(place) if kind is ChannelKind.FOLDER else "",
            base_url=self.base_url or "",
            secret_env=self.secret_env or "",
            groups=self.groups,
            slots=self.slots,
            chats=self.chats,
            options={str(name): text for name, text in self.options.items()},
            limits=(self.a_day, self.a_week, self.a_month),
            secret=self.secret.fields() if self.secret else {},
        )


class Testing(Strict):
    """The words of a test, null for the usual ones; `group`: whose chat, where the channel has several."""

    text: Annotated[str, Field(min_length=1, max_length=500, pattern=r"\S")] | None = None
    group: Key | Literal[""] = ""


class LookRequest(Strict):
    """Who is to look into the chat, null: whoever owns the group."""

    staff: Key | None = None


class Trying(Strict):
    """The channel whose test group gets the post."""

    channel: Key


class CellIn(Strict):
    """The channel that is to take the slot; "handoff": a person sends it."""

    channel: Key


class Pausing(Strict):
    """`what` is the channel or the group, "" for all; `until` null: until somebody resumes."""

    scope: Annotated[str, one_of(PauseScope)]
    what: Key | Literal[""] = ""
    until: Moment | None = None


# -- what is answered ---------------------------------------------------------------------------
class AttemptItem(BaseModel):
    """One try of a part, or what a person said of it: `code` and `receipt` are the platform's own."""

    number: int
    actor: str
    phase: str
    prepared_at: datetime
    called_at: datetime | None
    at: datetime
    outcome: str | None
    code: str | None
    message: str
    request_sha256: str
    receipt: dict[str, str]


class SendItem(BaseModel):
    """One part of a post on its way; `id` names it for `sishi send mark`."""

    id: str
    post: str
    group: str
    day: date
    slot: Slot
    part: int
    parts: int
    kind: str
    channel: str
    owner: str | None
    state: DeliveryState
    due_at: datetime
    out_at: datetime | None
    next_try_at: datetime | None
    tries: int
    why: str


class Sends(BaseModel):
    """A page by due time may be short or empty and still go on: `next` says whether it does."""

    items: list[SendItem]
    next: str | None


class SendPart(SendItem):
    attempts: list[AttemptItem]


class OneSend(BaseModel):
    """A post with all its parts, and every try of them."""

    post: str
    parts: list[SendPart]


class ChannelItem(BaseModel):
    """A channel without its secret: `secret` says where that is, "env" or "file"; "" for none.

    `by_hand`: a person sends. `recovery`: how it is found out what became of a call without an answer.
    """

    id: str
    name: str
    kind: ChannelKind
    slots: list[Slot]
    groups: list[str]
    a_day: int | None
    a_week: int | None
    a_month: int | None
    a_minute: int | None
    by_hand: bool
    base_url: str
    secret: str
    secret_env: str
    chats: dict[str, str]
    connected: bool
    recovery: Recovery | None
    paused: bool
    paused_until: datetime | None
    blocked_until: datetime | None


class ChannelList(BaseModel):
    """In the order in which a post is offered to them."""

    items: list[ChannelItem]


class Tested(BaseModel):
    """What a test came to: `outcome` is sent, waits, refused or unknown; `code` is the platform's."""

    channel: str
    outcome: str
    code: str
    message: str


class PauseItem(BaseModel):
    scope: PauseScope
    what: str
    until: datetime | None
    by: str
    since: datetime


class Pauses(BaseModel):
    items: list[PauseItem]


class CanaryItem(BaseModel):
    """This morning's canaries: `at` null where none was sent though its time is over."""

    at: datetime | None
    arrived: bool
    channels: list[str]


class PublisherItem(BaseModel):
    """Whether anything sends: `seen_at` is when a publisher last said that it lives. `canary` null: it is not
    time yet, or no channel is for it."""

    heartbeat: Heartbeat
    seen_at: datetime | None
    last_sent: datetime | None
    next_due: datetime | None
    canary: CanaryItem | None


class NudgeItem(BaseModel):
    """Who was turned to: `outcome` is sent, refused or unknown, null where no channel reminds them."""

    staff: str
    name: str
    outcome: str | None


class Nudges(BaseModel):
    items: list[NudgeItem]


class UsualItem(BaseModel):
    """Members who answered the same slot on earlier days: the median and the middle four fifths."""

    days: int
    members: int
    low: int
    high: int


class ResponsesItem(BaseModel):
    """What came back to a post in the chat. `open`: the window is not over, or its end was not heard;
    `counts`: it went out in time enough to be compared. `quarters`: members by the quarter of an hour of
    their first message."""

    post: str
    begins_at: datetime
    ends_at: datetime
    heard_until: datetime | None
    open: bool
    counts: bool
    members: int
    usual: UsualItem | None
    letters: dict[str, int]
    right: str | None
    photos: int
    left: int
    quarters: list[int]


class WaysItem(BaseModel):
    """Which channel takes each slot of a group; `channels` are those that lead there."""

    group: str
    slots: dict[str, str]
    channels: list[str]


class WaysList(BaseModel):
    items: list[WaysItem]


def send_item(row: SendRow) -> SendItem:
    return SendItem(**_plain(row))


def one_send(post_id: str, rows: list[SendRow]) -> OneSend:
    return OneSend(post=post_id, parts=[_with_attempts(row) for row in rows])


def _with_attempts(row: SendRow) -> SendPart:
    return SendPart(**_plain(row), attempts=[_attempt(attempt) for attempt in row.attempts])


def _plain(row: SendRow) -> dict[str, Any]:
    names = ("id", "post", "part", "parts", "kind", "owner", "state", "due_at", "out_at", "next_try_at")
    post = {"group": row.post.group, "day": row.post.day, "slot": row.post.slot, "channel": row.channel}
    known = {name: getattr(row.delivery, name) for name in (*names, "tries")}
    return known | post | {"why": _words(row.why)}


def _attempt(attempt: Attempt) -> AttemptItem:
    return AttemptItem(
        number=attempt.number,
        actor=attempt.actor,
        phase=attempt.phase.value,
        prepared_at=attempt.prepared_at,
        called_at=attempt.called_at,
        at=attempt.at,
        outcome=attempt.outcome or None,
        code=attempt.code or None,
        message=_words(attempt.message),
        request_sha256=attempt.request_sha256,
        receipt=dict(attempt.receipt),
    )


def _words(message: Message | None) -> str:
    return in_both(message) if message else ""


def channel_item(state: ChannelState) -> ChannelItem:
    channel, known = state.channel, state.capabilities
    names = ("id", "name", "kind", "a_day", "a_week", "a_month", "by_hand", "base_url", "secret_env")
    return ChannelItem(
        **{name: getattr(channel, name) for name in (*names, "blocked_until")},
        slots=list(channel.slots),
        groups=sorted(channel.groups),
        a_minute=known.a_minute if known else None,
        recovery=known.recovery if known else None,
        secret=state.secret,
        chats=dict(channel.chats),
        connected=state.connected,
        paused=state.pause is not None,
        paused_until=state.pause.until if state.pause else None,
    )


def nudge_item(nudge: Nudge) -> NudgeItem:
    return NudgeItem(staff=nudge.staff, name=nudge.name, outcome=nudge.outcome or None)


def ways_item(ways: GroupWays) -> WaysItem:
    slots = {slot.value: channel for slot, channel in ways.by_slot.items()}
    return WaysItem(group=ways.group.id, slots=slots, channels=list(ways.can))


def responses_item(post_id: str, known: PostResponses) -> ResponsesItem:
    usual = known.usual
    return ResponsesItem(
        post=post_id,
        begins_at=known.window.begins,
        ends_at=known.window.ends,
        heard_until=known.heard_until,
        open=known.is_open,
        counts=known.counts,
        members=len(known.chat.first),
        usual=UsualItem(days=usual.days, members=usual.people, low=usual.low, high=usual.high)
        if usual
        else None,
        letters=dict(known.chat.letter_counts),
        right=known.right or None,
        photos=known.chat.images,
        left=known.left,
        quarters=list(known.chat.by_quarter(known.window)),
    )


def pause_item(pause: Pause) -> PauseItem:
    return PauseItem(scope=pause.scope, what=pause.what, until=pause.until, by=pause.by, since=pause.since)
