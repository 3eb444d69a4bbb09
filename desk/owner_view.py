"""An owner's day as its page shows it: plain values, times on the team's clock."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from content.model import ChannelKind, DeliveryState, Slot
from content.publish.rules import PublishRules
from content.publish.tasks import HandPost, Task
from desk.i18n import worded
from services.context import Context
from services.nudges import ChatQuestion
from services.owner_day import OwnerDay
from services.owners import delay_of

FAMILY = {Slot.MORNING: "sm", Slot.NOON: "sn", Slot.AFTERNOON: "sa", Slot.EVENING: "se"}
SIGN_OF_GROUP = 1  # characters of a group's name that stand for it


@dataclass(frozen=True, slots=True)
class GroupView:
    """One post of a task. `short`: the group's name up to its first dot, for narrow buttons."""

    post: str
    group: str
    name: str
    short: str
    sign: str
    size: int
    state: str
    why: str


@dataclass(frozen=True, slots=True)
class TaskView:
    """`state`: "now" while its posts wait for the owner, "later", "held" or "done". `delay`: minutes from its
    time to when the last of it went out, None where nothing did; `due` and `over` are epoch seconds."""

    id: str
    slot: Slot
    family: str
    clock: str
    due: int
    over: int
    deadline: str
    state: str
    is_mass: bool
    is_late: bool
    minutes: int
    poster: str
    text: str
    title: str
    groups: tuple[GroupView, ...]
    waiting: tuple[GroupView, ...]
    sent_clock: str
    delay: int | None
    was_on_time: bool
    copied: bool
    saved: bool
    held: str

    @property
    def is_done(self) -> bool:
        return self.state == "done"

    @property
    def expired(self) -> list[GroupView]:
        """Those that nobody sent in time."""
        return [group for group in self.groups if group.state == "expired"]


@dataclass(frozen=True, slots=True)
class UndoView:
    """The last tick or skip, which can still be taken back."""

    task: str
    kind: str
    posts: tuple[str, ...]
    title: str
    clock: str
    seconds: int  # since then


@dataclass(frozen=True, slots=True)
class QuestionView:
    """A post that the desk asks about: whether it can be seen in the group's chat."""

    post: str
    group: str
    clock: str
    text: str
    poster: str
    family: str
    parts: int
    sent: bool  # whether its first part is known to be out


@dataclass(frozen=True, slots=True)
class DayView:
    """`current` is the id of the task to do now, "" for none."""

    name: str
    day: date
    backup: str
    lead: int | None
    ends_at: datetime
    tasks: tuple[TaskView, ...]
    current: str
    undo: UndoView | None
    on_time_minutes: int
    questions: tuple[QuestionView, ...] = ()

    @property
    def done(self) -> tuple[TaskView, ...]:
        return tuple(task for task in self.tasks if task.is_done)

    @property
    def later(self) -> tuple[TaskView, ...]:
        return tuple(task for task in self.tasks if not task.is_done and task.id != self.current)

    @property
    def is_over(self) -> bool:
        """Whether everything of the day is done."""
        return bool(self.tasks) and len(self.done) == len(self.tasks)

    @property
    def punctual(self) -> int:
        return sum(task.was_on_time for task in self.tasks)

    def of_slot(self, slot: str) -> list[TaskView]:
        return [task for task in self.tasks if task.slot == slot]


