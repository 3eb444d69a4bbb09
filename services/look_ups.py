"""What became of calls without an answer and of tasks, as their platforms tell; and tasks stopped there."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from content.model import Channel, Delivery, DeliveryState, Message, Post, Recovery
from content.publish.sender import NoAnswer, OpenCall, Rejected, TaskCreated, TokenCache
from services.delivering import Claim, record
from services.letters import Letters, PostLetter
from services.mass_tasks import cancel_task

A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class LookUps:
    """Asks platforms. `send_same` sends a part again under its key; whether somebody else did not."""

    letters: Letters
    tokens: TokenCache
    now: Callable[[], datetime]
    send_same: Callable[[PostLetter, Delivery], bool]

    def ask(self, now: datetime) -> bool:
        """Look up what became of calls without answer and of tasks, where a platform can tell; whether
        anything was learnt."""
        with self.letters.context.open_store(reading=True) as store:
            parts = store.outbox.in_state([DeliveryState.UNKNOWN, DeliveryState.HANDED_OFF], until=now)
            open_ends = [part for part in parts if part.state is DeliveryState.UNKNOWN or part.receipt]
            if not open_ends:
                return False
            channels = {channel.id: channel for channel in store.channels.channels()}
            posts = {part.post: store.queue.post(part.post) for part in open_ends}
        learnt = False
        for part in open_ends:
            channel = channels.get(part.channel)
            if channel is not None and self._can_tell(channel):
                learnt |= self._look_up(posts[part.post], channel, part)
        return learnt

    def _can_tell(self, channel: Channel) -> bool:
        sender = self.letters.senders.get(channel.kind)
        return sender is not None and sender.capabilities.recovery is not Recovery.PERSON

    def _look_up(self, post: Post, channel: Channel, was: Delivery) -> bool:
        sender = self.letters.senders[channel.kind]
        letter = self.letters.letter(post, channel, to_send=False)
        if isinstance(letter, Message) or was.version != post.version:
            return False
        with self.letters.context.open_store(reading=True) as store:
            tries = [t for t in store.outbox.attempts([post.id]).get(post.id, ()) if t.part == was.part]
            known = store.outbox.task_ids(was, A_DAY)
        calls = [attempt for attempt in tries if attempt.called_at is not None]
        part = next((part for part in letter.parts if part.number == was.part), None)
        if not calls or part is None:
            return False
        last = calls[-1]
        began_at = last.called_at or last.at
        others = " ".join(sorted(known - {last.receipt.get("msgid", "")}))
        call = OpenCall(last.key, began_at, last.at, {**last.receipt, "known": others})
        outcome = sender.find(letter.account, part, call, self.tokens)
        if outcome is None or isinstance(outcome, NoAnswer):
            protected = timedelta(seconds=sender.capabilities.same_key_seconds)
            since = self.now() - began_at  # below nothing, where a clock was set back: nobody knows
            if was.state is DeliveryState.UNKNOWN and timedelta(0) <= since < protected:
                return self.send_same(letter, was)
            return False
        if isinstance(outcome, TaskCreated) and was.state is DeliveryState.HANDED_OFF:
            return False
        if isinstance(outcome, Rejected) and was.state is DeliveryState.UNKNOWN and channel.by_hand:
            return False  # no proof: nobody has seen that a list of tasks keeps texts as they are
        with self.letters.context.open_store() as store:
            record(store, Claim(was, last.id, last.key), outcome, at=self.now())
        return True

    def cancel(self, post_id: str) -> None:
        """Stop what waits for a tap at the platform; where that fails, the part says so."""
        with self.letters.context.open_store(reading=True) as store:
            parts = store.outbox.deliveries([post_id]).get(post_id, [])
            tasks = [part for part in parts if part.state is DeliveryState.HANDED_OFF and part.receipt]
            channels = {channel.id: channel for channel in store.channels.channels()} if tasks else {}
            post = store.queue.post(post_id)
        for part in tasks:
            channel = channels.get(part.channel)
            if channel is None:
                continue
            sender = self.letters.senders.get(channel.kind)
            why = cancel_task(self.letters, sender, (post, channel), part, self.tokens)
            if why is not None:
                with self.letters.context.open_store() as store:
                    now = replace(part, why=Message("send.not_cancelled", why=why))
                    store.outbox.move_delivery(part, now)
