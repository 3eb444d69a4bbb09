"""An owner's day by its link: what is to be sent, and what the owner says became of it."""

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256

from content.errors import IllegalMove, WrongInput
from content.model import (
    Channel,
    DeliveryState,
    Group,
    Message,
    OwnerLink,
    TaskEvent,
    TaskEventKind,
)
from content.publish.duty import backup_of
from content.publish.rules import hand_channel
from content.publish.tasks import HandPost, Task
from content.store import Store
from services.context import Context
from services.delivering import KIND
from services.nudges import ChatQuestion, questions_for
from services.owner_tasks import tasks_of
from services.owners import staff_names
from services.send_answer import ChatSight, SightWord, answer_unknown
from services.send_mark import WRONG_TICK, PersonsWord, SendMark, mark

SYNC_AFTER = timedelta(hours=24)  # a phone without network may report so long after its link ended
SKIP_REASONS = ("complaint", "crowded", "unsuitable", "left_group")
OTHER = "other"
MOST_WORDS = 2000  # characters of what was really sent
ONLY_SEEN = frozenset({TaskEventKind.OPENED, TaskEventKind.COPIED, TaskEventKind.SAVED, TaskEventKind.SHARED})
_BECAME = {  # what a post is after the owner's word; such a word said again changes nothing
    TaskEventKind.SENT: DeliveryState.SENT,
    TaskEventKind.EDITED: DeliveryState.SENT,
    TaskEventKind.SKIPPED: DeliveryState.SKIPPED,
    TaskEventKind.TAKEN_BACK: DeliveryState.HANDED_OFF,
}
_MARKS = {
    TaskEventKind.SENT: SendMark.SENT,
    TaskEventKind.EDITED: SendMark.SENT,
    TaskEventKind.SKIPPED: SendMark.SKIPPED,
    TaskEventKind.TAKEN_BACK: SendMark.NOT_SENT,
}


@dataclass(frozen=True, slots=True)
class OwnerDay:
    """What the link shows. `backup` is the name of who takes over, "" for nobody; `latest` the last tick or
    skip that can still be taken back."""

    link: OwnerLink
    name: str
    backup: str
    lead: timedelta | None
    tasks: Sequence[Task]
    groups: Mapping[str, Group]
    channels: Mapping[str, Channel]
    latest: TaskEvent | None
    copied: frozenset[str]
    saved: frozenset[str]
    questions: Sequence[ChatQuestion] = ()


@dataclass(frozen=True, slots=True)
class OwnerWord:
    """What the owner did with some `posts` of a task, `ago` before it is reported. `key` is the page's own,
    the same at each try. `reason`: why it was skipped, one of SKIP_REASONS or "other"; `words`: that reason
    in the owner's words, or what was really sent."""

    key: str
    kind: TaskEventKind
    task: str
    posts: tuple[str, ...]
    ago: timedelta = timedelta(0)
    reason: str = ""
    words: str = ""


def link_of(context: Context, token: str) -> OwnerLink | None:
    """What a token stands for, be it ended or revoked; None where there is no such link."""
    digest = sha256(token.encode()).hexdigest()
    with context.open_store(reading=True) as store:
        link = store.owners.link(digest)
    return link if link is not None and hmac.compare_digest(link.sha256, digest) else None


def is_heard(link: OwnerLink, now: datetime) -> bool:
    """Whether reports of the link still count: a phone may have been without network until now."""
    return link.revoked_at is None and now < link.expires_at + SYNC_AFTER


def open_day(context: Context, link: OwnerLink, *, count: bool = True) -> OwnerDay:
    """The tasks of the link's owner and day; `count`: somebody opened the page."""
    now = context.clock()
    if count:
        with context.open_store() as store:
            store.owners.count_open(link.sha256, now)
    with context.open_store(reading=True) as store:
        names, owners = staff_names(store), store.owners.owners()
        tasks = tasks_of(context, store, link.staff, link.day)
        events = store.owners.events(link.staff, link.day)
        backup = backup_of(owners, link.staff, link.day)
        questions = questions_for(context, store, link.staff)
        channels = {channel.id: channel for channel in store.channels.channels()}
        groups = {
            group.id: group
            for group in (
                store.library.group(group_id)
                for group_id in sorted({item.post.group for task in tasks for item in task.posts})
            )
        }
    lead = next((o.lead for o in owners if o.staff == link.staff and o.reminder_channel), None)
    by_hand = hand_channel()
    return OwnerDay(
        link=link,
        name=names.get(link.staff, link.staff),
        backup=names.get(backup, backup) if backup else "",
        lead=lead,
        tasks=tasks,
        groups=groups,
        channels={by_hand.id: by_hand} | channels,
        latest=_latest(tasks, events, now),
        copied=_tasks_with(events, TaskEventKind.COPIED),
        saved=_tasks_with(events, TaskEventKind.SAVED) | _tasks_with(events, TaskEventKind.SHARED),
        questions=questions,
    )


