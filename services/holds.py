"""By which channel a due post goes out, and what forbids it for now."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from content.model import (
    GONE,
    Channel,
    Delivery,
    DeliveryState,
    Message,
    Pause,
    Post,
    PostState,
    Slot,
)
from content.publish.quota import Spent, spend, take_slots
from content.publish.rules import hand_channel, hook_is_missing, pause_over, quotes_hook, until_when
from content.review.approve import approvers
from content.review.checks import is_upset, no_right_to_show, texts_in
from content.review.rules import ReviewRules
from content.store import Store

RELEASED = "released"  # the code of a person's word that a held post may go out as it is
KEEPS_ITS_CHANNEL = frozenset(
    {
        DeliveryState.PLANNED,
        DeliveryState.SENDING,
        DeliveryState.HANDED_OFF,
        DeliveryState.SENT,
        DeliveryState.UNKNOWN,
        DeliveryState.REFUSED,
    }
)


@dataclass(frozen=True, slots=True)
class RoutedPost:
    """A post and the channel that takes it; `tries_from`: a passing refusal asked to wait until then."""

    post: Post
    channel: Channel
    tries_from: datetime | None = None


def routed(store: Store, posts: Sequence[Post]) -> list[RoutedPost]:
    """Each post with its channel: the one it began with, else the first that has room; by hand where none
    has. What may still be approved on a day keeps its place, so that the answer does not change with it."""
    if not posts:
        return []
    channels = {channel.id: channel for channel in store.channels.channels()}
    days = sorted({post.day for post in posts})
    around = store.queue.posts(days[0], days[-1], groups={post.group for post in posts})
    begun = store.outbox.deliveries([post.id for post in around])
    spent = _spent(store, channels, days)
    chosen: dict[str, Channel] = {}
    for cell in sorted({(post.group, post.day) for post in posts}):
        fresh: dict[Slot, Post] = {}
        for post in around:
            if (post.group, post.day) != cell or post.state in GONE:
                continue
            if kept := _kept(post, begun.get(post.id, ()), channels):
                chosen[post.id] = kept
            else:
                fresh[post.slot] = post
        ways = take_slots(cell, fresh, list(channels.values()), spent)
        chosen |= {fresh[slot].id: channels[name] for slot, name in ways.items()}
    return [
        RoutedPost(post, chosen.get(post.id, hand_channel()), _waits_until(begun.get(post.id, ())))
        for post in posts
    ]


def goes_by(store: Store, post: Post, channel: Channel) -> bool:
    """Whether it is still this channel's turn: it may have been removed, or another post took its place."""
    return routed(store, [post])[0].channel.id == channel.id


def _kept(post: Post, parts: Sequence[Delivery], channels: Mapping[str, Channel]) -> Channel | None:
    """The channel that a post began with, while there is one of that name and what it says is the same."""
    kept = [part for part in parts if part.version == post.version and part.state in KEEPS_ITS_CHANNEL]
    return channels.get(kept[0].channel) if kept else None


def _waits_until(parts: Sequence[Delivery]) -> datetime | None:
    return max((part.next_try_at for part in parts if part.next_try_at), default=None)


def _spent(store: Store, channels: Mapping[str, Channel], days: Sequence[date]) -> Spent:
    """What the channels carried in the weeks and months of these days."""
    spent: Spent = Counter()
    if channels:
        first = days[0].replace(day=1) - timedelta(days=7)
        for name, group, day in store.outbox.used(sorted(channels), first, days[-1] + timedelta(days=38)):
            spend(spent, channels[name], group, day)
    return spent


@dataclass(frozen=True, slots=True)
class HoldRules:
    """What a due post is held against."""

    review: ReviewRules
    pauses: Sequence[Pause]
    at: datetime


def hold_reason(store: Store, post: Post, channel: Channel, rules: HoldRules) -> Message | None:
    """Why the post may not go out by the channel now; None where nothing is against it."""
    if pause := pause_over(rules.pauses, post.group, channel.id, rules.at):
        return Message(f"hold.paused_{pause.scope}", what=pause.what, until=until_when(pause))
    if len(approvers(store, post)) < (2 if rules.review.second_approver else 1):
        return Message("hold.not_as_approved")
    if refused := no_right_to_show(store, post) or is_upset(store, post):
        return refused.why
    return _hook_missing(store, post)


def _hook_missing(store: Store, post: Post) -> Message | None:
    story = store.library.story(post.story)
    texts = [text for spec in store.queue.specs([post.poster]) for text in texts_in(spec.fields)]
    if not quotes_hook(post, story, texts) or _is_released(store, post):
        return None
    day = store.queue.posts(post.day, post.day, groups=[post.group])
    mornings = [other for other in day if other.slot is Slot.MORNING]
    speaks = [other for other in mornings if other.state is not PostState.CANCELLED]
    return hook_is_missing(speaks[0] if speaks else None, mornings)


def _is_released(store: Store, post: Post) -> bool:
    words = store.outbox.attempts([post.id]).get(post.id, [])
    return any(word.code == RELEASED and word.key == str(post.version) for word in words)
