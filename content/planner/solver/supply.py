"""Supply and prices: the photos that groups share, and the Lagrangian price at which demand meets them.

The price of a product is the score its next photo would have. The more of it is wanted, the further down its
photos one has to go: the price falls, and a story on that product is worth less to everybody.
"""

import numpy as np

from content.planner.problem.arrays import Ints
from content.planner.solver.plan_state import Ledger

PERFECT = 1_000  # the score of a perfect photo: no price is higher
LARGEST_STEP = 2_000  # of a price, while it still runs one way
CALMEST_STEP = 1
FIRST_STEP, FIRST_STEP_TOGETHER = 100, 50
UNLIKE = 2  # times as many showings short as idle, or the other way round


class Supply:
    """Per product a falling curve: the score of its n-th showing. Room for k groups makes k showings."""

    def __init__(self, ledger: Ledger) -> None:
        photos, room = ledger.problem.photos, np.array(ledger.room, np.int64)
        usable = (photos.first < ledger.problem.days) & (photos.last >= 0) & (photos.last >= photos.first)
        usable &= (room > 0) & ~photos.home_only
        showings = np.zeros((len(ledger.problem.products), PERFECT + 2), np.int64)
        np.add.at(showings, (photos.product[usable], photos.score[usable]), room[usable])
        self._as_good: Ints = showings[:, ::-1].cumsum(1)[
            :, ::-1
        ]  # [P, score] showings of this score or better
        self._missing = ledger.problem.weights.missing_photo

    def total(self) -> Ints:
        """[P] showings there are."""
        total: Ints = self._as_good[:, 0]
        return total

    def above(self, price: Ints) -> Ints:
        """[P] showings whose score is above the price."""
        at = np.clip(price + 1, 0, PERFECT + 1)
        above: Ints = self._as_good[np.arange(len(at)), at]
        return above

    def marginal(self, wanted: Ints) -> Ints:
        """[P] the score of the last of `wanted` showings, `missing_photo` where there are fewer."""
        score = (self._as_good >= np.maximum(1, wanted)[:, None]).sum(1) - 1
        return np.where(score < 0, self._missing, score)

    def pooled(self, wanted: int) -> int:
        """The score of the last of `wanted` showings if all products were one: where prices start."""
        score = int((self._as_good.sum(0) >= max(1, wanted)).sum()) - 1
        return self._missing if score < 0 else score


class Steps:
    """The lengths of steps up and down, [n]: a step doubles until its direction turns for the first time and
    halves at every turn; a ceiling that falls each round calms what still swings."""

    def __init__(self, count: int, first: int) -> None:
        self._length = np.full(count, first, np.int64)
        self._way = np.zeros(count, np.int64)
        self._turned = np.zeros(count, bool)

    def take(self, way: Ints, ceiling: int) -> Ints:
        """The next steps where `way` is -1, 0 or 1 for each."""
        turns = way * self._way < 0
        goes_on = (way == self._way) & (way != 0)
        self._turned |= turns
        grown = np.where(self._turned, self._length * 11 // 10 + 1, self._length * 2)
        length = np.where(turns, np.maximum(1, self._length // 2), np.where(goes_on, grown, self._length))
        self._length = np.minimum(length, np.where(self._turned, max(CALMEST_STEP, ceiling), LARGEST_STEP))
        self._way = np.where(way != 0, way, self._way)
        steps: Ints = way * self._length
        return steps


class Prices:
    """`now` int32 [P]: the score of the next photo of each product, as far as the market knows.

    A price steps down where more is wanted than there are photos of its score or better, up where less. It
    never steps past the curve itself. Where more is wanted in all than there is, prices that are above the
    floor (`missing`: what a place without a photo costs) also step together: alone each is held up by the
    others.
    """

    def __init__(self, supply: Supply, wanted: int, missing: int) -> None:
        products = len(supply.total())
        self._supply, self._missing = supply, missing
        self.now: Ints = np.full(products, supply.pooled(wanted), np.int32)
        self._steps, self._together = Steps(products, FIRST_STEP), Steps(1, FIRST_STEP_TOGETHER)

    def unbalanced(self, wanted: Ints) -> int:
        """Showings that are wanted and not there at these prices, or there and not wanted: whichever are
        more. What no price could bring about does not count."""
        return max(self._short_and_idle(wanted))

    def answer(self, wanted: Ints, ceiling: int) -> bool:
        """Move every price by what groups want of its product, [P] showings; whether any price moved."""
        way = np.where(wanted > self._supply.above(self.now - 1), -1, 0)
        way[wanted < self._supply.above(self.now)] = 1
        curve = self._supply.marginal(wanted)
        nearest, farthest = np.minimum(curve, self.now), np.maximum(curve, self.now)
        step = self._steps.take(way, ceiling)
        if wanted.sum() > self._supply.total().sum():
            level = self._together.take(self._level(wanted), ceiling)
            step = np.where(self.now > self._missing, step + level, step)
        stepped = np.clip(self.now + step, nearest, farthest).clip(self._missing, PERFECT).astype(np.int32)
        moved = bool((stepped != self.now).any())
        self.now = stepped
        return moved

    def _level(self, wanted: Ints) -> Ints:
        """[1] Where all prices together should go: nowhere as long as too much and too little are alike."""
        short, idle = self._short_and_idle(wanted)
        return np.array([-1 if short > UNLIKE * idle else 1 if idle > UNLIKE * short else 0])

    def _short_and_idle(self, wanted: Ints) -> tuple[int, int]:
        above_floor = self.now > self._missing
        short = np.maximum(0, wanted - self._supply.above(self.now - 1))[above_floor]
        idle = np.maximum(0, self._supply.above(self.now) - wanted)
        return int(short.sum()), int(idle.sum())
