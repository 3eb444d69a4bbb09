"""publish_due: send what is due, once, by whoever calls it: the ticker, `sishi publisher`, a flow.

A sweep finds what dead publishers left, gives up what is too late, hands over what a person sends, and sends
the rest: each channel in a thread of its own, so that one that hangs keeps nobody waiting. Several publishers
may sweep at once; claims see to it that a part is called by one of them.
"""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

from channels.senders import SENDERS
from channels.senders.wecom_mass import WecomMassSender
from content.model import (
    Channel,
    ChannelKind,
    Delivery,
    DeliveryState,
    Message,
    Post,
    PostState,
)
from content.publish.processes import this_process
from content.publish.rules import PublishRules, spread_of
from content.publish.secrets import environment
from content.publish.sender import (
    Rejected,
    Sender,
)
from content.rights.naming import stands
from content.store import OpenStore, Store
from content.store.outbox import ON_THEIR_WAY
from services.alerts import Notifier, sing, tell_of_open
from services.asides import Asides
from services.calls import Calls
from services.context import Context
from services.delivering import (
    Claim,
    Lost,
    claim_again,
    expire,
    give_up,
    hand_off,
    hold,
    lost_parts,
    refuse_rest,
)
from services.digests import ring_undelivered, send_due_digests
from services.due import DueItem, DueWork, count_open, due_by_channel, look, overdue
from services.holds import RoutedPost
from services.letters import Letters, PostLetter
from services.look_ups import LookUps
from services.mass_tasks import SendingSteps, batches, mass_sender, send_task
from services.owners import owner_on
from services.platform_tokens import PlatformTokens
from services.sweep import Sweep, breaking
from services.task_stops import TaskStops
from services.winners import bound_text

THREADS = 8  # channels of one platform that send at the same time
SEEN_EVERY = timedelta(seconds=20)
ASKED_EVERY = timedelta(seconds=30)  # platforms, what became of a call or a task
TOLD_EVERY = timedelta(seconds=20)  # people, of what is open
STEP = timedelta(seconds=60)  # by which clocks of several hosts may differ
NOTICES_KEPT = timedelta(days=60)
REMEMBERED = timedelta(days=7)  # publishers that are gone

