"""The transactions of a delivery: claim, call, outcome; each is whole on disk before the next begins.

The states of the parts are in the outbox, the post's own state is their fold; what moves one moves the other
in the same transaction, through the one door of the queue.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import assert_never

from content.model import (
    BY_HAND,
    Attempt,
    Channel,
    Delivery,
    DeliveryState,
    Message,
    Phase,
    Post,
    PostState,
)
from content.publish.processes import is_alive
from content.publish.rules import delivery_key, fold, must_wait, pause_after
from content.publish.sender import (
    Account,
    Delivered,
    NoAnswer,
    Part,
    Rejected,
    SendOutcome,
    TaskCreated,
)
from content.store import Store
from content.store.outbox import CallEnd
from services.holds import routed

ACTOR = "sishi"
KIND = "send"  # of the audit's rows
RATE_WINDOW, RATE_PAUSE = timedelta(seconds=60), timedelta(seconds=5)
NOT_TRIED = "send.not_tried"
OVERRULED = (  # by the platform's word that it went out
    DeliveryState.UNKNOWN,
    DeliveryState.REFUSED,
    DeliveryState.PLANNED,
    DeliveryState.EXPIRED,
    DeliveryState.SKIPPED,
)
DONE_WITH = (DeliveryState.SENT, DeliveryState.SKIPPED)
INTERRUPTED = "interrupted"  # the code of a try that ended before its call


@dataclass(frozen=True, slots=True)
class Claim:
    """A part that this publisher alone may send now, with the try that was written down for it."""

    delivery: Delivery
    attempt: int
    key: str


@dataclass(frozen=True, slots=True)
class PartPlan:
    """A part as it will be sent: its number, kind and the hash of what is asked of the platform; `owner`: the
    member of staff who taps it."""

    number: int
    kind: str
    request_sha256: str
    owner: str | None = None


def request_hash(account: Account, part: Part, kind: str) -> str:
    """The hash of what is asked of the platform of this kind; what the secret is does not go into it."""
    picture = part.picture.sha256 if part.picture else ""
    request = "\n".join((account.channel, kind, account.chat, part.kind, part.text, picture))
    return sha256(request.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Route:
    """The channel by which a post goes, and the parts that it becomes there."""

    channel: Channel
    parts: Sequence[PartPlan]


def claim(store: Store, post: Post, route: Route, *, publisher: str, at: datetime) -> Claim | None:
    """Take an approved post and its first part that is not out; None where somebody was faster.

    Nobody edits, withdraws or plans it anew from here on.
    """
    known = {d.part: d for d in store.outbox.deliveries([post.id]).get(post.id, ())}
    if any(delivery.version != post.version for delivery in known.values()):
        known = {}
    now = replace(post, state=PostState.SENDING)
    why = Message("send.claimed", channel=route.channel.id)
    if store.queue.change(post, now, kind=KIND, actor=ACTOR, why=why, at=at) is None:
        return None
    deliveries = [_planned(post, plan, route, known.get(plan.number)) for plan in route.parts]
    first = next(d for d in deliveries if d.state is DeliveryState.PLANNED)
    taken = replace(first, state=DeliveryState.SENDING, claimed_by=publisher, next_try_at=None)
    store.outbox.put_deliveries(post.group, [taken if d is first else d for d in deliveries])
    return _prepare(store, post, taken, route.parts, at)


def claim_next(store: Store, post: Post, route: Route, *, publisher: str, at: datetime) -> Claim | None:
    """Take the next part of a post of which some are out; None where none is left, or somebody has it, or it
    would not go out as it began."""
    for delivery in store.outbox.deliveries([post.id]).get(post.id, ()):
        if delivery.state in DONE_WITH:
            continue
        if delivery.state is not DeliveryState.PLANNED or must_wait(delivery.next_try_at, at):
            return None
        if (delivery.channel, delivery.parts) != (route.channel.id, len(route.parts)):
            refuse_rest(store, post, at=at)
            return None
        taken = replace(delivery, state=DeliveryState.SENDING, claimed_by=publisher, next_try_at=None)
        if not store.outbox.move_delivery(delivery, taken):
            return None
        return _prepare(store, post, taken, route.parts, at)
    return None


def claim_again(store: Store, was: Delivery, route: Route, *, publisher: str, at: datetime) -> Claim | None:
    """Take a part without an answer whose platform knows its key: to send it again cannot double."""
    post = store.queue.lock_posts([was.post])[was.post]
    taken = replace(was, state=DeliveryState.SENDING, claimed_by=publisher, next_try_at=None)
    if not store.outbox.move_delivery(was, taken):
        return None
    settle(store, post.id, why=Message("send.same_key"), at=at)
    return _prepare(store, post, taken, route.parts, at)


def _prepare(store: Store, post: Post, delivery: Delivery, parts: Sequence[PartPlan], at: datetime) -> Claim:
    key = delivery_key(post, delivery.part)
    hashes = {plan.number: plan.request_sha256 for plan in parts}
    attempt = store.outbox.prepare(
        delivery, actor=delivery.claimed_by, key=key, request_sha256=hashes[delivery.part], at=at
    )
    return Claim(delivery, attempt, key)


def _planned(post: Post, plan: PartPlan, route: Route, known: Delivery | None) -> Delivery:
    if known is not None and known.state in DONE_WITH:
        return known
    return Delivery(
        post=post.id,
        part=plan.number,
        parts=len(route.parts),
        version=post.version,
        kind=plan.kind,
        channel=route.channel.id,
        state=DeliveryState.PLANNED,
        due_at=post.goes_out_at,
        owner=plan.owner,
        tries=known.tries if known else 0,
    )


def give_back(store: Store, taken: Claim, *, at: datetime, next_try_at: datetime | None = None) -> None:
    """A part that was claimed and not called: it was not a try."""
    store.queue.lock_posts([taken.delivery.post])
    end = CallEnd(DeliveryState.PLANNED, at, INTERRUPTED, Message("send.interrupted"))
    if store.outbox.end_uncalled(taken.attempt, end):
        back = replace(taken.delivery, state=DeliveryState.PLANNED, claimed_by="", next_try_at=next_try_at)
        if store.outbox.move_delivery(taken.delivery, back):
            settle(store, taken.delivery.post, why=end.message, at=at)


def record(store: Store, taken: Claim, outcome: SendOutcome, *, at: datetime) -> DeliveryState:
    """Write down how a call ended, and what that makes of the part and of its post."""
    store.queue.lock_posts([taken.delivery.post])
    now, end = _after(taken.delivery, outcome, at)
    is_written = store.outbox.end_attempt(taken.attempt, end)
    if store.outbox.move_delivery(taken.delivery, now) or _correct(store, now):
        if not is_written:  # a task that a person has tapped: it had ended as a task
            store.outbox.add_word(now, actor=ACTOR, end=end, at=at)
        _see_to_the_rest(store, now)
        settle(store, now.post, why=end.message, at=at)
    if isinstance(outcome, Rejected) and outcome.passing and outcome.whole_channel and now.next_try_at:
        store.channels.block(now.channel, now.next_try_at)
    return now.state


def _correct(store: Store, now: Delivery) -> bool:
    """Take an answer that comes late: another publisher took us for dead, and a person may have decided by
    what was known then. That it went out holds against everything but a try that is under way."""
    parts = store.outbox.deliveries([now.post]).get(now.post, ())
    current = next((part for part in parts if part.part == now.part), None)
    if current is None or current.version != now.version or now.state is DeliveryState.UNKNOWN:
        return False
    open_ends = OVERRULED if now.state is DeliveryState.SENT else (DeliveryState.UNKNOWN,)
    return current.state in open_ends and store.outbox.move_delivery(current, now)


def _after(was: Delivery, outcome: SendOutcome, at: datetime) -> tuple[Delivery, CallEnd]:
    """What a part is after its call, and how the journal tells it: a timeout, as NoAnswer, is unknown."""
    ended = replace(was, claimed_by="", tries=was.tries + 1)
    match outcome:
        case Delivered():
            state, end = DeliveryState.SENT, CallEnd(DeliveryState.SENT, at, receipt=outcome.receipt)
            return replace(ended, state=state, out_at=at, receipt=outcome.receipt, why=None), end
        case TaskCreated():
            state = DeliveryState.HANDED_OFF
            end = CallEnd(state, at, "task", Message("send.task_created"), outcome.receipt)
            return replace(ended, state=state, receipt=outcome.receipt, why=None), end
        case NoAnswer():
            end = CallEnd(DeliveryState.UNKNOWN, at, outcome.code, outcome.message)
            return replace(ended, state=DeliveryState.UNKNOWN, why=outcome.message), end
        case Rejected():
            end = CallEnd(DeliveryState.REFUSED, at, outcome.code, outcome.message)
            if not outcome.passing:
                return replace(ended, state=DeliveryState.REFUSED, why=outcome.message), end
            pause = pause_after(ended.tries, outcome.retry_after, outcome.code)
            waits = replace(ended, state=DeliveryState.PLANNED, next_try_at=at + pause, why=outcome.message)
            return waits, end
    assert_never(outcome)


def _see_to_the_rest(store: Store, now: Delivery) -> None:
    """Parts behind one that failed are not tried: a picture without its words would puzzle members. Once it
    is known that the one before them is out, they may follow."""
    failed = now.state in (DeliveryState.REFUSED, DeliveryState.UNKNOWN)
    why = Message(NOT_TRIED, part=now.part)
    for later in store.outbox.deliveries([now.post]).get(now.post, ()):
        if later.part <= now.part:
            continue
        if failed and later.state is DeliveryState.PLANNED:
            store.outbox.move_delivery(later, replace(later, state=DeliveryState.REFUSED, why=why))
        elif now.state is DeliveryState.SENT and later.why is not None and later.why.code == NOT_TRIED:
            store.outbox.move_delivery(later, replace(later, state=DeliveryState.PLANNED, why=None))


def settle(store: Store, post_id: str, *, why: Message | None, at: datetime, actor: str = ACTOR) -> Post:
    """Bring the post's state in line with its parts."""
    post = store.queue.lock_posts([post_id])[post_id]
    parts = store.outbox.deliveries([post_id])[post_id]
    state = fold([part.state for part in parts])
    if state is post.state:
        return post
    changed = store.queue.change(post, replace(post, state=state), kind=KIND, actor=actor, why=why, at=at)
    return changed or store.queue.post(post_id)