def _tasks_with(events: Sequence[TaskEvent], kind: TaskEventKind) -> frozenset[str]:
    return frozenset(event.task for event in events if event.kind is kind)


def _latest(tasks: Sequence[Task], events: Sequence[TaskEvent], now: datetime) -> TaskEvent | None:
    """The last tick or skip, while it stands and can be taken back."""
    words = [event for event in events if event.kind in _BECAME]
    if not words or words[-1].kind is TaskEventKind.TAKEN_BACK or now - words[-1].at > WRONG_TICK:
        return None
    states = {item.post.id: item.state for task in tasks for item in task.posts}
    stands = all(states.get(post) is _BECAME[words[-1].kind] for post in words[-1].posts)
    return words[-1] if stands else None


def take_word(context: Context, link: OwnerLink, word: OwnerWord) -> bool:
    """Take what an owner's page reports; False: it was reported before, and nothing changes.

    WrongInput where something is missing; IllegalMove where the posts are not the owner's, or are no longer
    in a state in which it could be true. Then what was taken of them before stays.
    """
    now = context.clock()
    at = max(link.made_at, now - max(word.ago, timedelta(0)))
    with context.open_store(reading=True) as store:
        if any(event.key == word.key for event in store.owners.events(link.staff, link.day)):
            return False
        items = _theirs(context, store, link, word)
        name = staff_names(store).get(link.staff, link.staff)
    if word.kind is TaskEventKind.HANDED_OVER:
        _hand_over(context, link, items, name)
    elif word.kind not in ONLY_SEEN:
        why = _why(word)
        for item in items:
            if item.state is not _BECAME[word.kind]:
                mark(context, item.post.id, PersonsWord(_MARKS[word.kind], name, why, at))
    posts = tuple(item.post.id for item in items)
    event = TaskEvent(word.key, link.staff, link.day, word.task, word.kind, posts, at)
    with context.open_store() as store:
        return store.owners.add_event(event)


def tell_sight(context: Context, link: OwnerLink, post_id: str, sight: ChatSight) -> None:
    """Take what the owner saw in the chat of a post that the desk asks about. IllegalMove where nobody asks,
    or it was answered meanwhile."""
    with context.open_store(reading=True) as store:
        questions = {question.post.id for question in questions_for(context, store, link.staff)}
        name = staff_names(store).get(link.staff, link.staff)
    if post_id not in questions:
        raise IllegalMove(Message("owner.not_asked"))
    answer_unknown(context, post_id, SightWord(sight, name, Message(f"owner.saw_{sight.value}")))


def _theirs(context: Context, store: Store, link: OwnerLink, word: OwnerWord) -> list[HandPost]:
    """The posts that the word is about, all of this owner and day. IllegalMove otherwise."""
    tasks = tasks_of(context, store, link.staff, link.day)
    own = {item.post.id: item for task in tasks for item in task.posts}
    if not word.posts or any(post not in own for post in word.posts):
        raise IllegalMove(Message("owner.not_yours"))
    return [own[post] for post in dict.fromkeys(word.posts)]


def _why(word: OwnerWord) -> Message:
    words = word.words.strip()[:MOST_WORDS]
    if word.kind is TaskEventKind.SENT:
        return Message("owner.ticked")
    if word.kind is TaskEventKind.TAKEN_BACK:
        return Message("owner.taken_back")
    if word.kind is TaskEventKind.EDITED:
        if not words:
            raise WrongInput(Message("owner.no_edit"))
        return Message("owner.edited", words=words)
    if word.reason in SKIP_REASONS:
        return Message(f"owner.skip_{word.reason}")
    if word.reason != OTHER or not words:
        raise WrongInput(Message("owner.no_skip_reason"))
    return Message("owner.skip_other", words=words)


def _hand_over(context: Context, link: OwnerLink, items: Sequence[HandPost], name: str) -> None:
    """Give what still waits to the backup. IllegalMove where there is none, or where a platform's task waits
    for the owner alone."""
    if any(item.delivery.receipt for item in items):
        raise IllegalMove(Message("owner.lies_at_wecom"))
    now = context.clock()
    with context.open_store() as store:
        backup = backup_of(store.owners.owners(), link.staff, link.day)
        if backup is None:
            raise IllegalMove(Message("owner.no_backup", day=link.day))
        taking_over = staff_names(store).get(backup, backup)
        why = Message("owner.handed_over", staff=name, backup=taking_over)
        store.queue.lock_posts([item.post.id for item in items])
        for item in items:
            was = item.delivery
            if was.state is not DeliveryState.HANDED_OFF:
                continue
            if store.outbox.move_delivery(was, replace(was, owner=backup)):
                store.write_down(
                    KIND, item.post.id, actor=name, at=now, was=link.staff, became=backup, why=why
                )
                store.note("post", item.post.id, now)
