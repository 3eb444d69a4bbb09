"""The tables behind the charts of an experiment."""

from content.model import CellKind, DataTable, Estimate, Message, Randomisation
from services.experiment_view import ExperimentView
from services.experiment_words import arm_words
from services.insight_tables import columns

BINS = 24  # bars of the draws
TEXT, COUNT, SHARE, DECIMAL = CellKind.TEXT, CellKind.COUNT, CellKind.SHARE, CellKind.DECIMAL


def experiment_tables(view: ExperimentView) -> list[DataTable]:
    """Who had which arm when, with the number that was counted; the differences; guards; once it is over the
    draws."""
    tables = [_turns(view), _differences(view), _guards(view)]
    return [*tables, _draws(view.test)] if view.test else tables


def _turns(view: ExperimentView) -> DataTable:
    known = {(value.cell.group, value.cell.period): value for value in view.values}
    rows = []
    for cell in view.cells:
        value = known.get((cell.group, cell.period))
        strayed = None if value is None or value.followed else Message("experiment.strayed")
        arm = arm_words(view.experiment, cell.arm)
        rows.append((view.names[cell.group], cell.first, arm, value.value if value else None, strayed))
    heads = columns(("group", TEXT), ("week", TEXT), ("arm", TEXT), ("value", SHARE), ("note", TEXT))
    return DataTable("turns", Message("insight_table.turns"), heads, rows)


def _differences(view: ExperimentView) -> DataTable:
    rows = [(view.names[group], 100 * difference, None, None) for group, difference in ranked(view)]
    low, high = (100 * end for end in _ends(view.so_far)) if view.so_far else (None, None)
    effect = None if view.effect is None else 100 * view.effect
    heads = columns(("group", TEXT), ("points", DECIMAL), ("low", DECIMAL), ("high", DECIMAL))
    rows = [*rows, (Message("experiment.together"), effect, low, high)]  # type: ignore[list-item]
    return DataTable("differences", Message("insight_table.differences"), heads, rows)


def _ends(estimate: Estimate) -> tuple[float, float]:
    return estimate.low, estimate.high


def _guards(view: ExperimentView) -> DataTable:
    rows = [
        (arm_words(view.experiment, guard.arm), guard.left, *_bounds(guard.rate)) for guard in view.guards
    ]
    heads = columns(("arm", TEXT), ("left", COUNT), ("value", SHARE), ("low", SHARE), ("high", SHARE))
    return DataTable("guards", Message("insight_table.guards"), heads, rows)


def _bounds(rate: Estimate | None) -> tuple[float | None, float | None, float | None]:
    return (rate.value, rate.low, rate.high) if rate else (None, None, None)


def _draws(test: Randomisation) -> DataTable:
    heads = columns(("from", DECIMAL), ("to", DECIMAL), ("draws", COUNT))
    rows = [(100 * low, 100 * high, count) for low, high, count in bins(test)]
    return DataTable("draws", Message("insight_table.draws"), heads, rows)


def ranked(view: ExperimentView) -> list[tuple[str, float]]:
    """(group, difference), the largest first."""
    return sorted(view.differences.items(), key=lambda pair: (-pair[1], pair[0]))


def bins(test: Randomisation) -> list[tuple[float, float, int]]:
    """(from, to, draws) over a span that is even about nothing, as bars."""
    top = 1.02 * max(max(map(abs, test.others)), abs(test.effect)) or 1.0
    wide = 2 * top / BINS
    counts = [0] * BINS
    for other in test.others:
        counts[min(BINS - 1, int((other + top) / wide))] += 1
    return [(-top + wide * n, -top + wide * (n + 1), count) for n, count in enumerate(counts)]
