"""The ledger: which story and photos every cell holds, and exactly what may still go where.

It is the one thing that changes while a plan is made. Cells are (group, day). All hard rules can be read
here, so that whatever the market hoped for, nothing illegal is written down.
"""

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from content.lay_out.problem import (
    FILL,
    MISSING_PHOTO,
    NONE,
    OPENER,
    OWN_MEMBER,
    SAME_FORM,
    SAME_PRODUCT,
    SHARE,
    Ints,
    Plan,
    Problem,
    mixed,
)
from content.lay_out.windows import promo_room, repetitions_of_one, told_near

KIND, DATES, RESTED, PROMO = 1, 2, 4, 8  # bits: the rules that keep a story from a cell


class Ledger:
    def __init__(self, problem: Problem) -> None:
        photos = problem.photos
        self.problem = problem
        self.week: Ints = problem.told.copy()  # [G, W]
        self.photo: Ints = np.full((2, *problem.shape), NONE, np.int32)
        self.room: list[int] = (problem.rules.photo_groups - photos.elsewhere).tolist()
        self.score: list[int] = photos.score.tolist()
        self.author: list[int] = photos.author.tolist()
        self.home: list[int] = photos.home.tolist()
        self._product: list[int] = photos.product.tolist()
        self._product_of: list[int] = problem.stories.product.tolist()
        self._form_of: list[int] = problem.stories.form.tolist()
        self._rights = list(
            zip(photos.first.tolist(), photos.last.tolist(), photos.home_only.tolist(), strict=True)
        )
        self._times: list[defaultdict[int, int]] = [defaultdict(int) for _ in problem.groups.ids]
        self._author_days: list[defaultdict[int, list[int]]] = [defaultdict(list) for _ in problem.groups.ids]
        self._showing: defaultdict[tuple[int, int], set[int]] = defaultdict(set)
        self._line_up()
        for group, day, photo in problem.shown.tolist():
            self._take(group, day, photo)

    def _line_up(self) -> None:
        """Photos by product, best first: those that may travel, and those of a group's own members."""
        photos = self.problem.photos
        self.travelling: list[list[int]] = [[] for _ in self.problem.products]
        self.own: list[dict[int, list[int]]] = [{} for _ in self.problem.groups.ids]  # [group][product]
        self._rank = [0] * len(self.room)
        for photo in np.lexsort((np.arange(len(photos.score)), -photos.score)).tolist():
            product = self._product[photo]
            if not photos.home_only[photo]:
                self._rank[photo] = len(self.travelling[product])
                self.travelling[product].append(photo)
            if self.home[photo] != NONE:
                self.own[self.home[photo]].setdefault(product, []).append(photo)
        self._head = [0] * len(self.problem.products)
        self._best_left: Ints = np.full(len(self.problem.products), MISSING_PHOTO, np.int32)
        self._stale = set(range(len(self.problem.products)))

    # Stories

    def story(self, group: int, day: int) -> int:
        return int(self.week[group, self.problem.column(day)])

    def in_turn(self, day: int) -> list[int]:
        """The groups in an order that is fair: by their keys, another one every day."""
        turn: list[int] = np.argsort(mixed(self.problem.groups.key, day), kind="stable").tolist()
        return turn

    def cells(self) -> Iterator[tuple[int, int]]:
        """Every cell, day by day, the groups in turn."""
        for day in range(self.problem.days):
            for group in self.in_turn(day):
                yield group, day

    def obstacles(self, group: int, day: int) -> Ints:
        """[S] the bits of the rules that keep each story from this cell, 0 where it may go."""
        problem, stories = self.problem, self.problem.stories
        week, column = self.week[group : group + 1], problem.column(day)
        bits = np.where(stories.suits[:, problem.groups.kind[group]], 0, KIND).astype(np.uint8)
        bits[(stories.first > day) | (stories.last < day)] |= DATES
        bits[told_near(problem, week, column)[1]] |= RESTED
        room = promo_room(problem, week, column, problem.groups.cap[group : group + 1])
        bits[stories.promo > room[0]] |= PROMO
        return bits

    def worth(self, group: int, day: int) -> Ints:
        """[S] the worth of each story in this cell, its photos not counted."""
        problem, stories = self.problem, self.problem.stories
        week, column = self.week[group].tolist(), problem.column(day)
        by_form = problem.groups.taste[group, day] + FILL
        by_product = np.zeros(len(problem.products), np.int32)
        for form, weeks in repetitions_of_one(week, column, self._form_of).items():
            by_form[form] -= SAME_FORM * weeks
        for product, weeks in repetitions_of_one(week, column, self._product_of).items():
            by_product[product] -= SAME_PRODUCT * weeks
        worth: Ints = problem.standing[group] + by_form[stories.form] + by_product[stories.product]
        return worth

    def places(self, group: int, story: int) -> tuple[int, ...]:
        """The places of the day that want a photo."""
        groups = self.problem.groups
        share = (SHARE,) if groups.share[group] else ()
        return (*share, OPENER) if groups.opener[group] and self.problem.stories.opener[story] else share

    def wanted(self, group: int) -> Ints:
        """[S] how many photos each story wants in this group."""
        groups = self.problem.groups
        return int(groups.share[group]) + int(groups.opener[group]) * self.problem.stories.opener.astype(
            np.int32
        )

    # Photos

    def may_show(self, group: int, day: int, photo: int) -> bool:
        """Whether consent, capacity, the author's rest and the neighbours let this photo in."""
        if self.room[photo] <= 0 or photo in self._times[group] or not self.consents(group, day, photo):
            return False
        return self.author_rests(group, day, photo) and not self.at_neighbours(group, day, photo)

    def consents(self, group: int, day: int, photo: int) -> bool:
        first, last, home_only = self._rights[photo]
        return bool(first <= day <= last and (not home_only or self.home[photo] == group))

    def has_seen(self, group: int, photo: int) -> bool:
        return photo in self._times[group]

    def author_rests(self, group: int, day: int, photo: int) -> bool:
        days = self._author_days[group].get(self.author[photo], ())
        return all(abs(day - other) >= self.problem.rules.author_rest_days for other in days)

    def at_neighbours(self, group: int, day: int, photo: int) -> bool:
        showing = self._showing.get((photo, day))
        return bool(showing) and not self.problem.groups.neighbours[group].isdisjoint(showing or ())

    def best_photo(self, group: int, day: int, product: int, other: int = NONE) -> tuple[int, int]:
        """(photo, worth) of the best that may be shown beside photo `other`, or (NONE, MISSING_PHOTO)."""
        author = self.author[other] if other != NONE else NONE
        best, worth = NONE, MISSING_PHOTO
        for photo in self.own[group].get(product, ()):
            if self.author[photo] != author and self.may_show(group, day, photo):
                best, worth = photo, self.score[photo] + OWN_MEMBER
                break
        line = self.travelling[product]
        for place in range(self._first_left(product), len(line)):
            photo = line[place]
            if self.score[photo] <= worth:
                break
            if self.author[photo] != author and self.may_show(group, day, photo):
                return photo, self.score[photo]
        return best, worth

    def worth_of(self, group: int, photo: int) -> int:
        if photo == NONE:
            return MISSING_PHOTO
        return self.score[photo] + (OWN_MEMBER if self.home[photo] == group else 0)

    def best_left(self) -> Ints:
        """[P] the score of the best travelling photo with room left, MISSING_PHOTO where there is none."""
        for product in self._stale:
            first, line = self._first_left(product), self.travelling[product]
            self._best_left[product] = self.score[line[first]] if first < len(line) else MISSING_PHOTO
        self._stale.clear()
        return self._best_left

    def _first_left(self, product: int) -> int:
        line, head = self.travelling[product], self._head[product]
        while head < len(line) and self.room[line[head]] <= 0:
            head += 1
        self._head[product] = head
        return head

    # Writing

    def tell(self, group: int, day: int, story: int) -> None:
        self.week[group, self.problem.column(day)] = story

    def show(self, group: int, day: int, place: int, photo: int) -> None:
        self.photo[place, group, day] = photo
        if photo != NONE:
            self._take(group, day, photo)

    def clear(self, group: int, day: int) -> None:
        for place in (SHARE, OPENER):
            if (photo := int(self.photo[place, group, day])) != NONE:
                self._give_back(group, day, photo)
                self.photo[place, group, day] = NONE
        self.tell(group, day, NONE)

    def plan(self) -> Plan:
        edge = self.problem.margin
        return Plan(self.week[:, edge : edge + self.problem.days].copy(), self.photo.copy())

    def _take(self, group: int, day: int, photo: int) -> None:
        self._times[group][photo] += 1
        self._author_days[group][self.author[photo]].append(day)
        self._showing[photo, day].add(group)
        if self._times[group][photo] == 1:
            self.room[photo] -= 1
            self._stale.add(self._product[photo])

    def _give_back(self, group: int, day: int, photo: int) -> None:
        self._times[group][photo] -= 1
        self._author_days[group][self.author[photo]].remove(day)
        self._showing[photo, day].discard(group)
        if self._times[group][photo] == 0:
            del self._times[group][photo]
            product = self._product[photo]
            self.room[photo] += 1
            self._stale.add(product)
            if not self.problem.photos.home_only[photo]:
                self._head[product] = min(self._head[product], self._rank[photo])
