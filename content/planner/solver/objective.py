"""What a plan is worth: the number that the planner makes large. docs/planning.md says it in words."""

import numpy as np

from content.planner.problem.arrays import NONE, OPENER, Ints, PlanArrays, PlanProblem
from content.planner.solver.best_weeks import loss
from content.planner.solver.cover import covered


def objective(problem: PlanProblem, plan: PlanArrays) -> int:
    """In milli-points. Frozen cells are not the planner's merit: they count for nothing, but what is told
    beside them may repeat them."""
    if not problem.stories.ids:
        return 0
    mine = (plan.story != NONE) & ~problem.frozen
    group, day = np.nonzero(mine)
    story = plan.story[mine]
    worth = problem.standing[group, story] + problem.sorts.bonus[problem.sorts.of[mine], story]
    worth = worth.astype(np.int64) + problem.groups.taste[group, day, problem.stories.form[story]]
    return int(worth.sum()) + _photos(problem, plan) + _of_weeks(problem, plan)


def _photos(problem: PlanProblem, plan: PlanArrays) -> int:
    """Scores and own members; a place that wants a photo and has none costs."""
    mine = (plan.story != NONE) & ~problem.frozen
    wanted = np.stack([mine, mine]) & np.stack([problem.groups.share, problem.groups.opener])
    wanted[OPENER] &= problem.stories.opener[plan.story]
    place, group, day = np.nonzero(wanted & (plan.photo >= 0))
    photo = plan.photo[place, group, day]
    own = problem.weights.own_member * int((problem.photos.home[photo] == group).sum()) if len(photo) else 0
    scores = int(problem.photos.score[photo].sum()) if len(photo) else 0
    return scores + own + problem.weights.missing_photo * int((wanted & (plan.photo == NONE)).sum())


def _of_weeks(problem: PlanProblem, plan: PlanArrays) -> int:
    """Elements that are covered, less the repetitions that the planner's own cells add."""
    rows, fixed = np.arange(problem.shape[0]), np.where(problem.frozen, problem.frozen_story, NONE)
    with_plan, without = (_told(problem, cells) for cells in (plan.story, fixed))
    worth = int((loss(problem, without) - loss(problem, with_plan)).sum())
    if problem.cover.asks:
        more = covered(problem, with_plan, rows) - covered(problem, without, rows)
        worth += problem.weights.element * int(more.sum())
    return worth


def _told(problem: PlanProblem, cells: Ints) -> Ints:
    week = problem.stories_around.copy()
    week[:, problem.own_days] = cells
    return week
