"""发送: is everything going out, and what needs me now. A day by due minute, one task with its journal, and
what a person says of it.

State is in the address, dialogs too (`do`), so that everything works as links and forms; js/send.js only
swaps what a link would load.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from channels.senders import SENDERS
from content.errors import SishiError
from content.model import BY_HAND, Channel, ChannelKind, Message, PauseScope, Recovery, Slot, Verb
from content.publish.duty import backup_of
from content.publish.tasks import HandPost
from content.store import Store
from desk import sending
from desk.auth import Person, may, office_of
from desk.context import DeskContext
from desk.datetimes import in_reach, start_of, today_in
from desk.i18n import language_of, worded
from desk.pages.enter import inside
from desk.pages.said import back, said_in, shown
from desk.queue_query import a_day
from desk.render import render
from services.channels import PauseOrder, pause, resume, try_channel
from services.dispatch import (
    NEEDS_PERSON,
    BoardPost,
    DispatchDay,
    SendStanding,
    SendTask,
    dispatch_day,
)
from services.handing_over import hand_to_backup
from services.nudges import HandProgress, looker_of, progress_of
from services.refusal_cause import RefusalCause, likely_cause
from services.send_answer import ChatSight, SightWord, answer_unknown
from services.send_journal import SendJournal, read_journal
from services.send_mark import WRONG_TICK, PersonsWord, SendMark, mark
from services.trial_send import last_trial, test_channels

router = APIRouter()
OPEN = "open"  # the state of a filter: whatever needs a person
PIPS = 12  # posts of a minute that have a pip each
ROWS = 60  # tasks of an open batch that are listed
CARDS = 8  # tasks that need a person that have a card
CHIPS = (
    SendStanding.SENT,
    SendStanding.LATE,
    SendStanding.UNKNOWN,
    SendStanding.REFUSED,
    SendStanding.HELD,
    SendStanding.PAUSED,
    SendStanding.HANDED_OFF,
    SendStanding.EXPIRED,
    SendStanding.SKIPPED,
    SendStanding.IN_REVIEW,
    SendStanding.PLANNED,
)
Name = Annotated[str, Field(max_length=120)]


class BoardQuery(BaseModel):
    """What the address asks of the board; "" where it does not say."""

    day: Annotated[str, Field(max_length=10)] = ""
    state: Name = ""
    group: Name = ""
    owner: Name = ""
    channel: Name = ""
    sel: Annotated[str, Field(max_length=200)] = ""
    batch: Name = ""
    do: Name = ""

    def takes(self, post: BoardPost) -> bool:
        """Whether a post passes the filters but for its state."""
        channel = post.channel.id if post.channel else ""
        return (
            self.group in ("", post.card.post.group)
            and self.owner in ("", post.owner or "-")
            and self.channel in ("", channel)
        )

    def wants(self, post: BoardPost) -> bool:
        standing = post.standing
        in_state = standing in NEEDS_PERSON if self.state == OPEN else self.state in ("", standing)
        return in_state and self.takes(post)

    @property
    def is_filtered(self) -> bool:
        return any((self.state, self.group, self.owner, self.channel))


@dataclass(frozen=True, slots=True)
class SendBatch:
    """The tasks of one due minute. `is_open`: they are listed one by one."""

    due: datetime
    tasks: tuple[SendTask, ...]
    is_past: bool
    is_open: bool

    @property
    def key(self) -> str:
        return f"{self.due:%Y%m%dT%H%M}"

    @property
    def posts(self) -> list[BoardPost]:
        return [post for task in self.tasks for post in task.posts]

    @property
    def slot(self) -> Slot:
        """The slot that most of its posts have."""
        return Counter(post.card.post.slot for post in self.posts).most_common(1)[0][0]

    @property
    def ways(self) -> list[tuple[ChannelKind, int]]:
        """Each kind of channel with how many of the posts it takes, the most first."""
        return Counter(post.channel.kind for post in self.posts if post.channel).most_common()

    @property
    def standings(self) -> list[tuple[SendStanding, int]]:
        """Each standing with how many posts have it, the most urgent first."""
        numbers = Counter(post.standing for post in self.posts)
        return [(standing, numbers[standing]) for standing in SendStanding if numbers[standing]]

    @property
    def taps(self) -> tuple[int, int]:
        """Mass sendings of the minute, each of which uses a group's quota, and how many are not out yet."""
        mass = [post for post in self.posts if post.channel and post.channel.kind is ChannelKind.WECOM_MASS]
        return len(mass), sum(post.standing is not SendStanding.SENT for post in mass)

    @property
    def posters(self) -> list[BoardPost]:
        """A post for each different poster."""
        return list({post.card.post.poster: post for post in self.posts}.values())


