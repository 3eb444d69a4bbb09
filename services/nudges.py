"""Somebody at the desk turns to an owner: remind now, or look whether a post can be seen in the chat."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from content.errors import IllegalMove
from content.model import (
    Delivery,
    DeliveryState,
    Message,
    Occasion,
    Owner,
    Post,
    PostState,
    Reminder,
    TaskEventKind,
)
from content.publish.sender import SendOutcome
from content.publish.tasks import HandPost, Task, merged, task_id
from content.store import Store
from services.context import Context
from services.delivering import KIND
from services.owner_tasks import hand_posts
from services.owners import owner_on, staff_names
from services.reminders import OwnerReminders, ended, key_of, link_to, words_of

AGAIN = timedelta(minutes=5)  # between two requests for the same thing
LOOKED_AT = timedelta(days=2)  # how long a request to look stands
REMINDED, ASKED = "reminder.asked", "reminder.asked_to_look"  # why, in the audit


@dataclass(frozen=True, slots=True)
class Nudge:
    """Who was turned to, by name; `outcome` is sent, refused or unknown, "" where no channel reminds them."""

    staff: str
    name: str
    outcome: str


def remind_now(
    context: Context, posts: Collection[str], *, actor: str, reminding: OwnerReminders | None = None
) -> list[Nudge]:
    """Remind the owners of those of the posts that wait for them. IllegalMove where none does, an owner has
    no channel that reminds, or was reminded within the last five minutes."""
    reminding = reminding or OwnerReminders(context)
    tasks = _waiting(context, posts)
    with context.open_store(reading=True) as store:
        owners = {owner.staff: owner for owner in store.owners.owners()}
        names = staff_names(store)
    if not tasks:
        raise IllegalMove(Message("reminder.nothing_waits"))
    if missing := [staff for staff in tasks if staff not in owners or not owners[staff].reminder_channel]:
        raise IllegalMove(Message("reminder.no_channel", name=names.get(missing[0], missing[0])))
    return [
        _remind(context, reminding, owners[staff], due, actor=actor) for staff, due in sorted(tasks.items())
    ]


def _waiting(context: Context, posts: Collection[str]) -> Mapping[str, Sequence[Task]]:
    """owner -> the tasks with those posts that wait for the owner."""
    with context.open_store(reading=True) as store:
        days = [store.queue.post(post).goes_out_at.astimezone(context.zone).date() for post in posts]
        items = hand_posts(context, store, min(days), max(days)) if days else []
    waits = [item for item in items if item.owner and item.state is DeliveryState.HANDED_OFF]
    by_owner: dict[str, list[Task]] = {}
    for task in merged(waits):
        if any(item.post.id in posts for item in task.posts):
            by_owner.setdefault(task.owner, []).append(task)
    return by_owner


def _remind(
    context: Context, reminding: OwnerReminders, owner: Owner, tasks: Sequence[Task], *, actor: str
) -> Nudge:
    now = context.clock()
    made = [Reminder(owner.staff, task.id, Occasion.NOW, owner.reminder_channel, now) for task in tasks]
    with context.open_store() as store:
        name = staff_names(store).get(owner.staff, owner.staff)
        if not [reminder for reminder in made if store.owners.claim_again(reminder, now - AGAIN)]:
            raise IllegalMove(Message("reminder.just_reminded", name=name))
        link = link_to(context, store, owner.staff, tasks[0].due_at)
        words = words_of(context, store, Occasion.NOW, tasks, link)
        for task in tasks:
            for item in task.waiting:
                _write_down(store, item.post, Message(REMINDED, name=name), actor=actor, at=now)
    key = key_of(owner.staff, Occasion.NOW.value, f"{now.timestamp():.0f}", *(task.id for task in tasks))
    outcome = reminding.tell(owner, words, link, key)
    return _end(context, made, outcome, name)


def _end(context: Context, made: Sequence[Reminder], outcome: SendOutcome | None, name: str) -> Nudge:
    endings = [ended(reminder, outcome) for reminder in made]
    with context.open_store() as store:
        for ending in endings:
            store.owners.end_reminder(ending)
    return Nudge(made[0].staff, name, endings[0].outcome)


def _write_down(store: Store, post: Post, why: Message, *, actor: str, at: datetime) -> None:
    state = post.state.value
    store.write_down(KIND, post.id, actor=actor, at=at, was=state, became=state, why=why)
    store.note("post", post.id, at)


# -- look in the chat ------------------------------------------------------------------------------
def ask_to_look(
    context: Context,
    post_id: str,
    *,
    actor: str,
    staff: str = "",
    reminding: OwnerReminders | None = None,
) -> Nudge:
    """Ask a member of staff (none named: who owns the group) whether the post can be seen; the question
    stands on the owner's page. UnknownId; IllegalMove where the post is not unknown, nobody owns its group,
    or it was asked within the last five minutes."""
    reminding = reminding or OwnerReminders(context)
    now = context.clock()
    with context.open_store() as store:
        post, names = store.queue.post(post_id), staff_names(store)
        if post.state is not PostState.UNKNOWN:
            raise IllegalMove(Message("send_answer.nothing_unknown", post=post_id))
        staff = staff or looker_of(context, store, post) or ""
        name = names.get(staff, "")
        if not name:
            raise IllegalMove(Message("reminder.nobody_to_look", group=post.group))
        owners = {owner.staff: owner for owner in store.owners.owners()}
        owner = owners.get(staff, Owner(staff))
        request = Reminder(staff, post_id, Occasion.LOOK, owner.reminder_channel, now)
        if not store.owners.claim_again(request, now - AGAIN):
            raise IllegalMove(Message("reminder.just_asked", name=name))
        _write_down(store, post, Message(ASKED, name=name), actor=actor, at=now)
        link = link_to(context, store, staff, now)
        words = _question(context, store, post, link)
    if not owner.reminder_channel:
        return Nudge(staff, name, "")
    key = key_of(staff, Occasion.LOOK.value, post_id, f"{now.timestamp():.0f}")
    return _end(context, [request], reminding.tell(owner, words, link, key), name)


def looker_of(context: Context, store: Store, post: Post) -> str | None:
    """Who has the group on the phone; None: nobody owns it."""
    return owner_on(context, store, post)


def _question(context: Context, store: Store, post: Post, link: str) -> Message:
    due = post.goes_out_at.astimezone(context.zone)
    group = store.library.group(post.group).name
    return Message("reminder.look", group=group, clock=f"{due:%H:%M}", link=link)


@dataclass(frozen=True, slots=True)
class ChatQuestion:
    """A post that its owner is asked to look for: each part with whether it is known to be out."""

    post: Post
    group: str
    parts: tuple[Delivery, ...]
    asked_at: datetime


def questions_for(context: Context, store: Store, staff: str) -> list[ChatQuestion]:
    """What a member of staff is asked to look for and nobody has answered, by time."""
    reminders = store.owners.asked(staff, Occasion.LOOK, context.clock() - LOOKED_AT)
    parts = store.outbox.deliveries([reminder.task for reminder in reminders])
    return [
        ChatQuestion(post, store.library.group(post.group).name, tuple(parts[post.id]), reminder.at)
        for reminder in reminders
        if reminder.task in parts and (post := store.queue.post(reminder.task)).state is PostState.UNKNOWN
    ]


# -- how far it has come ---------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class HandProgress:
    """What is known of a task that waits for its owner: the last thing done on the owner's page, and how
    often the owner was reminded."""

    did: TaskEventKind | None = None
    did_at: datetime | None = None
    reminders: int = 0


_STEPS = (TaskEventKind.OPENED, TaskEventKind.COPIED, TaskEventKind.SAVED, TaskEventKind.SHARED)


def progress_of(store: Store, items: Iterable[HandPost], days: tuple[date, date]) -> dict[str, HandProgress]:
    """post -> how far its owner has come, of posts due on these days."""
    known = {item.post.id: task_id(item) for item in items}
    events = [event for event in store.owners.events_between(*days) if event.kind in _STEPS]
    reminders = store.owners.reminders(sorted(set(known.values())))
    progress = {}
    for post, task in known.items():
        last = max((event for event in events if post in event.posts), key=lambda e: e.at, default=None)
        sent = sum(reminder.task == task and reminder.outcome == "sent" for reminder in reminders)
        progress[post] = HandProgress(last.kind if last else None, last.at if last else None, sent)
    return progress
