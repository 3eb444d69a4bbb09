"""The market: groups lay their weeks against one price per product until what they want is what there is.

Groups meet only in the photos they share, and a photo's score is the same for all of them; so one number per
product carries all the scarcity from group to group.
"""

from dataclasses import dataclass

import numpy as np

from content.lay_out.ledger import Ledger
from content.lay_out.pairs import choose_two_days
from content.lay_out.problem import NONE, Bools, Ints, mixed
from content.lay_out.supply import Prices, Supply
from content.lay_out.weeks import CANNOT_MOVE, Weeks, in_blocks

ROUNDS = 24
CLASSES = 4  # groups answer to a price in turns, so that not all run the same way at once
FIRST_CEILING = 1_000  # of a price's step, once the price has turned; it falls to 1 over the rounds
HARDER = (8, (0, 2, 8, 30))  # width and promo prices of the search for weeks that still have an empty day


@dataclass(frozen=True)
class Market:
    """prices [P]; regret [G, D]: what a cell loses if its product runs out; scarce bool [P]: products of
    which more is wanted than there is."""

    prices: Ints
    regret: Ints
    scarce: Bools


def hold_market(ledger: Ledger, open_cells: Bools, block: int, rounds: int = ROUNDS) -> Market:
    """Choose a story for every open cell and write it into the ledger, its photos still to be dealt.

    `block` groups are looked at together; their number changes the memory needed, never the plan.
    """
    problem = ledger.problem
    if not problem.stories.ids:
        open_cells = np.zeros_like(open_cells)
    supply = Supply(ledger)
    classes = _classes(ledger, open_cells, block)
    prices = Prices(supply, int(open_cells.sum()), problem.weights.missing_photo)
    wanted = _bargain(classes, prices, rounds)
    weeks = [some for blocks in classes for some in blocks]
    for some in weeks:
        _fill_empty_days(ledger, some, open_cells, prices.now)
    scarce: Bools = wanted > supply.total()
    regret = np.full(problem.shape, CANNOT_MOVE, np.int64)
    for some in weeks:
        if scarce.any():
            regret[some.rows] = some.regret(some.goods(prices.now))
        ledger.week[some.rows] = some.week
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


def _bargain(classes: list[list[Weeks]], prices: Prices, rounds: int) -> Ints:
    """Rounds of sweeps and price steps; returns what is wanted at the end, [P] showings.

    Two rounds, the last and the third from the end, also choose two days together. When a round moves neither
    a week nor a price, the rounds up to the next of these are skipped.
    """
    wants = [_sum_of_wants(blocks, prices) for blocks in classes]
    at, pair_rounds = 0, (rounds - 3, rounds - 1)
    while classes and at < rounds:
        moved = False
        for index, blocks in enumerate(classes):
            for weeks in blocks:
                moved |= _answer(weeks, prices.now, pairs=at in pair_rounds)
            wants[index] = _sum_of_wants(blocks, prices)
            heard_all = at > 0 or index == len(classes) - 1
            last = at == rounds - 1 and index == len(classes) - 1
            if heard_all and not last:
                moved |= prices.answer(np.sum(wants, axis=0), _ceiling(at, rounds))
        at = at + 1 if moved else min(late for late in (*pair_rounds, rounds) if late > at)
    total: Ints = np.sum([*wants, np.zeros_like(prices.now)], axis=0)
    return total


def _ceiling(at: int, rounds: int) -> int:
    return int(FIRST_CEILING ** (1 - at / rounds))


def _answer(weeks: Weeks, prices: Ints, *, pairs: bool) -> bool:
    """The groups of a block lay their weeks anew; whether any moved."""
    goods = weeks.goods(prices)
    moved = weeks.sweep(goods)
    return (choose_two_days(weeks, goods) or moved) if pairs else moved


def _sum_of_wants(blocks: list[Weeks], prices: Prices) -> Ints:
    total: Ints = np.sum([block.wants(prices.now) for block in blocks], axis=0)
    return total


def _fill_empty_days(ledger: Ledger, weeks: Weeks, open_cells: Bools, prices: Ints) -> None:
    """Look harder where a week still has an empty open day: what keeps it empty is mostly the promo cap."""
    holes = np.flatnonzero(((weeks.own_days == NONE) & weeks.open).any(1))
    if len(holes):
        some = Weeks(ledger, weeks.rows[holes], open_cells)
        some.week = weeks.week[holes]
        choose_two_days(some, some.goods(prices), *HARDER)
        weeks.week[holes] = some.week
