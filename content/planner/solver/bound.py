"""An upper bound (Lagrangian dual): a number that no plan can exceed, whatever the planner does.

Groups meet only in the photos they share. Give every product a price and let each group have photos at that
price: what the groups could reach at best, each for itself, together with what all photos are worth above
their product's price, is at least as much as any plan can have (Lagrange). The prices of the market make it
small.

Each group's best is bounded by a linear model (week_model). The bound is read from the model's dual values:
any values of the right sign give a true bound, so nothing has to be believed of the solver. In whole stories
the bound is nearer, takes seven times as long, and believes the solver's branching.
"""

from collections import defaultdict
from collections.abc import Iterator
from functools import partial
from math import gcd

import numpy as np

from content.planner.problem.arrays import WEEK, Bools, Ints, PlanArrays, PlanProblem
from content.planner.solver.best_weeks import OwnPhotos, Weeks, in_blocks
from content.planner.solver.cover import times
from content.planner.solver.fixed_cells import settle
from content.planner.solver.lagrangian import hold_market
from content.planner.solver.objective import objective
from content.planner.solver.plan_state import Ledger
from content.planner.solver.program import Program
from content.planner.solver.shards import ALONE, Shards
from content.planner.solver.week_model import Model, OwnPhoto, Start, week_model

ROUNDS = 40  # of the market whose prices are used: good prices matter more here than time
REACH = 250  # milli-points; against the linear model whole stories lose 150 in the mean, rarely 400


def upper_bound(
    problem: PlanProblem, prices: Ints | None = None, shards: Shards = ALONE, *, whole: bool = False
) -> int:
    """In milli-points. True for any prices [P] from `missing_photo` to 1000; without them the market finds
    good ones. `whole`: in whole stories."""
    ledger = Ledger(problem)
    open_cells = settle(ledger).open
    settled = ledger.plan()
    if prices is None:
        trial = Ledger(problem)
        settle(trial)
        prices = hold_market(trial, open_cells, shards, ROUNDS).prices
    if not problem.stories.ids or not problem.groups.ids:
        return 0
    total = _standing(problem, ledger, settled, prices) + _above_price(ledger, prices)
    active = np.flatnonzero(open_cells.any(1) | ledger.lacking_photos().any((0, 2)))
    blocks = list(in_blocks(active, shards.groups))
    return total + sum(shards.run(partial(_bests, ledger, open_cells, prices, whole), blocks))


def _bests(ledger: Ledger, open_cells: Bools, prices: Ints, whole: bool, rows: Ints) -> int:
    return sum(best(model, whole=whole) for model in models(ledger, open_cells, prices, rows))


def _standing(problem: PlanProblem, ledger: Ledger, settled: PlanArrays, prices: Ints) -> int:
    """What frozen and pinned days are worth, their missing photos bought at the price."""
    lacking = np.argwhere(ledger.lacking_photos())
    product = problem.stories.product[ledger.stories[lacking[:, 1], lacking[:, 2]]]
    bought = int((prices[product].astype(np.int64) - problem.weights.missing_photo).sum())
    return objective(problem, settled) + bought


def _above_price(ledger: Ledger, prices: Ints) -> int:
    photos, room = ledger.problem.photos, np.maximum(0, np.array(ledger.room, np.int64))
    usable = (photos.first < ledger.problem.days) & (photos.last >= 0) & (photos.last >= photos.first)
    above = np.maximum(0, photos.score - prices[photos.product]) * (usable & ~photos.home_only)
    return int((room * above).sum())


def models(ledger: Ledger, open_cells: Bools, prices: Ints, rows: Ints) -> Iterator[Model]:
    """The models of these groups, in their order."""
    problem = ledger.problem
    weeks = Weeks(ledger, rows, open_cells, OwnPhotos.none(ledger, rows))
    nothing = np.zeros((len(rows), 2, len(problem.products)), np.int32)
    worths = [weeks.worths(day, nothing, elements=False)[:, :-1] for day in range(problem.days)]
    for place, group in enumerate(rows.tolist()):
        start = _start(ledger, open_cells, group)
        yield week_model(
            problem,
            start,
            {day: worths[day][place] for day in start.open},
            prices.astype(np.int64),
            list(_own_photos(ledger, group, prices.tolist())),
        )


