"""The dispatch board's facts: a day's posts with what became of each, and what needs a person now.

Two units, never mixed: a post, and a task: posts with the same owner, words, poster, channel and due minute,
which are one act of a person or one look at what went wrong.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from content.model import (
    GONE,
    Channel,
    Delivery,
    DeliveryState,
    Message,
    Owner,
    Pause,
    Post,
    PostState,
    Slot,
)
from content.publish.duty import on_duty
from content.publish.rules import PublishRules, pause_over, until_when
from content.rights.naming import texts_as_read
from content.store import Store
from content.store.lists import QueueFilter
from content.store.views import Card
from services.alerts import canary_today
from services.context import Context, review_rules
from services.delivering import NOT_TRIED
from services.holds import HoldRules, hold_reason, routed
from services.owner_tasks import BY_HAND
from services.owners import staff_names
from services.publisher_health import SendHealth, health_of

MOST_POSTS = 20_000  # of a day: 5,000 groups
PAUSED = "hold.paused_"  # how the codes of a pause's reasons begin


class SendStanding(StrEnum):
    """How a post stands on its way, the most urgent first; `late` and `paused` are derived."""

    UNKNOWN = "unknown"
    REFUSED = "refused"
    LATE = "late"  # handed to a person, and its time to be on time is over
    HELD = "held"
    PAUSED = "paused"
    SENDING = "sending"
    HANDED_OFF = "handed_off"
    IN_REVIEW = "in_review"  # not approved yet: it will not go out
    PLANNED = "planned"
    EXPIRED = "expired"
    SKIPPED = "skipped"
    SENT = "sent"

    @property
    def label(self) -> Message:
        """What people call it."""
        return Message(f"dispatch.{self.value}")


URGENCY = {standing: place for place, standing in enumerate(SendStanding)}
NEEDS_PERSON = frozenset({SendStanding.UNKNOWN, SendStanding.REFUSED, SendStanding.LATE, SendStanding.HELD})
ENDED = frozenset({SendStanding.SENT, SendStanding.EXPIRED, SendStanding.SKIPPED})
_OF_POST = {
    PostState.DRAFT: SendStanding.IN_REVIEW,
    PostState.IN_REVIEW: SendStanding.IN_REVIEW,
    PostState.RETURNED: SendStanding.IN_REVIEW,
    PostState.APPROVED: SendStanding.PLANNED,
    PostState.HANDED_OFF: SendStanding.HANDED_OFF,
    PostState.SENDING: SendStanding.SENDING,
    PostState.SENT: SendStanding.SENT,
    PostState.UNKNOWN: SendStanding.UNKNOWN,
    PostState.REFUSED: SendStanding.REFUSED,
    PostState.EXPIRED: SendStanding.EXPIRED,
    PostState.SKIPPED: SendStanding.SKIPPED,
}
_MAY_NEED_PERSON = (
    DeliveryState.UNKNOWN,
    DeliveryState.REFUSED,
    DeliveryState.HELD,
    DeliveryState.HANDED_OFF,
)
_HOOK_FAILED = (  # of the morning's post: whatever quotes it will be held
    PostState.EXPIRED,
    PostState.SKIPPED,
    PostState.REFUSED,
    PostState.UNKNOWN,
    PostState.CANCELLED,
)


@dataclass(frozen=True, slots=True)
class BoardPost:
    """A post as the board shows it. `channel` None: it ended before any took it. `why` says what holds,
    refused or ended it; `delay` how long after its time it went out, None while it has not."""

    card: Card
    standing: SendStanding
    channel: Channel | None
    parts: tuple[Delivery, ...] = ()
    why: Message | None = None
    delay: timedelta | None = None
    is_on_time: bool = False
    owner: str | None = None  # who sends it by hand, or will; None: nobody does, or is named

    @property
    def due(self) -> datetime:
        return self.card.post.goes_out_at

    @property
    def out_at(self) -> datetime | None:
        return self.due + self.delay if self.delay is not None else None


@dataclass(frozen=True, slots=True)
class SendTask:
    """What one act settles: posts of one minute, owner, channel, words and poster; by name of group."""

    posts: tuple[BoardPost, ...]

    @property
    def id(self) -> str:
        """The id of its first post."""
        return self.first.card.post.id

    @property
    def first(self) -> BoardPost:
        return self.posts[0]

    @property
    def due(self) -> datetime:
        return self.first.due

    @property
    def channel(self) -> Channel | None:
        return self.first.channel

    @property
    def owner(self) -> str | None:
        return self.first.owner

    @property
    def urgent(self) -> BoardPost:
        """The post of it that needs the most attention."""
        return min(self.posts, key=lambda post: URGENCY[post.standing])

    @property
    def standing(self) -> SendStanding:
        return self.urgent.standing

    @property
    def sent(self) -> int:
        """How many of its posts are out."""
        return sum(post.standing is SendStanding.SENT for post in self.posts)

    @property
    def needs_person(self) -> bool:
        return self.standing in NEEDS_PERSON


@dataclass(frozen=True, slots=True)
class DispatchDay:
    """A day of the board. `tasks` are in due order; `open` are all that need a person now, of other days too,
    the most urgent first. `on_time` of `due` posts whose time came went out on time."""

    day: date
    now: datetime
    tasks: tuple[SendTask, ...]
    open: tuple[SendTask, ...]
    health: SendHealth
    pauses: tuple[Pause, ...]
    channels: Mapping[str, Channel]
    rules: PublishRules
    staff: Mapping[str, str]  # id -> name

    @property
    def posts(self) -> list[BoardPost]:
        return [post for task in self.tasks for post in task.posts]

    @property
    def counts(self) -> Counter[SendStanding]:
        return Counter(post.standing for post in self.posts)

    @property
    def due(self) -> int:
        return sum(post.due <= self.now for post in self.posts)

    @property
    def on_time(self) -> int:
        return sum(post.is_on_time for post in self.posts)

    @property
    def is_over(self) -> bool:
        """Whether everything of the day has its end."""
        return bool(self.tasks) and all(post.standing in ENDED for post in self.posts)


def dispatch_day(context: Context, day: date) -> DispatchDay:
    """The board of a day (the groups' own); posts that were withdrawn are not on it."""
    now = context.clock()
    with context.open_store(reading=True) as store:
        cards = store.lists.queue_page(QueueFilter(first=day, last=day), most=MOST_POSTS).items
        return DispatchDay(
            day,
            now,
            in_tasks(_on_board(store, cards, context, now)),
            _open_tasks(store, context, now),
            _health(context, store, now),
            tuple(pause for pause in store.channels.pauses() if pause.holds_at(now)),
            {channel.id: channel for channel in store.channels.channels()},
            context.workspace.publish_rules,
            staff_names(store),
        )


def open_tasks(context: Context) -> tuple[SendTask, ...]:
    """What needs a person now, the most urgent first."""
    with context.open_store(reading=True) as store:
        return _open_tasks(store, context, context.clock())


def send_health(context: Context) -> SendHealth:
    """Whether anything sends, and when."""
    with context.open_store(reading=True) as store:
        return _health(context, store, context.clock())


def in_tasks(posts: Iterable[BoardPost]) -> tuple[SendTask, ...]:
    """Posts joined into what one act settles, in due order, the most urgent of a minute first."""
    joined: dict[tuple[object, ...], list[BoardPost]] = {}
    for post in posts:
        joined.setdefault(_task_key(post), []).append(post)
    tasks = [SendTask(tuple(sorted(same, key=_by_group))) for same in joined.values()]
    return tuple(sorted(tasks, key=lambda task: (task.due, URGENCY[task.standing], task.id)))


def _task_key(post: BoardPost) -> tuple[object, ...]:
    """As tasks of owners are merged (content.publish.tasks), for posts that no person sends too."""
    words, channel = post.card.post, post.channel.id if post.channel else ""
    minute = post.due.replace(second=0, microsecond=0)
    return minute, post.owner, channel, words.text, words.poster


def _by_group(post: BoardPost) -> tuple[str, str]:
    return post.card.group_name, post.card.post.id


def _on_board(store: Store, cards: Sequence[Card], context: Context, now: datetime) -> list[BoardPost]:
    """The posts of these cards that are on their way, or were."""
    day, cards = [card.post for card in cards], [card for card in cards if card.post.state in _OF_POST]
    texts = texts_as_read(store, [card.post for card in cards])
    cards = [replace(card, post=replace(card.post, text=texts[card.post.id])) for card in cards]
    ids = [card.post.id for card in cards]
    parts = store.outbox.deliveries(ids)
    channels = {channel.id: channel for channel in store.channels.channels()}
    unsent = [card.post for card in cards if card.post.state not in GONE]
    ways = {item.post.id: item.channel for item in routed(store, unsent)}
    foreseen = _foreseen(store, day, ways, context, now)
    moment = _Moment(context.workspace.publish_rules, store.channels.pauses(), now)
    owners = store.owners.owners()
    board = []
    for card in cards:
        own = tuple(parts.get(card.post.id, ()))
        channel = _channel_of(own, channels) or ways.get(card.post.id)
        post = _board_post(card, own, channel, foreseen.get(card.post.id), moment)
        board.append(replace(post, owner=_owner_of(post, owners, context.zone)))
    return board


def _owner_of(post: BoardPost, owners: Sequence[Owner], zone: ZoneInfo) -> str | None:
    """Whose it is, or who is on duty when it comes: only of what a person sends or taps."""
    named = next((part.owner for part in post.parts if part.owner), None)
    if named or post.channel is None or post.channel.kind not in BY_HAND or post.standing in ENDED:
        return named
    return on_duty(owners, post.card.post.group, post.due.astimezone(zone).date(), post.card.post.slot)


def _channel_of(parts: Sequence[Delivery], channels: Mapping[str, Channel]) -> Channel | None:
    """The channel that a post began with, as it is now; by its name alone where it was removed."""
    begun = [part.channel for part in parts if part.state is not DeliveryState.HELD]
    return channels.get(begun[0], Channel(begun[0])) if begun else None


@dataclass(frozen=True, slots=True)
class _Moment:
    """What a look at the board goes by."""

    rules: PublishRules
    pauses: Sequence[Pause]
    now: datetime


def _board_post(
    card: Card, parts: tuple[Delivery, ...], channel: Channel | None, foreseen: Message | None, at: _Moment
) -> BoardPost:
    post, standing = card.post, _OF_POST[card.post.state]
    why = next((part.why for part in parts if part.why and part.why.code != NOT_TRIED), None)
    if standing is SendStanding.HANDED_OFF and at.rules.is_late(post.goes_out_at, at.now):
        standing = SendStanding.LATE
    if standing is SendStanding.PLANNED and channel is not None:
        standing, why = _before_it_goes(post, channel, parts, foreseen, at)
    delay = None
    if standing is SendStanding.SENT:
        out = max((part.out_at for part in parts if part.out_at), default=None)
        delay = out - post.goes_out_at if out else None
    on_time = delay is not None and delay <= at.rules.on_time
    return BoardPost(card, standing, channel, parts, why, delay, on_time)


def _before_it_goes(
    post: Post, channel: Channel, parts: Sequence[Delivery], foreseen: Message | None, at: _Moment
) -> tuple[SendStanding, Message | None]:
    """How an approved post stands: paused, held, or planned, be it for another try."""
    pause = pause_over(at.pauses, post.group, channel.id, max(at.now, post.goes_out_at))
    if pause is not None:
        why = Message(f"hold.paused_{pause.scope}", what=pause.what, until=until_when(pause))
        return SendStanding.PAUSED, why
    held = next((part for part in parts if part.state is DeliveryState.HELD), None)
    if held is not None and held.why is not None and not held.why.code.startswith(PAUSED):
        return SendStanding.HELD, held.why
    if foreseen is not None:
        return SendStanding.HELD, foreseen
    waits = next((part for part in parts if part.state is DeliveryState.PLANNED and part.why), None)
    return SendStanding.PLANNED, waits.why if waits else None


def _foreseen(
    store: Store, posts: Sequence[Post], ways: Mapping[str, Channel], context: Context, now: datetime
) -> dict[str, Message]:
    """post -> why it will be held: it quotes the morning's line, and that did not go out."""
    failed = {
        (post.group, post.day) for post in posts if post.slot is Slot.MORNING and post.state in _HOOK_FAILED
    }
    waiting = [
        post for post in posts if post.state is PostState.APPROVED and (post.group, post.day) in failed
    ]
    if not waiting:
        return {}
    rules = HoldRules(review_rules(context.workspace), (), now)
    reasons = {post.id: hold_reason(store, post, ways[post.id], rules) for post in waiting}
    return {post: why for post, why in reasons.items() if why is not None}


def _open_tasks(store: Store, context: Context, now: datetime) -> tuple[SendTask, ...]:
    """All that needs a person now, of whatever day, the most urgent first."""
    ids = {part.post for part in store.outbox.in_state(_MAY_NEED_PERSON, until=now)}
    today = context.today
    ended = store.queue.posts(today, today, states=_HOOK_FAILED)
    groups = {post.group for post in ended if post.slot is Slot.MORNING}
    if groups:
        same_day = store.queue.posts(today, today, groups=groups)
        ids |= {post.id for post in same_day}
    if not ids:
        return ()
    cards = list(store.cards.cards_with(ids).values())
    waiting = [post for post in _on_board(store, cards, context, now) if post.standing in NEEDS_PERSON]
    tasks = in_tasks(waiting)
    return tuple(sorted(tasks, key=lambda task: (URGENCY[task.standing], task.due, task.id)))


def _health(context: Context, store: Store, now: datetime) -> SendHealth:
    return replace(health_of(store, now), canary=canary_today(context, store))
