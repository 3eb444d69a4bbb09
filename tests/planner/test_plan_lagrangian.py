"""The parts of the market, each against a slower and plainer telling."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.planner.problem.arrays import NONE, WEEK
from content.planner.problem.inputs import PlanWeights
from content.planner.problem.windows import promo_room, repetitions, repetitions_of_one, rolling_sums
from content.planner.solver.best_weeks import Weeks
from content.planner.solver.fixed_cells import settle
from content.planner.solver.lagrangian import hold_market
from content.planner.solver.pairs import choose_two_days
from content.planner.solver.plan_state import Ledger
from content.planner.solver.supply import Prices, Supply

quick = settings(max_examples=60, deadline=None)
weeks_of_stories = st.lists(st.integers(NONE, 4), min_size=2 * WEEK + 1, max_size=2 * WEEK + 1)


@quick
@given(weeks_of_stories, st.lists(st.integers(0, 2), min_size=5, max_size=5))
def test_repetitions_count_the_rolling_weeks_that_hold_the_day_and_the_label(week, label):
    counted = repetitions(np.array([week]), WEEK, np.array([[*label, 3]]), 3)[0]
    for name in range(3):
        days = {
            day for day, story in enumerate(week) if day != WEEK and story != NONE and label[story] == name
        }
        windows = [set(range(start, start + WEEK)) for start in range(1, WEEK + 1)]
        assert counted[name] == sum(bool(days & window) for window in windows)


@quick
@given(weeks_of_stories, st.lists(st.integers(0, 2), min_size=5, max_size=5))
def test_one_group_counts_like_many(week, label):
    many = repetitions(np.array([week]), WEEK, np.array([[*label, 3]]), 3)[0]
    one = repetitions_of_one(week, WEEK, label)
    assert [one.get(name, 0) for name in range(3)] == many.tolist()


@given(st.lists(st.integers(0, 9), min_size=WEEK, max_size=20))
def test_rolling_sums_are_sums_of_seven_neighbours(values):
    plain = [sum(values[start : start + WEEK]) for start in range(len(values) - WEEK + 1)]
    assert rolling_sums(np.array([values])).tolist() == [plain]


def test_promo_room_is_what_the_fullest_week_leaves(kit):
    stories = [kit.story("a", promo=0.5), kit.story("b", promo=0.2)]
    problem = kit.small([kit.group("g")], stories, []).posed()
    week = np.full((1, problem.stories_around.shape[1]), NONE)
    today = problem.column(3)
    week[0, today - 6], week[0, today - 1], week[0, today + 1] = 0, 1, 1
    week[0, today] = 0  # itself does not count
    assert promo_room(problem, week, today, np.array([1000])).tolist() == [300]  # the week that ends today
    assert promo_room(problem, week, today, np.array([100])).tolist() == [0]


@pytest.fixture
def ledger(kit):
    """Sauce: showings at 900, 900, 500; oil: none."""
    photos = [kit.photo("u1", score=0.9), kit.photo("u2", score=0.5)]
    history = [kit.shown_on("gone", kit.before(30), "old", "u2")]
    stories = [kit.story("s"), kit.story("t", "oil")]
    case = kit.small([kit.group("g")], stories, photos, history, rules=kit.rules(photo_groups=2))
    return Ledger(case.posed())


def of_sauce(ledger, values):
    return values[ledger.problem.products.index("sauce")]


def test_the_supply_falls_from_showing_to_showing(ledger):
    supply = Supply(ledger)
    assert of_sauce(ledger, supply.total()) == 3
    for wanted, score in ((0, 900), (2, 900), (3, 500), (4, PlanWeights().missing_photo)):
        assert of_sauce(ledger, supply.marginal(np.full(3, wanted))) == score
    for price, better in ((900, 0), (899, 2), (100, 3)):
        assert of_sauce(ledger, supply.above(np.full(3, price))) == better
    assert [supply.pooled(wanted) for wanted in (1, 3, 4)] == [900, 500, PlanWeights().missing_photo]


@pytest.mark.parametrize("wanted, settles_at", [(1, 900), (3, 500), (9, PlanWeights().missing_photo)])
def test_a_price_settles_at_the_score_of_the_photo_in_question(ledger, wanted, settles_at):
    prices = Prices(Supply(ledger), 2, PlanWeights().missing_photo)
    for _ in range(40):
        prices.answer(np.full(3, wanted), ceiling=1000)
    assert of_sauce(ledger, prices.now) == pytest.approx(settles_at, abs=1)


def test_prices_fall_together_where_more_is_wanted_in_all_than_there_is(kit):
    """2,000 cells want 1,600 showings of 20 products, each the one it likes best at its price: what goes
    without is of products at the floor, and no other price holds up what nobody gets."""
    photos = [
        kit.photo(f"u{number}", f"p{number % 20:02}", score=0.3 + number / 500) for number in range(200)
    ]
    stories = [kit.story(f"s{number}", f"p{number:02}") for number in range(20)]
    case = kit.small([kit.group("g")], stories, photos, rules=kit.rules(photo_groups=8))
    supply, floor = Supply(Ledger(case.posed())), PlanWeights().missing_photo
    photographed = np.flatnonzero(supply.total())
    tastes = np.random.default_rng(1).normal(0, 300, (2000, 20)) + np.linspace(0, 900, 20)
    turn, likes = np.arange(2000) % 4, tastes.argmax(1)
    prices = Prices(supply, 2000, floor)

    def wanted():
        return np.bincount(photographed[likes], minlength=len(supply.total()))

    for at in range(96):
        mine = turn == at % 4
        likes[mine] = (tastes[mine] + prices.now[photographed]).argmax(1)
        prices.answer(wanted(), ceiling=int(1000 ** (1 - at / 96)))
    assert supply.total().sum() == 1600
    assert prices.unbalanced(wanted()) < 40
    assert 0 < (prices.now[photographed] == floor).sum() < 10


def test_a_market_is_balanced_when_what_is_wanted_is_what_there_is(ledger):
    """At 700 two showings are better; at the lowest price of all nothing more can be done about the rest."""
    prices = Prices(Supply(ledger), 2, PlanWeights().missing_photo)
    sauce = np.arange(3) == ledger.problem.products.index("sauce")
    for price, wanted, off in ((700, 2, 0), (700, 5, 3), (700, 0, 2), (PlanWeights().missing_photo, 9, 0)):
        prices.now = np.where(sauce, price, 1000).astype(np.int32)
        assert prices.unbalanced(np.where(sauce, wanted, 0)) == off


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**6))
def test_two_days_chosen_together_never_make_a_week_worse(kit, seed):
    ledger = Ledger(kit.case(seed, groups=4, stories=12, photos=10).posed())
    settled = settle(ledger)
    weeks = Weeks(ledger, np.arange(4), settled.open)
    goods = weeks.goods(np.full(len(ledger.problem.products), 300))
    weeks.sweep(goods)
    before = weeks.total(weeks.week, goods)
    choose_two_days(weeks, goods)
    assert (weeks.total(weeks.week, goods) >= before).all()


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**6))
def test_the_worth_of_a_story_is_what_it_adds_to_its_week(kit, seed):
    """One day at a time and the whole week at once must be one and the same measure."""
    ledger = Ledger(kit.case(seed, groups=3, stories=12, photos=10, odd=False).posed())
    settled = settle(ledger)
    weeks = Weeks(ledger, np.arange(3), settled.open)
    goods = weeks.goods(np.full(len(ledger.problem.products), 300))
    weeks.sweep(goods)
    whole, story = weeks.total(weeks.week, goods), weeks.own_days[:, 2].copy()
    with weeks.without(2):
        added = weeks.worths(2, goods)[np.arange(3), story]
        bare = weeks.total(weeks.week, goods)
    told = story != NONE
    assert (whole - bare)[told].tolist() == added[told].tolist()


def test_the_market_turns_from_what_is_scarce(kit):
    """Everybody likes sauce best, but there is photo enough for two of eight groups."""
    photos = [kit.photo(f"u{n}", home=f"g{n}") for n in range(2)]
    photos += [kit.photo(f"oil{n}", "oil", score=0.4) for n in range(8)]
    groups = [kit.group(f"g{n}") for n in range(8)]
    stories = [kit.story("s"), kit.story("t", "oil")]
    case = kit.small(groups, stories, photos, rules=kit.rules(photo_groups=1), days=1)
    ledger = Ledger(case.posed())
    hold_market(ledger, settle(ledger).open)
    told = [ledger.problem.stories.ids[ledger.story(group, 0)] for group in range(8)]
    assert sorted(told) == ["s"] * 2 + ["t"] * 6
