"""What an experiment says: blocks compared, how long it takes to see what is worth seeing, and the verdict
that waits for its last day. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from math import ceil, sqrt

from content.feedback.assignment import blocks_in
from content.feedback.randomisation import FEWEST_BLOCKS, LEVEL, Contrast
from content.model import (
    Arm,
    CellValue,
    ExperimentDesign,
    ExperimentVerdict,
    Randomisation,
)

Z_BOTH = 2.802  # 1.960 of a test at 5 % on both sides, and .842 to see it in four of five cases
FEWER = 2.5  # blocks that so few are worth less than the normal has it: 7 to 14 coins, by simulation
FEWER_OF_SIX = 3.6  # of six coins, where all have to fall alike
MOST_LOST = 0.25  # of the cells; with more not followed or not known there is no verdict
MOST_PERIODS = 52
FEWEST_KNOWN = 0.5  # of a group's weeks in a split
BASELINE_WEEKS = 4  # before a split, which groups are compared with


def contrasts_of(
    values: Iterable[CellValue], design: ExperimentDesign, baseline: Mapping[str, float] | None = None
) -> list[Contrast]:
    """A difference of the arms for every block in which both are known. In a switchback a group counts with
    its two weeks, in a split with its weeks less its `baseline`."""
    blocks: defaultdict[int, list[CellValue]] = defaultdict(list)
    for value in values:
        blocks[value.cell.block].append(value)
    contrasts = (
        _taking_turns(cells) if design is ExperimentDesign.SWITCHBACK else _apart(cells, baseline or {})
        for _, cells in sorted(blocks.items())
    )
    return [contrast for contrast in contrasts if contrast]


def group_differences(cells: Iterable[CellValue]) -> dict[str, float]:
    """group -> arm A less arm B, over the blocks in which its weeks of both are known."""
    by_block: defaultdict[tuple[str, int], dict[Arm, float]] = defaultdict(dict)
    for known in cells:
        if known.value is not None:
            by_block[known.cell.group, known.cell.block][known.cell.arm] = known.value
    differences: defaultdict[str, list[float]] = defaultdict(list)
    for (group, _), arms in by_block.items():
        if len(arms) == len(Arm):
            differences[group].append(arms[Arm.A] - arms[Arm.B])
    return {group: _mean(known) for group, known in differences.items()}


def _taking_turns(cells: Sequence[CellValue]) -> Contrast | None:
    differences = group_differences(cells)
    return Contrast(_mean(list(differences.values())), len(differences)) if differences else None


def _apart(cells: Sequence[CellValue], baseline: Mapping[str, float]) -> Contrast | None:
    """A pair of which one group had an arm all through, and the other the other."""
    means: dict[Arm, float] = {}
    for arm in Arm:
        mine = [cell for cell in cells if cell.cell.arm is arm]
        known = [cell.value for cell in mine if cell.value is not None]
        if not known or len(known) < FEWEST_KNOWN * len(mine) or mine[0].cell.group not in baseline:
            return None
        means[arm] = _mean(known) - baseline[mine[0].cell.group]
    return Contrast(means[Arm.A] - means[Arm.B], len(Arm))


def lost(values: Sequence[CellValue]) -> float:
    """The share of cells that do not count."""
    return sum(value.value is None for value in values) / len(values) if values else 0.0


def verdict_of(test: Randomisation | None, lost_share: float) -> ExperimentVerdict:
    """Of an experiment whose last day is over; before, nobody asks."""
    if test is None or test.interval is None or lost_share > MOST_LOST:
        return ExperimentVerdict.SPOILT
    if test.chance > LEVEL:
        return ExperimentVerdict.OPEN
    return ExperimentVerdict.A_BETTER if test.effect > 0 else ExperimentVerdict.B_BETTER


# -- how long it takes ---------------------------------------------------------------------------------
def spread_of(weeks: Mapping[str, Sequence[float | None]], design: ExperimentDesign) -> float | None:
    """The standard deviation of a block's difference where there is nothing to find: of groups that stand
    beside those they are alike, in weeks before the experiment. In a split it is that of a pair's week. None
    where too little is known."""
    if design is ExperimentDesign.SPLIT:
        return _spread_of_pairs(list(weeks.values()))
    rows = list(weeks.values())
    size = 2 if blocks_in(len(rows), design, 2) < len(rows) else 1
    squares = []
    for at in range(0, len(rows), size):
        for first in range(0, min(map(len, rows)) - 1, 2):
            steps = [
                (row[first] or 0.0) - (row[first + 1] or 0.0)
                for row in rows[at : at + size]
                if row[first] is not None and row[first + 1] is not None
            ]
            if len(steps) == len(rows[at : at + size]):
                turned = [step * (-1) ** place for place, step in enumerate(steps)]
                squares.append(_mean(turned) ** 2)
    return sqrt(_mean(squares)) if len(squares) > 1 else None


def _spread_of_pairs(rows: Sequence[Sequence[float | None]]) -> float | None:
    squares, freedom = 0.0, 0
    for first, second in zip(rows[::2], rows[1::2], strict=False):
        apart = [a - b for a, b in zip(first, second, strict=True) if a is not None and b is not None]
        if len(apart) > 1:
            squares += sum((step - _mean(apart)) ** 2 for step in apart)
            freedom += len(apart) - 1
    return sqrt(squares / freedom) if freedom else None


def smallest_seen(spread: float, design: ExperimentDesign, groups: int, periods: int) -> float:
    """The difference that such an experiment finds in four of five cases; infinite where it never can."""
    blocks = blocks_in(groups, design, periods)
    if blocks < FEWEST_BLOCKS:
        return float("inf")
    worth = blocks - (FEWER if blocks > FEWEST_BLOCKS else FEWER_OF_SIX)
    return Z_BOTH * _of_block(spread, design, periods) / sqrt(worth)


def periods_needed(spread: float, least: float, design: ExperimentDesign, groups: int) -> int | None:
    """Weeks until a difference of `least` is found in four of five cases; None: not within a year."""
    step = 2 if design is ExperimentDesign.SWITCHBACK else 1
    for periods in range(step, MOST_PERIODS + 1, step):
        if smallest_seen(spread, design, groups, periods) <= least:
            return periods
    return None


def fewest_periods(design: ExperimentDesign, groups: int) -> int | None:
    """Weeks from which a verdict is possible at all; None: so few groups never can."""
    if design is ExperimentDesign.SPLIT:
        return 2 if blocks_in(groups, design, 1) >= FEWEST_BLOCKS else None
    coins = blocks_in(groups, design, 2)
    return 2 * ceil(FEWEST_BLOCKS / coins) if coins else None


def _of_block(spread: float, design: ExperimentDesign, periods: int) -> float:
    if design is ExperimentDesign.SWITCHBACK:
        return spread
    return spread * sqrt(1 / periods + 1 / BASELINE_WEEKS)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