def refuse_rest(store: Store, post: Post, *, at: datetime) -> None:
    """Leave what is left of a post to a person: the channel that it began with is gone, or sends it in other
    parts now."""
    store.queue.lock_posts([post.id])
    for part in store.outbox.deliveries([post.id]).get(post.id, ()):
        if part.state is DeliveryState.PLANNED:
            why = Message("send.channel_changed", channel=part.channel)
            refused = replace(part, state=DeliveryState.REFUSED, next_try_at=None, why=why)
            if store.outbox.move_delivery(part, refused):
                settle(store, post.id, why=why, at=at)


def hold(store: Store, post: Post, channel: Channel, why: Message) -> None:
    """Write down why a due post does not go out for now; looked at again at each sweep. Nothing where it is
    not `post` any more: somebody claimed or changed it."""
    current = store.queue.lock_posts([post.id])[post.id]
    if (current.state, current.revision) != (post.state, post.revision):
        return
    known = store.outbox.deliveries([post.id]).get(post.id, [])
    if any(part.state not in (DeliveryState.HELD, DeliveryState.PLANNED) for part in known):
        _hold_the_rest(store, known, why)
        return
    held = Delivery(
        post.id, 1, 1, post.version, "post", channel.id, DeliveryState.HELD, post.goes_out_at, why=why
    )
    if [(part.state, part.why, part.version) for part in known] != [(held.state, why, post.version)]:
        tries = max((part.tries for part in known), default=0)
        in_task = next((part.receipt for part in known if part.lies_in_task), {})
        store.outbox.put_deliveries(post.group, [replace(held, tries=tries, receipt=in_task)])
        store.note("post", post.id, post.goes_out_at)