Checkpoint = Callable[[str], None]
"""Called by name at each point at which a crash would leave something; tests crash there."""


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
        self._at_work: set[str] = set()  # posts
        self._calls = Calls(
            self.context, self.senders, lambda: self.process.id, lambda name: self.checkpoint(name)
        )
        self._lock = threading.Lock()
        self._threads: dict[tuple[str, str], ThreadPoolExecutor] = {}  # by platform
        self._latest = self.process.began_at  # that the clock ever said
        self._asides = Asides()
        self._busy: dict[str, Future[Sweep]] = {}  # by channel
        self._seen_at = self.process.began_at
        self._asked_at: datetime | None = None
        self._stopped_at: datetime | None = None
        self._told_at: datetime | None = None
        with self.open_store() as store:
            store.publishers.put(self.process)
            store.publishers.forget(self._seen_at - REMEMBERED)

    @property
    def open_store(self) -> OpenStore:
        return self.context.open_store

    @property
    def rules(self) -> PublishRules:
        return self.context.workspace.publish_rules

    def now(self) -> datetime:
        return self.context.clock()

    def close(self) -> None:
        """Finish what is under way, and say that this process sends no more."""
        for threads in self._threads.values():
            threads.shutdown(cancel_futures=True)
        self._asides.close()
        self._calls.record_late([])
        with self.open_store() as store:
            store.publishers.end(self.process.id, self.now())

    def publish_due(self, waits: float | None = None) -> Sweep:
        """One sweep at the clock's instant. It waits for its channels until all have ended, or `waits`
        seconds: one that hangs goes on by itself, and is left alone by the sweeps that follow."""
        sweep, now, errors = Sweep(), self.now(), list[Exception]()
        self._latest = max(self._latest, now)
        self._calls.record_late(errors)
        if abs(now - self._seen_at) >= SEEN_EVERY:
            self._say_alive(now)
        seen = self._look(now, sweep)
        sweep.recovered = self._recover(seen.parts, errors)
        learnt = self._ask(now, waits)
        if learnt or sweep.recovered:
            seen = self._look(now)
        sweep.expired = self._expire(seen, now, errors)
        self._stop_tasks(waits, just_expired=bool(sweep.expired))
        if sweep.expired:
            seen = self._look(now)
        is_idle = not (learnt or sweep.recovered or sweep.expired or seen.posts or seen.parts or self._busy)
        if seen.posts or seen.parts or self._busy:
            self._send_due(seen, sweep, waits, errors)
        if waits is None or not is_idle:  # else they are as they were counted at the first look
            with self.open_store(reading=True) as store:
                count_open(store, self.rules, self.now(), sweep)
        if waits is None or self._may_tell(now):
            self._asides.run({"tell": self._tell_people}, waits)
        if errors:
            raise errors[0]
        return sweep

    def _may_tell(self, now: datetime) -> bool:
        """Whether it is time to look again what people are to be told."""
        if self._told_at is not None and abs(now - self._told_at) < TOLD_EVERY:
            return False
        self._told_at = now
        return True

    def _ask(self, now: datetime, waits: float | None) -> bool:
        """Ask platforms what became of calls and tasks, each channel's by itself; whether anything was learnt
        that is known by now."""
        if not self._may_ask(now):
            return False
        look_ups, ends = self._look_ups, self._look_ups.open_ends(now)
        return self._asides.run(
            {f"ask {name}": partial(look_ups.ask, name, ends[name]) for name in ends}, waits
        )

    def _stop_tasks(self, waits: float | None, *, just_expired: bool) -> None:
        """Stop at their platforms the tasks that hold what is not to go out, each channel's by itself."""
        now, stops = self.now(), TaskStops(self._letters, self._tokens(), self.now)
        if self._stopped_at is not None and abs(now - self._stopped_at) < ASKED_EVERY and not just_expired:
            return
        self._stopped_at = now
        stopping = {
            f"stop {channel}": partial(stops.stop, channel, tasks)
            for channel, tasks in stops.due(now).items()
        }
        self._asides.run(stopping, waits)

    def _tell_people(self) -> bool:
        """Alerts about what is open too long, the bell and digests, reminders of owners, and the morning's
        canary."""
        notify = Notifier(self.context, self.senders, self.process.id)
        tell_of_open(notify)
        sing(notify, self.context.workspace.settings.publish.canary_at)
        ring_undelivered(self.context)
        send_due_digests(notify)
        if self.reminding is not None:
            self.reminding.remind_due()
        return True

    def _look(self, now: datetime, sweep: Sweep | None = None) -> DueWork:
        """What is due; into `sweep` go the numbers of what is open, in the same transaction."""
        with self.open_store(reading=True) as store:
            if sweep is not None:
                count_open(store, self.rules, now, sweep)
            return look(store, self.rules, now)

    def _say_alive(self, now: datetime) -> None:
        self._seen_at = now
        with self.open_store() as store:
            store.publishers.put(replace(self.process, seen_at=now))
            store.publishers.forget(now - REMEMBERED)
            store.channels.forget_expired_tokens(now)
            store.notices.forget(now - NOTICES_KEPT)
            store.bell.prune(now)

    # -- what dead publishers left --------------------------------------------------------------
    def _recover(self, parts: Sequence[Delivery], errors: list[Exception]) -> int:
        """Settle what was claimed by publishers that are gone; how many parts."""
        if not any(part.state is DeliveryState.SENDING for part in parts):
            return 0
        now, settled = self.now(), 0
        with self.open_store(reading=True) as store:
            claimed = lost_parts(store, self.process.id, now)
            lost = [part for part in claimed if not self._is_ours(part)]
        for part in lost:
            with breaking(errors), self.open_store() as store:
                settled += give_up(store, part, at=now) is not None
            self.checkpoint("recovered")
        return settled

    def _is_ours(self, lost: Lost) -> bool:
        """Whether a thread of ours is at it, or its end is still to be written down."""
        post = lost.delivery.post
        with self._lock:
            return post in self._at_work or self._calls.is_recording(post)

    def _may_ask(self, now: datetime) -> bool:
        """Whether it is time to ask platforms again."""
        if self._asked_at is not None and abs(now - self._asked_at) < ASKED_EVERY:
            return False
        self._asked_at = now
        return True

    def _send_same(self, letter: PostLetter, was: Delivery) -> bool:
        """Send a part again whose platform knows its key: it cannot double."""
        with self._working_on(was.post):
            with self.open_store() as store:
                post = store.queue.post(was.post)
                stale = letter.bound is not None and not stands(store, letter.bound, post.day)
                if stale or self._went_back(store):
                    return False
                taken = claim_again(store, was, letter.route, publisher=self.process.id, at=self.now())
            if taken is not None:
                self._send_part(taken, letter)
        return taken is not None

    def _went_back(self, store: Store) -> bool:
        """Whether the clock was set back lately: then nobody knows how long ago a call was, and whether its
        key is still known."""
        written = [at for known in store.publishers.known() for at in (known.seen_at, known.ended_at) if at]
        return max([self._latest, *written]) > self.now() + STEP

    # -- what is too late -----------------------------------------------------------------------
    def _expire(self, seen: DueWork, now: datetime, errors: list[Exception]) -> int:
        expired = 0
        for post_id in overdue(seen, self.rules, now):
            with breaking(errors), self.open_store() as store:
                post = store.queue.lock_posts([post_id])[post_id]
                if post.state in ON_THEIR_WAY:
                    expired += expire(store, post, grace=self.rules.grace, at=now)
            self.checkpoint("expired")
        return expired

    # -- what is due ----------------------------------------------------------------------------
    def _send_due(self, seen: DueWork, sweep: Sweep, waits: float | None, errors: list[Exception]) -> None:
        """Begin what goes by channels that are free, and count what came of those that have ended."""
        now = self.now()
        with self.open_store(reading=True) as store:
            due, sweep.waiting = due_by_channel(store, seen, lambda post: self._is_due(post, now), now)
        for channel, items in due.items():
            if channel not in self._busy:
                threads = self._threads_for(items[0].routed.channel)
                self._busy[channel] = threads.submit(self._see_to, items)
        wait(self._busy.values(), timeout=waits)
        for channel in [name for name, future in self._busy.items() if future.done()]:
            with breaking(errors):
                sweep.add(self._busy.pop(channel).result())

    def _threads_for(self, channel: Channel) -> ThreadPoolExecutor:
        """Each platform has threads of its own: where all its channels hang, others go on."""
        return self._threads.setdefault(
            (channel.kind, channel.base_url), ThreadPoolExecutor(THREADS, "publish")
        )

    def _see_to(self, items: Sequence[DueItem]) -> Sweep:
        """Send what goes by one channel, or hand it over, until the channel's rate is used up. What breaks
        at one post keeps no other waiting; it is raised at the end."""
        sweep, channel, errors = Sweep(), items[0].routed.channel, list[Exception]()
        if sender := mass_sender(self.senders, channel):
            return self._see_to_tasks([item for item in items if not self._is_held(item)], sender)
        for done, item in enumerate(items):
            if self.stopping.is_set():
                break
            with breaking(errors):
                if self._calls.is_blocked(channel):
                    sweep.waiting += len(items) - done
                    break
                if not self._is_held(item):
                    self._send_or_hand_off(item.routed, sweep)
        if errors:
            raise errors[0]
        return sweep

    def _see_to_tasks(self, items: Sequence[DueItem], sender: WecomMassSender) -> Sweep:
        """Make tasks of posts that an owner taps, as few as there can be."""
        sweep, letters = Sweep(), list[tuple[Post, PostLetter]]()
        for item in items:
            letter = self._letters.letter(item.post, item.routed.channel)
            if isinstance(letter, Message):
                with self.open_store() as store:
                    hold(store, item.post, item.routed.channel, letter)
            else:
                letters.append((item.post, letter))
        begin = partial(self._calls.begin_calls, again=True)
        steps = SendingSteps(self._calls.claim, begin, self._calls.record, self.checkpoint)
        for batch in batches(letters):
            with self._working_on(*(post.id for post, _ in batch)):
                states = send_task(batch, sender, steps, self._tokens())
            sweep.handed_off += states.count(DeliveryState.HANDED_OFF)
            sweep.waiting += states.count(DeliveryState.PLANNED)
        return sweep

    @contextmanager
    def _working_on(self, *posts: str) -> Iterator[None]:
        """Meanwhile these are ours: no sweep takes us for somebody who left them."""
        with self._lock:
            self._at_work.update(posts)
        try:
            yield
        finally:
            with self._lock:
                self._at_work.difference_update(posts)

    def _is_held(self, item: DueItem) -> bool:
        """Whether something is against its going out now; then that is written down, once."""
        post, channel, held = item.post, item.routed.channel, item.held
        with self.open_store(reading=True) as store:
            reason = self._calls.reason(store, post, channel) or self._unconnected(channel)
        if reason is not None and (held is None or (held.why, held.version) != (reason, post.version)):
            with self.open_store() as store:
                hold(store, post, channel, reason)
        return reason is not None

    def _send_or_hand_off(self, item: RoutedPost, sweep: Sweep) -> None:
        if item.channel.kind is not ChannelKind.HANDOFF:
            for state in self._send_post(item.post, item.channel):
                sweep.sent += state is DeliveryState.SENT
                sweep.waiting += state is DeliveryState.PLANNED
            return
        with self.open_store() as store:
            if item.post.state is PostState.SENDING:
                refuse_rest(store, item.post, at=self.now())
            else:
                sweep.handed_off += self._hand_off(store, item)
        self.checkpoint("handed off")

    def _hand_off(self, store: Store, item: RoutedPost) -> bool:
        """Give a post to a person, with the names that are in it."""
        post, now = item.post, self.now()
        bound = bound_text(store, post, self._letters.naming, lambda _: True, now)
        owner = owner_on(self.context, store, post)
        handed_off = hand_off(store, post, item.channel, owner, at=now)
        if handed_off and bound is not None:
            store.naming.bind(bound)
        return handed_off

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
        account = self._letters.account(channel, None)
        return account if isinstance(account, Message) else None

    # -- sending --------------------------------------------------------------------------------
    def _send_post(self, post: Post, channel: Channel) -> Iterator[DeliveryState]:
        """Send the parts of a post that are not out yet, in their order; the state each comes to."""
        letter = self._letters.letter(post, channel)
        if isinstance(letter, Message):
            with self.open_store() as store:
                hold(store, post, channel, letter)
            return
        with self._working_on(post.id):
            begun = False
            while taken := self._calls.claim(post, letter, begun=begun):
                begun = True
                self.checkpoint("claimed")
                state = self._send_part(taken, letter)
                yield state
                if state is not DeliveryState.SENT or self.stopping.is_set():
                    return

    def _send_part(self, taken: Claim, letter: PostLetter) -> DeliveryState:
        sender, tokens = self.senders[letter.channel.kind], self._tokens()
        part = letter.parts[taken.delivery.part - 1]
        for ahead in letter.parts[part.number - 1 :]:  # else a text goes out without its picture
            if ahead.number not in letter.media:
                media = sender.upload(letter.account, ahead, tokens)
                if isinstance(media, Rejected):
                    return self._calls.record(taken, media)
                letter.media[ahead.number] = media
        self.checkpoint("uploaded")
        uploaded = any(letter.media.values())
        if not self._calls.begin_calls([taken], letter.channel, again=uploaded):
            return DeliveryState.PLANNED
        self.checkpoint("calling")
        outcome = sender.send(letter.account, part, letter.media[part.number], taken.key, tokens)
        self.checkpoint("called")
        return self._calls.record(taken, outcome)

    @property
    def _look_ups(self) -> LookUps:
        return LookUps(self._letters, self._tokens(), self.now, self._send_same)

    @property
    def _letters(self) -> Letters:
        return Letters(self.context, self.senders, self.variables)

    def _tokens(self) -> PlatformTokens:
        return PlatformTokens(self.open_store, self.process.id, self.now)
