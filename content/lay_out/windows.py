"""Sums and repetitions over rolling weeks, for many groups at once.

`week` is [n, W] story indices or NONE for n groups; `column` is where the day in question stands.
"""

import numpy as np

from content.lay_out.problem import NONE, WEEK, Ints, Problem


def promo_room(problem: Problem, week: Ints, column: int, cap: Ints) -> Ints:
    """[n] the most promo a story on this day may carry, given the other days; never below 0.

    A story without promo is always allowed, also where history alone breaks the cap.
    """
    promo = problem.stories.promo_or_0[week[:, column - WEEK + 1 : column + WEEK]]
    promo[:, WEEK - 1] = 0
    fullest = rolling_sums(promo).max(1)
    room: Ints = np.maximum(0, cap - fullest)
    return room


def rolling_sums(values: Ints) -> Ints:
    """[n, k - WEEK + 1] the sums of each WEEK neighbouring columns of [n, k]."""
    sums = np.zeros((len(values), values.shape[1] + 1), np.int64)
    values.cumsum(1, out=sums[:, 1:])
    return sums[:, WEEK:] - sums[:, :-WEEK]


def repetitions(week: Ints, column: int, label: Ints, labels: int) -> Ints:
    """[n, labels] how many rolling weeks that hold this day already show each label on another day.

    label [S]: product or form of a story, below `labels`.
    """
    label_or_none = np.append(label, labels)  # NONE picks the last: a bin that is cut off below
    rows = np.arange(len(week))
    before = np.zeros((len(week), labels + 1), np.int32)
    after = np.zeros_like(before)
    for gap in range(WEEK - 1, 0, -1):  # from far to near: the nearest repetition has the last word
        before[rows, label_or_none[week[:, column - gap]]] = WEEK - gap
        after[rows, label_or_none[week[:, column + gap]]] = WEEK - gap
    count: Ints = np.minimum(WEEK, before + after)[:, :labels]
    return count


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


def told_near(problem: Problem, week: Ints, column: int) -> tuple[Ints, Ints]:
    """(row, story) pairs, flat: stories told too near to this day to come back on it."""
    reach = problem.rules.repeat_days - 1
    near = week[:, column - reach : column + reach + 1].copy()
    near[:, reach] = NONE
    row, place = np.nonzero(near != NONE)
    return row, near[row, place]
