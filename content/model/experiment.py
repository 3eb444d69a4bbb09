"""An experiment: a question with its arms, its one number and its last day, all fixed before it begins."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from content.model.insight import Estimate
from content.model.slot import Slot

PERIOD_DAYS = 7
A_WEEK = timedelta(days=PERIOD_DAYS)


class ExperimentDesign(StrEnum):
    SWITCHBACK = "switchback"  # every group takes turns, week by week
    SPLIT = "split"  # half the groups have one arm all through

    @property
    def changes(self) -> bool:
        """Whether groups change arms."""
        return self is ExperimentDesign.SWITCHBACK


class ExperimentQuestion(StrEnum):
    SLOTS = "slots"  # all slots, or some of them only
    FORMS = "forms"  # one form in a slot, or another


class ExperimentMetric(StrEnum):
    """The one number that counts, a share of a group's members."""

    HABIT = "habit"  # who responded on three days or more of a week
    SPEAKERS = "speakers"  # who wrote anything in a week
    ADDED = "added"  # members beyond the usual that a post of the slot brings


class Arm(StrEnum):
    A = "a"
    B = "b"

    @property
    def other(self) -> "Arm":
        return Arm.B if self is Arm.A else Arm.A


class ExperimentState(StrEnum):
    PLANNED = "planned"
    RUNNING = "running"
    ENDED = "ended"
    STOPPED = "stopped"  # before its last day, so that there is no verdict


class ExperimentVerdict(StrEnum):
    """What may be said once the last day is over."""

    A_BETTER = "a_better"
    B_BETTER = "b_better"
    OPEN = "open"  # the difference may be chance
    SPOILT = "spoilt"  # too many weeks did not follow the draw, or are not known


@dataclass(frozen=True, slots=True)
class ArmRule:
    """In this slot only these forms go; none: it is silent."""

    slot: Slot
    forms: frozenset[str]


@dataclass(frozen=True, slots=True)
class ExperimentCell:
    """A group's week (or all its weeks, by week) and the arm that was drawn for it. Cells of a `block` were
    drawn together, by one coin; `period` counts from 0."""

    group: str
    period: int
    first: date
    last: date
    arm: Arm
    block: int


@dataclass(frozen=True, slots=True)
class Experiment:
    """`slots`: of SLOTS those that speak in arm B; of FORMS the one that it is about. `forms`: of FORMS that
    of arm A and that of arm B.

    `washout` days after each change do not count. `least` is the smallest difference worth finding, as a
    share of the usual; `usual` and `spread` are the metric and the standard deviation of a block's difference
    as they were before (None: not known), in shares of members. `most_leaves` stops it, as a share of members
    a week; None: nothing does. `reason` is a person's, or the code of the guard that stopped it."""

    id: int
    name: str
    question: ExperimentQuestion
    design: ExperimentDesign
    slots: tuple[Slot, ...]
    forms: tuple[str, ...]
    metric: ExperimentMetric
    seed: int
    first_day: date
    periods: int
    washout: int
    least: float
    usual: float | None
    spread: float | None
    most_leaves: float | None
    made_at: datetime
    made_by: str
    stopped_on: date | None = None
    stopped_by: str = ""
    reason: str = ""

    @property
    def last_day(self) -> date:
        """As it was fixed, whether or not it was stopped before."""
        return self.first_day + A_WEEK * self.periods - timedelta(days=1)

    def state_on(self, day: date) -> ExperimentState:
        if self.stopped_on is not None:
            return ExperimentState.STOPPED
        if day < self.first_day:
            return ExperimentState.PLANNED
        return ExperimentState.RUNNING if day <= self.last_day else ExperimentState.ENDED

    def rules(self, arm: Arm) -> tuple[ArmRule, ...]:
        """What an arm asks of a day beyond what is usual; arm A of SLOTS is the usual."""
        if self.question is ExperimentQuestion.FORMS:
            form = self.forms[arm is Arm.B]
            return (ArmRule(self.slots[0], frozenset({form})),)
        if arm is Arm.A:
            return ()
        return tuple(ArmRule(slot, frozenset()) for slot in Slot if slot not in self.slots)


@dataclass(frozen=True, slots=True)
class CellValue:
    """The metric in one cell; None where it is not known or `followed` is False: what went out was not what
    was drawn. `leaves` of `members` left within the cell's counted days."""

    cell: ExperimentCell
    value: float | None
    followed: bool = True
    members: int = 0
    leaves: int = 0


@dataclass(frozen=True, slots=True)
class Randomisation:
    """A randomisation test. `effect` is arm A less arm B; its interval holds every effect that the test at 5
    % does not refuse (None: too few blocks). `chance` is the share of draws that differ as much; `draws` how
    many there could be, or were sampled where `is_exact` is False. `others` are the effects of a draw
    each."""

    effect: float
    interval: Estimate | None
    chance: float
    draws: int
    is_exact: bool
    others: tuple[float, ...]
