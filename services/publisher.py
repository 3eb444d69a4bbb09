"""publish_due: send what is due, once, by whoever calls it: the ticker, `sishi publisher`, a flow.

A sweep finds what dead publishers left, gives up what is too late, hands over what a person sends, and sends
the rest: each channel in a thread of its own, so that one that hangs keeps nobody waiting. Several publishers
may sweep at once; claims see to it that a part is called by one of them.
"""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from channels.senders import SENDERS
from content.model import (
    Channel,
    ChannelKind,
    Delivery,
    DeliveryState,
    Message,
    Post,
    PostState,
    Recovery,
)
from content.publish.fit_picture import fit_picture
from content.publish.processes import is_alive, this_process
from content.publish.rules import PublishRules, spread_of
from content.publish.secrets import environment, secrets_of
from content.publish.sender import (
    Account,
    Letter,
    NoAnswer,
    OpenCall,
    Part,
    Rejected,
    Sender,
    SendOutcome,
    TaskCreated,
)
from content.store import OpenStore, Store
from services.channels import WITHOUT_SECRET, no_secret
from services.context import Context, review_rules
from services.delivering import (
    Claim,
    Lost,
    PartPlan,
    claim,
    claim_again,
    claim_next,
    expire,
    give_back,
    give_up,
    hand_off,
    hold,
    lost_parts,
    rate_allows,
    record,
    request_hash,
)
from services.holds import HoldRules, RoutedPost, hold_reason, routed
from services.owners import owner_on, tapping
from services.platform_tokens import PlatformTokens
from services.sweep import Sweep

OPEN_STATES = (
    DeliveryState.PLANNED,
    DeliveryState.HELD,
    DeliveryState.HANDED_OFF,
    DeliveryState.SENDING,
    DeliveryState.REFUSED,
    DeliveryState.UNKNOWN,
)
THREADS = 8  # channels that send at the same time
SEEN_EVERY = timedelta(seconds=20)
REMEMBERED = timedelta(days=7)  # publishers that are gone

Checkpoint = Callable[[str], None]
"""Called by name at each point at which a crash would leave something; tests crash there."""


@dataclass(frozen=True, slots=True)
class _Look:
    """Approved posts whose time came, and parts that are on their way or wait for somebody."""

    posts: Sequence[Post]
    parts: Sequence[Delivery]


@dataclass(frozen=True, slots=True)
class _Letter:
    """What is sent of a post, by which channel and to whom."""

    channel: Channel
    account: Account
    parts: Sequence[Part]
    plans: Sequence[PartPlan]


class Reminding(Protocol):
    """Who reminds people of what they are to send."""

    def remind_due(self) -> int:
        """Send the reminders whose time came; how many."""
        ...


