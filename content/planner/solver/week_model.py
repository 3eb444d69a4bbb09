"""One group's days as a linear model: what it could have at best, were photos to be had at their prices.

maximise worth x, with rows (columns, factors, limit): factors x <= limit, and 0 <= x <= most. Every rule that
is left out, and every story that is only stood for, makes the maximum larger, never smaller.

Rows that are `exact` say again what `choices` and `rooms` say: one story a day, and promo of the
calendar-like weeks from the first day on. Those are small enough to be solved in whole stories, not in
fractions (knapsack).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from content.planner.problem.arrays import FORBIDDEN, NONE, WEEK, Ints, PlanProblem

STORIES = 40  # of a day that are modelled; one column stands for all others


@dataclass(frozen=True, slots=True)
class Constraint:
    columns: list[int]
    factors: list[float]
    limit: float
    exact: bool = False


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    """A column that may be taken on a day, with its promo in thousandths; `story` NONE stands for all
    others."""

    column: int
    promo: int
    story: int = NONE


@dataclass(slots=True)
class Model:
    worth: list[float] = field(default_factory=list)
    most: list[float] = field(default_factory=list)
    rows: list[Constraint] = field(default_factory=list)
    choices: dict[int, list[ColumnChoice]] = field(default_factory=dict)  # by day: at most one of them
    rooms: dict[int, int] = field(default_factory=dict)  # by day: promo of the week so far, this day included

    def column(self, worth: float, most: float = 1.0) -> int:
        self.worth.append(worth)
        self.most.append(most)
        return len(self.worth) - 1

    def limit(
        self,
        columns: Iterable[int],
        limit: float,
        factors: Iterable[float] | None = None,
        *,
        exact: bool = False,
    ) -> None:
        """The sum stays at or below `limit`; said only where it would not do so by itself."""
        columns = list(columns)
        factors = [1.0] * len(columns) if factors is None else list(factors)
        reach = sum(
            max(0.0, factor * self.most[column]) for column, factor in zip(columns, factors, strict=True)
        )
        if reach > limit:
            self.rows.append(Constraint(columns, factors, limit, exact))


@dataclass(frozen=True, slots=True)
class OwnPhoto:
    """A photo by one of the group's own members: `gain` over the price of its product."""

    product: int
    author: int
    gain: int


@dataclass(frozen=True, slots=True)
class Start:
    """What is settled for a group before it chooses. open: its days that may be chosen; week [W] what stands;
    promo_room per first day of a rolling week; wanted: places that standing days have for photos, by product;
    short: (week, element) -> times that are still asked for."""

    group: int
    open: list[int]
    week: list[int]
    promo_room: dict[int, int]
    wanted: dict[int, int]
    short: dict[tuple[int, int], int]


def week_model(
    problem: PlanProblem, start: Start, worths: dict[int, Ints], prices: Ints, own: Sequence[OwnPhoto]
) -> Model:
    """worths [S] per open day: of each story without photos, FORBIDDEN or less where it may not go; prices
    [P]: what photos are worth."""
    columns = _Columns(problem, start, Model())
    wants = {day: wanted_photos(problem, start.group, day) for day in start.open}
    hope = prices + _most_gain(problem, own)
    for day in start.open:
        _choose_one(columns, day, worths[day], (wants[day], prices, hope))
    _repeat_no_sooner(columns)
    _within_promo(columns)
    for label, cost in (
        (problem.stories.product, problem.weights.same_product),
        (problem.stories.form, problem.weights.same_form),
    ):
        _vary(columns, label, cost)
    _show_own(columns, wants, own)
    _cover(columns)
    return columns.model


