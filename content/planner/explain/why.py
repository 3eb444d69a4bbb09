"""The numbers behind each placement, and the story that came second."""

from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np

from content.model.placement import Placement
from content.planner.problem.arrays import FORBIDDEN, GONE, NONE, OPENER, SHARE, Ints, PlanArrays, PlanProblem
from content.planner.solver.best_weeks import Weeks, in_blocks
from content.planner.solver.objective import objective
from content.planner.solver.plan_state import Ledger
from content.planner.solver.shards import ALONE


def placements(problem: PlanProblem, plan: PlanArrays) -> list[Placement]:
    """Every cell that has a story, by day and group id, frozen ones included.

    `why` in milli-points: `engagement` expected likes over the group's slots; `affinity` of the group for the
    product; `photo` scores of its photos, `missing_photo` for each that is missing; `own_member` what photos
    by own members add; `price` the score of the product's next photo that is still free (`missing_photo`:
    none); `margin` how far the story is ahead of the runner-up at these prices, 0 where it was pinned or
    frozen there against a rule.
    """
    ledger = on_record(problem, plan)
    if not problem.stories.ids or not problem.groups.ids:
        return []
    prices = ledger.best_left().copy()
    runners_up = _runners_up(ledger, prices)
    cells = np.argwhere(plan.story.T != NONE).tolist()
    return [_placement(ledger, group, day, prices, runners_up) for day, group in cells]


def with_worth(problem: PlanProblem, plan: PlanArrays) -> PlanArrays:
    """A plan that was read, with its objective and prices; photos that nobody knows any more are left out."""
    plan = replace(plan, photo=np.where(plan.photo == GONE, NONE, plan.photo))
    return replace(
        plan, objective=objective(problem, plan), prices=on_record(problem, plan).best_left().copy()
    )


def as_placements(problem: PlanProblem, plan: PlanArrays) -> list[Placement]:
    """The cells that have a story, by day and group, without their numbers."""
    groups, stories = problem.groups.ids, problem.stories.ids
    return [
        Placement(
            group=groups[group],
            day=problem.first_day + timedelta(days=day),
            story=stories[int(plan.story[group, day])],
            share=_photo_id(problem, int(plan.photo[SHARE, group, day])),
            opener=_photo_id(problem, int(plan.photo[OPENER, group, day])),
        )
        for day, group in np.argwhere(plan.story.T != NONE).tolist()
    ]


def on_record(problem: PlanProblem, plan: PlanArrays) -> Ledger:
    """A ledger that holds `plan` as it is."""
    ledger = Ledger(problem)
    ledger.stories[:] = plan.story
    ledger.show_all(plan.photo)
    return ledger


@dataclass(frozen=True)
class _RunnersUp:
    """[G, D] the best other `story` of each cell, or NONE, and the `margin` of the chosen one before it."""

    story: Ints
    margin: Ints


def _runners_up(ledger: Ledger, prices: Ints) -> _RunnersUp:
    problem = ledger.problem
    second, margin = np.full(problem.shape, NONE, np.int32), np.zeros(problem.shape, np.int64)
    nothing_open = np.zeros(problem.shape, bool)
    groups = np.arange(problem.shape[0])
    for rows in in_blocks(groups, ALONE.groups):
        weeks = Weeks(ledger, rows, nothing_open)
        for day in range(problem.days):
            second[rows, day], margin[rows, day] = _second(weeks, day, prices)
    return _RunnersUp(second, margin)


def _second(weeks: Weeks, day: int, prices: Ints) -> tuple[Ints, Ints]:
    rows, story = np.arange(len(weeks.rows)), weeks.own_days[:, day].copy()
    with weeks.without(day):
        worths = weeks.worths(day, weeks.goods(prices)).astype(np.int64)
    mine = worths[rows, story]
    worths[rows, story] = FORBIDDEN
    best = worths.argmax(1)
    reached = worths[rows, best]
    barred = reached <= FORBIDDEN // 2
    legal = (mine > FORBIDDEN // 2) & ~barred
    return np.where(barred, NONE, best), np.where(legal, mine - reached, 0)


def _placement(ledger: Ledger, group: int, day: int, prices: Ints, runners_up: _RunnersUp) -> Placement:
    problem = ledger.problem
    groups, stories = problem.groups, problem.stories
    story, runner_up = ledger.story(group, day), int(runners_up.story[group, day])
    product, photos = int(stories.product[story]), ledger.photo[:, group, day].tolist()
    wanted = [photos[place] for place in ledger.places(group, day, story)]
    own = problem.weights.own_member * sum(
        photo != NONE and ledger.facts.home[photo] == group for photo in wanted
    )
    why = {
        "engagement": int(groups.taste[group, day, stories.form[story]]),
        "affinity": int(groups.affinity[group, product]),
        "photo": sum(ledger.worth_of(group, photo) for photo in wanted) - own,
        "own_member": own,
        "price": int(prices[product]),
        "margin": int(runners_up.margin[group, day]),
    }
    return Placement(
        group=groups.ids[group],
        day=problem.first_day + timedelta(days=day),
        story=stories.ids[story],
        share=_photo_id(problem, photos[SHARE]),
        opener=_photo_id(problem, photos[OPENER]),
        why=why,
        runner_up=None if runner_up == NONE else stories.ids[runner_up],
    )


def _photo_id(problem: PlanProblem, photo: int) -> str | None:
    return None if photo == NONE else problem.photos.ids[photo]
