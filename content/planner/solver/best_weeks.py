"""The best week of each group at given prices: all groups of a block at once, nothing shared."""

from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass

import numpy as np

from content.planner.problem.arrays import FORBIDDEN, NONE, OPENER, SHARE, WEEK, Bools, Ints, PlanProblem
from content.planner.problem.windows import promo_room, repeated, repetitions, rolling_sums, told_near
from content.planner.solver.cover import covered, lacking
from content.planner.solver.plan_state import Ledger

ABSENT = -100_000  # the score of a photo of one's own where there is none
SIGN = 31  # bits to shift an int32 by: -1 of what is below 0, else 0
CANNOT_MOVE = 10**6  # the regret of a cell whose story is not ours to change


@dataclass(frozen=True)
class OwnPhotos:
    """travels, stays [n, P]: the best score of a member's own photo that may go to all groups, or to this one
    only; ABSENT where there is none."""

    travels: Ints
    stays: Ints

    @classmethod
    def none(cls, ledger: Ledger, rows: Ints) -> "OwnPhotos":
        nothing = np.full((len(rows), len(ledger.problem.products)), ABSENT, np.int32)
        return cls(nothing, nothing)

    @classmethod
    def of(cls, ledger: Ledger, rows: Ints) -> "OwnPhotos":
        problem, photos = ledger.problem, ledger.problem.photos
        at = np.full(problem.shape[0] + 1, NONE)
        at[rows] = np.arange(len(rows))
        mine = np.flatnonzero(at[photos.home] != NONE)
        room = np.fromiter((ledger.room[photo] for photo in mine.tolist()), np.int64, len(mine))
        first, last = photos.first[mine], photos.last[mine]
        usable = (room > 0) & (first < problem.days) & (last >= 0) & (last >= first)
        usable &= ~np.isin(mine, _shown_at_home(ledger, rows))
        tables = []
        for which in (mine[usable & ~photos.home_only[mine]], mine[usable & photos.home_only[mine]]):
            table = np.full((len(rows), len(problem.products)), ABSENT, np.int32)
            np.maximum.at(table, (at[photos.home[which]], photos.product[which]), photos.score[which])
            tables.append(table)
        return cls(*tables)


def _shown_at_home(ledger: Ledger, rows: Ints) -> Ints:
    """The photos that their own group, one of `rows`, has seen."""
    home, showings = ledger.problem.photos.home, ledger.problem.photos_around
    _, group, _ = here = np.nonzero(ledger.photo[:, rows] != NONE)
    photo = np.concatenate([showings[:, 2], ledger.photo[:, rows][here]])
    seen: Ints = photo[home[photo] == np.concatenate([showings[:, 0], rows[group]])]
    return seen


