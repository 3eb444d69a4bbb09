"""Whether anything sends, when it last did, and what is due next."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from content.model import ChannelKind
from content.publish.processes import LEASE, is_alive
from content.store import Store
from services.alerts import CanaryToday
from services.holds import routed

SOON = timedelta(hours=1)  # by then a publisher must run; before, it is only good to know
AHEAD = timedelta(days=7)


class Heartbeat(StrEnum):
    """Whether anything sends."""

    ALIVE = "alive"
    SILENT = "silent"  # it was there, and is not
    NEVER = "never"  # no publisher ever ran here


@dataclass(frozen=True, slots=True)
class SendHealth:
    """`seen_at`: when a publisher last said that it lives; `next_due`: when the next post goes out."""

    heartbeat: Heartbeat
    seen_at: datetime | None
    last_sent: datetime | None
    next_due: datetime | None
    canary: CanaryToday | None = None  # where one is sent


@dataclass(frozen=True, slots=True)
class Unattended:
    """Approved posts that channels would send, while no publisher runs: how many, and when the first is due.
    `is_urgent`: within the hour, or before now."""

    posts: int
    due: datetime
    is_urgent: bool


def health_of(store: Store, now: datetime) -> SendHealth:
    publishers = store.publishers.known()
    seen_at = max((publisher.seen_at for publisher in publishers), default=None)
    beats = any(is_alive(known, now) and abs(now - known.seen_at) < LEASE for known in publishers)
    recently = any(known.ended_at and abs(now - known.ended_at) < LEASE for known in publishers)
    heartbeat = Heartbeat.ALIVE if beats or recently else Heartbeat.SILENT if publishers else Heartbeat.NEVER
    return SendHealth(heartbeat, seen_at, store.outbox.last_sent(), store.outbox.next_due(now))


def unattended(store: Store, now: datetime, grace: timedelta) -> Unattended | None:
    """What goes out in a week by channels that a program sends through, and would not; None where a publisher
    runs, or nothing waits for one."""
    channels = [channel for channel in store.channels.channels() if channel.kind is not ChannelKind.HANDOFF]
    if not channels or health_of(store, now).heartbeat is Heartbeat.ALIVE:
        return None
    posts = [post for post in store.outbox.due_posts(now + AHEAD) if post.goes_out_at + grace >= now]
    theirs = [item.post for item in routed(store, posts) if item.channel.kind is not ChannelKind.HANDOFF]
    if not theirs:
        return None
    due = min(post.goes_out_at for post in theirs)
    return Unattended(len(theirs), due, due <= now + SOON)
