"""The polish: cells that might do better are found for all groups at once, and only these are
chosen again."""

import numpy as np

from content.lay_out.ledger import Ledger
from content.lay_out.problem import NONE, OPENER, Bools, Ints
from content.lay_out.repair import POLISH, improve
from content.lay_out.weeks import Weeks, in_blocks


def polish(ledger: Ledger, cells: Bools, block: int, least: int) -> int:
    """Choose again what of the cells [G, D] promises to gain more than `least`; how many changed."""
    if not ledger.problem.stories.ids:
        return 0
    changed = 0
    for day in np.flatnonzero(cells.any(0)).tolist():
        promising = np.zeros_like(cells)
        promising[:, day] = cells[:, day] & (_promises(ledger, day, cells[:, day], block) > least)
        changed += improve(ledger, promising, POLISH)
    return changed


def _promises(ledger: Ledger, day: int, asked: Bools, block: int) -> Ints:
    """[G] how much more than what is there a story with the best photos of all would be worth."""
    promises, nothing = np.zeros(len(asked), np.int64), np.zeros(ledger.problem.shape, bool)
    rows = np.flatnonzero(asked)
    for some in in_blocks(rows, block):
        weeks = Weeks(ledger, some, nothing)
        held, worth = _held(ledger, some, day)
        story = weeks.own_days[:, day].copy()
        with weeks.without(day):
            bare = weeks.worths(day, np.zeros_like(weeks.goods(ledger.best_left())))
            hope = weeks.worths(day, _hoped(ledger, weeks, story, held))
        here = np.where(story == NONE, 0, bare[np.arange(len(some)), story] + worth)
        promises[some] = hope.max(1) - here
    return promises


def _held(ledger: Ledger, rows: Ints, day: int) -> tuple[Ints, Ints]:
    """[n] the worth of the best photo a cell holds, and of all its places together."""
    problem, weights = ledger.problem, ledger.problem.weights
    photos, story = ledger.photo[:, rows, day], ledger.stories[rows, day]
    worth = np.where(photos == NONE, weights.missing_photo, 0)
    if len(problem.photos.ids):
        own = weights.own_member * (problem.photos.home[photos] == rows)
        worth = np.where(photos == NONE, worth, problem.photos.score[photos] + own)
    wanted = np.stack([problem.groups.share[rows], problem.groups.opener[rows]])
    wanted[OPENER] &= problem.stories.opener[story]
    return worth.max(0), (worth * wanted).sum(0)


def _hoped(ledger: Ledger, weeks: Weeks, story: Ints, held: Ints) -> Ints:
    """Goods at the best prices there are; what a cell holds itself it may keep."""
    goods, products = weeks.goods_at_best(ledger.best_left()), len(ledger.problem.products)
    told = np.flatnonzero(story != NONE)
    product = ledger.problem.stories.product[story[told]]
    places = (weeks.share[told], weeks.share[told] + weeks.opener[told])
    for first, count in zip((0, products), places, strict=True):
        goods[told, first + product] = np.maximum(goods[told, first + product], held[told] * count[:, 0])
    return goods
