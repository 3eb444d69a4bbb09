"""Digests: what waits and what happened, counted, by the team's robots and to each person's mailbox.

Counts come first, then a few names, then where to go on. They go out at times of day that people chose; where
there is nothing to tell nothing is sent, and nobody is written to in their quiet hours. Secrets are the
channels' own (environment or secrets file): a robot is a channel added for alerts, mail goes by a channel of
kind email.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from content.bell import Ring, people_who_may, ring
from content.messages import render
from content.model import (
    BellEntry,
    BellEvent,
    BellWay,
    Channel,
    ChannelKind,
    DeliveryState,
    DistinctCounts,
    Message,
    PostState,
    Verb,
)
from content.publish.sender import Delivered, NoAnswer, SendOutcome
from content.store import QueueFilter, Store
from services.alerts import ALERTS, Notifier
from services.context import Context

LATE = timedelta(hours=2)  # a digest that slept so long waits for its next time
A_DAY = timedelta(days=1)
LISTED = 5  # names in a line
SAID = "digest"  # kind of what was said once
ADDRESS = "/review"


@dataclass(frozen=True, slots=True)
class Digest:
    """What there is to tell: `waiting` for a yes, of them `tonight` by the end of the day, the `first` of
    them out at; `returned` posts by what they are called; `events` since the last one; `people` to be
    called by name."""

    waiting: DistinctCounts
    tonight: int
    first: datetime | None
    returned: tuple[str, ...]
    events: tuple[tuple[Message, int], ...]
    people: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.waiting.posts or self.returned or self.events)


@dataclass(frozen=True, slots=True)
class DigestJob:
    """A digest and where it goes: by a channel, `chat` being the mailbox of a person."""

    way: BellWay
    target: str
    channel: Channel
    chat: str
    users: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DigestEnd:
    """What became of one: `text` as it went out, `outcome` None where nothing was sent."""

    job: DigestJob
    text: str
    outcome: SendOutcome | None


def robot_channels(store: Store) -> list[Channel]:
    """The channels by which a team's digest goes out."""
    known = store.channels.channels()
    return [c for c in known if c.options.get(ALERTS) == "on" and c.kind is not ChannelKind.EMAIL]


def mail_channel(store: Store) -> Channel | None:
    """The channel by which mail to people goes out: one for alerts before others."""
    mails = [c for c in store.channels.channels() if c.kind is ChannelKind.EMAIL]
    return min(mails, key=lambda channel: (channel.options.get(ALERTS) != "on", channel.id), default=None)


def all_jobs(store: Store) -> list[DigestJob]:
    """Every digest that somebody wants."""
    jobs = [robot_job(store, channel) for channel in robot_channels(store)]
    mails = [mail_job(store, user) for user in people_who_may(store, Verb.VIEW)]
    return [job for job in (*jobs, *mails) if job and job.users]


def robot_job(store: Store, channel: Channel) -> DigestJob:
    """The digest of a team by a channel, for all who want to hear by robot."""
    users = people_who_may(store, Verb.VIEW)
    wanting = tuple(user for user in users if _wants_any(store, user, BellWay.ROBOT))
    return DigestJob(BellWay.ROBOT, channel.id, channel, "", wanting)


def mail_job(store: Store, user: str) -> DigestJob | None:
    """The digest to a person's mailbox; None without a mailbox, or a channel for mail."""
    mail, channel = store.bell.settings(user).mail, mail_channel(store)
    if channel is None or not mail or not _wants_any(store, user, BellWay.MAIL):
        return None
    return DigestJob(BellWay.MAIL, user, channel, mail, (user,))


def digest_for(context: Context, store: Store, job: DigestJob) -> Digest:
    """What this digest would tell now."""
    now = context.clock()
    wants = {
        event
        for event in BellEvent
        if any(store.bell.settings(user).wants(event, job.way) for user in job.users)
    }
    waiting = _waiting(context, store) if BellEvent.PENDING in wants else (DistinctCounts(0, 0), 0, None)
    since = _last(store, job) or now - A_DAY
    entries = [
        entry
        for user in job.users
        for entry in store.bell.since(user, since, sorted(wants))
        if entry.read_at is None and store.bell.settings(user).wants(entry.event, job.way)
    ]
    returned = _returned(context, store) if BellEvent.CHANGE in wants else ()
    return Digest(*waiting, returned, _counted(entries), _called(store, job, entries))


def text_of(context: Context, digest: Digest) -> str:
    """The digest in the workspace's language: counts first, then names, then where to go on."""
    language = context.workspace.settings.language
    return "\n".join(render(line, language) for line in _lines(context, digest))


def send_digest(notify: Notifier, job: DigestJob, *, even_empty: bool = False) -> DigestEnd:
    """Send one now and write down how it ended; nothing where there is nothing to tell."""
    context = notify.context
    with context.open_store(reading=True) as store:
        digest = digest_for(context, store, job)
        skips = job.way is BellWay.MAIL or store.bell.plan(job.target).skips_empty
    text = text_of(context, digest)
    if digest.is_empty and skips and not even_empty:
        return DigestEnd(job, text, None)
    outcome = notify.send_to(job.channel, Message("person.words", words=text), job.chat)
    arrived = isinstance(outcome, Delivered | NoAnswer)
    why = None if arrived else getattr(outcome, "message", Message("send.task_created"))
    with context.open_store() as store:
        store.bell.end_digest(job.way, job.target, context.clock(), why)
    return DigestEnd(job, text, outcome)