def _start(ledger: Ledger, open_cells: Bools, group: int) -> Start:
    problem, week = ledger.problem, ledger.week[group]
    promo = problem.stories.promo_or_0[week]
    firsts = range(1 - WEEK, problem.days)
    room = {
        first: max(
            0,
            int(
                problem.groups.cap[group] - promo[problem.column(first) : problem.column(first) + WEEK].sum()
            ),
        )
        for first in firsts
    }
    wanted: dict[int, int] = {}
    for _, day in np.argwhere(ledger.lacking_photos_of(group)).tolist():
        product = ledger.facts.product_of[ledger.story(group, day)]
        wanted[product] = wanted.get(product, 0) + 1
    rows = np.array([group])
    short = np.maximum(0, problem.cover.per_week[rows][:, None] - times(problem, ledger.week[rows], rows))[0]
    lacking = {(place, element): int(short[place, element]) for place, element in np.argwhere(short).tolist()}
    return Start(group, np.flatnonzero(open_cells[group]).tolist(), week.tolist(), room, wanted, lacking)


def _own_photos(ledger: Ledger, group: int, prices: list[int]) -> Iterator[OwnPhoto]:
    """Those that are worth more to their own group than their product's price. One that may travel costs what
    it is worth above the price, one that may not costs nothing."""
    facts, days = ledger.facts, ledger.problem.days
    for product, line in ledger.lines.own(group).items():
        for photo in line:
            above = 0 if facts.home_only[photo] else max(0, facts.score[photo] - prices[product])
            gain = facts.score[photo] + ledger.problem.weights.own_member - above - prices[product]
            valid = facts.first[photo] < days and 0 <= facts.last[photo] >= facts.first[photo]
            if gain > 0 and valid and ledger.room[photo] > 0 and not ledger.has_seen(group, photo):
                yield OwnPhoto(product, facts.author[photo], gain)


def best(model: Model, *, whole: bool = False) -> int:
    """No solution of the model in whole stories is worth more.

    The dual values of all rows but the exact ones are charged to the columns; what is left falls apart into
    weeks, each of them a knapsack. `whole`: the solver's word in whole numbers, where that is less.
    """
    program = Program.of(model)
    dual = program.dual()
    charged = np.where(program.exact, 0, dual)
    worth = program.reduced(charged)
    chosen = [choice.column for choices in model.choices.values() for choice in choices]
    free = np.maximum(0, worth) * program.most
    free[chosen] = 0
    weeks: defaultdict[int, list[int]] = defaultdict(list)
    for day in sorted(model.choices):
        weeks[day // WEEK].append(day)
    knapsacks = sum(_knapsack(model, days, worth.tolist()) for days in weeks.values())
    bound = program.limits @ charged + free.sum() + knapsacks
    if whole and chosen:
        bound = min(bound, _in_whole(program, dual, np.array(chosen)))
    return int(np.ceil(bound - 1e-6))


def _in_whole(program: Program, dual: Ints, chosen: Ints) -> float:
    """A story that is further than REACH from paying is left out: no solution that has one comes nearer to
    the linear bound."""
    left = program.reduced(dual)
    linear = program.limits @ dual + (np.maximum(0, left) * program.most).sum()
    without = np.zeros(len(left), bool)
    without[chosen] = left[chosen] < -REACH
    return max(float(linear) - REACH, program.best_in_whole(without))


def _knapsack(model: Model, days: list[int], worth: list[float]) -> float:
    """The most that one choice a day can be worth within the rooms for promo."""
    unit = gcd(*(choice.promo for day in days for choice in model.choices[day])) or 1
    rooms = [model.rooms[day] // unit for day in days]
    reached = np.full(max(rooms) + 1, -np.inf)  # by promo spent
    reached[0] = 0.0
    for day, room in zip(days, rooms, strict=True):
        offers: dict[int, float] = {}
        for choice in model.choices[day]:
            spent = choice.promo // unit
            offers[spent] = max(offers.get(spent, 0.0), worth[choice.column])
        before = reached.copy()
        for spent, gain in offers.items():
            if spent < len(before):
                np.maximum(reached[spent:], before[: len(before) - spent] + gain, out=reached[spent:])
        reached[room + 1 :] = -np.inf
    return float(reached.max())