def _hold_the_rest(store: Store, parts: Sequence[Delivery], why: Message) -> None:
    """Of a post that is partly out, what is left stays planned and says why it waits."""
    for part in parts:
        if part.state is DeliveryState.PLANNED and part.why != why:
            store.outbox.move_delivery(part, replace(part, why=why))


def hand_off(store: Store, post: Post, channel: Channel, owner: str | None, *, at: datetime) -> bool:
    """Give an approved post to a person; whether it still was approved."""
    now = replace(post, state=PostState.HANDED_OFF)
    why = Message("send.handed_off", owner=owner) if owner else Message("send.handed_off_to_nobody")
    if store.queue.change(post, now, kind=KIND, actor=ACTOR, why=why, at=at) is None:
        return False
    part = Delivery(
        post.id, 1, 1, post.version, BY_HAND, channel.id, DeliveryState.HANDED_OFF, post.goes_out_at, owner
    )
    store.outbox.put_deliveries(post.group, [part])
    return True


def expire(store: Store, post: Post, *, grace: timedelta, at: datetime) -> bool:
    """Give up a post whose grace is over, unless something of it may be out; whether it was given up."""
    known = store.outbox.deliveries([post.id]).get(post.id, [])
    why = _why_expired(store, post, known, grace)
    waiting = (DeliveryState.PLANNED, DeliveryState.HELD, DeliveryState.HANDED_OFF)
    over = (*waiting, DeliveryState.SKIPPED, DeliveryState.EXPIRED, DeliveryState.CANCELLED)
    begun = any(part.state not in over for part in known)
    for part in known:
        if part.state in waiting:
            state = DeliveryState.REFUSED if begun else DeliveryState.EXPIRED
            gone = replace(part, state=state, next_try_at=None, why=why)
            store.outbox.move_delivery(part, gone)
    if known:
        return settle(store, post.id, why=why, at=at).state is PostState.EXPIRED
    if _is_watched(store, post, grace):  # then nobody sent it unknown to us, and that is written down
        (item,) = routed(store, [post])
        state, name = DeliveryState.EXPIRED, item.channel.id
        part = Delivery(post.id, 1, 1, post.version, "post", name, state, post.goes_out_at)
        store.outbox.put_deliveries(post.group, [replace(part, why=why)])
    now = replace(post, state=PostState.EXPIRED)
    return store.queue.change(post, now, kind=KIND, actor=ACTOR, why=why, at=at) is not None


