"""Alerts: a due post is not out, a call has no answer, the morning's canary or the night failed.

They go out by every channel that was added for alerts, each thing once, and several in one message. The
publisher looks at each sweep; that no publisher runs at all is seen by `sishi doctor`, the desk, and by an
automation that misses the event `sishi.publish.swept`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from channels.senders import SENDERS
from content.bell import Ring, people_who_may, ring
from content.messages import render
from content.model import BellEvent, Channel, ChannelKind, DeliveryState, Message, Verb
from content.publish.sender import (
    Account,
    Delivered,
    Letter,
    NoAnswer,
    Rejected,
    Sender,
    SendOutcome,
    TokenCache,
)
from content.store import Store
from services.channels import WITHOUT_SECRET, secrets_for
from services.context import Context
from services.platform_tokens import PlatformTokens

OVERDUE_AFTER = timedelta(minutes=5)
LISTED = 5  # posts that one message names
ALERTS, CANARY = "alerts", "canary"  # options of channels that are for these
CANARY_LATE = timedelta(hours=3)  # a canary that slept so long tells nothing of the morning
SENT, NOT_SENT = "sent", "not_sent"  # how a canary ended
OVERDUE, UNANSWERED, NIGHT = "overdue", "unanswered", "night"  # kinds of notices


@dataclass(frozen=True, slots=True)
class Notifier:
    """Sends a few words by a channel: no post, no entry in the journal."""

    context: Context
    senders: Mapping[ChannelKind, Sender]
    by: str

    def channels(self, purpose: str) -> list[Channel]:
        """Those that were added for it."""
        with self.context.open_store(reading=True) as store:
            known = store.channels.channels()
        return [channel for channel in known if channel.options.get(purpose) == "on"]

    def send(self, channel: Channel, message: Message) -> SendOutcome:
        return self.send_to(channel, message, channel.chat(""))

    def send_to(self, channel: Channel, message: Message, chat: str) -> SendOutcome:
        """Send it to one chat, or mailbox, of the channel."""
        sender = self.senders[channel.kind]
        secrets = secrets_for(self.context, channel)
        if not secrets and channel.kind not in WITHOUT_SECRET:
            return Rejected("no_secret", Message("hold.no_secret", channel=channel.id))
        account = Account(channel.id, secrets, channel.base_url, chat, channel.options)
        words = render(message, self.context.workspace.settings.language)
        tokens: TokenCache = PlatformTokens(self.context.open_store, self.by, self.context.clock)
        part = sender.parts(Letter(words))[0]
        return sender.send(account, part, "", f"notice{self.context.clock():%Y%m%d%H%M%S}", tokens)

    def tell_all(self, message: Message) -> bool:
        """Send it by every channel for alerts; whether one of them took it, or may have."""
        outcomes = [self.send(channel, message) for channel in self.channels(ALERTS)]
        return any(isinstance(outcome, Delivered | NoAnswer) for outcome in outcomes)


def notifier(context: Context, by: str) -> Notifier:
    return Notifier(context, SENDERS, by)


def tell_of_open(notify: Notifier) -> None:
    """Alert about what is overdue, refused or without an answer and was not told yet."""
    now = notify.context.clock()
    with notify.context.open_store(reading=True) as store:
        overdue = [post.id for post in store.outbox.due_posts(now - OVERDUE_AFTER)]
        parts = store.outbox.in_state([DeliveryState.UNKNOWN, DeliveryState.REFUSED], until=now)
    unanswered = [part.id for part in parts]
    for kind, candidates in ((OVERDUE, overdue), (UNANSWERED, unanswered)):
        if candidates:
            _tell(notify, kind, candidates)


def _tell(notify: Notifier, kind: str, candidates: Sequence[str]) -> None:
    """Tell of those that nobody told of; where no channel takes it, it is tried at the next sweep."""
    now = notify.context.clock()
    with notify.context.open_store(reading=True) as store:
        fresh = store.notices.unsaid(kind, candidates)
    if not fresh or not notify.channels(ALERTS):
        return
    with notify.context.open_store() as store:
        mine = [what for what in fresh if store.notices.claim(kind, what, now)]
    if not mine:
        return
    message = Message(f"alert.{kind}", n=len(mine), named=tuple(mine[:LISTED]))
    if not notify.tell_all(message):
        with notify.context.open_store() as store:
            for what in mine:
                store.notices.take_back(kind, what)


def tell_of_night(context: Context, failed: Sequence[str], run: str) -> None:
    """Alert that a night failed, once for a run."""
    notify = notifier(context, "night")
    if failed:
        ring_night(context, len(failed), run)
    if failed and notify.channels(ALERTS):
        with context.open_store() as store:
            mine = store.notices.claim(NIGHT, run, context.clock())
        if mine:
            notify.tell_all(Message("alert.night", n=len(failed)))


def ring_night(context: Context, failed: int, run: str) -> None:
    """Ring for whoever can run it again, once for a run."""
    now, title = context.clock(), Message("bell.night_failed", n=failed)
    with context.open_store() as store:
        if store.notices.claim("bell_night", run, now):
            what = Ring(BellEvent.NIGHT, f"night:{run}", title, count=failed)
            ring(store, people_who_may(store, Verb.RERUN), what, at=now)


def sing(notify: Notifier, at: str) -> None:
    """Send the morning's canary by each channel that was added for it, once a day from `at` (HH:MM of the
    team's time) on; alert where it does not arrive."""
    now = notify.context.clock()
    for day, due in _canaries(now, at, notify.context.zone):
        for channel in notify.channels(CANARY):
            with notify.context.open_store() as store:
                mine = store.notices.claim(CANARY, f"{channel.id} {day}", now)
            if not mine:
                continue
            outcome = notify.send(channel, Message("alert.canary", at=due))
            arrived = isinstance(outcome, Delivered)
            with notify.context.open_store() as store:
                store.notices.end(CANARY, f"{channel.id} {day}", SENT if arrived else NOT_SENT)
            if not arrived:
                why = getattr(outcome, "message", Message("send.task_created"))
                notify.tell_all(Message("alert.canary_failed", channel=channel.id, why=why))


