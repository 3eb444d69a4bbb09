"""What groups are like, as people read it: a row of all groups, and the page of one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum

from content.model.figures import GroupHealth, HealthClass
from content.model.findings import LedgerReach
from content.model.group import Group
from content.model.insight import Estimate, FormEstimate
from content.model.message import Message
from content.model.slot import Slot

Weeks = tuple[Estimate | None, ...]  # the latest last, None where nothing is known


@dataclass(frozen=True, slots=True)
class GroupSummary:
    """A group in the table of all. `speakers`: the weekly share of members who wrote, eight weeks; `slope`:
    by how much that changes a week. Pairs are (part, whole) of the last week; `gaps` are of the next."""

    group: Group
    health: GroupHealth | None = None
    speakers: Weeks = ()
    slope: Estimate | None = None
    habit: Estimate | None = None
    ugc: tuple[int, int] = (0, 0)
    on_time: tuple[int, int] = (0, 0)
    kocs: int = 0
    kocs_needed: int = 0
    gaps: int = 0
    owner: str = ""

    @property
    def health_class(self) -> HealthClass:
        return self.health.health if self.health else HealthClass.UNDECIDED

    @property
    def lacks_kocs(self) -> int:
        return max(0, self.kocs_needed - self.kocs)

    @property
    def declines(self) -> bool:
        """Whether the whole interval of its slope is below zero."""
        return self.slope is not None and self.slope.high < 0


@dataclass(frozen=True, slots=True)
class GroupRows:
    """All groups in the week that began on `monday`; `most_posts` has who sends most on a day."""

    monday: date
    rows: tuple[GroupSummary, ...]
    reach: LedgerReach
    most_posts: tuple[str, int] = ("", 0)


class CheckKind(StrEnum):
    SPEAKERS = "speakers"
    MESH = "mesh"
    ADS = "ads"


@dataclass(frozen=True, slots=True)
class HealthCheck:
    """One of the three things that a class hangs on; `over`: more is better. `passes` None: not known."""

    kind: CheckKind
    estimate: Estimate | None
    line: float
    over: bool
    passes: bool | None


@dataclass(frozen=True, slots=True)
class HabitDays:
    """How many members came on 1, 2 ... 7 days of the week; `series` is the share of three days and more."""

    days: tuple[int, ...] = (0,) * 7
    silent: int = 0
    series: Weeks = ()
    kind_median: float | None = None
    returns: Mapping[Slot, Estimate] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReplyMesh:
    """Who answers whom, by rank: `edges` join places of members on a ring; below zero they are of staff."""

    members: int = 0
    staff: int = 0
    edges: tuple[tuple[int, int], ...] = ()
    replies: int = 0
    staff_talk: Estimate | None = None
    leaves: Estimate | None = None


class LifeStage(StrEnum):
    NEW = "new"
    GROWING = "growing"
    STEADY = "steady"
    DECLINING = "declining"


@dataclass(frozen=True, slots=True)
class GroupLife:
    """Weeks since the first message: members who spoke, with the doubt of a count, and how many joined."""

    first: date
    speakers: Weeks
    joins: tuple[int, ...]
    slope: Estimate | None
    stage: LifeStage


@dataclass(frozen=True, slots=True)
class SlotInsight:
    """What a slot of the group gets: people a post beyond the usual, its best form, how fixed its minute is.

    `scatter`: standard deviation of the minute; `minutes`: messages of members in every ten minutes from
    `since` on; `place`: where in it the post goes out, 0..1.
    """

    slot: Slot
    at: time
    people: Estimate | None
    posts: int
    form: FormEstimate | None
    scatter: Estimate | None
    late: int
    minutes: tuple[int, ...] = ()
    since: time = time(0)
    until: time = time(0)
    place: float = 0.0


@dataclass(frozen=True, slots=True)
class GroupInsight:
    """Everything that the page of a group says. `rank`: its place among `groups` by weekly speakers."""

    monday: date
    row: GroupSummary
    rank: int
    groups: int
    headline: tuple[Message, ...]
    checks: tuple[HealthCheck, ...]
    habit: HabitDays
    mesh: ReplyMesh
    life: GroupLife | None
    slots: tuple[SlotInsight, ...]
    is_made_up: bool = False