@dataclass(frozen=True, slots=True)
class InspectedTask:
    """One task with what is written down of its first post; `story` are the posts of that group's day."""

    task: SendTask
    journal: SendJournal
    story: Sequence[BoardPost]
    sizes: Mapping[str, int]  # post -> members of its group
    ticked_until: datetime | None  # a person's tick may be taken back until then
    looker: str  # the name of who has the group on the phone; "": nobody owns it
    cause: RefusalCause | None = None  # of the last refusal, where it is what a person sees to


@router.get("/send")
def board(
    request: Request, wanted: Annotated[BoardQuery, Query()], person: Person = may(Verb.VIEW)
) -> Response:
    """The board of a day; without one, today's."""
    office = office_of(request)
    zone, now = office.workspace.settings.zone, office.clock()
    today = today_in(zone, now)
    day = dispatch_day(office, a_day(wanted.day) or today)
    listed = [task for task in day.tasks if any(map(wanted.wants, task.posts))]
    waiting = [task for task in day.open if any(map(wanted.takes, task.posts))] if day.day == today else []
    batches = _batches(listed, wanted, day)
    chosen = _chosen(day, wanted, waiting, batches)
    answer = render(
        request,
        "send.html.j2",
        board=day,
        wanted=wanted,
        today=today,
        days=(in_reach(day.day - timedelta(days=1)), in_reach(day.day + timedelta(days=1))),
        waiting=waiting[:CARDS],
        left_out=max(0, len(waiting) - CARDS),
        waiting_posts=sum(len(task.posts) for task in waiting),
        batches=batches,
        strip=_batches(day.tasks, wanted, day),
        counts=Counter(post.standing for post in filter(wanted.takes, day.posts)),
        chips=CHIPS,
        inspected=_inspected(office, day, chosen) if chosen else None,
        groups=office.groups.at(now),
        names_of_groups=dict(office.groups.at(now)),
        owners=_owners(day),
        backups=_backups(office, day),
        ways=_ways(day),
        names_of_ways=dict(_ways(day)),
        sending=sending,
        recovery=_recovery,
        progress=_progress(office, day, waiting[:CARDS]),
        test_channels=test_channels(office) if wanted.do == "test" else (),
        trial=last_trial(office) if wanted.do == "test" else None,
        zone=zone,
        may_send=person.may(Verb.SEND),
        said=said_in(request),
        SendStanding=SendStanding,
        rows=ROWS,
        pips=PIPS,
    )
    return shown(request, answer)


class TaskForm(BaseModel):
    """The posts of a task, and the page to go back to."""

    post: Annotated[list[str], Field(min_length=1, max_length=500)]
    next: Annotated[str, Field(max_length=500)] = "/send"


class MarkForm(TaskForm):
    mark: SendMark
    why: Annotated[str, Field(max_length=300)] = ""


class SightForm(TaskForm):
    sight: ChatSight


class SwitchForm(BaseModel):
    """What a switch of the panel stops: "all", "group:ID" or "channel:ID"; until when, by name."""

    target: Annotated[str, Field(pattern=r"^(all|(group|channel):.{1,200})", max_length=210)] = "all"
    until: Annotated[str, Field(max_length=20)] = ""
    next: Annotated[str, Field(max_length=500)] = "/send"

    @property
    def place(self) -> tuple[PauseScope, str]:
        scope, _, what = self.target.partition(":")
        return PauseScope(scope), "" if scope == PauseScope.ALL else what


class TestForm(BaseModel):
    channel: Annotated[str, Field(max_length=200)]
    group: Annotated[str, Field(max_length=200)] = ""
    next: Annotated[str, Field(max_length=500)] = "/send"


