"""What may go out when, and what a post is once its parts have ended. Pure."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b, sha256

from content.model import (
    Channel,
    DeliveryState,
    Message,
    Pause,
    PauseScope,
    Post,
    PostState,
    Slot,
    Story,
)

RETRY_PAUSE = timedelta(seconds=60)  # after a passing refusal that names no time; doubled each time
LONGEST_PAUSE = timedelta(seconds=300)
BANS = frozenset({"130101", "410100"})  # DingTalk: ten minutes of silence after 20 calls in one
KEY_LENGTH = 24  # Discord takes 25 characters


@dataclass(frozen=True, slots=True)
class PublishRules:
    """`grace`: how long after its time a post may still go out. `on_time`: what counts as on time. `spread`:
    posts of one minute go out over this long, each group at its own moment."""

    grace: timedelta = timedelta(hours=2)
    on_time: timedelta = timedelta(minutes=10)
    spread: timedelta = timedelta(seconds=180)

    def is_late(self, due: datetime, at: datetime) -> bool:
        return at > due + self.on_time

    def is_over(self, due: datetime, at: datetime) -> bool:
        return at > due + self.grace


def spread_of(group: str, window: timedelta) -> timedelta:
    """How long after its minute a group's post goes out: the same each day, whole seconds within `window`."""
    seconds = int(window.total_seconds())
    number = int.from_bytes(blake2b(group.encode(), digest_size=8).digest())
    return timedelta(seconds=number % (seconds + 1))


def delivery_key(post: Post, part: int) -> str:
    """The key of a part for platforms that know one: the same at each try of this version."""
    return sha256(f"{post.id}\n{post.version}\n{part}".encode()).hexdigest()[:KEY_LENGTH]


def pause_after(tries: int, retry_after: float | None, code: str) -> timedelta:
    """How long to wait after a passing refusal; `tries` were made. Whatever a platform asks for, it is tried
    again within five minutes, for a grace is short; only where an early call starts a ban anew it is not."""
    if retry_after is None:
        return min(RETRY_PAUSE * (1 << min(max(0, tries - 1), 8)), LONGEST_PAUSE)
    pause = timedelta(seconds=retry_after)
    return pause if code in BANS else min(pause, LONGEST_PAUSE)


def fold(states: Collection[DeliveryState]) -> PostState:
    """What a post is by the states of its parts: the one that asks for the most attention."""
    for state, post_state in (
        (DeliveryState.SENDING, PostState.SENDING),
        (DeliveryState.UNKNOWN, PostState.UNKNOWN),
        (DeliveryState.HANDED_OFF, PostState.HANDED_OFF),
        (DeliveryState.REFUSED, PostState.REFUSED),
    ):
        if state in states:
            return post_state
    is_out = DeliveryState.SENT in states
    if DeliveryState.PLANNED in states or DeliveryState.HELD in states:
        return PostState.SENDING if is_out else PostState.APPROVED
    if is_out:
        return PostState.SENT
    for state, post_state in (
        (DeliveryState.EXPIRED, PostState.EXPIRED),
        (DeliveryState.SKIPPED, PostState.SKIPPED),
    ):
        if state in states:
            return post_state
    return PostState.CANCELLED


def pause_over(pauses: Iterable[Pause], group: str, channel: str, at: datetime) -> Pause | None:
    """The pause that holds a post of the group by the channel at `at`."""
    concerned = {(PauseScope.ALL, ""), (PauseScope.GROUP, group), (PauseScope.CHANNEL, channel)}
    return next((p for p in pauses if (p.scope, p.what) in concerned and p.holds_at(at)), None)


def until_when(pause: Pause) -> datetime | Message:
    """The end of a pause, for sentences."""
    return pause.until or Message("hold.until_resumed")


def quotes_hook(post: Post, story: Story | None, poster_texts: Iterable[str]) -> bool:
    """Whether a later post of the day, or its poster, repeats the morning's line: without that line it
    speaks of what nobody has read."""
    if story is None or post.slot is Slot.MORNING:
        return False
    hook = _plain(story.hook)
    return bool(hook) and any(hook in _plain(text) for text in (post.text, *poster_texts))


def _plain(text: str) -> str:
    return "".join(text.split())


def hook_is_missing(morning: Post | None, day: Sequence[Post]) -> Message | None:
    """Why a post that quotes the hook must wait: the `morning` post of its day did not go out."""
    if morning is None:
        return Message("hold.no_hook") if day else None
    if morning.state is PostState.SENT:
        return None
    return Message("hold.hook_not_sent", state=morning.state.label)


def hand_channel() -> Channel:
    """What takes a post that no channel takes: a person sends it."""
    return Channel(HAND, by_hand=True)


HAND = "handoff"
