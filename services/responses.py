"""What came back to a post that went out, as the desk shows it: by the rules of content.feedback."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from content.feedback.attribution import TOO_LATE, count_send
from content.feedback.baseline import UsualSpeakers
from content.feedback.lines import WindowCounts
from content.feedback.windows import Window
from content.ledger.usual import UsualResponses, middle_of
from content.store import Store
from services.context import Context
from services.feedback import A_DAY, attributed_slot

LATER = timedelta(minutes=1)  # between the first part and the last, before it is said


@dataclass(frozen=True, slots=True)
class PostResponses:
    """`heard_until`: when the last message of the group was sent that the ledger has of that day, None for
    none; `is_open`: the window is not over, or nothing was heard of its end. `left`: who left within a day.
    `counts`: it went out in time enough to be compared. `right`: the letter of the quiz's answer, "" where
    the post asks nothing. `picture_at`: when the last part was out, where that was later than the first."""

    window: Window
    chat: WindowCounts
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
        known = attributed_slot(store, post.group, post.day, post.slot, now)
        if known is None or known[0].window is None:
            return None
        item, inputs = known
        window = known[0].window
        heard = store.ledger.ends(post.group, window.begins + A_DAY)[1]
        picture_at = _last_part(store, post_id)
    heard_until = heard if heard and heard >= window.begins else None
    return PostResponses(
        window=window,
        chat=item.counts or count_send(item.send, window, inputs.chat),
        usual=_usual(item.usual),
        left=inputs.roster.left_after(window.begins),
        heard_until=heard_until,
        is_open=now < window.ends or item.counts is None,
        counts=window.begins - post.goes_out_at <= TOO_LATE,
        right=item.send.answer,
        picture_at=picture_at,
    )


def _usual(usual: UsualSpeakers | None) -> UsualResponses | None:
    """The mean, and where the middle four fifths of the days lie, in whole members."""
    if usual is None:
        return None
    low, high = middle_of(usual.counts)
    return UsualResponses(len(usual.counts), round(usual.expected), round(low), round(high))


def _last_part(store: Store, post_id: str) -> datetime | None:
    """When the last part of a post was out, where that was later than the first."""
    out = [part.out_at for part in store.outbox.deliveries([post_id]).get(post_id, ()) if part.out_at]
    return max(out) if len(out) > 1 and max(out) - min(out) > LATER else None
