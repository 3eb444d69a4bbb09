"""What came back to a post that went out: from the ledger of messages, against what is usual in the group."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from content.ledger.responses import (
    LONGEST,
    ChatResponses,
    ResponseWindow,
    UsualResponses,
    responses_in,
    usual_of,
)
from content.ledger.show import staff_ids
from content.model import Delivery, DeliveryState, Post, PostState, RosterChange, Slot
from content.store import Store
from services.context import Context

TOO_LATE = timedelta(minutes=30)  # a post that was later tells nothing of what works
A_DAY, EARLIER = timedelta(days=1), timedelta(days=28)


@dataclass(frozen=True, slots=True)
class PostResponses:
    """`heard_until`: when the last message of the group was sent that the ledger has of that day, None for
    none; `is_open`: the window is not over, or nothing was heard of its end. `left`: who left within a day.
    `counts`: it went out in time enough to be compared. `right`: the letter of the quiz's answer, "" where
    the post asks nothing. `picture_at`: when the last part was out, where that was later than the first."""

    window: ResponseWindow
    chat: ChatResponses
    usual: UsualResponses | None
    left: int
    heard_until: datetime | None
    is_open: bool
    counts: bool
    right: str
    picture_at: datetime | None


def responses_to(context: Context, post_id: str) -> PostResponses | None:
    """What came back to the post; None where it is not out. UnknownId."""
    now = context.clock()
    with context.open_store(reading=True) as store:
        post = store.queue.post(post_id)
        parts = store.outbox.deliveries([post_id]).get(post_id, [])
        window = _window(store, post, parts)
        if window is None:
            return None
        own = staff_ids(store)
        lines = list(store.ledger.lines(post.group, window.begins, window.begins + A_DAY))
        usual = usual_of(list(_earlier(store, post, own)))
        left = [
            event
            for event in store.roster.events(post.group)
            if event.change is RosterChange.LEFT and window.begins <= event.at < window.begins + A_DAY
        ]
        story = store.library.story(post.story)
    heard = max((line.at for line in lines), default=None)
    out = [part.out_at for part in parts if part.out_at]
    return PostResponses(
        window=window,
        chat=responses_in(lines, own, window),
        usual=usual,
        left=len({event.member or event.at for event in left}),
        heard_until=heard,
        is_open=now < window.ends or heard is None or heard < window.ends,
        counts=window.begins - post.goes_out_at <= TOO_LATE,
        right=story.quiz.answer if story and post.slot is Slot.NOON else "",
        picture_at=max(out) if len(out) > 1 and max(out) - min(out) > timedelta(minutes=1) else None,
    )


def _window(store: Store, post: Post, parts: Iterable[Delivery]) -> ResponseWindow | None:
    """From when members could see its first part; None where none is out."""
    out = [part.out_at for part in parts if part.state is DeliveryState.SENT and part.out_at]
    if not out or post.state is not PostState.SENT:
        return None
    begins = min(out)
    day = store.queue.posts(post.day, post.day + A_DAY, groups=[post.group])
    next_at = min((other.goes_out_at for other in day if other.goes_out_at > begins), default=None)
    ends = begins + LONGEST
    return ResponseWindow(begins, min(ends, next_at) if next_at else ends)


def _earlier(store: Store, post: Post, own: frozenset[str]) -> Iterator[int]:
    """How many members answered the group's same slot on each earlier day of which messages are there."""
    first, last = post.day - EARLIER, post.day - A_DAY
    before = store.queue.posts(first, last, groups=[post.group], states=[PostState.SENT])
    same = [other for other in before if other.slot is post.slot]
    parts = store.outbox.deliveries([other.id for other in same])
    for other in same:
        window = _window(store, other, parts.get(other.id, ()))
        if window is None or window.begins - other.goes_out_at > TOO_LATE:
            continue
        lines = list(store.ledger.lines(other.group, window.begins - A_DAY, window.ends))
        if lines:
            yield responses_in(lines, own, window).people
