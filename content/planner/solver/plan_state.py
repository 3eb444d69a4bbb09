"""The state of a plan: which story and photos every cell holds, and exactly what may still go where.

It is the one thing that changes while a plan is made. Cells are (group, day). All hard rules can be read
here, so that whatever the market hoped for, nothing illegal is written down.
"""

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from content.planner.problem.arrays import (
    NONE,
    OPENER,
    PROMO,
    RESTED,
    SHARE,
    Bools,
    Ints,
    PlanArrays,
    PlanProblem,
    mixed,
)
from content.planner.problem.windows import promo_room, repetitions_of_one, told_near
from content.planner.solver.cover import lacking


class GroupHistory:
    """What one group has been shown: photo -> times, author -> days."""

    def __init__(self) -> None:
        self.times: defaultdict[int, int] = defaultdict(int)
        self.author_days: defaultdict[int, list[int]] = defaultdict(list)


class Ledger:
    def __init__(self, problem: PlanProblem) -> None:
        self.problem = problem
        self.lines, self.facts = problem.lines, problem.facts
        self.week: Ints = problem.stories_around.copy()  # [G, W]
        self.photo: Ints = np.full((2, *problem.shape), NONE, np.int32)
        self.room: list[int] = self._first_room().tolist()
        self._seen: dict[int, GroupHistory] = {}  # of the groups that anybody has asked about
        self._head = [0] * len(problem.products)
        self._best_left: Ints = np.full(len(problem.products), problem.weights.missing_photo, np.int32)
        self._stale = set(range(len(problem.products)))

    def _first_room(self) -> Ints:
        """[U] groups that each photo may still go to, by the rule and what is shown around the plan."""
        problem = self.problem
        pairs = np.unique(problem.photos_around[:, [0, 2]], axis=0)
        gone = np.bincount(pairs[:, 1], minlength=len(problem.photos.ids))
        room: Ints = problem.rules.photo_groups - problem.photos.elsewhere - gone
        return room

    # Stories

    def story(self, group: int, day: int) -> int:
        return int(self.week[group, self.problem.column(day)])

    @property
    def stories(self) -> Ints:
        """[G, D] the stories of the plan's own days (a view)."""
        view: Ints = self.week[:, self.problem.own_days]
        return view

    def in_turn(self, day: int) -> Ints:
        """The groups in an order that is fair: by their keys, another one every day."""
        turn: Ints = np.argsort(mixed(self.problem.groups.key, day), kind="stable")
        return turn

    def cells(self, among: Ints) -> Iterator[tuple[int, int]]:
        """The cells for which `among` [G, D] is true, day by day, the groups in turn."""
        for day in np.flatnonzero(among.any(0)).tolist():
            turn = self.in_turn(day)
            for group in turn[among[turn, day]].tolist():
                yield group, day

    def obstacles(self, group: int, day: int) -> Ints:
        """[S] the bits of the rules that keep each story from this cell, 0 where it may go."""
        problem = self.problem
        week, column = self.week[group : group + 1], problem.column(day)
        bits: Ints = problem.sorts.bars[problem.sorts.of[group, day]].copy()
        near = told_near(problem, week, column)[0]
        bits[near[near != NONE]] |= RESTED
        room = promo_room(problem, week, column, problem.groups.cap[group : group + 1])
        bits[problem.stories.promo > room[0]] |= PROMO
        return bits

    def worth(self, group: int, day: int) -> Ints:
        """[S] the worth of each story in this cell, its photos not counted."""
        problem, weights = self.problem, self.problem.weights
        week, column = self.week[group].tolist(), problem.column(day)
        by_form = problem.groups.taste[group, day].copy()
        by_product = np.zeros(len(problem.products), np.int32)
        for form, weeks in repetitions_of_one(week, column, self.facts.form_of).items():
            by_form[form] -= weights.same_form * weeks
        for product, weeks in repetitions_of_one(week, column, self.facts.product_of).items():
            by_product[product] -= weights.same_product * weeks
        worth: Ints = problem.standing[group, :-1] + problem.sorts.bonus[problem.sorts.of[group, day]]
        worth += by_form[problem.stories.form] + by_product[problem.stories.product]
        if problem.cover.asks:
            rows = np.array([group])
            worth += (
                weights.element * lacking(problem, self.week[rows], rows, day)[0] @ problem.cover.has[:-1].T
            )
        return worth

    def places(self, group: int, day: int, story: int) -> tuple[int, ...]:
        """The places of the day that want a photo."""
        groups = self.problem.groups
        share = (SHARE,) if groups.share[group, day] else ()
        opens = groups.opener[group, day] and self.problem.stories.opener[story]
        return (*share, OPENER) if opens else share

    def wanted(self, group: int, day: int) -> Ints:
        """[S] how many photos each story wants in this cell."""
        groups = self.problem.groups
        openers = self.problem.stories.opener.astype(np.int32)
        return int(groups.share[group, day]) + int(groups.opener[group, day]) * openers

    def lacking_photos(self) -> Bools:
        """bool [2, G, D]: places that want a photo and have none, frozen cells not counted."""
        problem, story = self.problem, self.stories
        wanting = np.zeros_like(self.photo, bool)
        with_story = (story != NONE) & ~problem.frozen
        wanting[SHARE] = with_story & problem.groups.share
        if len(problem.stories.ids):
            wanting[OPENER] = with_story & problem.groups.opener & problem.stories.opener[story]
        lacking: Bools = wanting & (self.photo == NONE)
        return lacking

    def lacking_photos_of(self, group: int) -> Bools:
        """bool [2, D]: the same for one group."""
        lacking = np.zeros(self.photo[:, group].shape, bool)
        for day, story in enumerate(self.stories[group].tolist()):
            if story != NONE and not self.problem.frozen[group, day]:
                for place in self.places(group, day, story):
                    lacking[place, day] = self.photo[place, group, day] == NONE
        return lacking

    # Photos

    def may_show(self, group: int, day: int, photo: int) -> bool:
        """Whether consent, capacity, the author's rest and the neighbours let this photo in."""
        if self.room[photo] <= 0 or not self.consents(group, day, photo) or self.has_seen(group, photo):
            return False
        return self.author_rests(group, day, photo) and not self.at_neighbours(group, day, photo)

    def consents(self, group: int, day: int, photo: int) -> bool:
        facts = self.facts
        if not facts.first[photo] <= day <= facts.last[photo]:
            return False
        return not facts.home_only[photo] or facts.home[photo] == group

    def has_seen(self, group: int, photo: int) -> bool:
        return photo in self.seen(group).times

    def author_rests(self, group: int, day: int, photo: int) -> bool:
        days = self.seen(group).author_days.get(self.facts.author[photo], ())
        rest = self.problem.rules.author_rest_days
        return all(abs(day - other) >= rest for other in days)

    def at_neighbours(self, group: int, day: int, photo: int) -> bool:
        near = self.problem.groups.neighbours[group]
        return any(photo in (self.photo[SHARE, other, day], self.photo[OPENER, other, day]) for other in near)

    def best_photo(self, group: int, day: int, product: int, other: int = NONE) -> tuple[int, int]:
        """(photo, worth) of the best that may be shown beside photo `other`, or (NONE, missing_photo)."""
        score, authors, weights = self.facts.score, self.facts.author, self.problem.weights
        author = authors[other] if other != NONE else NONE
        best, worth = NONE, weights.missing_photo
        for photo in self.lines.own(group).get(product, ()):
            if authors[photo] != author and self.may_show(group, day, photo):
                best, worth = photo, score[photo] + weights.own_member
                break
        line = self.lines.travelling[product]
        for place in range(self._first_left(product), len(line)):
            photo = line[place]
            if score[photo] <= worth:
                break
            if authors[photo] != author and self.may_show(group, day, photo):
                return photo, score[photo]
        return best, worth

    def worth_of(self, group: int, photo: int) -> int:
        weights = self.problem.weights
        if photo == NONE:
            return weights.missing_photo
        return self.facts.score[photo] + (weights.own_member if self.facts.home[photo] == group else 0)

    def best_left(self) -> Ints:
        """[P] the score of the best travelling photo with room left, missing_photo where there is none."""
        for product in self._stale:
            first, line = self._first_left(product), self.lines.travelling[product]
            left = self.facts.score[line[first]] if first < len(line) else self.problem.weights.missing_photo
            self._best_left[product] = left
        self._stale.clear()
        return self._best_left

    def _first_left(self, product: int) -> int:
        line, head = self.lines.travelling[product], self._head[product]
        while head < len(line) and self.room[line[head]] <= 0:
            head += 1
        self._head[product] = head
        return head

    def seen(self, group: int) -> GroupHistory:
        """Made when a group is first asked about, from what is shown around the plan and in it so far."""
        if (seen := self._seen.get(group)) is None:
            seen = self._seen[group] = GroupHistory()
            first, last = np.searchsorted(self.problem.photos_around[:, 0], [group, group + 1])
            rows = self.problem.photos_around[first:last, 1:].tolist()
            rows += [
                [day, int(self.photo[place, group, day])]
                for place, day in np.argwhere(self.photo[:, group] != NONE).tolist()
            ]
            for day, photo in rows:
                seen.times[photo] += 1
                seen.author_days[self.facts.author[photo]].append(day)
        return seen

    # Writing

    def tell(self, group: int, day: int, story: int) -> None:
        self.week[group, self.problem.column(day)] = story

    def show(self, group: int, day: int, place: int, photo: int) -> None:
        if photo != NONE:
            self._take(group, day, photo)
        self.photo[place, group, day] = photo

    def show_all(self, photo: Ints) -> None:
        """Show what [2, G, D] says, all at once, and nothing else."""
        self.photo[:] = photo
        group, photos = np.nonzero(photo != NONE)[1], photo[photo != NONE]
        around = self.problem.photos_around
        new = np.setdiff1d(np.unique(_pairs(group, photos)), _pairs(around[:, 0], around[:, 2]))
        room = self._first_room() - np.bincount(new % _PHOTOS, minlength=len(self.room))
        self.room = room.tolist()
        self._seen.clear()
        self._head = [0] * len(self._head)
        self._stale = set(range(len(self._head)))

    def clear(self, group: int, day: int) -> None:
        for place in (SHARE, OPENER):
            if (photo := int(self.photo[place, group, day])) != NONE:
                self._give_back(group, day, photo)
                self.photo[place, group, day] = NONE
        self.tell(group, day, NONE)

    def plan(self) -> PlanArrays:
        return PlanArrays(self.stories.copy(), self.photo.copy())

    def _take(self, group: int, day: int, photo: int) -> None:
        seen = self.seen(group)
        seen.times[photo] += 1
        seen.author_days[self.facts.author[photo]].append(day)
        if seen.times[photo] == 1:
            self.room[photo] -= 1
            self._stale.add(self.facts.product[photo])

    def _give_back(self, group: int, day: int, photo: int) -> None:
        seen = self.seen(group)
        seen.times[photo] -= 1
        seen.author_days[self.facts.author[photo]].remove(day)
        if seen.times[photo] == 0:
            del seen.times[photo]
            product = self.facts.product[photo]
            self.room[photo] += 1
            self._stale.add(product)
            if not self.facts.home_only[photo]:
                self._head[product] = min(self._head[product], self.lines.rank[photo])


_PHOTOS = 2**32


def _pairs(group: Ints, photo: Ints) -> Ints:
    """One number for each (group, photo)."""
    pairs: Ints = group.astype(np.int64) * _PHOTOS + photo
    return pairs
