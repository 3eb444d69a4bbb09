"""Two days chosen together: the move that gets a week out of what single days cannot leave."""

import numpy as np

from content.lay_out.problem import FORBIDDEN, WEEK, Bools, Ints
from content.lay_out.weeks import Weeks
from content.lay_out.windows import rolling_sums

TAKEN = np.iinfo(np.int32).min


def choose_two_days(weeks: Weeks, goods: Ints, width: int = 6, promo_prices: tuple[int, ...] = (0,)) -> bool:
    """Choose every two open days of a rolling week together, for all groups at once; whether anything moved.

    Each day offers its `width` best stories, once for each of `promo_prices` (milli-points a thousandth of
    promo): with a price on promo, stories that leave room for the other day come to the front. Only what
    makes the whole week better is taken.
    """
    current, moved = weeks.total(weeks.week, goods), False
    for first in range(weeks.problem.days):
        for second in range(first + 1, min(weeks.problem.days, first + WEEK)):
            may = weeks.open[:, first] & weeks.open[:, second]
            if not may.any():
                continue
            offer, found = _best_two(weeks, goods, (first, second), width, promo_prices)
            reached = weeks.total(offer, goods)
            better = may & found & (reached > current)
            weeks.week[better], current[better] = offer[better], reached[better]
            moved |= bool(better.any())
    return moved


def _best_two(
    weeks: Weeks, goods: Ints, days: tuple[int, int], width: int, promo_prices: tuple[int, ...]
) -> tuple[Ints, Bools]:
    """The weeks with both days chosen anew [n, W], and where both could be filled [n]."""
    columns, rows = [weeks.problem.column(day) for day in days], np.arange(len(weeks.rows))
    with weeks.without(*days):
        bare = weeks.week
        worths = [weeks.worths(day, goods) for day in days]
    offers = [_front(worth[:, :-1], weeks.problem.stories.promo, width, promo_prices) for worth in worths]
    joint = _joint_worth(weeks, bare, columns, worths, offers).reshape(len(rows), -1)
    best = joint.argmax(1)
    bare[:, columns[0]] = offers[0][rows, best // offers[1].shape[1]]
    bare[:, columns[1]] = offers[1][rows, best % offers[1].shape[1]]
    return bare, joint[rows, best] > 0


def _joint_worth(
    weeks: Weeks, bare: Ints, columns: list[int], worths: list[Ints], offers: list[Ints]
) -> Ints:
    """[n, k, k] worth of every two offers together."""
    stories, weights, rows = weeks.problem.stories, weeks.problem.weights, np.arange(len(bare))[:, None]
    one, two = offers[0][:, :, None], offers[1][:, None, :]
    single = [worth[rows, offer].astype(np.int64) for worth, offer in zip(worths, offers, strict=True)]
    joint: Ints = single[0][:, :, None] + single[1][:, None, :]
    apart = columns[1] - columns[0]
    joint -= weights.same_product * (WEEK - apart) * (stories.product[one] == stories.product[two])
    joint -= weights.same_form * (WEEK - apart) * (stories.form[one] == stories.form[two])
    promo = stories.promo[one] + stories.promo[two]
    refused = (promo > _room_for_both(weeks, bare, columns)[:, None, None]) & (promo > 0)
    refused |= (single[0] <= 0)[:, :, None] | (single[1] <= 0)[:, None, :]
    if apart < weeks.problem.rules.repeat_days:
        refused |= one == two
    joint[refused] = FORBIDDEN
    return joint


def _room_for_both(weeks: Weeks, bare: Ints, columns: list[int]) -> Ints:
    """[n] promo left in the fullest rolling week that holds both days."""
    first, second = columns
    promo = weeks.problem.stories.promo_or_0[bare[:, second - WEEK + 1 : first + WEEK]]
    room: Ints = weeks.problem.groups.cap[weeks.rows] - rolling_sums(promo).max(1)
    return room


def _front(worth: Ints, promo: Ints, width: int, promo_prices: tuple[int, ...]) -> Ints:
    """[n, k] the `width` best stories for each price on promo, the best first; draws by index."""
    if width >= worth.shape[1]:
        return np.broadcast_to(np.arange(worth.shape[1]), worth.shape)
    rows, front = np.arange(len(worth)), []
    for price in promo_prices:
        left = worth - price * promo if price else worth.copy()
        for _ in range(width):  # quicker than a partition: so few of so many
            front.append(left.argmax(1))
            left[rows, front[-1]] = TAKEN
    return np.stack(front, axis=1)
