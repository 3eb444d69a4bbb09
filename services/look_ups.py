"""What became of calls without an answer and of tasks, as their platforms tell; each channel by itself, so
that one whose platform hangs keeps no other waiting."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from channels.senders.wecom_mass import WecomMassSender
from content.model import STOPPED, Attempt, Channel, Delivery, DeliveryState, Message, Post, Recovery
from content.publish.sender import NoAnswer, OpenCall, Rejected, SendOutcome, TaskCreated, TokenCache
from content.store import Store
from services.delivering import Claim, record
from services.letters import Letters, PostLetter
from services.mass_tasks import mass_sender

A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class LookUps:
    """Asks platforms. `send_same` sends a part again under its key; whether somebody else did not."""

    letters: Letters
    tokens: TokenCache
    now: Callable[[], datetime]
    send_same: Callable[[PostLetter, Delivery], bool]

    def open_ends(self, now: datetime) -> dict[str, list[Delivery]]:
        """channel -> parts without an answer and parts of tasks that a person has not tapped, where the
        platform can tell what became of them."""
        with self.letters.context.open_store(reading=True) as store:
            parts = store.outbox.in_state([DeliveryState.UNKNOWN, DeliveryState.HANDED_OFF], until=now)
            parts = [part for part in parts if part.state is DeliveryState.UNKNOWN or part.receipt]
            channels = {channel.id: channel for channel in store.channels.channels()} if parts else {}
        by_channel: dict[str, list[Delivery]] = {}
        for part in parts:
            if part.channel in channels and self._can_tell(channels[part.channel]):
                by_channel.setdefault(part.channel, []).append(part)
        return by_channel

    def ask(self, channel_id: str, parts: Sequence[Delivery]) -> bool:
        """Ask one channel's platform about its open ends; whether anything was learnt."""
        with self.letters.context.open_store(reading=True) as store:
            channel = store.channels.channel(channel_id)
            posts = {part.post: store.queue.post(part.post) for part in parts}
        learnt = False
        if sender := mass_sender(self.letters.senders, channel):
            for same in _by_task(parts):
                learnt |= self._look_at_task(sender, channel, same, posts[same[0].post])
            for same in self._by_call(parts):
                learnt |= self._look_for_task(channel, same, posts)
            return learnt
        for part in parts:
            learnt |= self._look_up(posts[part.post], channel, part)
        return learnt

    def _look_at_task(
        self, sender: WecomMassSender, channel: Channel, parts: Sequence[Delivery], post: Post
    ) -> bool:
        """Read once what became of a task in all its groups; whether any of these parts has an end by it."""
        account, receipt = self.letters.account(channel, post), parts[0].receipt
        if isinstance(account, Message):
            return False
        account = replace(account, people=(receipt["sender"],) if "sender" in receipt else ())
        results = sender.results(account, receipt["msgid"], self.tokens)
        if results is None:
            return False
        with self.letters.context.open_store() as store:
            return sum(record_end(store, part, channel, results.ends, self.now()) for part in parts) > 0

    def _by_call(self, parts: Sequence[Delivery]) -> list[list[Delivery]]:
        """Parts without an answer, those of one call together."""
        calls: dict[tuple[datetime | None, str], list[Delivery]] = {}
        with self.letters.context.open_store(reading=True) as store:
            for part in parts:
                call = store.outbox.last_call(part)
                if part.state is DeliveryState.UNKNOWN and call is not None:
                    calls.setdefault((call.called_at, call.actor), []).append(part)
        return list(calls.values())

    def _look_for_task(self, channel: Channel, parts: Sequence[Delivery], posts: Mapping[str, Post]) -> bool:
        """Look once for the task that a call without an answer made; whether any of its parts is in it."""
        answer = self._find(posts[parts[0].post], channel, parts[0])
        if answer is None or not isinstance(answer[1], TaskCreated):
            return False  # no proof: nobody has seen that a list of tasks keeps texts as they are
        with self.letters.context.open_store() as store:
            for part in parts:
                if (call := store.outbox.last_call(part)) is not None:
                    record(store, Claim(part, call.id, call.key), answer[1], at=self.now())
        return True

    def _can_tell(self, channel: Channel) -> bool:
        sender = self.letters.senders.get(channel.kind)
        return sender is not None and sender.capabilities.recovery is not Recovery.PERSON

    def _look_up(self, post: Post, channel: Channel, was: Delivery) -> bool:
        answer = self._find(post, channel, was)
        if answer is None:
            return False
        (letter, call), outcome = answer
        if outcome is None or isinstance(outcome, NoAnswer):
            capabilities = self.letters.senders[channel.kind].capabilities
            protected = timedelta(seconds=capabilities.same_key_seconds)
            since = self.now() - (call.called_at or call.at)  # below nothing, where a clock was set back
            if was.state is DeliveryState.UNKNOWN and timedelta(0) <= since < protected:
                return self.send_same(letter, was)
            return False
        with self.letters.context.open_store() as store:
            record(store, Claim(was, call.id, call.key), outcome, at=self.now())
        return True

    def _find(
        self, post: Post, channel: Channel, was: Delivery
    ) -> tuple[tuple[PostLetter, Attempt], SendOutcome | None] | None:
        """What was sent, the call, and what the platform says of it; None where that cannot be asked."""
        letter = self.letters.letter(post, channel, to_send=False)
        if isinstance(letter, Message) or was.version != post.version:
            return None
        with self.letters.context.open_store(reading=True) as store:
            last = store.outbox.last_call(was)
            known = store.outbox.task_ids(last, A_DAY) if last else set()
        part = next((part for part in letter.parts if part.number == was.part), None)
        if last is None or part is None:
            return None
        others = " ".join(sorted(known - {last.receipt.get("msgid", "")}))
        call = OpenCall(last.key, last.called_at or last.at, last.at, {**last.receipt, "known": others})
        outcome = self.letters.senders[channel.kind].find(letter.account, part, call, self.tokens)
        return (letter, last), outcome


def _by_task(parts: Sequence[Delivery]) -> list[list[Delivery]]:
    """Parts that wait for a tap, those of one task together."""
    tasks: dict[tuple[str, str], list[Delivery]] = {}
    for part in parts:
        if part.state is not DeliveryState.HANDED_OFF or not part.lies_in_task:
            continue
        tasks.setdefault((part.receipt["msgid"], part.receipt.get("sender", "")), []).append(part)
    return list(tasks.values())


def record_end(
    store: Store, part: Delivery, channel: Channel, ends: Mapping[str, SendOutcome], at: datetime
) -> bool:
    """Write down how a task ended in the group of a part; whether it did, or has by now."""
    outcome = ends.get(channel.chat(store.queue.post(part.post).group))
    last = store.outbox.last_call(part)
    if outcome is None or last is None:
        return False
    if isinstance(outcome, Rejected):  # it is done with there: the others of its task go on
        part = replace(part, receipt={**part.receipt, STOPPED: outcome.code})
    record(store, Claim(part, last.id, last.key), outcome, at=at)
    return True
