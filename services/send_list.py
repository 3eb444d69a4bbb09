"""What is on its way: a row for each part of each post that was approved, with what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from channels.senders import SENDERS
from content.model import Attempt, Channel, Delivery, DeliveryState, Message, Post, PostState
from content.publish.sender import Letter, Picture
from content.store import Store
from content.text.winners import neutral
from services.context import Context
from services.holds import routed

LISTED = (
    PostState.APPROVED,
    PostState.HANDED_OFF,
    PostState.SENDING,
    PostState.SENT,
    PostState.UNKNOWN,
    PostState.REFUSED,
    PostState.EXPIRED,
    PostState.SKIPPED,
    PostState.CANCELLED,
)
WITHOUT_PARTS = {  # what a post's parts are where none was ever written down
    PostState.APPROVED: DeliveryState.PLANNED,
    PostState.EXPIRED: DeliveryState.EXPIRED,
    PostState.SKIPPED: DeliveryState.SKIPPED,
}
LATELY = timedelta(days=7)
_ANY_PICTURE = Picture(b"", "", "image/png", 1, 1)


@dataclass(frozen=True, slots=True)
class SendRow:
    """One part of a post. `channel` is its id; `attempts` are its tries and people's words, oldest first."""

    delivery: Delivery
    post: Post
    channel: str
    attempts: tuple[Attempt, ...] = ()

    @property
    def why(self) -> Message | None:
        return self.delivery.why


def list_sends(context: Context, day: date | None = None) -> list[SendRow]:
    """By due time, then group. Without a day: from a week ago on, and whatever is still open before that."""
    first = day or (context.today - LATELY)
    with context.open_store(reading=True) as store:
        posts = store.queue.posts(first, day, states=LISTED)
        if day is not None:
            approved = store.queue.posts(last=day - timedelta(days=1), states=[PostState.APPROVED])
            return rows_of(store, posts, before=approved)
        open_before = store.outbox.in_state([DeliveryState.UNKNOWN, DeliveryState.REFUSED])
        older = sorted({part.post for part in open_before} - {post.id for post in posts})
        return rows_of(store, [*(store.queue.post(post_id) for post_id in older), *posts])


def rows_of(store: Store, posts: Sequence[Post], before: Sequence[Post] = ()) -> list[SendRow]:
    """The rows of these posts, in their order. What is approved `before` them takes its share of a week's
    or a month's limit first."""
    ids = [post.id for post in posts]
    parts, attempts = store.outbox.deliveries(ids), store.outbox.attempts(ids)
    fresh = [post for post in posts if post.state in WITHOUT_PARTS and _is_open(parts.get(post.id, ()))]
    listed = {post.id for post in fresh}
    channels = {
        item.post.id: item.channel for item in routed(store, [*before, *fresh]) if item.post.id in listed
    }
    rows = []
    for post in posts:
        known = parts.get(post.id, [])
        if post.id in channels:
            known = expected_parts(post, channels[post.id], known)
        elif post.state is PostState.CANCELLED:
            known = [_cancelled(part) for part in known]
        for part in known:
            tries = tuple(t for t in attempts.get(post.id, ()) if t.part == part.part)
            rows.append(SendRow(part, post, part.channel, tries))
    return rows


def _is_open(parts: Sequence[Delivery]) -> bool:
    """Whether nothing of it was ever under way."""
    return all(part.state is DeliveryState.HELD for part in parts)


def _cancelled(part: Delivery) -> Delivery:
    gone = (DeliveryState.PLANNED, DeliveryState.HELD, DeliveryState.HANDED_OFF)
    return replace(part, state=DeliveryState.CANCELLED) if part.state in gone else part


def expected_parts(post: Post, channel: Channel, held: Sequence[Delivery] = ()) -> list[Delivery]:
    """The parts that a post will have by a channel, none of them under way; held as `held` says."""
    is_held = bool(held) and post.state is PostState.APPROVED and held[0].version == post.version
    why = held[0].why if held and is_held else None
    state = DeliveryState.HELD if is_held else WITHOUT_PARTS.get(post.state, DeliveryState.PLANNED)
    kinds = _kinds(post, channel)
    return [
        Delivery(
            post.id,
            number,
            len(kinds),
            post.version,
            kind,
            channel.id,
            state,
            post.goes_out_at,
            tries=held[0].tries if held else 0,
            why=why,
            receipt=held[0].receipt if held and number == 1 else {},
        )
        for number, kind in enumerate(kinds, start=1)
    ]


def _kinds(post: Post, channel: Channel) -> list[str]:
    sender = SENDERS.get(channel.kind)
    if sender is None:
        return ["post"]
    picture = _ANY_PICTURE if sender.capabilities.pictures else None
    return [part.kind.value for part in sender.parts(Letter(neutral(post.text), picture))]