def _why_expired(store: Store, post: Post, parts: Sequence[Delivery], grace: timedelta) -> Message:
    """What kept it, if anything did; whether anybody could have sent it without our knowing."""
    waited = [part.why for part in parts if part.why is not None and part.version == post.version]
    if waited:
        return Message("send.expired_because", why=waited[-1])
    return Message("send.expired" if _is_watched(store, post, grace) else "send.expired_unwatched")


def _is_watched(store: Store, post: Post, grace: timedelta) -> bool:
    """Whether publishing had begun here before the post's time was over."""
    since = store.publishers.watched_since()
    return since is not None and since <= post.goes_out_at + grace


@dataclass(frozen=True, slots=True)
class Lost:
    """A part whose publisher is gone: its open try, if any. `called`: the call may have begun."""

    delivery: Delivery
    attempt: int | None
    called: bool


def give_up(store: Store, lost: Lost, *, at: datetime) -> DeliveryState | None:
    """What becomes of a part whose publisher died: planned again where no call began, else unknown. None
    where somebody else saw to it, or the call began after we looked: its publisher lives."""
    was = lost.delivery
    store.queue.lock_posts([was.post])
    if not lost.called:
        end = CallEnd(DeliveryState.PLANNED, at, INTERRUPTED, Message("send.interrupted"))
        now = replace(was, state=DeliveryState.PLANNED, claimed_by="")
        if lost.attempt is None or not store.outbox.end_uncalled(lost.attempt, end):
            return None
    else:
        why = Message("send.cut_off")
        end = CallEnd(DeliveryState.UNKNOWN, at, INTERRUPTED, why)
        now = replace(was, state=DeliveryState.UNKNOWN, claimed_by="", tries=was.tries + 1, why=why)
        if lost.attempt is not None:
            store.outbox.end_attempt(lost.attempt, end)
    if not store.outbox.move_delivery(was, now):
        return None
    _see_to_the_rest(store, now)
    settle(store, was.post, why=end.message, at=at)
    return now.state


def lost_parts(store: Store, asker: str, at: datetime) -> list[Lost]:
    """Parts that are claimed by publishers that are not alive (nor known), or by the one that asks, which
    knows what it works on."""
    alive = {known.id for known in store.publishers.known() if known.id != asker and is_alive(known, at)}
    claimed = store.outbox.in_state([DeliveryState.SENDING])
    lost = [part for part in claimed if part.claimed_by not in alive]
    tries = {(a.post, a.part): a for a in store.outbox.open_attempts()}
    return [_lost(part, tries.get((part.post, part.part))) for part in lost]


def _lost(part: Delivery, attempt: Attempt | None) -> Lost:
    if attempt is None:
        return Lost(part, None, called=True)
    return Lost(part, attempt.id, attempt.phase is Phase.CALLING)


def rate_allows(store: Store, channel: Channel, a_minute: int | None, at: datetime) -> datetime | None:
    """The rate limit: None where one more call fits into the channel's rate now, else when to ask again."""
    if must_wait(channel.blocked_until, at):
        return channel.blocked_until
    if a_minute is None or store.outbox.calls_between(channel.id, at - RATE_WINDOW, at) < a_minute:
        return None
    return at + RATE_PAUSE