def send_due_digests(notify: Notifier) -> list[DigestEnd]:
    """Send every digest whose time came and that was not sent for it: once, whoever asks."""
    context = notify.context
    now = context.clock()
    local = now.astimezone(context.zone)
    with context.open_store(reading=True) as store:
        due = [(job, at) for job in all_jobs(store) for at in _due(store, job, local)]
    ends = []
    for job, at in due:
        with context.open_store() as store:
            mine = store.notices.claim(SAID, f"{job.way} {job.target} {at:%Y-%m-%d %H:%M}", now)
        if mine:
            ends.append(send_digest(notify, job))
    return ends


def ring_undelivered(context: Context) -> None:
    """Ring for parts that a platform refused or gave no answer to, each once."""
    now = context.clock()
    with context.open_store() as store:
        parts = store.outbox.in_state([DeliveryState.UNKNOWN, DeliveryState.REFUSED], until=now)
        fresh = set(store.notices.unsaid("bell_undelivered", [part.id for part in parts]))
        for part in parts:
            if part.id in fresh and store.notices.claim("bell_undelivered", part.id, now):
                title = Message("bell.undelivered", n=1)
                what = Ring(BellEvent.UNDELIVERED, "undelivered", title, post=part.post)
                ring(store, people_who_may(store, Verb.SEND), what, at=now)


def next_digest_at(times: Sequence[time], now: datetime) -> datetime | None:
    """When the next of these times of day is, from a local moment on; None without any."""
    todays = [now.replace(hour=t.hour, minute=t.minute, second=0, microsecond=0) for t in times]
    coming = [at if at > now else at + A_DAY for at in todays]
    return min(coming, default=None)


def _due(store: Store, job: DigestJob, now: datetime) -> Iterator[datetime]:
    """The time of today that came last, if it is not long over and somebody may be disturbed."""
    settings = [store.bell.settings(user) for user in job.users]
    if all(person.rests_at(now.time()) for person in settings):
        return
    times = store.bell.plan(job.target).times if job.way is BellWay.ROBOT else settings[0].mail_at
    todays = [now.replace(hour=t.hour, minute=t.minute, second=0, microsecond=0) for t in times]
    came = max((at for at in todays if at <= now), default=None)
    if came is not None and now - came < LATE:
        yield came


def _wants_any(store: Store, user: str, way: BellWay) -> bool:
    settings = store.bell.settings(user)
    return any(settings.wants(event, way) for event in BellEvent)


def _last(store: Store, job: DigestJob) -> datetime | None:
    if job.way is BellWay.ROBOT:
        return store.bell.plan(job.target).sent_at
    result = store.bell.mail_result(job.target)
    return result.at if result else None


def _waiting(context: Context, store: Store) -> tuple[DistinctCounts, int, datetime | None]:
    """(how many wait for a yes, how many of them go out by the end of today, when the first does)."""
    wanted = QueueFilter(states=(PostState.IN_REVIEW,), first=context.today)
    counts = store.distinct.counts(wanted)
    first = store.distinct.page(wanted, most=1).items
    tonight = store.distinct.counts(replace(wanted, last=context.today)).posts
    return counts, tonight, first[0].goes_out_at if first else None


def _returned(context: Context, store: Store) -> tuple[str, ...]:
    """What the posts that were returned are called, the first to go out first."""
    wanted = QueueFilter(states=(PostState.RETURNED,), first=context.today)
    cards = store.lists.queue_page(wanted, most=LISTED + 1).items
    return tuple(dict.fromkeys(f"{card.story_title}·{card.post.slot.sign}" for card in cards))


def _counted(entries: Collection[BellEntry]) -> tuple[tuple[Message, int], ...]:
    """Each event with how often it happened; one of several people counts once."""
    numbers_by_key: dict[tuple[BellEvent, str], int] = {}
    for entry in entries:
        key = entry.event, entry.key
        numbers_by_key[key] = max(entry.count, numbers_by_key.get(key, 0))
    numbers: Counter[BellEvent] = Counter()
    for (event, _), count in numbers_by_key.items():
        numbers[event] += count
    return tuple((event.label, numbers[event]) for event in BellEvent if numbers[event])


def _called(store: Store, job: DigestJob, entries: Collection[BellEntry]) -> tuple[str, ...]:
    """Whom a digest of a team names: who is called, or has posts to change."""
    if job.way is BellWay.MAIL:
        return ()
    wanted = {entry.user for entry in entries if entry.event in (BellEvent.MENTION, BellEvent.CHANGE)}
    return tuple(user.display_name for user in store.accounts.users() if user.name in wanted)


def _lines(context: Context, digest: Digest) -> Iterator[Message]:
    if digest.waiting.posts and digest.first:
        first = f"{digest.first.astimezone(context.zone):%m-%d %H:%M}"
        yield Message("digest.waiting", n=digest.waiting.posts, first=first)
        if digest.waiting.distinct < digest.waiting.posts:
            minutes = max(1, round(digest.waiting.distinct * 8 / 60))  # 8 s an item
            yield Message("digest.distinct", n=digest.waiting.distinct, minutes=minutes)
        if digest.tonight:
            yield Message("digest.tonight", n=digest.tonight)
    else:
        yield Message("digest.nothing_waits")
    if digest.returned:
        yield Message("digest.returned", n=len(digest.returned), named=digest.returned[:LISTED])
    for label, n in digest.events:
        yield Message("digest.event", label=label, n=n)
    desk = context.workspace.settings.desk
    address = desk.address or f"http://127.0.0.1:{desk.port}"
    yield Message("digest.go", address=f"{address}{ADDRESS}")
    if digest.people:
        yield Message("digest.people", named=tuple(f"@{name}" for name in digest.people))