@dataclass(slots=True)
class _Columns:
    """The columns of a group's model: by (day, story), and per day the one that stands for all other
    stories."""

    problem: PlanProblem
    start: Start
    model: Model
    of: dict[tuple[int, int], int] = field(default_factory=dict)
    others: dict[int, int] = field(default_factory=dict)

    def by(self, label: Sequence[int]) -> Iterator[tuple[int, dict[int, list[int]]]]:
        """(label, its columns by day), for labels that two days or more may have."""
        days_by_label: defaultdict[int, defaultdict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
        for (day, story), column in self.of.items():
            days_by_label[label[story]][day].append(column)
        for name, days in days_by_label.items():
            if len(days) > 1:
                yield name, days


def wanted_photos(problem: PlanProblem, group: int, day: int) -> Ints:
    """[S] how many photos each story wants in this cell."""
    groups, openers = problem.groups, problem.stories.opener.astype(np.int32)
    return int(groups.share[group, day]) + int(groups.opener[group, day]) * openers


def _most_gain(problem: PlanProblem, own: Sequence[OwnPhoto]) -> Ints:
    """[P] what the best photo of one's own gains over the price."""
    gain = np.zeros(len(problem.products), np.int64)
    for photo in own:
        gain[photo.product] = max(int(gain[photo.product]), photo.gain)
    return gain


def _choose_one(chosen: _Columns, day: int, worth: Ints, photos: tuple[Ints, Ints, Ints]) -> None:
    """Of the stories that could be worth most; the first one left out stands for those that are less. photos:
    how many each story wants [S], their prices and the most they may be worth [P]."""
    problem, model = chosen.problem, chosen.model
    (wants, prices, hope), product = photos, problem.stories.product
    promise = np.where(worth > FORBIDDEN // 2, worth + wants * hope[product], FORBIDDEN)
    whole = worth + wants * prices[product]
    order = np.argsort(-promise, kind="stable")[: STORIES + 1]
    able = order[promise[order] > 0].tolist()
    for story in able[:STORIES]:
        chosen.of[day, story] = model.column(int(whole[story]))
    if len(able) > STORIES:
        chosen.others[day] = model.column(int(promise[able[STORIES]]))
    promo = problem.facts.promo_of
    model.choices[day] = [
        ColumnChoice(chosen.of[day, story], promo[story], story) for story in able[:STORIES]
    ]
    model.choices[day] += [ColumnChoice(chosen.others[day], 0)] if day in chosen.others else []
    model.limit([choice.column for choice in model.choices[day]], 1, exact=True)


def _repeat_no_sooner(chosen: _Columns) -> None:
    problem = chosen.problem
    for _, days in chosen.by(range(len(problem.stories.ids))):
        last: set[int] = set()
        for first in sorted(days):
            columns = {
                column
                for day, columns in days.items()
                if 0 <= day - first < problem.rules.repeat_days
                for column in columns
            }
            if not columns <= last:
                chosen.model.limit(sorted(columns), 1)
                last = columns


def _within_promo(chosen: _Columns) -> None:
    """In every rolling week. Those that begin with a week of the plan, and those that end in its first week,
    are exact."""
    promo, start, model = chosen.problem.facts.promo_of, chosen.start, chosen.model
    selling = [(day, column, promo[story]) for (day, story), column in chosen.of.items() if promo[story]]
    for first, room in start.promo_room.items():
        here = [(column, float(much)) for day, column, much in selling if first <= day < first + WEEK]
        exact = first <= 0 or first % WEEK == 0
        model.limit([column for column, _ in here], room, [much for _, much in here], exact=exact)
    for day in start.open:
        week = day - day % WEEK
        so_far = start.promo_room[day - WEEK + 1] if week == 0 else start.promo_room[week]
        model.rooms[day] = min(so_far, start.promo_room[week])


def _vary(chosen: _Columns, label: Ints, cost: int) -> None:
    """In each rolling week every further day on a label costs. Weeks of the same days are said once."""
    problem, start, model = chosen.problem, chosen.start, chosen.model
    standing = {
        first: {
            int(label[story])
            for story in start.week[problem.column(first) : problem.column(first) + WEEK]
            if story >= 0
        }
        for first in start.promo_room
    }
    for name, days in chosen.by(label.tolist()):
        weeks: defaultdict[tuple[int, ...], int] = defaultdict(int)
        for first in start.promo_room:
            together = tuple(sorted(day for day in days if first <= day < first + WEEK))
            if len(together) > 1 and name not in standing[first]:
                weeks[together] += 1
        for together, times in weeks.items():
            again = model.column(-cost * times, len(together) - 1)
            columns = [column for day in together for column in days[day]]
            model.limit([*columns, again], 1, [*[1.0] * len(columns), -1.0])


def _show_own(chosen: _Columns, wants: dict[int, Ints], own: Sequence[OwnPhoto]) -> None:
    """Each once, in places that want its product, an author no more often than rests allow."""
    problem, start, model = chosen.problem, chosen.start, chosen.model
    authors: defaultdict[int, list[int]] = defaultdict(list)
    placed: defaultdict[int, list[int]] = defaultdict(list)
    for photo in own:
        column = model.column(photo.gain)
        authors[photo.author].append(column)
        placed[photo.product].append(column)
    for columns in authors.values():
        model.limit(columns, -(-problem.days // problem.rules.author_rest_days))
    wanted: defaultdict[int, list[tuple[int, float]]] = defaultdict(list)
    for (day, story), column in chosen.of.items():
        wanted[problem.facts.product_of[story]].append((column, -float(wants[day][story])))
    for product, columns in placed.items():
        places_for = wanted[product]
        factors = [*[1.0] * len(columns), *(count for _, count in places_for)]
        model.limit([*columns, *(column for column, _ in places_for)], start.wanted.get(product, 0), factors)


def _cover(chosen: _Columns) -> None:
    """Elements that the calendar weeks still lack; a story that is only stood for may have any."""
    problem, start, model = chosen.problem, chosen.start, chosen.model
    week = problem.cover.week.tolist()
    for (place, element), short in start.short.items():
        having = [
            column
            for (day, story), column in chosen.of.items()
            if week[day] == place and problem.cover.has[story, element]
        ]
        having += [column for day, column in chosen.others.items() if week[day] == place]
        covered = model.column(problem.weights.element, short)
        model.limit([covered, *having], 0, [1.0, *[-1.0] * len(having)])
