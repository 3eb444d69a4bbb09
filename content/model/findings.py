"""What a page or a report of insight says: figures with the sentence that they allow, and their doubt."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from content.model.group import GroupKind
from content.model.insight import Estimate, Figure, FormEstimate, LeftOut
from content.model.message import Message, Param
from content.model.slot import Slot


class InsightState(StrEnum):
    """What can be said at all."""

    READY = "ready"
    NO_LEDGER = "no_ledger"  # no message of any group is known
    NO_STAFF = "no_staff"  # nobody said who the team's own are: they would count as members
    TOO_SHORT = "too_short"  # under two full weeks: weekends and working days would be compared


@dataclass(frozen=True, slots=True)
class LedgerReach:
    """How far the ledger goes: of `groups`, `known` have messages up to `until`; `behind` stop earlier.

    `days`: how many days the longest of them has; `compare_from`: when two full weeks are over.
    """

    groups: int
    known: int
    until: datetime | None
    behind: tuple[tuple[str, date], ...] = ()
    days: int = 0
    compare_from: date | None = None
    is_made_up: bool = False  # a sample's history, which nobody lived
    counted_at: datetime | None = None  # when a night counted what is shown; None: just now


@dataclass(frozen=True, slots=True)
class WeekFinding:
    """A figure and what it means: `fact` is sure, `doubt` names what may not be concluded; `goal` a share."""

    figure: Figure
    fact: Message
    more: tuple[Message, ...] = ()
    doubt: Message | None = None
    goal: float | None = None


@dataclass(frozen=True, slots=True)
class FormGrid:
    """Forms by slots: `forms` in the order of rows; a cell that is not there was never used.

    `left_out` counts the posts that are not compared, by their reason.
    """

    forms: tuple[str, ...]
    cells: Mapping[tuple[str, Slot], FormEstimate]
    left_out: Mapping[LeftOut, int] = field(default_factory=dict)

    @property
    def posts(self) -> int:
        return sum(cell.posts for cell in self.cells.values())


@dataclass(frozen=True, slots=True)
class StoryResult:
    """How a story did against the groups' own means, its parts together; `poster` is a spec's key or ""."""

    story: str
    title: str
    form: str
    posts: int
    groups: int
    ratio: Estimate | None
    poster: str = ""


@dataclass(frozen=True, slots=True)
class StoryRanks:
    """The ends that stand out. `middle` cannot be told apart, `waiting` were not told often enough."""

    best: tuple[StoryResult, ...] = ()
    worst: tuple[StoryResult, ...] = ()
    middle: int = 0
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class ChatHours:
    """Messages of members by weekday (Monday first) and hour of the group's clock, outside of answers.

    `slots`: when the posts of each slot usually go out.
    """

    counts: tuple[tuple[float, ...], ...]
    slots: Mapping[Slot, time]

    @property
    def total(self) -> float:
        return sum(map(sum, self.counts))


@dataclass(frozen=True, slots=True)
class PlanChange:
    """What the next plan does differently; a proposal waits for a person's word.

    `key`: the number of a proposal, or slot/form. `is_held`: a person set the form back to usual.
    """

    slot: Slot | None
    what: Message
    before: str
    after: str
    why: Message
    is_proposal: bool = False
    key: str = ""
    is_held: bool = False


@dataclass(frozen=True, slots=True)
class WeekInsight:
    """What a week tells, of all groups or those of a kind; `groups` of them are in the comparison."""

    monday: date
    kind: GroupKind | None
    kinds: Mapping[GroupKind, int]
    state: InsightState
    reach: LedgerReach
    groups: int
    members: int
    headline: tuple[Message, ...]
    findings: tuple[WeekFinding, ...]
    forms: FormGrid
    promo: tuple[FormEstimate, ...]
    stories: StoryRanks
    hours: ChatHours
    changes: tuple[PlanChange, ...] = ()

    @property
    def is_made_up(self) -> bool:
        return self.reach.is_made_up

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)


class CellKind(StrEnum):
    """How a column of a table is written where people read it; files have the plain numbers."""

    TEXT = "text"
    COUNT = "count"
    SHARE = "share"
    RATIO = "ratio"
    MONEY = "money"
    DECIMAL = "decimal"


@dataclass(frozen=True, slots=True)
class DataColumn:
    name: Message
    kind: CellKind = CellKind.TEXT


@dataclass(frozen=True, slots=True)
class DataTable:
    """The numbers behind a chart: what a page opens, a CSV has and a workbook holds as a sheet."""

    name: str
    title: Message
    columns: tuple[DataColumn, ...]
    rows: Sequence[Sequence[Param]]
