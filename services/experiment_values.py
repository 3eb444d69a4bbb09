"""The one number of an experiment, group by group and week by week, as it was counted by night."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import sqrt
from zoneinfo import ZoneInfo

from content.feedback.habit import habit
from content.model import (
    PERIOD_DAYS,
    Arm,
    CellValue,
    Estimate,
    Experiment,
    ExperimentCell,
    ExperimentMetric,
    Group,
    RosterChange,
    Slot,
)
from content.store import Store

UNHEARD = 2  # counted days of a week that may be unknown
STRAYED = 1  # days of a week on which something else went out than what was drawn, and the week still counts
Z_90 = 1.645
Span = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Measure:
    """What is counted: a metric, in a slot where it is about one."""

    metric: ExperimentMetric
    slot: Slot | None = None

    @classmethod
    def of(cls, experiment: Experiment) -> "Measure":
        slot = experiment.slots[0] if experiment.metric is ExperimentMetric.ADDED else None
        return cls(experiment.metric, slot)


@dataclass(frozen=True, slots=True)
class MeasuredWeek:
    """Of each group its members and the metric; without one where too little is known."""

    members: Mapping[str, int]
    values: Mapping[str, float]


def measured(store: Store, measure: Measure, span: Span, groups: Mapping[str, Group]) -> MeasuredWeek:
    """A span of seven days at most, both ends included."""
    names = sorted(groups)
    members, heard = {name: groups[name].size for name in names}, dict.fromkeys(names, 0)
    for day in store.insight_posts.post_days(*span, names):
        heard[day.group] += day.heard > 0
        members[day.group] = day.members or members[day.group]
    least = (span[1] - span[0]).days + 1 - UNHEARD
    known = {name: members[name] for name in names if heard[name] >= least and members[name] > 0}
    return MeasuredWeek(known, _values(store, measure, span, known))


def _values(store: Store, measure: Measure, span: Span, members: Mapping[str, int]) -> Mapping[str, float]:
    if measure.metric is ExperimentMetric.ADDED and measure.slot:
        (shares,) = store.insight_posts.added([span], measure.slot, list(members))
        return {group: share for group, share in shares.items() if group in members}
    if measure.metric is ExperimentMetric.SPEAKERS:
        (speakers,) = store.insight.speakers([span], list(members))
        return {group: min(1.0, speakers.get(group, 0) / count) for group, count in members.items()}
    (days,) = store.insight_posts.days_a_member([span], list(members))
    return {group: share.part / share.whole for group, share in habit(days, members).items()}


def weeks_before(
    store: Store, measure: Measure, groups: Mapping[str, Group], day: date, count: int
) -> dict[str, list[float | None]]:
    """group -> the metric in each of the `count` weeks that end before `day`, the oldest first; groups in the
    order in which they are given."""
    weeks = []
    for back in range(count, 0, -1):
        first = day - timedelta(days=PERIOD_DAYS * back)
        span = first, first + timedelta(days=PERIOD_DAYS - 1)
        weeks.append(measured(store, measure, span, groups).values)
    return {group: [week.get(group) for week in weeks] for group in groups}


def cell_values(
    store: Store, experiment: Experiment, cells: Sequence[ExperimentCell], today: date
) -> list[CellValue]:
    """Of the weeks that are over; the first days after a change do not count."""
    groups = {group.id: group for group in store.library.groups()}
    over = [cell for cell in cells if cell.last < min(today, _after(experiment))]
    strayed = _strayed(store, experiment, over)
    leaves = _leaves(store, experiment, over, groups)
    by_span: dict[Span, list[ExperimentCell]] = {}
    for cell in over:
        by_span.setdefault(counted(experiment, cell), []).append(cell)
    values = []
    for span, mine in sorted(by_span.items()):
        there = {cell.group: groups[cell.group] for cell in mine if cell.group in groups}
        week = measured(store, Measure.of(experiment), span, there)
        for cell in mine:
            follows = strayed.get((cell.group, cell.period), 0) <= STRAYED
            value = week.values.get(cell.group) if follows else None
            left = leaves.get((cell.group, cell.period), 0)
            values.append(CellValue(cell, value, follows, week.members.get(cell.group, 0), left))
    return values


def counted(experiment: Experiment, cell: ExperimentCell) -> Span:
    """The days of a cell that count. In a split nothing changes after the first week."""
    changes = cell.period == 0 or experiment.design.changes
    return cell.first + timedelta(days=experiment.washout if changes else 0), cell.last


def _after(experiment: Experiment) -> date:
    """The day after its last."""
    return (experiment.stopped_on or experiment.last_day) + timedelta(days=1)


def _strayed(
    store: Store, experiment: Experiment, cells: Sequence[ExperimentCell]
) -> dict[tuple[str, int], int]:
    """(group, week) -> counted days on which a silent slot or another form went out."""
    if not cells:
        return {}
    ruled = {arm: {rule.slot: rule.forms for rule in experiment.rules(arm)} for arm in Arm}
    first, last = min(cell.first for cell in cells), max(cell.last for cell in cells)
    names = sorted({cell.group for cell in cells})
    by_group: dict[str, list[tuple[date, Slot, str]]] = {name: [] for name in names}
    for group, day, slot, form in store.insight_posts.sent_forms(first, last, names):
        by_group[group].append((day, slot, form))
    counts = {}
    for cell in cells:
        begin, end = counted(experiment, cell)
        wrong = {
            day
            for day, slot, form in by_group[cell.group]
            if begin <= day <= end and slot in ruled[cell.arm] and form not in ruled[cell.arm][slot]
        }
        counts[cell.group, cell.period] = len(wrong)
    return counts


def _leaves(
    store: Store, experiment: Experiment, cells: Sequence[ExperimentCell], groups: Mapping[str, Group]
) -> dict[tuple[str, int], int]:
    """(group, week) -> who left on its counted days, by the group's clock."""
    if not cells:
        return {}
    since = datetime.combine(min(cell.first for cell in cells), time(), ZoneInfo("UTC")) - timedelta(days=1)
    names = sorted({cell.group for cell in cells if cell.group in groups})
    days: dict[str, list[date]] = {}
    for group, _, at, change in store.insight.comings_and_goings(since, names):
        if change is RosterChange.LEFT:
            days.setdefault(group, []).append(at.astimezone(ZoneInfo(groups[group].zone)).date())
    counts = {}
    for cell in cells:
        begin, end = counted(experiment, cell)
        counts[cell.group, cell.period] = sum(begin <= day <= end for day in days.get(cell.group, ()))
    return counts


def leave_rate(experiment: Experiment, values: Sequence[CellValue]) -> Estimate | None:
    """Members who left a week, as a share, with its 90 % interval (Byar); None where nobody is known."""
    weeks = (
        sum(
            value.members
            * ((counted(experiment, value.cell)[1] - counted(experiment, value.cell)[0]).days + 1)
            for value in values
        )
        / PERIOD_DAYS
    )
    if weeks <= 0:
        return None
    left = sum(value.leaves for value in values if value.members)
    return Estimate(left / weeks, _poisson_low(left) / weeks, _poisson_high(left) / weeks)


def _poisson_low(count: int) -> float:
    return count * (1 - 1 / (9 * count) - Z_90 / (3 * sqrt(count))) ** 3 if count else 0.0


def _poisson_high(count: int) -> float:
    more = count + 1
    return more * (1 - 1 / (9 * more) + Z_90 / (3 * sqrt(more))) ** 3