@router.post("/send/mark")
def say(request: Request, form: Annotated[MarkForm, Form()], person: Person = may(Verb.SEND)) -> Response:
    """Each of the posts: sent, not sent, skipped, again, released; without a reason, for the board's."""
    office, language = office_of(request), language_of(request)
    name = form.mark.name.lower()
    reason = form.why.strip() or worded(Message(f"desk_send.why_{name}"), language)

    def do(post_id: str) -> None:
        mark(office, post_id, PersonsWord(form.mark, person.name, reason))

    return each(request, form.post, form.next, do, Message(f"desk_send.done_{name}"))


@router.post("/send/seen")
def answer(request: Request, form: Annotated[SightForm, Form()], person: Person = may(Verb.SEND)) -> Response:
    """What was found in the chat of posts whose call gave no answer."""
    office, language = office_of(request), language_of(request)
    why = worded(Message(f"desk_send.sight_{form.sight}"), language)

    def do(post_id: str) -> None:
        answer_unknown(office, post_id, SightWord(form.sight, person.name, why))

    return each(request, form.post, form.next, do, Message(f"desk_send.done_sight_{form.sight}"))


@router.post("/send/backup")
def give_away(
    request: Request, form: Annotated[TaskForm, Form()], person: Person = may(Verb.SEND)
) -> Response:
    """What waits for an owner goes to the owner's backup."""
    language = language_of(request)
    try:
        backup = hand_to_backup(office_of(request), form.post, actor=person.name)
    except SishiError as error:
        return back(inside(form.next), error.in_language(language))
    return back(inside(form.next), worded(Message("desk_send.done_backup", backup=backup), language))


@router.post("/send/pause")
def stop(request: Request, form: Annotated[SwitchForm, Form()], person: Person = may(Verb.SEND)) -> Response:
    """Send nothing of it: until tonight, tomorrow at this time, or until somebody resumes it."""
    office, (scope, what) = office_of(request), form.place
    order = PauseOrder(scope, what, _until(office, form.until))

    def do(_: str) -> None:
        pause(office, order, actor=person.name)

    return each(request, [what], form.next, do, Message("desk_send.done_pause"))


@router.post("/send/resume")
def go_on(request: Request, form: Annotated[SwitchForm, Form()], person: Person = may(Verb.SEND)) -> Response:
    """Go on sending."""
    office, (scope, what) = office_of(request), form.place

    def do(_: str) -> None:
        resume(office, scope, what, actor=person.name)

    return each(request, [what], form.next, do, Message("desk_send.done_resume"))


@router.post("/send/test")
def send_words(
    request: Request, form: Annotated[TestForm, Form()], person: Person = may(Verb.SEND)
) -> Response:
    """A few words by a channel, now."""
    office, language = office_of(request), language_of(request)
    words = worded(Message("cli_channel.test_words"), language)
    try:
        outcome = try_channel(office, form.channel, words, form.group)
    except SishiError as error:
        return back(inside(form.next), error.in_language(language))
    return back(inside(form.next), worded(sending.tested(form.channel, outcome), language))


def each(
    request: Request, ids: Sequence[str], then: str, do: Callable[[str], None], done: Message
) -> Response:
    """Do it for each, and go back with what was done and what was not."""
    language = language_of(request)
    sentences = []
    for key in ids:
        try:
            do(key)
        except SishiError as error:
            sentences.append(error.in_language(language))
    if len(sentences) < len(ids):
        sentences.insert(0, worded(done, language))
    return back(inside(then), " · ".join(dict.fromkeys(sentences)))


def _owners(board: DispatchDay) -> list[tuple[str, str]]:
    """(id, name) of each who sends a post of the day."""
    named = {post.owner for post in board.posts if post.owner}
    return [(staff, board.staff.get(staff, staff)) for staff in sorted(named)]


def _backups(office: DeskContext, board: DispatchDay) -> Mapping[str, str]:
    """owner -> name of who takes over that day, where somebody does."""
    with office.open_store(reading=True) as store:
        owners = store.owners.owners()
    pairs = [(owner.staff, backup_of(owners, owner.staff, board.day)) for owner in owners]
    return {staff: board.staff.get(backup, backup) for staff, backup in pairs if backup}


def _ways(board: DispatchDay) -> list[tuple[str, str]]:
    """(id, name) of each channel that takes a post of the day."""
    channels = {post.channel.id: post.channel for post in board.posts if post.channel}
    return [(key, channel.name or key) for key, channel in sorted(channels.items())]


