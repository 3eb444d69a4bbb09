"""The photos of a problem, sorted by product and worth; built once for all ledgers of the problem."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from content.planner.problem.arrays import PhotoArrays, StoryArrays

Line: TypeAlias = list[int]


class Lines:
    """`travelling` per product, best first; `rank` the place of each photo in the line of its product."""

    def __init__(self, photos: "PhotoArrays", products: int, groups: int) -> None:
        best_first = np.lexsort((np.arange(len(photos.score)), -photos.score, photos.product))
        free = best_first[~photos.home_only[best_first]]
        ends = np.searchsorted(photos.product[free], np.arange(products + 1))
        rank = np.zeros(len(photos.score), np.int32)
        rank[free] = np.arange(len(free)) - ends[photos.product[free]]
        self.rank: list[int] = rank.tolist()
        self.travelling: list[Line] = [line.tolist() for line in np.split(free, ends[1:-1])]
        at_home = best_first[np.argsort(photos.home[best_first], kind="stable")]
        first = np.searchsorted(photos.home[at_home], np.arange(groups + 1))
        self._at_home, self._first, self._product = at_home, first, photos.product
        self._own: dict[int, dict[int, Line]] = {}  # of the groups that anybody has asked about

    def own(self, group: int) -> dict[int, Line]:
        """The photos of a group's own members by product, best first."""
        if (own := self._own.get(group)) is None:
            own = self._own[group] = {}
            mine = self._at_home[self._first[group] : self._first[group + 1]]
            for photo, product in zip(mine.tolist(), self._product[mine].tolist(), strict=True):
                own.setdefault(product, []).append(photo)
        return own


@dataclass(frozen=True)
class Facts:
    """What is asked of single photos and stories a million times over: plain lists are quicker than
    arrays."""

    score: list[int]
    author: list[int]
    home: list[int]
    product: list[int]
    first: list[int]
    last: list[int]
    home_only: list[bool]
    product_of: list[int]
    form_of: list[int]
    promo_of: list[int]

    @classmethod
    def of(cls, photos: "PhotoArrays", stories: "StoryArrays") -> "Facts":
        return cls(
            photos.score.tolist(),
            photos.author.tolist(),
            photos.home.tolist(),
            photos.product.tolist(),
            photos.first.tolist(),
            photos.last.tolist(),
            photos.home_only.tolist(),
            stories.product.tolist(),
            stories.form.tolist(),
            stories.promo.tolist(),
        )
