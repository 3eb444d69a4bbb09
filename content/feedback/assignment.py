"""Who gets which arm when: drawn by hash before an experiment begins, so that it can be drawn again. Pure.

Groups that are alike stand in pairs. In a switchback a pair takes two weeks together: one group begins with
an arm, the other with the other, so that neither a group nor a week can be taken for an effect. In a split
one of each pair has arm A all through. One coin a block.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import blake2b

from content.model import PERIOD_DAYS, Arm, ExperimentCell, ExperimentDesign, Group

FEWEST_PAIRED = 4  # groups; of fewer each takes turns by itself, or there were too few coins
A_WEEK = timedelta(days=PERIOD_DAYS)


@dataclass(frozen=True, slots=True)
class Draw:
    """What an assignment is drawn from."""

    design: ExperimentDesign
    seed: int
    first_day: date
    periods: int


def alike_first(groups: Sequence[Group]) -> list[Group]:
    """In an order in which neighbours are alike: of a kind, and of a size."""
    return sorted(groups, key=lambda group: (group.kind, group.size, group.id))


def assign(groups: Sequence[str], draw: Draw) -> list[ExperimentCell]:
    """A cell for every group and week, by block, group and week. `groups` stand beside those they are alike;
    in a split the last of an odd number is left out. In a switchback an odd last week has no block, and is
    left out."""
    if draw.design is ExperimentDesign.SPLIT:
        pairs = [groups[at : at + 2] for at in range(0, len(groups) - 1, 2)]
        return _cells(draw, [(pair, range(draw.periods)) for pair in pairs])
    size = 2 if len(groups) >= FEWEST_PAIRED else 1
    teams = [groups[at : at + size] for at in range(0, len(groups), size)]
    turns = [range(first, first + 2) for first in range(0, draw.periods - 1, 2)]
    return _cells(draw, [(team, weeks) for team in teams for weeks in turns])


def blocks_in(groups: int, design: ExperimentDesign, periods: int) -> int:
    """How many coins are thrown for so many groups."""
    if design is ExperimentDesign.SPLIT:
        return groups // 2
    teams = (groups + 1) // 2 if groups >= FEWEST_PAIRED else groups
    return teams * (periods // 2)


def _cells(draw: Draw, blocks: Sequence[tuple[Sequence[str], range]]) -> list[ExperimentCell]:
    return [
        ExperimentCell(
            group,
            period,
            draw.first_day + A_WEEK * period,
            draw.first_day + A_WEEK * (period + 1) - timedelta(days=1),
            _arm(draw, number, place + (period if draw.design is ExperimentDesign.SWITCHBACK else 0)),
            number,
        )
        for number, (team, weeks) in enumerate(blocks)
        for place, group in enumerate(team)
        for period in weeks
    ]


def _arm(draw: Draw, block: int, place: int) -> Arm:
    """`place` odd: the other arm than the coin's."""
    return (Arm.A, Arm.B)[(coin(draw.seed, block) + place) % 2]


def coin(seed: int, block: int) -> int:
    """0 or 1, the same for ever."""
    return blake2b(f"{seed}/{block}".encode(), digest_size=1).digest()[0] & 1
