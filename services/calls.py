"""One publisher's calls: a part claimed, its call begun, its end written down, be it later."""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from content.errors import StoreError, UnknownId
from content.model import Channel, ChannelKind, DeliveryState, Message, Post, PostState
from content.publish.sender import Sender, SendOutcome
from content.store import Store
from services.context import Context, review_rules
from services.delivering import Claim, claim, claim_next, give_back, hold, rate_allows
from services.delivering import record as record_end
from services.holds import HoldRules, goes_by, hold_reason
from services.letters import PostLetter
from services.winners import is_still_so


@dataclass(frozen=True, slots=True)
class _End:
    """How a call ended, and when."""

    taken: Claim
    outcome: SendOutcome
    at: datetime


@dataclass
class Calls:
    """`by` names the publisher that calls; `checkpoint` is told of each end that was written down."""

    context: Context
    senders: Mapping[ChannelKind, Sender]
    by: Callable[[], str]
    checkpoint: Callable[[str], None]
    _unrecorded: list[_End] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def is_recording(self, post: str) -> bool:
        """Whether an end of the post is still to be written down."""
        with self._lock:
            return any(end.taken.delivery.post == post for end in self._unrecorded)

    def is_blocked(self, channel: Channel) -> bool:
        """Whether no call fits into the channel's rate now."""
        if channel.kind not in self.senders:
            return False
        with self.context.open_store(reading=True) as store:
            now, limit = self.context.clock(), self._a_minute(channel)
            return rate_allows(store, store.channels.channel(channel.id), limit, now) is not None

    def _a_minute(self, channel: Channel) -> int | None:
        own = channel.options.get("a_minute", "")
        return int(own) if own.isdecimal() else self.senders[channel.kind].capabilities.a_minute

    def claim(self, post: Post, letter: PostLetter, *, begun: bool = False) -> Claim | None:
        """Take the next part of a post, if nothing is against it; `begun`: a moment ago we sent the one
        before it, so that this one may follow though the grace ended meanwhile."""
        now, channel = self.context.clock(), letter.channel
        with self.context.open_store() as store:
            if rate_allows(store, store.channels.channel(channel.id), self._a_minute(channel), now):
                return None
            current = store.queue.lock_posts([post.id])[post.id]
            known = store.outbox.deliveries([post.id]).get(post.id, ())
            if any(part.lies_in_task and part.state is not DeliveryState.SENT for part in known):
                return None  # until that task is stopped, a tap may still send it
            if not is_still_so(store, current, letter.bound):
                return None
            if self._is_over(current.goes_out_at, now) and not begun:
                return None
            if current.state is PostState.SENDING:
                return claim_next(store, current, letter.route, publisher=self.by(), at=now)
            if current.state is not PostState.APPROVED or current.revision != post.revision:
                return None
            if not goes_by(store, current, channel):
                return None
            if reason := self.reason(store, current, channel):
                hold(store, current, channel, reason)
                return None
            taken = claim(store, current, letter.route, publisher=self.by(), at=now)
            if taken is not None and letter.bound is not None:
                store.naming.bind(letter.bound)
            return taken

    def begin_calls(self, claims: Sequence[Claim], channel: Channel, *, again: bool) -> list[Claim]:
        """Those for which one call may begin now, all at once: there is the channel and room in its rate, no
        other publisher took us for dead, and it is not too late. `again`: an upload took its time, so what
        may be against it is looked at once more."""
        now = self.context.clock()
        with self.context.open_store() as store:
            try:
                wait_until = rate_allows(
                    store, store.channels.locked(channel.id), self._a_minute(channel), now
                )
            except UnknownId:
                wait_until = now  # it was removed: the next sweep finds another
            free = [] if wait_until else claims
            kept = [taken for taken in free if self._still_may(store, taken, channel, again=again)]
            for taken in claims:
                if taken not in kept:
                    give_back(store, taken, at=now, next_try_at=wait_until)
            return [taken for taken in kept if store.outbox.begin_call(taken.attempt, now)]

    def _still_may(self, store: Store, taken: Claim, channel: Channel, *, again: bool) -> bool:
        """Whether what was claimed may be called: its grace may have ended, or somebody have stopped it."""
        due = taken.delivery.due_at
        if taken.delivery.part == 1 and self._is_over(due, self.context.clock()):
            return False
        return not again or self.reason(store, store.queue.post(taken.delivery.post), channel) is None

    def _is_over(self, due: datetime, at: datetime) -> bool:
        return self.context.workspace.publish_rules.is_over(due, at)

    def reason(self, store: Store, post: Post, channel: Channel) -> Message | None:
        """Why the post may not go out by the channel now."""
        rules = HoldRules(review_rules(self.context.workspace), store.channels.pauses(), self.context.clock())
        return hold_reason(store, post, channel, rules)

    def record(self, taken: Claim, outcome: SendOutcome) -> DeliveryState:
        """Write down how a call ended; what its part comes to."""
        end = _End(taken, outcome, self.context.clock())
        try:
            state = self._write(end)
        except StoreError:
            with self._lock:
                self._unrecorded.append(end)  # what is known is not given up for a lock on the database
            raise
        self.checkpoint("recorded")
        return state

    def _write(self, end: _End) -> DeliveryState:
        with self.context.open_store() as store:
            return record_end(store, end.taken, end.outcome, at=end.at)

    def record_late(self, errors: list[Exception]) -> None:
        """Write down how calls ended while the database did not answer; what cannot be written for another
        reason keeps nothing else waiting, and is found as a call without an end."""
        while self._unrecorded:
            try:
                self._write(self._unrecorded[0])
            except StoreError:
                raise
            except Exception as error:  # noqa: BLE001 - whatever broke
                errors.append(error)
            with self._lock:
                del self._unrecorded[0]
