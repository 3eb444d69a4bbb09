"""What a person says became of a post: sent, not sent, skipped, to be tried again, to go out as it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from content.errors import IllegalMove, WrongInput
from content.model import BY_HAND, Delivery, DeliveryState, Message, Post, PostState, own_words
from content.store import Store
from content.store.outbox import CallEnd
from services.context import Context
from services.delivering import NOT_TRIED, settle
from services.holds import RELEASED, routed
from services.send_list import expected_parts

WRONG_TICK = timedelta(minutes=10)  # in which a person may take back that they sent something by hand


class SendMark(StrEnum):
    SENT = "sent"
    NOT_SENT = "not-sent"
    SKIPPED = "skipped"
    RETRY = "retry"
    RELEASE = "release"


# What each word makes of a part, by the state it is in.
_BECOMES: Mapping[SendMark, Mapping[DeliveryState, DeliveryState]] = {
    SendMark.SENT: dict.fromkeys(
        (
            DeliveryState.PLANNED,
            DeliveryState.HELD,
            DeliveryState.HANDED_OFF,
            DeliveryState.UNKNOWN,
            DeliveryState.REFUSED,
            DeliveryState.EXPIRED,
            DeliveryState.SKIPPED,
        ),
        DeliveryState.SENT,
    ),
    SendMark.NOT_SENT: {
        DeliveryState.UNKNOWN: DeliveryState.REFUSED,
        DeliveryState.HANDED_OFF: DeliveryState.REFUSED,
        DeliveryState.EXPIRED: DeliveryState.SKIPPED,
        DeliveryState.SENT: DeliveryState.HANDED_OFF,
        DeliveryState.SKIPPED: DeliveryState.HANDED_OFF,
    },
    SendMark.SKIPPED: dict.fromkeys(
        (
            DeliveryState.PLANNED,
            DeliveryState.HELD,
            DeliveryState.HANDED_OFF,
            DeliveryState.REFUSED,
            DeliveryState.UNKNOWN,
        ),
        DeliveryState.SKIPPED,
    ),
    SendMark.RETRY: {DeliveryState.REFUSED: DeliveryState.PLANNED},
    SendMark.RELEASE: {
        DeliveryState.HELD: DeliveryState.PLANNED,
        DeliveryState.PLANNED: DeliveryState.PLANNED,
    },
}


@dataclass(frozen=True, slots=True)
class PersonsWord:
    """What `actor` says and why; `at`: when it happened (None: now)."""

    mark: SendMark
    actor: str
    why: str | Message
    at: datetime | None = None

    @property
    def reason(self) -> Message | None:
        return self.why if isinstance(self.why, Message) else own_words(self.why)


def mark(context: Context, target: str, word: PersonsWord) -> list[Delivery]:
    """Take a person's word for a part (`POST/2`) or for all parts of a post; how they are now.

    UnknownId, WrongInput without a reason, or IllegalMove where the state does not allow it; then nothing is
    changed.
    """
    if isinstance(word.why, str) and not word.why.strip():
        raise WrongInput(Message("send_mark.no_reason"))
    post_id, number = _target(target)
    now = context.clock()
    with context.open_store() as store:
        post = store.queue.post(post_id)
        post = store.queue.lock_posts([post_id])[post_id]
        parts = _parts(store, post)
        chosen = [part for part in parts if number in (None, part.part)]
        if not chosen:
            raise WrongInput(Message("send_mark.no_part", post=post_id, parts=len(parts), part=number or 0))
        fitting = [part for part in chosen if part.state in _BECOMES[word.mark]]
        if not fitting or (number is None and word.mark is SendMark.SENT and _is_under_way(chosen)):
            state = chosen[0].state.label
            raise IllegalMove(Message("send_mark.not_now", target=target, state=state, mark=word.mark.value))
        if word.mark is SendMark.RETRY and context.workspace.publish_rules.is_over(post.goes_out_at, now):
            raise IllegalMove(Message("send_mark.too_late", post=post.id, due=post.goes_out_at))
        if word.mark is SendMark.RETRY:
            fitting = [part for part in parts if part in fitting or _was_not_tried_for(part, fitting)]
        if word.mark is SendMark.NOT_SENT:
            _check_ticks(store, fitting, now)
        store.outbox.put_deliveries(post.group, parts)
        for part in fitting:
            _say(store, part, word, now)
        if word.mark is not SendMark.RELEASE:
            settle(store, post_id, why=word.reason, at=now, actor=word.actor)
        return store.outbox.deliveries([post_id])[post_id]


def _target(target: str) -> tuple[str, int | None]:
    post_id, slash, number = target.rpartition("/")
    return (post_id, int(number)) if slash and number.isdecimal() else (target, None)


def _was_not_tried_for(part: Delivery, failed: Sequence[Delivery]) -> bool:
    """Whether the part was left out because one of these before it did not go out."""
    if part.why is None or part.why.code != NOT_TRIED or part.state is not DeliveryState.REFUSED:
        return False
    return part.why.params.get("part") in [other.part for other in failed]


def _is_under_way(parts: Sequence[Delivery]) -> bool:
    return any(part.state is DeliveryState.SENDING for part in parts)


def _parts(store: Store, post: Post) -> list[Delivery]:
    """Those it has, or would have by the channel that takes it."""
    known = store.outbox.deliveries([post.id]).get(post.id, [])
    if known and any(part.state is not DeliveryState.HELD for part in known):
        return known
    if post.state not in (PostState.APPROVED, PostState.EXPIRED, PostState.SKIPPED):
        raise IllegalMove(Message("send_mark.never_due", post=post.id, state=post.state.label))
    (item,) = routed(store, [post])
    return expected_parts(post, item.channel, known)


def _check_ticks(store: Store, parts: Sequence[Delivery], now: datetime) -> None:
    """IllegalMove where a part was sent by a channel, a person's tick or skip is too old to be taken back, or
    nobody would have what was skipped."""
    for part in parts:
        words = [w for w in store.outbox.attempts([part.post]).get(part.post, ()) if w.part == part.part]
        ticked = bool(words) and words[-1].code == BY_HAND and now - words[-1].at <= WRONG_TICK
        if part.state is DeliveryState.SENT and not ticked:
            raise IllegalMove(Message("send_mark.sent_for_good", post=part.post))
        if part.state is DeliveryState.SKIPPED and not (ticked and part.owner):
            raise IllegalMove(Message("send_mark.skipped_for_good", post=part.post))


def _say(store: Store, part: Delivery, word: PersonsWord, now: datetime) -> None:
    """Write the word into the journal, and the part as it is by it."""
    state = _BECOMES[word.mark][part.state]
    at = word.at or now
    code = RELEASED if word.mark is SendMark.RELEASE else BY_HAND
    end = CallEnd(state, at, code, word.reason)
    store.outbox.add_word(part, actor=word.actor, end=end, at=now)
    changed = replace(
        part,
        state=state,
        out_at=at if state is DeliveryState.SENT else None,
        why=end.message if state in (DeliveryState.SKIPPED, DeliveryState.REFUSED) else None,
        next_try_at=None,
    )
    store.outbox.move_delivery(part, changed)
