"""Two days chosen together: the move that gets a week out of what single days cannot leave."""

import numpy as np

from content.lay_out.problem import FORBIDDEN, NONE, SAME_FORM, SAME_PRODUCT, WEEK, Bools, Ints
from content.lay_out.weeks import Weeks
from content.lay_out.windows import rolling_sums


def choose_two_days(weeks: Weeks, prices: Ints, width: int = 6, promo_prices: tuple[int, ...] = (0,)) -> bool:
    """Choose every two open days of a rolling week together, for all groups at once; whether anything moved.

    Each day offers its `width` best stories, once for each of `promo_prices` (milli-points a thousandth of
    promo): with a price on promo, stories that leave room for the other day come to the front. Only what
    makes the whole week better is taken.
    """
    current, moved = weeks.total(weeks.week, prices), False
    for first in range(weeks.problem.days):
        for second in range(first + 1, min(weeks.problem.days, first + WEEK)):
            may = weeks.open[:, first] & weeks.open[:, second]
            if not may.any():
                continue
            offer, found = _best_two(weeks, prices, (first, second), width, promo_prices)
            reached = weeks.total(offer, prices)
            better = may & found & (reached > current)
            weeks.week[better], current[better] = offer[better], reached[better]
            moved |= bool(better.any())
    return moved


def _best_two(
    weeks: Weeks, prices: Ints, days: tuple[int, int], width: int, promo_prices: tuple[int, ...]
) -> tuple[Ints, Bools]:
    """The weeks with both days chosen anew [n, W], and where both could be filled [n]."""
    first, second = (weeks.problem.column(day) for day in days)
    kept, bare, rows = weeks.week, weeks.week.copy(), np.arange(len(weeks.rows))
    bare[:, first] = bare[:, second] = NONE
    weeks.week = bare
    worths = [weeks.worths(day, prices) for day in days]
    weeks.week = kept
    offers = [_front(worth, weeks.problem.stories.promo, width, promo_prices) for worth in worths]
    joint = _joint_worth(weeks, bare, (first, second), worths, offers).reshape(len(rows), -1)
    best = joint.argmax(1)
    chosen = bare.copy()
    chosen[:, first] = offers[0][rows, best // offers[1].shape[1]]
    chosen[:, second] = offers[1][rows, best % offers[1].shape[1]]
    return chosen, joint[rows, best] > 0


def _joint_worth(
    weeks: Weeks, bare: Ints, columns: tuple[int, int], worths: list[Ints], offers: list[Ints]
) -> Ints:
    """[n, k, k] worth of every two offers together."""
    stories, rows = weeks.problem.stories, np.arange(len(bare))[:, None]
    one, two = offers[0][:, :, None], offers[1][:, None, :]
    single = [worth[rows, offer].astype(np.int64) for worth, offer in zip(worths, offers, strict=True)]
    joint = single[0][:, :, None] + single[1][:, None, :]
    apart = columns[1] - columns[0]
    joint -= SAME_PRODUCT * (WEEK - apart) * (stories.product[one] == stories.product[two])
    joint -= SAME_FORM * (WEEK - apart) * (stories.form[one] == stories.form[two])
    promo = stories.promo[one] + stories.promo[two]
    refused = (promo > _room_for_both(weeks, bare, columns)[:, None, None]) & (promo > 0)
    refused |= (single[0] <= 0)[:, :, None] | (single[1] <= 0)[:, None, :]
    if apart < weeks.problem.rules.repeat_days:
        refused |= one == two
    joint[refused] = FORBIDDEN
    return joint


def _room_for_both(weeks: Weeks, bare: Ints, columns: tuple[int, int]) -> Ints:
    """[n] promo left in the fullest rolling week that holds both days."""
    first, second = columns
    promo = weeks.problem.stories.promo_or_0[bare[:, second - WEEK + 1 : first + WEEK]]
    room: Ints = weeks.problem.groups.cap[weeks.rows] - rolling_sums(promo).max(1)
    return room


def _front(worth: Ints, promo: Ints, width: int, promo_prices: tuple[int, ...]) -> Ints:
    """[n, k] the `width` best stories for each price on promo, in the order of their indices."""
    count = worth.shape[1]
    if width >= count:
        return np.broadcast_to(np.arange(count), worth.shape)
    fronts = []
    for price in promo_prices:
        falling = (price * promo - worth).astype(np.int64) * count + np.arange(count)  # no two are equal
        fronts.append(np.sort(np.argpartition(falling, width - 1, axis=1)[:, :width], axis=1))
    return np.concatenate(fronts, axis=1)