def _until(office: DeskContext, choice: str) -> datetime | None:
    """The end of a pause by its name in the form; None: until somebody resumes it."""
    now, zone = office.clock(), office.workspace.settings.zone
    if choice == "hour":
        return now + timedelta(hours=1)
    if choice == "tonight":
        return start_of(today_in(zone, now) + timedelta(days=1), zone)
    if choice == "tomorrow":
        return now + timedelta(days=1)
    return None


def _batches(tasks: Sequence[SendTask], wanted: BoardQuery, board: DispatchDay) -> list[SendBatch]:
    """The tasks by due minute. The one that the address names is open, or the last whose time came; where
    something is filtered and little is left, all are."""
    minutes: dict[datetime, list[SendTask]] = {}
    for task in tasks:
        minutes.setdefault(task.due.replace(second=0, microsecond=0), []).append(task)
    opened = _opened(minutes, wanted, board.now)
    all_open = wanted.is_filtered and not wanted.batch and len(tasks) <= ROWS
    return [
        SendBatch(due, tuple(same), due <= board.now, all_open or due == opened)
        for due, same in minutes.items()
    ]


def _opened(
    minutes: Mapping[datetime, Sequence[SendTask]], wanted: BoardQuery, now: datetime
) -> datetime | None:
    if wanted.batch:
        return next((due for due in minutes if f"{due:%Y%m%dT%H%M}" == wanted.batch), None)
    for due, tasks in minutes.items():
        if any(_has(task, wanted.sel) for task in tasks):
            return due
    past = [due for due in minutes if due <= now]
    return past[-1] if past else None


def _has(task: SendTask, post_id: str) -> bool:
    return any(post.card.post.id == post_id for post in task.posts)


def _chosen(
    board: DispatchDay, wanted: BoardQuery, waiting: Sequence[SendTask], batches: Sequence[SendBatch]
) -> SendTask | None:
    """The task that is looked at: the one of the address, else the most urgent, else the next one listed."""
    named = [task for task in (*board.tasks, *board.open) if wanted.sel and _has(task, wanted.sel)]
    listed = [task for batch in batches if batch.is_open for task in batch.tasks]
    coming = [task for batch in batches for task in batch.tasks if not batch.is_past]
    return next(iter([*named, *waiting, *listed, *coming, *board.tasks]), None)


def _inspected(office: DeskContext, board: DispatchDay, task: SendTask) -> InspectedTask:
    post = task.first.card.post
    with office.open_store(reading=True) as store:
        journal = read_journal(store, post.id)
        sizes = [store.library.group(member.card.post.group).size for member in task.posts]
        looker = looker_of(office, store, post) or ""
        cause = _cause(store, journal) if task.standing is SendStanding.REFUSED else None
    story = [
        other
        for other in board.posts
        if (other.card.post.group, other.card.post.day) == (post.group, post.day)
    ]
    last = journal.attempts[-1] if journal.attempts else None
    ticked = last is not None and last.code == BY_HAND and task.standing is SendStanding.SENT
    until = last.prepared_at + WRONG_TICK if last is not None and ticked else None
    return InspectedTask(
        task,
        journal,
        sorted(story, key=lambda other: other.due),
        dict(zip((member.card.post.id for member in task.posts), sizes, strict=True)),
        until if until and until > board.now else None,
        board.staff.get(looker, ""),
        cause,
    )


def _cause(store: Store, journal: SendJournal) -> RefusalCause | None:
    last = sending.last_refusal(journal)
    return likely_cause(store, last.attempt) if last and last.attempt else None


def _progress(
    office: DeskContext, board: DispatchDay, tasks: Sequence[SendTask]
) -> Mapping[str, HandProgress]:
    """post -> how far its owner has come, of what is late."""
    late = [task.urgent for task in tasks if task.standing is SendStanding.LATE]
    items = [HandPost(post.card.post, post.parts[0], post.owner or "") for post in late if post.parts]
    if not items:
        return {}
    days = [item.delivery.due_at.astimezone(office.zone).date() for item in items]
    with office.open_store(reading=True) as store:
        return progress_of(store, items, (min(days), max(days)))


def _recovery(channel: Channel | None) -> Recovery | None:
    """How it is found out what became of a call by a channel; None where a person sends."""
    sender = SENDERS.get(channel.kind) if channel else None
    return sender.capabilities.recovery if sender else None
