"""The weeks of some groups, laid against prices: all groups of a block at once, and nothing shared."""

import numpy as np

from content.lay_out.ledger import Ledger
from content.lay_out.problem import (
    FILL,
    FORBIDDEN,
    NONE,
    OWN_MEMBER,
    SAME_FORM,
    SAME_PRODUCT,
    WEEK,
    Bools,
    Ints,
)
from content.lay_out.windows import promo_room, repetitions, rolling_sums, told_near

ABSENT = -100_000  # the score of a photo of one's own where there is none
CANNOT_MOVE = 10**6  # the regret of a cell whose story is not ours to change


class Weeks:
    """rows [n]: the groups; week [n, W]; open bool [n, D]: cells whose story may change; dealt [n, D]: photos
    that cells hold already; photo tables [n, P]."""

    def __init__(self, ledger: Ledger, rows: Ints, open_cells: Bools, own: "OwnPhotos") -> None:
        problem = ledger.problem
        self.problem, self.rows, self.open = problem, rows, open_cells[rows]
        self.week: Ints = ledger.week[rows]
        self.dealt = (ledger.photo[:, rows] != NONE).sum(0)
        self.frozen = problem.frozen[rows]
        self._all = np.arange(len(rows))
        self._standing = problem.standing[rows]
        self._unsuited = ~problem.stories.suits.T[problem.groups.kind[rows]]
        self._share = problem.groups.share[rows].astype(np.int32)
        self._opener = problem.groups.opener[rows].astype(np.int32)
        self._own_travels, self._own_stays = own.travels[rows], own.stays[rows]

    def plan_of_days(self) -> Ints:
        """[n, D] the stories of the plan's own days (a view)."""
        edge = self.problem.margin
        view: Ints = self.week[:, edge : edge + self.problem.days]
        return view

    def photo_worth(self, prices: Ints) -> Ints:
        """[n, P] worth of the next photo: a common one, or one's own (at its price, if it may travel)."""
        own = np.maximum(np.minimum(self._own_travels, prices), self._own_stays) + OWN_MEMBER
        worth: Ints = np.maximum(prices, own)
        return worth

    def worths(self, day: int, prices: Ints) -> Ints:
        """[n, S] worth of every story on this day given the other days, FORBIDDEN by hard rules."""
        problem, stories = self.problem, self.problem.stories
        column = problem.column(day)
        products = repetitions(self.week, column, stories.product, len(problem.products))
        forms = repetitions(self.week, column, stories.form, len(problem.forms))
        by_product = self._share[:, None] * self.photo_worth(prices) - SAME_PRODUCT * products
        by_form = problem.groups.taste[self.rows, day] - SAME_FORM * forms
        worths: Ints = self._standing + by_product[:, stories.product] + by_form[:, stories.form] + FILL
        worths += self._opener[:, None] * np.where(stories.opener, prices[stories.product], 0)
        worths[self._forbidden(day, column)] = FORBIDDEN
        worths[told_near(problem, self.week, column)] = FORBIDDEN
        return worths

    def _forbidden(self, day: int, column: int) -> Bools:
        stories, cap = self.problem.stories, self.problem.groups.cap[self.rows]
        room = promo_room(self.problem, self.week, column, cap)
        too_much: Bools = stories.promo > room[:, None]
        forbidden: Bools = too_much | self._unsuited | (stories.first > day) | (stories.last < day)
        return forbidden

    def sweep(self, prices: Ints) -> bool:
        """Choose every open day anew, one by one; whether any story changed. A draw changes nothing."""
        changed = False
        for day in np.flatnonzero(self.open.any(0)).tolist():
            column, may = self.problem.column(day), self.open[:, day]
            old = self.week[:, column].copy()
            self.week[may, column] = NONE
            worths = self.worths(day, prices)
            best = worths.argmax(1)
            reached = worths[self._all, best]
            before = np.where(old == NONE, 0, worths[self._all, old])
            new = np.where(reached > np.maximum(before, 0), best, np.where(before > 0, old, NONE))
            self.week[may, column] = new[may]
            changed |= bool((new != old)[may].any())
        return changed

    def regret(self, prices: Ints) -> Ints:
        """[n, D] what a cell loses when its product runs out and it must turn to another."""
        regret = np.full((len(self.rows), self.problem.days), CANNOT_MOVE, np.int64)
        for day in np.flatnonzero(self.open.any(0)).tolist():
            column = self.problem.column(day)
            story = self.week[:, column].copy()
            self.week[:, column] = NONE
            worths = self.worths(day, prices)
            self.week[:, column] = story
            mine = worths[self._all, story].astype(np.int64)
            product = self.problem.stories.product
            worths[product[None, :] == product[story][:, None]] = FORBIDDEN
            regret[self.open[:, day], day] = (mine - np.maximum(0, worths.max(1)))[self.open[:, day]]
        return regret

    def wants(self, prices: Ints) -> Ints:
        """[P] showings that these weeks ask of the common photos; own ones below the price cost nobody."""
        story = self.plan_of_days()
        product = self.problem.stories.product[story]
        travels, stays = (
            table[self._all[:, None], product] for table in (self._own_travels, self._own_stays)
        )
        free = (travels < prices[product]) & (travels + OWN_MEMBER >= prices[product])
        free |= stays + OWN_MEMBER >= prices[product]
        share = self._share[:, None]
        wanted = share * (1 - free) + self._opener[:, None] * self.problem.stories.opener[story] - self.dealt
        wanted = np.where((story == NONE) | self.frozen, 0, np.maximum(0, wanted))
        counts = np.bincount(product.ravel(), weights=wanted.ravel(), minlength=len(self.problem.products))
        return counts.astype(np.int64)

    def total(self, week: Ints, prices: Ints) -> Ints:
        """[n] exact worth of whole weeks, FORBIDDEN where one breaks its promo cap."""
        problem, stories = self.problem, self.problem.stories
        total = np.zeros(len(week), np.int64)
        photo = self._share[:, None] * self.photo_worth(prices)
        for day in range(problem.days):
            column = problem.column(day)
            story = week[:, column]
            product, form = stories.product[story], stories.form[story]
            worth = self._standing[self._all, story] + FILL + photo[self._all, product]
            worth += problem.groups.taste[self.rows, day, form]
            worth += self._opener * np.where(stories.opener[story], prices[product], 0)
            worth -= SAME_PRODUCT * _since(week, column, stories.product)
            worth -= SAME_FORM * _since(week, column, stories.form)
            total += np.where(story == NONE, 0, worth)
        total[self._over_cap(week)] = FORBIDDEN
        return total

    def _over_cap(self, week: Ints) -> Bools:
        edge, days = self.problem.margin, self.problem.days
        around = slice(edge - WEEK + 1, edge + days + WEEK - 1)
        promo = self.problem.stories.promo_or_0[week]
        ours = np.zeros_like(promo)
        ours[:, edge : edge + days] = np.where(self.open, promo[:, edge : edge + days], 0)
        full = rolling_sums(promo[:, around]) > self.problem.groups.cap[self.rows][:, None]
        over: Bools = np.any(full & (rolling_sums(ours[:, around]) > 0), axis=1)
        return over


class OwnPhotos:
    """travels, stays [G, P]: the best score of a member's own photo that may go to all groups, or to this one
    only; ABSENT where there is none."""

    def __init__(self, ledger: Ledger) -> None:
        photos, shape = ledger.problem.photos, (ledger.problem.shape[0], len(ledger.problem.products))
        self.travels, self.stays = np.full(shape, ABSENT, np.int32), np.full(shape, ABSENT, np.int32)
        usable = (photos.first < ledger.problem.days) & (photos.last >= 0) & (photos.last >= photos.first)
        for group, by_product in enumerate(ledger.own):
            for product, line in by_product.items():
                for photo in line:
                    if usable[photo] and ledger.room[photo] > 0 and not ledger.has_seen(group, photo):
                        table = self.stays if photos.home_only[photo] else self.travels
                        table[group, product] = max(table[group, product], ledger.score[photo])


def _since(week: Ints, column: int, label: Ints) -> Ints:
    """[n] rolling weeks that hold this day and the last earlier day of the same label."""
    here, weeks = label[week[:, column]], np.zeros(len(week), np.int64)
    for gap in range(WEEK - 1, 0, -1):
        there = week[:, column - gap]
        weeks[(there != NONE) & (label[there] == here)] = WEEK - gap
    return weeks
