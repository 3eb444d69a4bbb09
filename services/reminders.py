"""Reminding owners: before a task is due, and when it is late; each once, by the owner's own channel.

A reminder is written down before it is sent: whatever happens then, it is not sent a second time.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256

from channels.senders import SENDERS
from content.errors import WrongInput
from content.messages import render
from content.model import ChannelKind, DeliveryState, Message, Occasion, Owner, Pause, Reminder
from content.publish.rules import KEY_LENGTH, pause_over
from content.publish.secrets import environment, secrets_of
from content.publish.sender import Account, Delivered, Letter, NoAnswer, Sender, SendOutcome
from content.publish.tasks import HandPost, Task, merged
from content.store import Store
from services.channels import WITHOUT_SECRET
from services.context import Context
from services.owner_tasks import hand_posts
from services.owners import LONGEST_LEAD, link_address, new_link
from services.platform_tokens import PlatformTokens

EVERY = timedelta(seconds=60)  # between two looks; a lead is whole minutes
OPEN = frozenset({DeliveryState.PLANNED, DeliveryState.HANDED_OFF})
SENT, REFUSED, UNKNOWN = "sent", "refused", "unknown"
NOT_CONNECTED = "not_connected"  # the code where the channel has no secret, or is gone
MOST_NAMES = 3  # groups that a reminder names


@dataclass(frozen=True, slots=True)
class _Note:
    """What one owner is reminded of at once: tasks of one due minute, for one occasion."""

    owner: Owner
    occasion: Occasion
    tasks: tuple[Task, ...]

    def reminder(self, task: Task, at: datetime) -> Reminder:
        return Reminder(self.owner.staff, task.id, self.occasion, self.owner.reminder_channel, at)


@dataclass
class OwnerReminders:
    """Reminds the owners of a workspace; asked at each sweep, it looks once a minute."""

    context: Context
    senders: Mapping[ChannelKind, Sender] = field(default_factory=lambda: SENDERS)
    variables: Mapping[str, str] = field(default_factory=environment)
    _looked_at: datetime | None = None

    def remind_due(self) -> int:
        """Send the reminders whose time came; how many messages went out."""
        now = self.context.clock()
        if self._looked_at is not None and timedelta(0) <= now - self._looked_at < EVERY:
            return 0
        self._looked_at = now
        return sum(self._send(note, now) for note in self._notes(now))

    def _notes(self, now: datetime) -> list[_Note]:
        """What is to be said now, be it that it was said already."""
        rules, zone = self.context.workspace.publish_rules, self.context.zone
        with self.context.open_store(reading=True) as store:
            owners = {owner.staff: owner for owner in store.owners.owners() if owner.reminder_channel}
            if not owners:
                return []
            first, last = (now - rules.grace).astimezone(zone), (now + LONGEST_LEAD).astimezone(zone)
            items = hand_posts(self.context, store, first.date(), last.date())
            pauses = store.channels.pauses()
        tasks = merged(item for item in items if item.owner in owners and _is_open(item, pauses, now))
        notes: dict[tuple[str, Occasion, datetime], list[Task]] = {}
        for task in tasks:
            if occasion := self._occasion(task, owners[task.owner], now):
                notes.setdefault((task.owner, occasion, task.due_at), []).append(task)
        return [_Note(owners[staff], occasion, tuple(due)) for (staff, occasion, _), due in notes.items()]

    def _occasion(self, task: Task, owner: Owner, now: datetime) -> Occasion | None:
        rules = self.context.workspace.publish_rules
        if rules.is_over(task.due_at, now):
            return None
        if rules.is_late(task.due_at, now):
            return Occasion.LATE if task.waiting else None
        return Occasion.SOON if task.due_at - owner.lead <= now else None

    def _send(self, note: _Note, now: datetime) -> bool:
        """Whether a message went out: nobody else had sent it, and its channel took it."""
        with self.context.open_store() as store:
            claim = store.owners.claim_reminder
            tasks = tuple(task for task in note.tasks if claim(note.reminder(task, now)))
            if not tasks:
                return False
            note = replace(note, tasks=tasks)
            link = self._link(store, note)
            words = words_of(self.context, store, note.occasion, note.tasks, link)
        outcome = self.tell(note.owner, words, link, _key(note))
        with self.context.open_store() as store:
            for task in tasks:
                store.owners.end_reminder(ended(note.reminder(task, now), outcome))
        return isinstance(outcome, Delivered)

    def _link(self, store: Store, note: _Note) -> str:
        """A link to the day, "" where no phone could reach the desk."""
        return link_to(self.context, store, note.owner.staff, note.tasks[0].due_at)

    def tell(self, owner: Owner, words: Message, link: str, key: str) -> SendOutcome | None:
        """What the channel that reminds the owner answers to these words; None where it is not connected."""
        with self.context.open_store(reading=True) as store:
            channels = {channel.id: channel for channel in store.channels.channels()}
        channel = channels.get(owner.reminder_channel)
        if channel is None:
            return None
        try:
            secrets = secrets_of(self.context.root, channel, self.variables)
        except WrongInput:  # `sishi channel list` says what is wrong with the file
            return None
        if channel.kind not in self.senders or (not secrets and channel.kind not in WITHOUT_SECRET):
            return None
        sender = self.senders[channel.kind]
        contact = owner.contact(channel.id)
        chat = owner.contacts.get(channel.id) or channel.chat("")
        options = {**channel.options, "link": link}
        account = Account(channel.id, secrets, channel.base_url, chat, options, (contact,))
        tokens = PlatformTokens(self.context.open_store, owner.staff, self.context.clock)
        part = sender.parts(Letter(render(words, self.context.workspace.settings.language)))[0]
        return sender.send(account, part, "", key, tokens)


def link_to(context: Context, store: Store, staff: str, due_at: datetime) -> str:
    """A new link to the owner's day of that instant, "" where no phone could reach the desk."""
    if not context.workspace.settings.desk.address:
        return ""
    token, _ = new_link(context, store, staff, due_at.astimezone(context.zone).date())
    return link_address(context, token)


def words_of(context: Context, store: Store, occasion: Occasion, tasks: Sequence[Task], link: str) -> Message:
    """What an owner is told of tasks of one minute."""
    groups = [store.library.group(item.post.group).name for task in tasks for item in task.posts]
    return Message(
        f"reminder.{occasion.value}",
        clock=f"{tasks[0].due_at.astimezone(context.zone):%H:%M}",
        tasks=len(tasks),
        groups=len(groups),
        names=tuple(groups[:MOST_NAMES]),
        link=link,
    )


def _is_open(item: HandPost, pauses: Sequence[Pause], now: datetime) -> bool:
    paused = pause_over(pauses, item.post.group, item.delivery.channel, now)
    return item.state in OPEN and paused is None


def _key(note: _Note) -> str:
    """The same for the same tasks and occasion."""
    return key_of(note.owner.staff, note.occasion.value, *(task.id for task in note.tasks))


def key_of(*parts: str) -> str:
    """A key for platforms that know one: the same for the same parts."""
    return sha256("\n".join(parts).encode()).hexdigest()[:KEY_LENGTH]


def ended(reminder: Reminder, outcome: SendOutcome | None) -> Reminder:
    """The reminder with what became of its call; None: its channel is not connected."""
    if outcome is None:
        return replace(reminder, outcome=REFUSED, code=NOT_CONNECTED)
    if isinstance(outcome, Delivered):
        return replace(reminder, outcome=SENT)
    kind = UNKNOWN if isinstance(outcome, NoAnswer) else REFUSED
    return replace(reminder, outcome=kind, code=getattr(outcome, "code", ""))