class Weeks:
    """rows [n]: the groups; week [n, W]; open bool [n, D]: cells whose story may change; dealt [n, D]: photos
    that cells hold already; photo tables [n, P].

    Prices become goods, [n, 2, P]: what a share photo and an opener of each product are worth to each group.
    """

    def __init__(self, ledger: Ledger, rows: Ints, open_cells: Bools, own: OwnPhotos | None = None) -> None:
        problem = ledger.problem
        self.problem, self.rows, self.open = problem, rows, open_cells[rows]
        self.week: Ints = ledger.week[rows]
        self.dealt = (ledger.photo[:, rows] != NONE).sum(0)
        self.frozen = problem.frozen[rows]
        self._all = np.arange(len(rows))
        self._standing, self._sorts = problem.standing[rows], problem.sorts.of[rows]
        self.share = problem.groups.share[rows].astype(np.int32)
        self.opener = problem.groups.opener[rows].astype(np.int32)
        self._cap = problem.groups.cap[rows]
        own = own or OwnPhotos.of(ledger, rows)
        self._own_travels, self._own_stays = own.travels, own.stays

    def only(self, which: Ints) -> "Weeks":
        """Some of these groups by themselves, [k] places among the rows."""
        some = copy(self)
        for name, value in vars(self).items():
            if name != "problem":  # all else has a row for each group
                setattr(some, name, value[which])
        some._all = np.arange(len(which))
        return some

    @property
    def own_days(self) -> Ints:
        """[n, D] the stories of the plan's own days (a view)."""
        view: Ints = self.week[:, self.problem.own_days]
        return view

    def goods(self, prices: Ints) -> Ints:
        """The next photo is a common one, or one's own (at its price, if it may travel)."""
        own = np.maximum(np.minimum(self._own_travels, prices), self._own_stays)
        share = np.maximum(prices, own + self.problem.weights.own_member)
        return np.stack([share, np.broadcast_to(prices, share.shape)], axis=1)

    def goods_at_best(self, prices: Ints) -> Ints:
        """The same, where every place may get the best photo of all: more than can be had."""
        best = np.maximum(
            prices, np.maximum(self._own_travels, self._own_stays) + self.problem.weights.own_member
        )
        return np.stack([best, best], axis=1)

    def worths(self, day: int, goods: Ints, *, elements: bool = True) -> Ints:
        """[n, S + 1] worth of every story on this day given the other days, FORBIDDEN or less by hard rules;
        `elements`: with those that its calendar week still lacks."""
        problem, column = self.problem, self.problem.column(day)
        worths: Ints = problem.sorts.offers[self._sorts[:, day]]
        worths += self._standing
        by_product, by_form = self._by_label(day, column, goods)
        worths += by_product.take(problem.goods_of, axis=1, mode="clip")
        worths += by_form.take(problem.form_or_none, axis=1, mode="clip")
        if elements and problem.cover.asks:
            short = lacking(problem, self.week, self.rows, day).astype(
                np.float32
            )  # floats: BLAS multiplies them
            worths += (short @ problem.cover.has.T.astype(np.float32)).astype(
                np.int32
            ) * problem.weights.element
        left = promo_room(problem, self.week, column, self._cap)[:, None] - problem.stories.promo_or_0
        worths += (left >> SIGN) & FORBIDDEN  # many times faster than a mask
        worths[self._all[:, None], told_near(problem, self.week, column)] = FORBIDDEN
        return worths

    def _by_label(self, day: int, column: int, goods: Ints) -> tuple[Ints, Ints]:
        """[n, 2 P] goods (again by product for stories that want an opener) and [n, F] likes, less what
        repetitions cost."""
        problem, weights, products = self.problem, self.problem.weights, len(self.problem.products)
        again = repetitions(self.week, column, problem.labels, products + len(problem.forms))
        by_form = problem.groups.taste[self.rows, day] - weights.same_form * again[:, products:]
        share = self.share[:, day, None] * goods[:, SHARE] - weights.same_product * again[:, :products]
        both = share + self.opener[:, day, None] * goods[:, OPENER]
        return np.concatenate([share, both], axis=1), by_form

    def without(self, *days: int) -> "_Bare":
        """The same weeks with these days empty, inside a `with`."""
        return _Bare(self, [self.problem.column(day) for day in days])

    def sweep(self, goods: Ints) -> None:
        """Choose every open day again, one by one. A draw changes nothing."""
        for day in np.flatnonzero(self.open.any(0)).tolist():
            column, may = self.problem.column(day), self.open[:, day]
            old = self.week[:, column].copy()
            self.week[may, column] = NONE
            worths = self.worths(day, goods)
            best = worths.argmax(1)
            reached, before = worths[self._all, best], np.maximum(worths[self._all, old], 0)
            new = np.where(reached > before, best, np.where(before > 0, old, NONE))
            self.week[may, column] = new[may]

    def regret(self, goods: Ints) -> Ints:
        """[n, D] what a cell loses when its product runs out and it must turn to another."""
        regret = np.full((len(self.rows), self.problem.days), CANNOT_MOVE, np.int64)
        product = self.problem.product_or_none
        for day in np.flatnonzero(self.open.any(0)).tolist():
            story = self.own_days[:, day].copy()
            with self.without(day):
                worths = self.worths(day, goods)
            mine = worths[self._all, story].astype(np.int64)
            worths[product == product[story][:, None]] = FORBIDDEN
            regret[self.open[:, day], day] = (mine - np.maximum(0, worths.max(1)))[self.open[:, day]]
        return regret

    def wants(self, prices: Ints) -> Ints:
        """[P] showings that these weeks ask of the common photos; own ones below the price cost nobody."""
        story, products, own = self.own_days, len(self.problem.products), self.problem.weights.own_member
        own_is_better = (self._own_travels < prices) & (self._own_travels + own >= prices)
        own_is_better |= self._own_stays + own >= prices
        product = np.where(story == NONE, 0, self.problem.product_or_none[story])
        free = own_is_better[self._all[:, None], product]
        openers = self.problem.goods_of[story] >= products
        wanted = np.maximum(0, self.share * ~free + self.opener * openers - self.dealt)
        wanted[(story == NONE) | self.frozen] = 0
        counts = np.bincount(product.ravel(), weights=wanted.ravel(), minlength=products)
        return counts.astype(np.int64)

    def total(self, week: Ints, goods: Ints, which: Ints | None = None) -> Ints:
        """[n] worth of whole weeks but for a constant of each group, FORBIDDEN where one breaks its promo
        cap. `which` of the groups these are the weeks of; None: all."""
        problem, weights = self.problem, self.problem.weights
        which = self._all if which is None else which
        story, rows, days = week[:, problem.own_days], which[:, None], np.arange(problem.days)
        product = problem.stories.product[story]
        worth = self._standing[rows, story] + self.share[which] * goods[rows, SHARE, product]
        worth += self.opener[which] * problem.stories.opener[story] * goods[rows, OPENER, product]
        worth += problem.sorts.bonus[self._sorts[which], story]
        worth += problem.groups.taste[self.rows[rows], days, problem.stories.form[story]]
        total: Ints = np.where(story == NONE, 0, worth).sum(1, dtype=np.int64)
        total -= loss(problem, week)
        if problem.cover.asks:
            total += weights.element * covered(problem, week, self.rows[which])
        total[self._over_cap(week, which)] = FORBIDDEN
        return total

    def _over_cap(self, week: Ints, which: Ints) -> Bools:
        days, around = self.problem.own_days, slice(self.problem.margin - WEEK + 1, None)
        promo = self.problem.stories.promo_or_0[week]
        ours = np.zeros_like(promo)
        ours[:, days] = np.where(self.open[which], promo[:, days], 0)
        full = rolling_sums(promo[:, around]) > self._cap[which, None]
        over: Bools = np.any(full & (rolling_sums(ours[:, around]) > 0), axis=1)
        return over


def in_blocks(rows: Ints, size: int) -> Iterator[Ints]:
    """The groups in parts of `size`, the last one smaller; none of no groups."""
    for first in range(0, len(rows), size):
        yield rows[first : first + size]


def loss(problem: PlanProblem, week: Ints) -> Ints:
    """[n] what repetitions of products and forms cost in all rolling weeks of the rows together."""
    weights = problem.weights
    products = repeated(week, problem.product_or_none).sum(1)
    forms = repeated(week, problem.form_or_none).sum(1)
    lost: Ints = weights.same_product * products + weights.same_form * forms
    return lost


class _Bare:
    """Days taken out for as long as a `with` lasts."""

    def __init__(self, weeks: Weeks, columns: list[int]) -> None:
        self._weeks, self._columns, self._kept = weeks, columns, weeks.week

    def __enter__(self) -> None:
        self._weeks.week = self._kept.copy()
        self._weeks.week[:, self._columns] = NONE

    def __exit__(self, *_: object) -> None:
        self._weeks.week = self._kept
