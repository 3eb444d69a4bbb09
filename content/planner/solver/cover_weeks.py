"""Set cover, last step: a week that lacks an element gets it where any single day can give it, whatever it
costs."""

import numpy as np

from content.planner.problem.arrays import FORBIDDEN, NONE, OPENER, SHARE, Ints
from content.planner.solver.cover import lacking, times
from content.planner.solver.fixed_cells import may_choose
from content.planner.solver.plan_state import Ledger
from content.planner.solver.repair import RepairOption, photos_for, put


def cover_weeks(ledger: Ledger) -> None:
    """For every element that a calendar week lacks, change the day on which that costs least; a day that
    gives its week another element keeps giving it."""
    cover = ledger.problem.cover
    if not cover.asks or not ledger.problem.stories.ids:
        return
    free, short = may_choose(ledger), short_of(ledger)
    for group, place, element in np.argwhere(short > 0).tolist():
        for _ in range(int(short[group, place, element])):
            if not _give(ledger, group, np.flatnonzero(free[group] & (cover.week == place)), element):
                break


def _give(ledger: Ledger, group: int, days: Ints, element: int) -> bool:
    offers = [
        (cost, day, story) for day in days.tolist() for cost, story in _offer(ledger, group, day, element)
    ]
    if not offers:
        return False
    _, day, story = min(offers)
    ledger.clear(group, day)
    photos, _ = photos_for(ledger, group, day, story)
    put(ledger, group, day, RepairOption(story, photos, 0))
    return True


def _offer(ledger: Ledger, group: int, day: int, element: int) -> list[tuple[int, int]]:
    """(cost, story): the best story of the day that has the element and loses the week no other."""
    cover, rows, story = ledger.problem.cover, np.array([group]), ledger.story(group, day)
    if cover.has[story, element]:
        return []
    held = ledger.photo[:, group, day].tolist()
    ledger.clear(group, day)
    gives = _gives(ledger, rows, day)
    photo = ledger.best_left()[ledger.problem.stories.product]
    hope = ledger.worth(group, day) + photo * ledger.wanted(group, day)
    before = int(hope[story]) if story != NONE else 0
    able = (ledger.obstacles(group, day) == 0) & (cover.has[:-1, element] > 0) & (gives[:-1] > gives[story])
    hope[~able] = FORBIDDEN
    best = int(hope.argmax())
    put(ledger, group, day, RepairOption(story, (held[SHARE], held[OPENER]), 0))
    return [(before - int(hope[best]), best)] if able.any() else []


def _gives(ledger: Ledger, rows: Ints, day: int) -> Ints:
    """[S + 1] how many elements that the week lacks each story would give; 0 for none."""
    gives: Ints = ledger.problem.cover.has @ lacking(ledger.problem, ledger.week[rows], rows, day)[0]
    return gives


def short_of(ledger: Ledger) -> Ints:
    """[G, K, E] how many times calendar weeks of groups still lack an element."""
    rows = np.arange(ledger.problem.shape[0])
    have = times(ledger.problem, ledger.week, rows)
    short: Ints = np.maximum(0, ledger.problem.cover.per_week[:, None] - have)
    return short
