"""Tasks at a platform that hold what is not to go out any more: stopped there, or a late tap would send it.

One tap sends all groups of a task, so it is stopped as a whole. What of it the platform says had gone out is
sent; what it proves nobody has tapped goes out anew in a task of its own; all else waits for a person.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from channels.senders.wecom_mass import TaskResults, WecomMassSender
from content.model import STOPPED, Channel, Delivery, DeliveryState, Message, Post, PostState
from content.publish.sender import NoAnswer, Rejected, TokenCache
from content.review.checks import is_upset, no_right_to_show
from content.rights.naming import stands
from content.store import Store
from services.delivering import settle
from services.letters import Letters
from services.look_ups import record_end
from services.mass_tasks import mass_sender

REACH = timedelta(days=3)  # how long after its time a task is still looked at
AGAIN = "send.task_stopped"


@dataclass(frozen=True, slots=True)
class Stop:
    """A task to be stopped: all parts in it, and why, for those that are not to go out."""

    msgid: str
    parts: tuple[Delivery, ...]
    unwanted: dict[str, Message | None]  # by the part's id


@dataclass(frozen=True, slots=True)
class TaskStops:
    """Finds tasks that are to be stopped, and stops them."""

    letters: Letters
    tokens: TokenCache
    now: Callable[[], datetime]

    def due(self, now: datetime) -> dict[str, list[Stop]]:
        """channel -> its tasks that hold something unwanted."""
        with self.letters.context.open_store(reading=True) as store:
            channels = [c for c in store.channels.channels() if mass_sender(self.letters.senders, c)]
            if not channels:
                return {}
            parts = store.outbox.with_tasks([channel.id for channel in channels], now - REACH)
            reasons = {part.id: _unwanted(store, part) for part in parts}
        tasks: dict[tuple[str, str], list[Delivery]] = {}
        for part in parts:
            tasks.setdefault((part.channel, part.receipt["msgid"]), []).append(part)
        stops: dict[str, list[Stop]] = {}
        for (channel, msgid), same in tasks.items():
            unwanted = {part.id: why.why for part in same if (why := reasons[part.id])}
            if unwanted:
                stops.setdefault(channel, []).append(Stop(msgid, tuple(same), unwanted))
        return stops

    def stop(self, channel_id: str, stops: Sequence[Stop]) -> bool:
        """Stop the tasks of one channel; whether anything changed here by that."""
        with self.letters.context.open_store(reading=True) as store:
            channel = store.channels.channel(channel_id)
        sender = mass_sender(self.letters.senders, channel)
        return sender is not None and sum(self._stop(sender, channel, stop) for stop in stops) > 0

    def _stop(self, sender: WecomMassSender, channel: Channel, stop: Stop) -> bool:
        account = self.letters.account(channel, None)
        if isinstance(account, Message):
            return False
        owner = stop.parts[0].receipt.get("sender", "")
        account = replace(account, people=(owner,) if owner else ())
        outcome = sender.stop(account, stop.msgid, self.tokens)
        with self.letters.context.open_store() as store:
            store.queue.lock_posts(sorted({part.post for part in stop.parts}))
            if isinstance(outcome, Rejected | NoAnswer):
                unwanted = [part for part in stop.parts if part.id in stop.unwanted]
                return sum(_say_not_stopped(store, part, outcome) for part in unwanted) > 0
            return sum(self._settle(store, channel, stop, part, outcome) for part in stop.parts) > 0

    def _settle(
        self, store: Store, channel: Channel, stop: Stop, part: Delivery, results: TaskResults | None
    ) -> bool:
        """What becomes of a part whose task is stopped."""
        at = self.now()
        if results is not None and record_end(store, part, channel, results.ends, at):
            return True
        receipt = {**part.receipt, STOPPED: at.isoformat()}
        if part.state is not DeliveryState.HANDED_OFF or not _is_waiting(store.queue.post(part.post), part):
            return store.outbox.move_delivery(part, replace(part, receipt=receipt))
        state, why = _after_stop(part, stop, results)
        if not store.outbox.move_delivery(part, replace(part, state=state, why=why, receipt=receipt)):
            return False
        settle(store, part.post, why=why, at=at)
        return True


@dataclass(frozen=True, slots=True)
class _Unwanted:
    """A part is not to go out by its task; `why` None: it was decided before, or goes out anew."""

    why: Message | None = None


def _unwanted(store: Store, part: Delivery) -> _Unwanted | None:
    """Whether a part must not go out by the task that it lies in."""
    post = store.queue.post(part.post)
    if part.state is not DeliveryState.HANDED_OFF or not _is_waiting(post, part):
        return _Unwanted()
    if refused := no_right_to_show(store, post) or is_upset(store, post):
        return _Unwanted(refused.why)
    bound = store.naming.bound([post.id]).get(post.id)
    stale = bound is not None and bound.version == post.version and not stands(store, bound, post.day)
    return _Unwanted() if stale else None


def _is_waiting(post: Post, part: Delivery) -> bool:
    on_their_way = (PostState.HANDED_OFF, PostState.SENDING, PostState.UNKNOWN)
    return post.version == part.version and post.state in on_their_way


def _after_stop(
    part: Delivery, stop: Stop, results: TaskResults | None
) -> tuple[DeliveryState, Message | None]:
    """Withdrawn what may not be shown; once more what nobody has tapped; else a person looks."""
    if why := stop.unwanted.get(part.id):
        return DeliveryState.CANCELLED, why
    if results is not None and results.is_untouched:
        return DeliveryState.PLANNED, Message(AGAIN)
    return DeliveryState.REFUSED, Message("send.task_stopped_look")


def _say_not_stopped(store: Store, part: Delivery, outcome: Rejected | NoAnswer) -> bool:
    """The task stands still. It is tried again, unless the platform says no for good: then a person looks."""
    why = Message("send.not_cancelled", why=outcome.message)
    for_good = isinstance(outcome, Rejected) and not outcome.passing
    receipt = {**part.receipt, **({STOPPED: outcome.code} if for_good else {})}
    if (part.why, dict(part.receipt)) == (why, receipt):
        return False
    return store.outbox.move_delivery(part, replace(part, why=why, receipt=receipt))