@dataclass(frozen=True, slots=True)
class CanaryToday:
    """This morning's canaries: `at` when the last was sent, None where none was though its time is over;
    `arrived`: each channel took its own."""

    at: datetime | None
    arrived: bool
    channels: tuple[str, ...]


def canary_today(context: Context, store: Store) -> CanaryToday | None:
    """What became of this morning's canaries; None before their time, or where no channel is for them."""
    hour, minute = map(int, context.workspace.settings.publish.canary_at.split(":"))
    now = context.clock().astimezone(context.zone)
    due = now.replace(hour=hour, minute=minute, second=0, microsecond=0)
    known = [channel.id for channel in store.channels.channels() if channel.options.get(CANARY) == "on"]
    if not known or now < due:
        return None
    notices = {notice.what: notice for notice in store.notices.since(CANARY, due)}
    sent = [notices[what] for channel in known if (what := f"{channel} {due:%Y-%m-%d}") in notices]
    if not sent and now < due + OVERDUE_AFTER:
        return None
    arrived = len(sent) == len(known) and all(notice.outcome == SENT for notice in sent)
    return CanaryToday(max((notice.at for notice in sent), default=None), arrived, tuple(known))


def _canaries(now: datetime, at: str, zone: ZoneInfo) -> Iterator[tuple[str, datetime]]:
    """The canary that is due now, if any: its day, and when."""
    local = now.astimezone(zone)
    hour, minute = map(int, at.split(":"))
    due = local.replace(hour=hour, minute=minute, second=0, microsecond=0)
    if due <= local < due + CANARY_LATE:
        yield f"{due:%Y-%m-%d}", due
