"""What photos there are to share, and the price that brings what groups want to what there is.

The price of a product is the score its next photo would have. The more of it is wanted, the further down its
photos one has to go: the price falls, and a story on that product is worth less to everybody.
"""

import numpy as np

from content.lay_out.ledger import Ledger
from content.lay_out.problem import MISSING_PHOTO, Ints

PERFECT = 1_000  # the score of a perfect photo: no price is higher
LARGEST_STEP = 2_000  # of a price, while it still runs one way
CALMEST_STEP = 4


class Supply:
    """Per product a falling curve: the score of its n-th showing. Room for k groups makes k showings."""

    def __init__(self, ledger: Ledger) -> None:
        photos, days = ledger.problem.photos, ledger.problem.days
        usable = (photos.first < days) & (photos.last >= 0) & (photos.last >= photos.first)
        self._scores: list[Ints] = []
        self._counts: list[Ints] = []
        for line in ledger.travelling:
            left = [photo for photo in line if usable[photo] and ledger.room[photo] > 0]
            self._scores.append(np.array([ledger.score[photo] for photo in left], np.int64))
            self._counts.append(np.array([ledger.room[photo] for photo in left], np.int64).cumsum())

    def total(self) -> Ints:
        """[P] showings there are."""
        return np.array([counts[-1] if len(counts) else 0 for counts in self._counts], np.int64)

    def above(self, price: Ints) -> Ints:
        """[P] showings whose score is above the price."""
        better = [
            int((scores > limit).sum()) for scores, limit in zip(self._scores, price.tolist(), strict=True)
        ]
        return np.array(
            [counts[n - 1] if n else 0 for counts, n in zip(self._counts, better, strict=True)], np.int64
        )

    def marginal(self, wanted: Ints) -> Ints:
        """[P] the score of the last of `wanted` showings, MISSING_PHOTO where there are fewer."""
        price = np.full(len(wanted), MISSING_PHOTO, np.int64)
        for product, (scores, counts) in enumerate(zip(self._scores, self._counts, strict=True)):
            last = np.searchsorted(counts, max(1, int(wanted[product])))
            if last < len(scores):
                price[product] = scores[last]
        return price

    def pooled(self, wanted: int) -> int:
        """The score of the last of `wanted` showings if all products were one: where prices start."""
        scores = np.concatenate([*self._scores, np.zeros(0, np.int64)])
        counts = np.concatenate([*(np.diff(c, prepend=0) for c in self._counts), np.zeros(0, np.int64)])
        order = np.argsort(-scores, kind="stable")
        last = np.searchsorted(counts[order].cumsum(), wanted)
        return int(scores[order][last]) if last < len(scores) else MISSING_PHOTO


class Prices:
    """`now` int32 [P]: the score of the next photo of each product, as far as the market knows.

    A price steps down where more is wanted than there are photos of its score or better, up where less. Its
    step doubles until the direction turns for the first time and halves at every turn; a ceiling that falls
    each round calms what still swings. It never steps past the curve itself.
    """

    def __init__(self, supply: Supply, wanted: int) -> None:
        products = len(supply.total())
        self._supply = supply
        self.now: Ints = np.full(products, supply.pooled(wanted), np.int32)
        self._step = np.full(products, 100, np.int64)
        self._way = np.zeros(products, np.int64)
        self._turned = np.zeros(products, bool)

    def answer(self, wanted: Ints, ceiling: int) -> bool:
        """Move every price by what groups want of its product, [P] showings; whether any price moved."""
        way = np.where(wanted > self._supply.above(self.now - 1), -1, 0)
        way[wanted < self._supply.above(self.now)] = 1
        self._resize(way, ceiling)
        curve = self._supply.marginal(wanted)
        nearest, farthest = np.minimum(curve, self.now), np.maximum(curve, self.now)
        stepped = np.clip(self.now + way * self._step, nearest, farthest).clip(MISSING_PHOTO, PERFECT)
        moved = bool((stepped != self.now).any())
        self.now = stepped.astype(np.int32)
        return moved

    def _resize(self, way: Ints, ceiling: int) -> None:
        turns = way * self._way < 0
        goes_on = (way == self._way) & (way != 0)
        self._turned |= turns
        grown = np.where(self._turned, self._step * 11 // 10 + 1, self._step * 2)
        step = np.where(turns, np.maximum(2, self._step // 2), np.where(goes_on, grown, self._step))
        self._step = np.minimum(step, np.where(self._turned, max(CALMEST_STEP, ceiling), LARGEST_STEP))
        self._way = np.where(way != 0, way, self._way)
