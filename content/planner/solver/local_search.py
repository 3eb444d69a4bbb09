"""Local search: cells that might do better are found for all groups at once, and only these are
chosen again."""

from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from content.planner.problem.arrays import NONE, OPENER, SHARE, Bools, Ints
from content.planner.solver.best_weeks import Weeks, in_blocks
from content.planner.solver.pairs import front
from content.planner.solver.plan_state import Ledger
from content.planner.solver.repair import Offer, lift, reconsider
from content.planner.solver.shards import ALONE, Shards

WIDTH = 4  # how many of the most promising stories are looked at with their real photos


@dataclass(frozen=True, slots=True)
class Promising:
    """groups [k] that might do better on a day; stories, hope, bare [k, WIDTH]: the most promising ones, what
    they are worth at best and without photos; held [k]: what the story there is worth without photos."""

    groups: Ints
    stories: Ints
    hope: Ints
    bare: Ints
    held: Ints

    def offers(self, place: int) -> list[Offer]:
        columns = (self.stories[place].tolist(), self.hope[place].tolist(), self.bare[place].tolist())
        return [Offer(*offer) for offer in zip(*columns, strict=True)]


def polish(ledger: Ledger, cells: Bools, least: int, shards: Shards = ALONE) -> int:
    """Choose again what of the cells [G, D] promises to gain more than `least`; how many changed."""
    if not ledger.problem.stories.ids:
        return 0
    changed = 0
    for day in np.flatnonzero(cells.any(0)).tolist():
        blocks = list(in_blocks(np.flatnonzero(cells[:, day]), shards.groups))
        promising = shards.run(partial(_promising, ledger, day, least), blocks)
        places = {
            group: (some, place) for some in promising for place, group in enumerate(some.groups.tolist())
        }
        for group in ledger.in_turn(day).tolist():
            if group in places:
                some, place = places[group]
                held = replace(lift(ledger, group, day), worth=int(some.held[place]))
                changed += reconsider(ledger, group, day, held, some.offers(place))
    return changed


def _promising(ledger: Ledger, day: int, least: int, rows: Ints) -> Promising:
    """The groups for which a story with the best photos of all would be worth more than what is there, by
    more than `least`."""
    weeks = Weeks(ledger, rows, np.zeros(ledger.problem.shape, bool))
    held, worth = _held(ledger, rows, day)
    story = weeks.own_days[:, day].copy()
    with weeks.without(day):
        bare = weeks.worths(day, np.zeros_like(weeks.goods(ledger.best_left())))
        hope = weeks.worths(day, _hoped(ledger, weeks, story, held))
    here = np.where(story == NONE, 0, bare[np.arange(len(rows)), story])
    which = np.flatnonzero(hope.max(1) - here - np.where(story == NONE, 0, worth) > least)
    best = front(hope[which, :-1], ledger.problem.stories.promo, WIDTH, (0,))
    return Promising(rows[which], best, hope[which[:, None], best], bare[which[:, None], best], here[which])


def _held(ledger: Ledger, rows: Ints, day: int) -> tuple[Ints, Ints]:
    """[n] the worth of the best photo a cell holds, and of all its places together."""
    problem, weights = ledger.problem, ledger.problem.weights
    photos, story = ledger.photo[:, rows, day], ledger.stories[rows, day]
    worth = np.where(photos == NONE, weights.missing_photo, 0)
    if len(problem.photos.ids):
        own = weights.own_member * (problem.photos.home[photos] == rows)
        worth = np.where(photos == NONE, worth, problem.photos.score[photos] + own)
    wanted = np.stack([problem.groups.share[rows, day], problem.groups.opener[rows, day]])
    wanted[OPENER] &= problem.stories.opener[story]
    return worth.max(0), (worth * wanted).sum(0)


def _hoped(ledger: Ledger, weeks: Weeks, story: Ints, held: Ints) -> Ints:
    """Goods at the best prices there are; what a cell holds itself it may keep."""
    goods = weeks.goods_at_best(ledger.best_left())
    with_story = np.flatnonzero(story != NONE)
    product = ledger.problem.stories.product[story[with_story]]
    for place in (SHARE, OPENER):
        goods[with_story, place, product] = np.maximum(goods[with_story, place, product], held[with_story])
    return goods
