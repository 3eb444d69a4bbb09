"""How probable each placement was before its draw, by drawing again: what estimates of a plan's worth need.

Beside the likes all is as the plan found it: a cell's story may be any that its rules allow there given the
rest of the plan, at the plan's prices. One set of draws serves all cells of a kind of group.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from content.model import Group, GroupKind, PlacementOdds, Slot
from content.model.week import speaking, template_of
from content.planner.explain.why import on_record
from content.planner.problem.arrays import FORBIDDEN, NONE, Bools, Ints, PlanArrays, PlanProblem
from content.planner.problem.form_worth import FormTable, bounds, by_manner, drawn
from content.planner.problem.request import PlanRequest
from content.planner.solver.best_weeks import Weeks, in_blocks
from content.planner.solver.plan_state import Ledger
from content.planner.solver.shards import ALONE

DRAWS = 200
KINDS = tuple(GroupKind)


@dataclass(frozen=True)
class _Cells:
    """Cells of one day: `groups` [n], the form `chosen` [n], and `beside` [n, F] the best that a story of
    each form is worth there but for its likes."""

    groups: Ints
    chosen: Ints
    beside: Ints


def placement_odds(request: PlanRequest, problem: PlanProblem, plan: PlanArrays) -> list[PlacementOdds]:
    """Of every cell that is not frozen; nothing where the plan drew nothing."""
    if not (request.tastes.forms and request.rules.form_bound and request.rules.explore):
        return []
    table = FormTable.of_worths(problem.forms, request.tastes.forms)
    draws = _draws(request, table)
    by_id = {group.id: group for group in request.groups}
    groups = [by_id[key] for key in problem.groups.ids]
    ledger, odds = on_record(problem, plan), list[PlacementOdds]()
    for day in range(problem.days):
        speaks = _speaks(request, groups, day)
        for cells in _cells(ledger, plan, day):
            for row, chosen, beside in zip(cells.groups.tolist(), cells.chosen, cells.beside, strict=True):
                likes = by_manner(draws[KINDS.index(groups[row].kind)], table, speaks[:, row, None])
                probability = float(((beside + likes).argmax(1) == chosen).mean())
                odds.append(
                    PlacementOdds(
                        groups[row].id,
                        problem.first_day + timedelta(days=day),
                        problem.stories.ids[int(plan.story[row, day])],
                        max(probability, 1 / (DRAWS + 1)),
                        bool(beside[chosen] == beside.max()),
                    )
                )
    return odds


def _draws(request: PlanRequest, table: FormTable) -> list[Ints]:
    """For every kind [DRAWS, 4, V] milli-points, as the plan drew them but of other streams."""
    streams = np.arange(DRAWS, dtype=np.uint64) + np.uint64(request.seed % 2**63)
    least, most = bounds(request.rules.form_bound)
    return [
        np.clip(table.means[kind] + drawn(streams, table, kind), least, most) for kind in range(len(KINDS))
    ]


def _speaks(request: PlanRequest, groups: Sequence[Group], day: int) -> Bools:
    """[4, G] whether a slot says anything."""
    when = request.first_day + timedelta(days=day)
    template = template_of(request.rules.forms, request.rules.cells)
    heard = [speaking(group, when, template) for group in groups]
    return np.array([[slot in slots for slots in heard] for slot in Slot], bool)


def _cells(ledger: Ledger, plan: PlanArrays, day: int) -> list[_Cells]:
    """The cells of a day that the plan chose."""
    problem = ledger.problem
    rows = np.flatnonzero((plan.story[:, day] != NONE) & ~problem.frozen[:, day])
    if not len(rows):
        return []
    prices, closed = ledger.best_left().copy(), np.zeros(problem.shape, bool)
    return [
        _block(Weeks(ledger, block, closed), plan, day, prices) for block in in_blocks(rows, ALONE.groups)
    ]


def _block(weeks: Weeks, plan: PlanArrays, day: int, prices: Ints) -> _Cells:
    problem, rows = weeks.problem, weeks.rows
    form = problem.stories.form
    with weeks.without(day):
        worths = weeks.worths(day, weeks.goods(prices))[:, : len(form)].astype(np.int64)
    rest = worths - problem.groups.taste[rows, day][:, form]
    beside = np.full((len(rows), len(problem.forms)), 2 * FORBIDDEN, np.int64)
    np.maximum.at(beside.T, form, rest.T)
    return _Cells(rows, form[plan.story[rows, day]], beside)
