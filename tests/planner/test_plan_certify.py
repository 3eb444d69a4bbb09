"""The bound is one: no plan exceeds it, at whatever prices."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.planner import plan
from content.planner.solver.solve import Effort

pytest.importorskip("highspy")
from content.planner.solver.bound import best, upper_bound  # after the skip
from content.planner.solver.week_model import ColumnChoice, Model
from tests.planner.worlds import communities
from tests.properties import examples

always = examples(25)
worlds = communities(stories=(1, 14))


@always
@given(worlds, st.booleans(), st.sampled_from(Effort))
def test_no_plan_is_worth_more_than_the_bound(kit, world, with_rules, effort):
    case = kit.case(**world)
    problem = (kit.ruled(case, world["seed"]) if with_rules else case).posed()
    made = plan(problem, effort=effort, certify=True)
    assert made.objective <= made.bound


@always
@given(worlds, st.booleans())
def test_in_whole_stories_the_bound_is_no_further_and_no_plan_is_worth_more(kit, world, with_rules):
    case = kit.case(**world)
    problem = (kit.ruled(case, world["seed"]) if with_rules else case).posed()
    assert plan(problem).objective <= upper_bound(problem, whole=True) <= upper_bound(problem)


def test_whole_stories_see_that_three_pairs_of_halves_are_no_solution():
    """Of three stories any two exclude each other: half of each is worth 15, any whole one 10."""
    model = Model(worth=[10.0] * 3, most=[1.0] * 3, rooms=dict.fromkeys(range(3), 0))
    model.choices = {day: [ColumnChoice(day, 0)] for day in range(3)}
    for pair in ([0, 1], [1, 2], [0, 2]):
        model.limit(pair, 1)
    assert (best(model), best(model, whole=True)) == (15, 10)


@always
@given(worlds, st.integers(-6000, 1000))
def test_any_prices_give_a_bound(kit, world, price):
    problem = kit.case(**world).posed()
    prices = np.full(len(problem.products), price, np.int32)
    assert plan(problem).objective <= upper_bound(problem, prices)


@always
@given(worlds, st.integers(-6000, 1000))
def test_one_more_photo_never_lowers_the_bound(kit, world, price):
    case = kit.case(**world)
    more = case.changed(
        photos=[*case.photos, kit.photo("zz new", case.stories[0].product, home="g0000", score=0.7)]
    )
    before, after = (kit.without_affinity(each) for each in (case, more))
    prices = np.full(len(before.products), price, np.int32)
    assert upper_bound(before, prices) <= upper_bound(after, prices)


def test_where_nothing_is_scarce_the_bound_is_reached(kit):
    stories = [kit.story(f"s{n}", f"p{n}") for n in range(9)]
    photos = [kit.photo(f"u{n}", f"p{n}", score=0.5) for n in range(9)]
    made = plan(kit.small([kit.group("a")], stories, photos, days=3).posed(), certify=True)
    assert made.bound - made.objective <= 1


def test_without_stories_or_groups_the_bound_is_nothing(kit):
    assert upper_bound(kit.small([kit.group("a")], [], []).posed()) == 0
    assert upper_bound(kit.small([], [kit.story("s")], []).posed()) == 0


def test_promo_is_bounded_in_whole_stories():
    """Two days, room for one loud story: half of each would be worth more, and may not be."""
    model = Model(worth=[10.0, 10.0, 1.0, 1.0], most=[1.0] * 4, rooms={0: 5, 1: 5})
    model.choices = {0: [ColumnChoice(0, 4), ColumnChoice(2, 0)], 1: [ColumnChoice(1, 4), ColumnChoice(3, 0)]}
    for day in (0, 1):
        model.limit([choice.column for choice in model.choices[day]], 1, exact=True)
    model.limit([0, 1], 5, [4.0, 4.0], exact=True)
    assert best(model) == 11


def test_a_plan_without_a_bound_does_not_say_how_far_it_is_from_it(kit):
    made = plan(kit.small([kit.group("a")], [kit.story("s")], []).posed())
    assert made.gap is None
    assert replace(made, bound=2 * made.objective).gap == 0.5
