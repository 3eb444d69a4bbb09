"""What is known of an experiment: week by week while it runs, and a verdict once its last day is over."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from content.feedback.experiments import (
    BASELINE_WEEKS,
    contrasts_of,
    group_differences,
    lost,
    periods_needed,
    smallest_seen,
    verdict_of,
)
from content.feedback.randomisation import randomisation_test
from content.model import (
    Arm,
    CellValue,
    Estimate,
    Experiment,
    ExperimentCell,
    ExperimentDesign,
    ExperimentState,
    ExperimentVerdict,
    Randomisation,
)
from content.store import Store
from services.context import Context
from services.experiment_values import Measure, cell_values, leave_rate, weeks_before


@dataclass(frozen=True, slots=True)
class ExperimentLine:
    """An experiment in a list: `weeks` of its `periods` are over."""

    experiment: Experiment
    state: ExperimentState
    groups: int
    weeks: int


@dataclass(frozen=True, slots=True)
class GuardLine:
    """Members who left, in weeks of one arm, as a share a week."""

    arm: Arm
    rate: Estimate | None
    left: int


@dataclass(frozen=True, slots=True)
class ExperimentView:
    """`values` of the weeks that are over; `so_far` the difference of the arms up to now, with its interval
    where there are blocks enough. `test` and `verdict` exist from the day after the last one on, never
    before: who looks daily and stops when it pleases finds what is not there. `needed` weeks in all find
    a difference of `least`; `smallest` is the share of the usual that its own weeks find."""

    line: ExperimentLine
    names: Mapping[str, str]
    cells: tuple[ExperimentCell, ...]
    values: tuple[CellValue, ...]
    differences: Mapping[str, float]
    so_far: Estimate | None
    effect: float | None
    test: Randomisation | None
    verdict: ExperimentVerdict | None
    needed: int | None
    smallest: float | None
    guards: tuple[GuardLine, ...]

    @property
    def experiment(self) -> Experiment:
        return self.line.experiment

    @property
    def strayed(self) -> int:
        return sum(not value.followed for value in self.values)

    @property
    def unknown(self) -> int:
        return sum(value.followed and value.value is None for value in self.values)


def experiment_lines(context: Context) -> list[ExperimentLine]:
    """All of them, the newest first."""
    with context.open_store(reading=True) as store:
        return [_line(store, experiment, context.today) for experiment in store.experiments.experiments()]


def experiment_view(context: Context, number: int) -> ExperimentView:
    """UnknownId."""
    today = context.today
    with context.open_store(reading=True) as store:
        experiment = store.experiments.experiment(number)
        cells = store.experiments.cells(number)
        values = cell_values(store, experiment, cells, today)
        line = _line(store, experiment, today)
        baseline = _baseline(store, experiment, cells)
        groups = {group.id: group.name for group in store.library.groups()}
    contrasts = contrasts_of(values, experiment.design, baseline)
    test = randomisation_test(contrasts, experiment.seed)
    is_over = line.state is ExperimentState.ENDED
    usual, spread = experiment.usual, experiment.spread
    return ExperimentView(
        line,
        {cell.group: groups.get(cell.group, cell.group) for cell in cells},
        tuple(cells),
        tuple(values),
        _differences(values, experiment.design, baseline),
        test.interval if test else None,
        test.effect if test else None,
        test if is_over else None,
        verdict_of(test, lost(values)) if is_over else None,
        periods_needed(spread, experiment.least * usual, experiment.design, line.groups)
        if usual and spread
        else None,
        smallest_seen(spread, experiment.design, line.groups, experiment.periods) / usual
        if usual and spread
        else None,
        tuple(_guard(experiment, arm, values) for arm in Arm),
    )


def _line(store: Store, experiment: Experiment, today: date) -> ExperimentLine:
    cells = store.experiments.cells(experiment.id)
    until = min(today, experiment.stopped_on or today)
    weeks = sum(cell.last < until for cell in cells if cell.group == cells[0].group)
    return ExperimentLine(experiment, experiment.state_on(today), len({cell.group for cell in cells}), weeks)


def _baseline(store: Store, experiment: Experiment, cells: list[ExperimentCell]) -> dict[str, float]:
    """Of a split: each group's mean in the four weeks before it began."""
    if experiment.design is not ExperimentDesign.SPLIT:
        return {}
    there = {cell.group for cell in cells}
    groups = {group.id: group for group in store.library.groups() if group.id in there}
    weeks = weeks_before(store, Measure.of(experiment), groups, experiment.first_day, BASELINE_WEEKS)
    known = {name: [value for value in row if value is not None] for name, row in weeks.items()}
    return {name: sum(row) / len(row) for name, row in known.items() if row}


def _differences(
    values: list[CellValue], design: ExperimentDesign, baseline: Mapping[str, float]
) -> dict[str, float]:
    """group -> arm A less arm B; in a split a pair stands under its group with arm A."""
    if design is ExperimentDesign.SWITCHBACK:
        return group_differences(values)
    pairs: dict[str, float] = {}
    for block in sorted({value.cell.block for value in values}):
        mine = [value for value in values if value.cell.block == block]
        first = next(value.cell.group for value in mine if value.cell.arm is Arm.A)
        for contrast in contrasts_of(mine, design, baseline):
            pairs[first] = contrast.difference
    return pairs


def _guard(experiment: Experiment, arm: Arm, values: list[CellValue]) -> GuardLine:
    mine = [value for value in values if value.cell.arm is arm]
    return GuardLine(arm, leave_rate(experiment, mine), sum(value.leaves for value in mine))