@dataclass
class Publisher:
    """One process that sends. `whole_minutes`: posts go out at their minute, not spread over a window."""

    context: Context
    senders: Mapping[ChannelKind, Sender] = field(default_factory=lambda: SENDERS)
    whole_minutes: bool = True
    checkpoint: Checkpoint = lambda _: None
    stopping: threading.Event = field(default_factory=threading.Event)
    variables: Mapping[str, str] = field(default_factory=environment)
    reminding: Reminding | None = None

    def __post_init__(self) -> None:
        self.process = this_process(self.context.clock())
        self._at_work: set[tuple[str, int]] = set()
        self._lock = threading.Lock()
        self._seen_at = self.process.began_at
        with self.open_store() as store:
            store.outbox.put_publisher(self.process)

    @property
    def open_store(self) -> OpenStore:
        return self.context.open_store

    @property
    def rules(self) -> PublishRules:
        return self.context.workspace.publish_rules

    def now(self) -> datetime:
        return self.context.clock()

    def close(self) -> None:
        """Say that this process sends no more."""
        with self.open_store() as store:
            store.outbox.end_publisher(self.process.id, self.now())

    def publish_due(self) -> Sweep:
        """One sweep at the clock's instant."""
        sweep, now = Sweep(), self.now()
        if now - self._seen_at >= SEEN_EVERY:
            self._say_alive(now)
        look = self._look(now)
        sweep.recovered = self._recover(look.parts)
        if sweep.recovered or self._ask_platforms(look.parts):
            look = self._look(now)
        sweep.expired = self._expire(look)
        items = self._sort_out(self._look(now) if sweep.expired else look, sweep)
        by_channel: dict[str, list[RoutedPost]] = {}
        for item in items:
            by_channel.setdefault(item.channel.id, []).append(item)
        if by_channel:
            with ThreadPoolExecutor(min(THREADS, len(by_channel)), "publish") as threads:
                for ends in threads.map(self._send_all, by_channel.values()):
                    sweep.sent += sum(state is DeliveryState.SENT for state in ends)
                    sweep.waiting += sum(state is DeliveryState.PLANNED for state in ends)
        self._count_open(sweep, self._look(now).parts if look.posts or look.parts else ())
        if self.reminding is not None:
            self.reminding.remind_due()
        return sweep

    def _look(self, now: datetime) -> _Look:
        """All that is due or open."""
        with self.open_store(reading=True) as store:
            return _Look(store.outbox.due_posts(now), store.outbox.in_state(OPEN_STATES, until=now))

    def _say_alive(self, now: datetime) -> None:
        self._seen_at = now
        with self.open_store() as store:
            store.outbox.see_publisher(self.process.id, now)
            store.outbox.forget_publishers(now - REMEMBERED)

    # -- what dead publishers left --------------------------------------------------------------
    def _recover(self, parts: Sequence[Delivery]) -> int:
        """Settle what was claimed by publishers that are gone; how many parts."""
        if not any(part.state is DeliveryState.SENDING for part in parts):
            return 0
        now, settled = self.now(), 0
        with self.open_store(reading=True) as store:
            lost = [part for part in lost_parts(store, self._alive(store, now)) if not self._is_ours(part)]
        for part in lost:
            with self.open_store() as store:
                settled += give_up(store, part, at=now) is not None
            self.checkpoint("recovered")
        return settled

    def _alive(self, store: Store, now: datetime) -> dict[str, bool]:
        """publisher -> whether it may still be at work; what we hold and do not work on is lost as well."""
        return {
            known.id: known.id != self.process.id and is_alive(known, now)
            for known in store.outbox.publishers()
        }

    def _is_ours(self, lost: Lost) -> bool:
        with self._lock:
            return (lost.delivery.post, lost.delivery.part) in self._at_work

    def _ask_platforms(self, parts: Sequence[Delivery]) -> bool:
        """Look up what became of calls without answer and of tasks, where a platform can tell; whether
        anything was learnt."""
        open_ends = [
            part
            for part in parts
            if part.state is DeliveryState.UNKNOWN
            or (part.state is DeliveryState.HANDED_OFF and part.receipt)
        ]
        if not open_ends:
            return False
        with self.open_store(reading=True) as store:
            channels = {channel.id: channel for channel in store.channels.channels()}
            posts = {part.post: store.queue.post(part.post) for part in open_ends}
        learnt = False
        for part in open_ends:
            channel = channels.get(part.channel)
            if channel is not None and self._can_tell(channel):
                learnt |= self._look_up(posts[part.post], channel, part)
        return learnt

    def _can_tell(self, channel: Channel) -> bool:
        sender = self.senders.get(channel.kind)
        return sender is not None and sender.capabilities.recovery is not Recovery.PERSON

    def _look_up(self, post: Post, channel: Channel, was: Delivery) -> bool:
        sender = self.senders[channel.kind]
        letter = self._letter(post, channel)
        if isinstance(letter, Message) or was.version != post.version:
            return False
        with self.open_store(reading=True) as store:
            tries = [t for t in store.outbox.attempts([post.id]).get(post.id, ()) if t.part == was.part]
        calls = [attempt for attempt in tries if attempt.called_at is not None]
        part = next((part for part in letter.parts if part.number == was.part), None)
        if not calls or part is None:
            return False
        last = calls[-1]
        began_at = last.called_at or last.at
        call = OpenCall(last.key, began_at, last.at, last.receipt)
        outcome = sender.find(letter.account, part, call, self._tokens())
        if outcome is None or isinstance(outcome, NoAnswer):
            protected = timedelta(seconds=sender.capabilities.same_key_seconds)
            if was.state is DeliveryState.UNKNOWN and self.now() - began_at < protected:
                return self._send_same(post, letter, was)
            return False
        if isinstance(outcome, TaskCreated) and was.state is DeliveryState.HANDED_OFF:
            return False
        with self.open_store() as store:
            record(store, Claim(was, last.id, last.key), outcome, at=self.now())
        return True

    def _send_same(self, post: Post, letter: _Letter, was: Delivery) -> bool:
        """Send a part again whose platform knows its key: it cannot double."""
        with self.open_store() as store:
            taken = claim_again(store, post, was, letter.plans, publisher=self.process.id, at=self.now())
        if taken is not None:
            self._send_part(taken, letter)
        return taken is not None

    # -- what is too late -----------------------------------------------------------------------
    def _expire(self, look: _Look) -> int:
        now = self.now()
        overdue = [post.id for post in look.posts if self.rules.is_over(post.goes_out_at, now)]
        waiting = (DeliveryState.HANDED_OFF, DeliveryState.PLANNED, DeliveryState.HELD)
        overdue += [
            part.post for part in look.parts if part.state in waiting and self.rules.is_over(part.due_at, now)
        ]
        expired = 0
        for post_id in dict.fromkeys(overdue):
            with self.open_store() as store:
                post = store.queue.lock_posts([post_id])[post_id]
                if post.state in (PostState.APPROVED, PostState.HANDED_OFF, PostState.SENDING):
                    expired += expire(store, post, self._why_expired(store, post), at=now)
            self.checkpoint("expired")
        return expired

    def _why_expired(self, store: Store, post: Post) -> Message:
        """Whether anybody could have sent it without our knowing: nothing watched its time."""
        parts = store.outbox.deliveries([post.id]).get(post.id, [])
        if parts and parts[0].why is not None:
            return Message("send.expired_because", why=parts[0].why)
        since = store.outbox.watched_since()
        watched = since is not None and since <= post.goes_out_at + self.rules.grace
        return Message("send.expired") if watched else Message("send.expired_unwatched")

    # -- what is due ----------------------------------------------------------------------------
    def _sort_out(self, look: _Look, sweep: Sweep) -> list[RoutedPost]:
        """Hold what must wait, hand over what a person sends; what is left is for the senders."""
        now = self.now()
        posts = [post for post in look.posts if self._is_due(post, now)]
        half_sent = {part.post for part in look.parts if part.state is DeliveryState.PLANNED}
        if not posts and not half_sent:
            return []
        with self.open_store(reading=True) as store:
            begun = [store.queue.post(post_id) for post_id in sorted(half_sent)]
            posts += [post for post in begun if post.state is PostState.SENDING]
            items = [item for item in routed(store, posts) if not _waits(item, now, sweep)]
            rules = HoldRules(review_rules(self.context.workspace), store.channels.pauses(), now)
            reasons = {
                item.post.id: hold_reason(store, item.post, item.channel, rules)
                or self._unconnected(item.channel)
                for item in items
            }
        known = {part.post: part for part in look.parts if part.state is DeliveryState.HELD}
        for item in items:
            reason, held = reasons[item.post.id], known.get(item.post.id)
            if reason is None or (held and (held.why, held.version) == (reason, item.post.version)):
                continue
            with self.open_store() as store:
                hold(store, item.post, item.channel, reason)
        free = [item for item in items if reasons[item.post.id] is None]
        return [item for item in free if not self._handed_off(item, sweep)]

    def _handed_off(self, item: RoutedPost, sweep: Sweep) -> bool:
        """Whether a person sends it: then it is theirs now."""
        if item.channel.kind is not ChannelKind.HANDOFF:
            return False
        with self.open_store() as store:
            owner = owner_on(self.context, store, item.post.group, item.post.goes_out_at)
            sweep.handed_off += hand_off(store, item.post, item.channel, owner, at=self.now())
        self.checkpoint("handed off")
        return True

    def _is_due(self, post: Post, now: datetime) -> bool:
        if self.whole_minutes:
            return True
        return post.goes_out_at + spread_of(post.group, self.rules.spread) <= now

    def _unconnected(self, channel: Channel) -> Message | None:
        """Why nothing can go out by a channel as it is set up."""
        if channel.kind is ChannelKind.HANDOFF:
            return None
        if channel.kind not in self.senders:
            return Message("hold.no_sender", kind=channel.kind.label)
        account = self._account(channel, None)
        return account if isinstance(account, Message) else None

    # -- sending --------------------------------------------------------------------------------
    def _send_all(self, items: Sequence[RoutedPost]) -> list[DeliveryState]:
        """Send the posts of one channel, one after another, until its rate is used up."""
        ends: list[DeliveryState] = []
        for item in items:
            if self.stopping.is_set():
                break
            more = list(self._send_post(item.post, item.channel))
            ends += more
            if DeliveryState.PLANNED in more and self._is_blocked(item.channel):
                break
        return ends

    def _is_blocked(self, channel: Channel) -> bool:
        with self.open_store(reading=True) as store:
            limit = self._a_minute(channel)
            return rate_allows(store, store.channels.channel(channel.id), limit, self.now()) is not None

    def _a_minute(self, channel: Channel) -> int | None:
        own = channel.options.get("a_minute", "")
        return int(own) if own.isdecimal() else self.senders[channel.kind].capabilities.a_minute

    def _send_post(self, post: Post, channel: Channel) -> Iterator[DeliveryState]:
        """Send the parts of a post that are not out yet, in their order; the state each comes to."""
        letter = self._letter(post, channel)
        if isinstance(letter, Message):
            with self.open_store() as store:
                hold(store, post, channel, letter)
            return
        while taken := self._claim(post, letter):
            cell = (post.id, taken.delivery.part)
            with self._lock:
                self._at_work.add(cell)
            try:
                self.checkpoint("claimed")
                state = self._send_part(taken, letter)
            finally:
                with self._lock:
                    self._at_work.discard(cell)
            yield state
            if state is not DeliveryState.SENT or self.stopping.is_set():
                return

    def _claim(self, post: Post, letter: _Letter) -> Claim | None:
        now, channel = self.now(), letter.channel
        with self.open_store() as store:
            if rate_allows(store, store.channels.channel(channel.id), self._a_minute(channel), now):
                return None
            current = store.queue.lock_posts([post.id])[post.id]
            if current.state is PostState.SENDING:
                return claim_next(store, current, letter.plans, publisher=self.process.id, at=now)
            if current.state is not PostState.APPROVED or current.revision != post.revision:
                return None
            rules = HoldRules(review_rules(self.context.workspace), store.channels.pauses(), now)
            if reason := hold_reason(store, current, channel, rules):
                hold(store, current, channel, reason)
                return None
            return claim(store, current, channel, letter.plans, publisher=self.process.id, at=now)

    def _send_part(self, taken: Claim, letter: _Letter) -> DeliveryState:
        sender, tokens = self.senders[letter.channel.kind], self._tokens()
        part = letter.parts[taken.delivery.part - 1]
        media = sender.upload(letter.account, part, tokens)
        self.checkpoint("uploaded")
        if isinstance(media, Rejected):
            return self._record(taken, media)
        with self.open_store() as store:
            channel, now = store.channels.locked(letter.channel.id), self.now()
            if again := rate_allows(store, channel, self._a_minute(channel), now):
                give_back(store, taken, at=now, next_try_at=again)
                return DeliveryState.PLANNED
            if not store.outbox.begin_call(taken.attempt, now):
                return DeliveryState.PLANNED  # another publisher took us for dead before the call
        self.checkpoint("calling")
        outcome = sender.send(letter.account, part, media, taken.key, tokens)
        self.checkpoint("called")
        return self._record(taken, outcome)

    def _record(self, taken: Claim, outcome: SendOutcome) -> DeliveryState:
        with self.open_store() as store:
            state = record(store, taken, outcome, at=self.now())
        self.checkpoint("recorded")
        return state

    # -- what is sent ---------------------------------------------------------------------------
    def _letter(self, post: Post, channel: Channel) -> _Letter | Message:
        """The messages that the post becomes by this channel and where they go, or why it cannot be sent."""
        sender = self.senders[channel.kind]
        account = self._account(channel, post)
        parts = account if isinstance(account, Message) else self._parts(post, sender)
        if isinstance(account, Message) or isinstance(parts, Message):
            return parts  # type: ignore[return-value]  # a Message in both cases
        owner = None
        if sender.capabilities.needs_person:
            owner, people = tapping(self.context, post, channel)
            account = replace(account, people=people)
        plans = [
            PartPlan(p.number, p.kind.value, request_hash(account, p, channel.kind), owner) for p in parts
        ]
        return _Letter(channel, account, parts, plans)

    def _parts(self, post: Post, sender: Sender) -> Sequence[Part] | Message:
        with self.open_store(reading=True) as store:
            poster = store.queue.rendered([post.poster]).get(post.poster)
        if poster is None:
            return Message("hold.not_drawn")
        content = _bytes_of(self.context.root / poster.path)
        if content is None or sha256(content).hexdigest() != poster.sha256:
            return Message("hold.poster_changed", file=poster.path)
        if not sender.capabilities.pictures:
            return sender.parts(Letter(post.text))
        picture = fit_picture(content, sender.capabilities)
        return picture if isinstance(picture, Message) else sender.parts(Letter(post.text, picture))

    def _account(self, channel: Channel, post: Post | None) -> Account | Message:
        """Where and as whom to send, or what is missing."""
        secret = secrets_of(self.context.root, channel, self.variables)
        if not secret and channel.kind not in WITHOUT_SECRET:
            return no_secret(channel)
        cell = {"day": f"{post.day}", "group": post.group, "slot": post.slot.value} if post else {}
        chat = channel.chat(post.group) if post else ""
        return Account(channel.id, secret, channel.base_url, chat, {**channel.options, **cell})

    def _tokens(self) -> PlatformTokens:
        return PlatformTokens(self.open_store, self.process.id, self.now)

    def _count_open(self, sweep: Sweep, parts: Sequence[Delivery]) -> None:
        """All that needs a person now, whatever sweep brought it about."""
        states = [part.state for part in parts]
        sweep.held = states.count(DeliveryState.HELD)
        sweep.refused = states.count(DeliveryState.REFUSED)
        sweep.unknown = states.count(DeliveryState.UNKNOWN)
        now = self.now()
        sweep.late = sum(
            part.state is DeliveryState.HANDED_OFF and self.rules.is_late(part.due_at, now) for part in parts
        )


def _waits(item: RoutedPost, now: datetime, sweep: Sweep) -> bool:
    """Whether a passing refusal asked to wait longer."""
    waits = item.tries_from is not None and item.tries_from > now
    sweep.waiting += waits
    return waits


def _bytes_of(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except OSError:
        return None
