"""What is due at an instant, by which channel, and what waits for people."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from content.model import Delivery, DeliveryState, Post, PostState
from content.publish.rules import PublishRules, must_wait
from content.store import Store
from services.holds import RoutedPost, routed
from services.sweep import Sweep

AT_WORK = (DeliveryState.PLANNED, DeliveryState.HELD, DeliveryState.SENDING)
WITH_PEOPLE = (
    DeliveryState.HELD,
    DeliveryState.HANDED_OFF,
    DeliveryState.REFUSED,
    DeliveryState.UNKNOWN,
)


@dataclass(frozen=True, slots=True)
class DueWork:
    """Approved posts whose time came; parts that were claimed, held or given back, and those that a person
    has kept beyond their grace."""

    posts: Sequence[Post]
    parts: Sequence[Delivery]


@dataclass(frozen=True, slots=True)
class DueItem:
    """A post that is to go out, by which channel, and what is written of its being held."""

    routed: RoutedPost
    held: Delivery | None

    @property
    def post(self) -> Post:
        return self.routed.post


def look(store: Store, rules: PublishRules, now: datetime) -> DueWork:
    """All that is due, and what is to be settled."""
    parts = store.outbox.in_state(AT_WORK, until=now)
    kept = store.outbox.in_state([DeliveryState.HANDED_OFF], until=now - rules.grace)
    return DueWork(store.outbox.due_posts(now), [*parts, *kept])


def overdue(seen: DueWork, rules: PublishRules, now: datetime) -> list[str]:
    """Ids of the posts whose grace is over and that wait for something."""
    waiting = (DeliveryState.HANDED_OFF, DeliveryState.PLANNED, DeliveryState.HELD)
    posts = [post.id for post in seen.posts if rules.is_over(post.goes_out_at, now)]
    parts = [part for part in seen.parts if part.state in waiting and rules.is_over(part.due_at, now)]
    return list(dict.fromkeys([*posts, *(part.post for part in parts)]))


def due_by_channel(
    store: Store, seen: DueWork, is_due: Callable[[Post], bool], now: datetime
) -> tuple[dict[str, list[DueItem]], int]:
    """Channel -> what is to go out by it, the oldest first; and how many posts a platform asked to wait."""
    posts = [post for post in seen.posts if is_due(post)]
    half_sent = {part.post for part in seen.parts if part.state is DeliveryState.PLANNED}
    begun = [store.queue.post(post_id) for post_id in sorted(half_sent)]
    posts += [post for post in begun if post.state is PostState.SENDING]
    held = {part.post: part for part in seen.parts if part.state is DeliveryState.HELD}
    items, waiting = routed(store, posts), 0
    by_channel: dict[str, list[DueItem]] = {}
    for item in items:
        if must_wait(item.tries_from, now):
            waiting += 1
        else:
            by_channel.setdefault(item.channel.id, []).append(DueItem(item, held.get(item.post.id)))
    return by_channel, waiting


def count_open(store: Store, rules: PublishRules, now: datetime, sweep: Sweep) -> None:
    """Put into `sweep` all that needs a person now, whatever sweep brought it about."""
    numbers = store.outbox.count_in_state(WITH_PEOPLE, now)
    sweep.held = numbers[DeliveryState.HELD]
    sweep.refused = numbers[DeliveryState.REFUSED]
    sweep.unknown = numbers[DeliveryState.UNKNOWN]
    sweep.late = 0
    if numbers[DeliveryState.HANDED_OFF]:
        late = store.outbox.count_in_state([DeliveryState.HANDED_OFF], now - rules.on_time)
        sweep.late = late[DeliveryState.HANDED_OFF]