def day_view(opened: OwnerDay, context: Context, language: str) -> DayView:
    """What the page shows at this moment."""
    rules, zone, now = context.workspace.publish_rules, context.zone, context.clock()
    maker = _Maker(opened, rules, zone, now, language)
    tasks = tuple(map(maker.task, opened.tasks))
    current = next((task.id for task in tasks if task.state == "now"), "")
    return DayView(
        name=opened.name,
        day=opened.link.day,
        backup=opened.backup,
        lead=None if opened.lead is None else int(opened.lead.total_seconds() // 60),
        ends_at=opened.link.expires_at,
        tasks=tasks,
        current=current,
        undo=maker.undo({task.id: task for task in tasks}),
        on_time_minutes=int(rules.on_time.total_seconds() // 60),
        questions=tuple(map(maker.question, opened.questions)),
    )


@dataclass(frozen=True, slots=True)
class _Maker:
    opened: OwnerDay
    rules: PublishRules
    zone: ZoneInfo
    now: datetime
    language: str

    def task(self, task: Task) -> TaskView:
        groups = tuple(map(self.group, task.posts))
        waits = {item.post.id for item in task.waiting}
        channel = self.opened.channels.get(task.channel)
        over = task.due_at + self.rules.grace
        sent_at = task.sent_at
        delays = [delay for item in task.posts if (delay := delay_of(item)) is not None]
        delay = max(delays, default=None)
        held = next((item.delivery.why for item in task.posts if item.state is DeliveryState.HELD), None)
        return TaskView(
            id=task.id,
            slot=task.first.slot,
            family=FAMILY[task.first.slot],
            clock=self.clock(task.due_at),
            due=int(task.due_at.timestamp()),
            over=int(over.timestamp()),
            deadline=self.clock(over),
            state=self.state(task),
            is_mass=channel is not None and channel.kind is ChannelKind.WECOM_MASS,
            is_late=self.rules.is_late(task.due_at, self.now),
            minutes=int((self.now - task.due_at).total_seconds() // 60),
            poster=task.first.poster,
            text=task.first.text,
            title=groups[0].short,
            groups=groups,
            waiting=tuple(group for group in groups if group.post in waits),
            sent_clock=self.clock(sent_at) if sent_at else "",
            delay=None if delay is None else int(delay.total_seconds() // 60),
            was_on_time=_all_on_time(task.posts, self.rules),
            copied=task.id in self.opened.copied,
            saved=task.id in self.opened.saved,
            held=worded(held, self.language) if held else "",
        )

    def group(self, item: HandPost) -> GroupView:
        group = self.opened.groups[item.post.group]
        why = item.delivery.why
        return GroupView(
            post=item.post.id,
            group=item.post.group,
            name=group.name,
            short=_short(group.name),
            sign=group.name[:SIGN_OF_GROUP],
            size=group.size,
            state=item.state.value,
            why=worded(why, self.language) if why else "",
        )

    def state(self, task: Task) -> str:
        if task.is_done:
            return "done"
        if task.waiting:
            return "now"
        return "held" if any(item.state is DeliveryState.HELD for item in task.posts) else "later"

    def undo(self, tasks: Mapping[str, TaskView]) -> UndoView | None:
        event = self.opened.latest
        task = tasks.get(event.task) if event else None
        if event is None or task is None:
            return None
        seconds = int((self.now - event.at).total_seconds())
        names: Sequence[GroupView] = [group for group in task.groups if group.post in event.posts]
        return UndoView(
            event.task,
            event.kind.value,
            event.posts,
            names[0].short if names else task.title,
            self.clock(event.at),
            seconds,
        )

    def question(self, question: ChatQuestion) -> QuestionView:
        return QuestionView(
            post=question.post.id,
            group=question.group,
            clock=self.clock(question.post.goes_out_at),
            text=question.post.text,
            poster=question.post.poster,
            family=FAMILY[question.post.slot],
            parts=len(question.parts),
            sent=question.parts[0].state is DeliveryState.SENT,
        )

    def clock(self, at: datetime) -> str:
        return f"{at.astimezone(self.zone):%H:%M}"


def _all_on_time(items: Sequence[HandPost], rules: PublishRules) -> bool:
    """Whether something of it went out, and all that did was on time; what expired was not."""
    states = {item.state for item in items}
    delays = [delay for item in items if (delay := delay_of(item)) is not None]
    return DeliveryState.EXPIRED not in states and bool(delays) and max(delays) <= rules.on_time


def _short(name: str) -> str:
    """The part of a group's name that tells it from others, for narrow places."""
    for mark in ("·", "・", "-"):
        head = name.split(mark)[0].strip()
        if head and head != name:
            return head
    return name
