"""The best fix of a gap: of all that a single rule keeps out, what the cell would gain most by.

Each candidate is put into the cell with the best photos that it can really have, as the planner would, and
what the plan gains is compared. Nothing else moves.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from content.planner.problem.arrays import NONE, Bools
from content.planner.solver.plan_state import Ledger
from content.planner.solver.repair import lift, photos_for, put

Cell = tuple[int, int]  # group, day
PhotoRules = Collection[tuple[str, Callable[[int], bool]]]
LIFTED = ("consent", "photo_groups")  # rules of photos that people can lift; first named at a draw


@dataclass(frozen=True, slots=True)
class StoryFix:
    """`gain` in milli-points, once the rule with this bit lets the story in."""

    gain: int
    story: int
    rule: int


@dataclass(frozen=True, slots=True)
class PhotoFix:
    """`gain` in milli-points, once the rule of this name lets the photo in."""

    gain: int
    photo: int
    rule: str


def best_story(ledger: Ledger, cell: Cell, rules: Collection[int], among: Bools) -> StoryFix | None:
    """The best of the stories `among` [S] that one of the `rules` alone keeps out of the cell; None where
    none is better than what the cell tells. The ledger stays as it is."""
    group, day = cell
    held = lift(ledger, group, day)
    bare, obstacles = ledger.worth(group, day).astype(np.int64), ledger.obstacles(group, day)
    now = _worth(ledger, cell, held.story, held.photos, bare) if held.story != NONE else 0
    most_of_photos = 2 * (1000 + ledger.problem.weights.own_member)
    best: StoryFix | None = None
    single = np.flatnonzero(np.isin(obstacles, list(rules)) & among)
    for story in single[np.argsort(-bare[single], kind="stable")].tolist():
        reach = int(bare[story]) + most_of_photos - now
        if reach <= (best.gain if best else 0):
            break
        gain = int(bare[story]) + photos_for(ledger, group, day, story)[1] - now
        if gain > (best.gain if best else 0):
            best = StoryFix(gain, story, int(obstacles[story]))
    if held.story != NONE:
        put(ledger, group, day, held)
    return best


def _worth(ledger: Ledger, cell: Cell, story: int, photos: tuple[int, int], bare: NDArray[np.int64]) -> int:
    places = ledger.places(*cell, story)
    return int(bare[story]) + sum(ledger.worth_of(cell[0], photos[place]) for place in places)


def best_photo(ledger: Ledger, group: int, photos: Collection[int], rules: PhotoRules) -> PhotoFix | None:
    """The best of the `photos` that one of the LIFTED rules alone keeps out; None where there is none."""
    fixes = list(_photo_fixes(ledger, group, photos, rules))
    return max(fixes, key=lambda fix: (fix.gain, -LIFTED.index(fix.rule)), default=None)


def _photo_fixes(
    ledger: Ledger, group: int, photos: Collection[int], rules: PhotoRules
) -> Iterator[PhotoFix]:
    missing = ledger.problem.weights.missing_photo
    for photo in photos:
        against = [rule for rule, passes in rules if not passes(photo)]
        if len(against) == 1 and against[0] in LIFTED:
            yield PhotoFix(ledger.worth_of(group, photo) - missing, photo, against[0])
