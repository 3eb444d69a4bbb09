"""The elements a calendar week must have: how often it has them, and what one more story would bring."""

import numpy as np

from content.planner.problem.arrays import NONE, Ints, PlanProblem


def times(problem: PlanProblem, week: Ints, rows: Ints) -> Ints:
    """[n, K, E] how often the calendar weeks of the groups `rows` have each element; week [n, W]."""
    cover, count = problem.cover, problem.cover.before[rows]
    own = week[:, problem.own_days]
    for place in range(count.shape[1]):
        count[:, place] += cover.has[own[:, cover.week == place]].sum(1)
    return count


def covered(problem: PlanProblem, week: Ints, rows: Ints) -> Ints:
    """[n] how many of the elements that are asked for the weeks have, none counted more often than asked."""
    total: Ints = np.minimum(times(problem, week, rows), problem.cover.per_week[rows][:, None]).sum((1, 2))
    return total


def lacking(problem: PlanProblem, week: Ints, rows: Ints, day: int) -> Ints:
    """[n, E] 1 for the elements that the calendar week of `day` lacks without this day."""
    cover = problem.cover
    if (place := int(cover.week[day])) == NONE:
        return np.zeros((len(rows), len(cover.elements)), np.int32)
    others = cover.week == place
    others[day] = False
    count = cover.before[rows, place] + cover.has[week[:, problem.own_days][:, others]].sum(1)
    short: Ints = (count < cover.per_week[rows]).astype(np.int32)
    return short
