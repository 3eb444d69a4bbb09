"""Lagrangian price rounds: groups choose their weeks at one price per product.

They go on until what the groups want is what there is. Groups meet only in the photos they share, and a
photo's score is the same for all of them; so one number per product carries all the scarcity from group to
group.
"""

from dataclasses import dataclass
from functools import partial

import numpy as np

from content.planner.problem.arrays import NONE, Bools, Ints, mixed
from content.planner.solver.best_weeks import CANNOT_MOVE, Weeks, in_blocks
from content.planner.solver.pairs import choose_two_days
from content.planner.solver.plan_state import Ledger
from content.planner.solver.shards import ALONE, Shards
from content.planner.solver.supply import Prices, Supply

ROUNDS = 24
CLASSES = 4  # groups answer to a price in turns, so that not all run the same way at once
FIRST_CEILING = 1_000  # of a price's step, once the price has turned; it falls to 1 over the rounds
CALM = 200  # one showing for so many cells may still be wanted and not there, or the other way round
HARDER = (8, (0, 2, 8, 30))  # width and promo prices of the search for weeks that still have an empty day


@dataclass(frozen=True)
class Market:
    """prices [P]; regret [G, D]: what a cell loses if its product runs out; scarce bool [P]: products of
    which more is wanted than there is."""

    prices: Ints
    regret: Ints
    scarce: Bools


def hold_market(ledger: Ledger, open_cells: Bools, shards: Shards = ALONE, rounds: int = ROUNDS) -> Market:
    """Choose a story for every open cell and write it into the ledger, its photos still to be dealt."""
    problem = ledger.problem
    if not problem.stories.ids:
        open_cells = np.zeros_like(open_cells)
    supply = Supply(ledger)
    classes = _classes(ledger, open_cells, shards.groups)
    prices = Prices(supply, int(open_cells.sum()), problem.weights.missing_photo)
    wanted = _bargain(classes, prices, rounds, shards)
    scarce: Bools = wanted > supply.total()
    regret = np.full(problem.shape, CANNOT_MOVE, np.int64)
    finish = partial(_finish, prices=prices.now, scarce=bool(scarce.any()))
    for weeks, lost in shards.run(finish, [some for blocks in classes for some in blocks]):
        ledger.week[weeks.rows] = weeks.week
        regret[weeks.rows] = lost
    return Market(prices.now, regret, scarce)


def _classes(ledger: Ledger, open_cells: Bools, block: int) -> list[list[Weeks]]:
    """The groups with an open cell in classes by their keys, each class in blocks."""
    active = np.flatnonzero(open_cells.any(1))
    count = min(CLASSES, max(1, len(active) // 4))
    number = mixed(ledger.problem.groups.key[active], salt=1) % np.uint64(count)
    return [
        [Weeks(ledger, rows, open_cells) for rows in in_blocks(active[number == index], block)]
        for index in range(count)
        if (number == index).any()
    ]


def _bargain(classes: list[list[Weeks]], prices: Prices, rounds: int, shards: Shards) -> Ints:
    """Rounds of sweeps and price steps; returns what is wanted at the end, [P] showings.

    The last round but one also chooses two days together; it follows as soon as the market is calm.
    """
    wants = [np.sum([block.wants(prices.now) for block in blocks], axis=0) for blocks in classes]
    at, together = 0, rounds - 2
    cells = sum(int(block.open.sum()) for blocks in classes for block in blocks)
    while classes and at < rounds:
        for index, blocks in enumerate(classes):
            answers = shards.run(partial(_answer, prices=prices.now, pairs=at == together), blocks)
            classes[index] = [answer.weeks for answer in answers]
            wants[index] = np.sum([answer.wants for answer in answers], axis=0)
            heard_all = at > 0 or index == len(classes) - 1
            last = at == rounds - 1 and index == len(classes) - 1
            if heard_all and not last:
                prices.answer(np.sum(wants, axis=0), _ceiling(at, rounds))
        calm = prices.unbalanced(np.sum(wants, axis=0)) * CALM <= cells
        at = together if calm and at < together else at + 1
    total: Ints = np.sum([*wants, np.zeros_like(prices.now)], axis=0)
    return total


def _ceiling(at: int, rounds: int) -> int:
    return int(FIRST_CEILING ** (1 - at / rounds))


@dataclass(frozen=True, slots=True)
class _Answer:
    """A block whose groups have chosen their weeks again, and the showings it wants [P]."""

    weeks: Weeks
    wants: Ints


def _answer(weeks: Weeks, *, prices: Ints, pairs: bool) -> _Answer:
    goods = weeks.goods(prices)
    weeks.sweep(goods)
    if pairs:
        choose_two_days(weeks, goods)
    return _Answer(weeks, weeks.wants(prices))


def _finish(weeks: Weeks, *, prices: Ints, scarce: bool) -> tuple[Weeks, Ints]:
    """The block with its empty days filled where they can be, and the regret of its cells [n, D]."""
    goods = weeks.goods(prices)
    holes = np.flatnonzero(((weeks.own_days == NONE) & weeks.open).any(1))
    if len(holes):  # look harder: what keeps a day empty is mostly the promo cap
        some = weeks.only(holes)
        choose_two_days(some, goods[holes], *HARDER)
        weeks.week[holes] = some.week
    nothing = np.full(weeks.open.shape, CANNOT_MOVE, np.int64)
    return weeks, weeks.regret(goods) if scarce else nothing
