"""Sums and repetitions over rolling weeks, for many groups at once.

`week` is [n, W] story indices or NONE for n groups; `column` is where the day in question stands.
"""

import numpy as np

from content.planner.problem.arrays import NONE, WEEK, Ints, PlanProblem

OTHER_DAYS = np.array(
    [
        [first <= day < first + WEEK and day != WEEK - 1 for first in range(WEEK)]
        for day in range(2 * WEEK - 1)
    ],
    np.float32,
)  # [day, rolling week] of the thirteen days around one: which weeks hold each, the day itself left out
NEARER = np.arange(1, WEEK)  # rolling weeks that hold a day and one 6, 5, ... 1 days away


def promo_room(problem: PlanProblem, week: Ints, column: int, cap: Ints) -> Ints:
    """[n] the most promo a story on this day may carry, given the other days; never below 0.

    A story without promo is always allowed, also where history alone breaks the cap.
    """
    promo = problem.stories.promo_or_0[week[:, column - WEEK + 1 : column + WEEK]].astype(np.float32)
    fullest = (
        (promo @ OTHER_DAYS).max(1).astype(np.int32)
    )  # floats: BLAS adds them up, and loses nothing below 2^24
    room: Ints = np.maximum(0, cap - fullest)
    return room


def rolling_sums(values: Ints) -> Ints:
    """[n, k - WEEK + 1] the sums of each WEEK neighbouring columns of [n, k]."""
    sums = np.zeros((len(values), values.shape[1] + 1), np.int64)
    values.cumsum(1, out=sums[:, 1:])
    return sums[:, WEEK:] - sums[:, :-WEEK]


def repetitions(week: Ints, column: int, label: Ints, labels: int) -> Ints:
    """[n, labels] how many rolling weeks that hold this day already show each label on another day.

    label [k, S + 1]: the k labels of each story, `labels` (a bin that is cut off) for NONE.
    """
    count = np.zeros((2, len(week) * (labels + 1)), np.int32)
    bins = np.arange(0, len(week) * (labels + 1), labels + 1)[:, None]
    before = week[:, column - WEEK + 1 : column]
    after = week[:, column + WEEK - 1 : column : -1]
    for side, days in zip(count, (before, after), strict=True):
        side[label[:, days] + bins] = NEARER  # from far to near: the nearest has the last word
    both: Ints = np.minimum(WEEK, count.sum(0)).reshape(len(week), -1)[:, :labels]
    return both


def repeated(week: Ints, label: Ints) -> Ints:
    """[n, W - 6] for each column from the seventh on: rolling weeks that hold it and the last earlier day of
    its label. Summed over a row: by how much each label is told more than once, in all rolling weeks
    together."""
    here = label[week]
    counted = np.zeros((len(week), week.shape[1] - WEEK + 1), np.int64)
    for gap in range(WEEK - 1, 0, -1):  # from far to near
        there = here[:, WEEK - 1 - gap : here.shape[1] - gap]
        np.copyto(counted, WEEK - gap, where=there == here[:, WEEK - 1 :])
    counted[week[:, WEEK - 1 :] == NONE] = 0
    return counted


def repetitions_of_one(week: list[int], column: int, label: list[int]) -> dict[int, int]:
    """The same for a single group, many times faster: the labels that are repeated at all, and how often."""
    before: dict[int, int] = {}
    after: dict[int, int] = {}
    for gap in range(WEEK - 1, 0, -1):
        if (story := week[column - gap]) != NONE:
            before[label[story]] = WEEK - gap
        if (story := week[column + gap]) != NONE:
            after[label[story]] = WEEK - gap
    both = before.keys() | after.keys()
    return {name: min(WEEK, before.get(name, 0) + after.get(name, 0)) for name in both}


def told_near(problem: PlanProblem, week: Ints, column: int) -> Ints:
    """[n, 2 R - 2] stories (or NONE) told too near to this day to come back on it."""
    reach = problem.rules.repeat_days - 1
    before, after = week[:, column - reach : column], week[:, column + 1 : column + reach + 1]
    return np.concatenate([before, after], axis=1)
