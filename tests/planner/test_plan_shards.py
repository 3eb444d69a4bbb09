"""How the work of a plan is cut, and where it is done, never shows in the plan."""

import pickle
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.planner import plan
from content.planner.problem.arrays import NONE, SHARE
from content.planner.solver.assign_photos import deal, wishes_by_product
from content.planner.solver.fixed_cells import settle
from content.planner.solver.lagrangian import Market, hold_market
from content.planner.solver.plan_state import Ledger
from content.planner.solver.shards import ALONE, Shards, split
from tests.planner.worlds import communities
from tests.properties import examples

always = examples(25)
worlds = communities(groups=6, days=5, stories=(0, 24), photos=(0, 30))


def elsewhere(work, parts):
    """As a cluster would: all is pickled there and back, and the last part is worked on first."""
    sent = [pickle.dumps((work, part)) for part in parts]
    done = [pickle.dumps(there(part)) for there, part in map(pickle.loads, reversed(sent))]
    return [pickle.loads(result) for result in reversed(done)]  # noqa: S301 - our own


@always
@given(worlds, st.integers(1, 4), st.integers(1, 9))
def test_every_number_of_group_and_product_shards_gives_the_same_plan(kit, world, groups, products):
    problem = kit.case(**world).posed()
    assert plan(problem).digest == plan(problem, shards=Shards(groups, products)).digest


@always
@given(worlds, st.integers(1, 4), st.integers(1, 9))
def test_shards_may_be_worked_on_elsewhere_and_in_any_order(kit, world, groups, products):
    problem = kit.ruled(kit.case(**world), world["seed"]).posed()
    assert plan(problem).digest == plan(problem, shards=Shards(groups, products, elsewhere)).digest


def test_shards_may_be_worked_on_at_the_same_time(kit):
    problem = kit.case(3, groups=40, stories=60, family="tight").posed()
    with ThreadPoolExecutor(4) as pool:
        shards = Shards(8, 4, lambda work, parts: list(pool.map(work, parts)))
        assert plan(problem, shards=shards).digest == plan(problem).digest


def test_a_bound_is_the_same_in_all_shards(kit):
    pytest.importorskip("highspy")
    problem = kit.case(4, groups=6, stories=20).posed()
    bounds = {plan(problem, certify=True, shards=shards).bound for shards in (ALONE, Shards(2, 3, elsewhere))}
    assert len(bounds) == 1


@always
@given(worlds, st.integers(1, 9))
def test_a_deal_gives_each_place_one_photo_that_it_may_show(kit, world, products):
    """Whatever hands the shards bring, what is put down is legal: read again, one showing after the other."""
    problem = kit.case(**world).posed()
    ledger = Ledger(problem)
    market = hold_market(ledger, settle(ledger).open)
    wanted = {
        (wish.place, wish.group, wish.day) for line in wishes_by_product(ledger).values() for wish in line
    }
    deal(ledger, market, Shards(products=products))
    fresh = Ledger(problem)
    settle(fresh)
    for place, group, day in sorted(wanted):
        photo = int(ledger.photo[place, group, day])
        if photo != NONE:
            assert fresh.may_show(group, day, photo)
            fresh.show(group, day, place, photo)


@given(st.lists(st.integers(), max_size=20), st.integers(1, 8))
def test_a_split_loses_nothing_and_makes_no_empty_part(things, count):
    parts = split(things, count)
    assert sorted(thing for part in parts for thing in part) == sorted(things)
    assert all(parts)
    assert len(parts) <= count


@pytest.fixture
def one_wave(monkeypatch):
    """All products are dealt without looking at each other."""
    monkeypatch.setattr("content.planner.solver.assign_photos.WAVES", 1)


@pytest.mark.usefixtures("one_wave")
def test_an_author_whom_two_products_give_a_group_is_shown_once_and_the_other_place_asks_again(kit):
    """Of every product the best photo is by the same member."""
    names = [f"p{n}" for n in range(9)]
    stories = [kit.story(f"of {name}", name) for name in names]
    best = [kit.photo(f"best {name}", name, member="m", score=0.9) for name in names]
    rest = [kit.photo(f"rest {name}", name, score=0.2) for name in names]
    case = kit.small([kit.group("a")], stories, [*best, *rest], days=7)
    made = kit.made(case.posed(), plan(case.posed()))
    assert case.violations(made.placed) == []
    assert made.gaps == []
    assert sorted(item.share.split()[0] for item in made.placed) == ["best"] + ["rest"] * 6


@pytest.mark.usefixtures("one_wave")
def test_a_photo_that_is_taken_back_goes_to_who_got_nothing(kit):
    """One group gets the photos of both products, both by one member; the other group waits."""
    names = ["p0", "p1"]
    stories = [kit.story(f"of {name}", name) for name in names]
    photos = [kit.photo(f"best {name}", name, member="m", score=0.9) for name in names]
    case = kit.small(
        [kit.group("a"), kit.group("b")], stories, photos, rules=kit.rules(photo_groups=1), days=2
    )
    ledger = Ledger(case.posed())
    for group, days in ((0, (0, 1)), (1, (1, 0))):
        for day, story in enumerate(days):
            ledger.tell(group, day, story)
    plenty = np.zeros(len(ledger.problem.products), np.int64)
    deal(ledger, Market(plenty, np.zeros(ledger.problem.shape, np.int64), plenty > 0))
    shown = ledger.photo[SHARE][ledger.photo[SHARE] != NONE]
    assert len(shown) == len(set(shown.tolist())) == 2
