"""Pair moves: two days chosen together, which leaves local optima that single days cannot leave."""

from dataclasses import dataclass

import numpy as np

from content.planner.problem.arrays import FORBIDDEN, NONE, WEEK, Ints
from content.planner.problem.windows import rolling_sums
from content.planner.solver.best_weeks import Weeks

TAKEN = np.iinfo(np.int32).min


def choose_two_days(weeks: Weeks, goods: Ints, width: int = 6, promo_prices: tuple[int, ...] = (0,)) -> None:
    """Choose every two open days of a rolling week together, for all groups at once.

    Each day offers its `width` best stories, once for each of `promo_prices` (milli-points a thousandth of
    promo): with a price on promo, stories that leave room for the other day come to the front. Only what
    makes the whole week better is taken.
    """
    current = weeks.total(weeks.week, goods)
    for first in range(weeks.problem.days):
        for second in range(first + 1, min(weeks.problem.days, first + WEEK)):
            if (weeks.open[:, first] & weeks.open[:, second]).any():
                which, offer = _best_two(weeks, goods, (first, second), width, promo_prices)
                reached = weeks.total(offer, goods, which)
                better = reached > current[which]
                weeks.week[which[better]] = offer[better]
                current[which[better]] = reached[better]


def _best_two(
    weeks: Weeks, goods: Ints, days: tuple[int, int], width: int, promo_prices: tuple[int, ...]
) -> tuple[Ints, Ints]:
    """The groups that two other stories promise more, [k] places among the rows, and their weeks with both
    days chosen again [k, W]."""
    columns = [weeks.problem.column(day) for day in days]
    held = weeks.week[:, columns]
    with weeks.without(*days):
        bare = weeks.week
        worths = [weeks.worths(day, goods) for day in days]
    held_worth = _held_worth(weeks, days, worths, held)
    hope = worths[0].max(1).astype(np.int64) + worths[1].max(1)
    which = np.flatnonzero(weeks.open[:, days[0]] & weeks.open[:, days[1]] & (hope > held_worth))
    bare, worths, rows = bare[which], [worth[which] for worth in worths], np.arange(len(which))
    offers = [front(worth[:, :-1], weeks.problem.stories.promo, width, promo_prices) for worth in worths]
    joint = _joint_worth(weeks, which, bare, _TwoDays(columns, worths, offers)).reshape(
        len(which), offers[0].shape[1] * offers[1].shape[1]
    )
    best = joint.argmax(1)
    bare[:, columns[0]] = offers[0][rows, best // offers[1].shape[1]]
    bare[:, columns[1]] = offers[1][rows, best % offers[1].shape[1]]
    better = joint[rows, best] > np.maximum(0, held_worth[which])
    return which[better], bare[better]


def _held_worth(weeks: Weeks, days: tuple[int, int], worths: list[Ints], held: Ints) -> Ints:
    """[n] what the two stories there are worth, on the same scale as two that might be there."""
    rows = np.arange(len(held))
    single = [np.where(held[:, at] == NONE, 0, worths[at][rows, held[:, at]]) for at in (0, 1)]
    both = (held != NONE).all(1)
    clash = _clash(weeks, days[1] - days[0], held[:, 0], held[:, 1])
    worth: Ints = single[0].astype(np.int64) + single[1] - both * clash
    return worth


def _clash(weeks: Weeks, apart: int, first: Ints, second: Ints) -> Ints:
    """What two stories so many days apart lose by being alike."""
    stories, weights = weeks.problem.stories, weeks.problem.weights
    products = weights.same_product * (stories.product[first] == stories.product[second])
    forms = weights.same_form * (stories.form[first] == stories.form[second])
    clash: Ints = (WEEK - apart) * (products + forms)
    return clash


@dataclass(frozen=True)
class _TwoDays:
    """For each of two days: its column in the week, what every story is worth there [k, S + 1], and the
    stories that it offers [k, w]."""

    columns: list[int]
    worths: list[Ints]
    offers: list[Ints]


def _joint_worth(weeks: Weeks, which: Ints, bare: Ints, days: _TwoDays) -> Ints:
    """[k, w, w] worth of every two offers together."""
    stories, rows = weeks.problem.stories, np.arange(len(bare))[:, None]
    columns, offers = days.columns, days.offers
    first, second = offers[0][:, :, None], offers[1][:, None, :]
    single = [worth[rows, offer].astype(np.int64) for worth, offer in zip(days.worths, offers, strict=True)]
    apart = columns[1] - columns[0]
    joint: Ints = single[0][:, :, None] + single[1][:, None, :] - _clash(weeks, apart, first, second)
    promo = stories.promo[first] + stories.promo[second]
    refused = (promo > _room_for_both(weeks, which, bare, columns)[:, None, None]) & (promo > 0)
    refused |= (single[0] <= 0)[:, :, None] | (single[1] <= 0)[:, None, :]
    if apart < weeks.problem.rules.repeat_days:
        refused |= first == second
    joint[refused] = FORBIDDEN
    return joint


def _room_for_both(weeks: Weeks, which: Ints, bare: Ints, columns: list[int]) -> Ints:
    """[k] promo left in the fullest rolling week that holds both days."""
    first, second = columns
    promo = weeks.problem.stories.promo_or_0[bare[:, second - WEEK + 1 : first + WEEK]]
    room: Ints = weeks.problem.groups.cap[weeks.rows[which]] - rolling_sums(promo).max(1)
    return room


def front(worth: Ints, promo: Ints, width: int, promo_prices: tuple[int, ...]) -> Ints:
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
