"""A topic told in four parts; it lives in the library."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from content.model.group import Group, GroupKind
from content.model.slot import Slot

# Free fields that a story may carry for posters; channels/story_cells.py has what tables call them.
STORY_EXTRAS = frozenset(
    {"event", "price", "was", "unit", "until", "amount", "condition", "benefits", "days", "total", "lead"}
    | {"when", "place", "note", "head", "items", "glyph", "materials", "labels", "captions", "points"}
    | {"greeting"}
)

STORY_ELEMENTS = ("特权", "福利", "娱乐", "内容", "关怀", "活动")  # those that come with the program


@dataclass(frozen=True, slots=True)
class Quiz:
    """One question with two to four options and exactly one right answer, the letter of an option."""

    question: str
    options: tuple[str, ...]
    answer: str
    why: str

    @property
    def right(self) -> str:
        """The text of the right option."""
        return self.options["ABCD".index(self.answer)]


@dataclass(frozen=True, slots=True)
class SolutionStep:
    """One line of a solution poster: what to do, and a word on how."""

    title: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Sop:
    """What whoever sends a slot keeps to, in six fields. Empty ones follow from the story and the group."""

    role: str = ""  # 角色: who speaks
    scene: str = ""  # 场景: what the members are doing just then
    time: str = ""  # 时间
    form: str = ""  # 形式: of the message
    action: str = ""  # 动作: what members are asked to do
    goal: str = ""  # 目标: what it is to achieve


@dataclass(frozen=True, slots=True)
class Story:
    """One topic, the form its parts are told in, and whom it is for.

    `hook` and `solution_title` may carry one line break where the poster should break.
    """

    id: str
    title: str
    product: str
    form: str  # of the quiz, and of every part that `forms` does not name
    hook: str
    quiz: Quiz
    clue: str
    solution: str
    solution_title: str = ""
    steps: tuple[SolutionStep, ...] = ()
    forms: Mapping[Slot, str] = field(default_factory=dict)
    kinds: frozenset[GroupKind] = frozenset()  # empty: every kind of group
    tags: frozenset[str] = frozenset()  # only for groups with one of these; empty: for all
    elements: tuple[str, ...] = ()  # 特权, 福利, 娱乐, 内容, 关怀, 活动
    promo: float = 0.0  # how much it sells, 0 (not at all) to 1
    persona: str = ""  # who tells it: a folder of copy templates; empty: the brand's usual voice
    arc: str = ""  # the campaign it belongs to
    theme: str = ""  # a palette of templates/posters/palettes.toml; empty: chosen by the story's id
    wants_photo: bool = False  # the morning too shows a member's photo of its own
    valid_from: date | None = None
    valid_to: date | None = None
    sop: Mapping[Slot, Sop] = field(default_factory=dict)
    extras: Mapping[str, str] = field(
        default_factory=dict
    )  # free fields for posters: price, amount, glyph ...

    def form_of(self, slot: Slot) -> str:
        """The form in which a part is told: posters and week templates go by it."""
        return self.forms.get(slot, self.form)

    @property
    def needs(self) -> tuple[Slot, ...]:
        """The slots that present a member's submission."""
        return (Slot.MORNING, Slot.AFTERNOON) if self.wants_photo else (Slot.AFTERNOON,)

    def is_valid_on(self, day: date) -> bool:
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_to is None or day <= self.valid_to)

    def suits(self, group: Group) -> bool:
        """Whether the group is of a kind and has a tag that the story is for."""
        of_its_kind = not self.kinds or group.kind in self.kinds
        return of_its_kind and (not self.tags or not self.tags.isdisjoint(group.tags))


@dataclass(frozen=True, slots=True)
class StoryDraft:
    """What somebody is writing. It need not be whole: its product may be "", its quiz without an answer.

    `base` is the version in use that it began with, 0 where there was none; `revision` counts every save, and
    is what a writer names as seen.
    """

    story: Story
    base: int
    revision: int
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class StoryVersion:
    """What a story said as version `number`, and who put it to use."""

    story: Story
    number: int
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class StoryUses:
    """How often a story was told by now (a group's day is one), when last, and where next: (day, group)."""

    tellings: int = 0
    last: date | None = None
    ahead: tuple[tuple[date, str], ...] = ()
