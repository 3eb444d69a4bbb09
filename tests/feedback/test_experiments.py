"""Experiments: drawn the same for ever, tested by their own draw, and no verdict from nothing."""

from datetime import date, timedelta
from itertools import product
from math import inf, isclose

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.feedback.assignment import Draw, alike_first, assign, blocks_in
from content.feedback.experiments import (
    contrasts_of,
    fewest_periods,
    group_differences,
    lost,
    periods_needed,
    smallest_seen,
    spread_of,
    verdict_of,
)
from content.feedback.randomisation import Contrast, randomisation_test
from content.model import Arm, CellValue, ExperimentDesign, ExperimentVerdict, Group
from tests.properties import examples

MONDAY = date(2026, 12, 7)
SWITCHBACK, SPLIT = ExperimentDesign
names = st.integers(1, 9).map(lambda n: [f"g{k}" for k in range(n)])


def cells_of(groups, periods, seed=1, design=SWITCHBACK):
    return assign([f"g{n}" for n in range(groups)], Draw(design, seed, MONDAY, periods))


def values_of(cells, value):
    return [CellValue(cell, value(cell)) for cell in cells]


# -- the draw --------------------------------------------------------------------------------------------
@examples(60)
@given(names, st.integers(1, 12), st.integers(0, 2**31 - 1), st.sampled_from(ExperimentDesign))
def test_a_draw_is_the_same_again_balanced_and_as_many_coins_as_said(groups, periods, seed, design):
    draw = Draw(design, seed, MONDAY, periods)
    cells = assign(groups, draw)
    assert cells == assign(groups, draw)
    assert len({(cell.group, cell.period) for cell in cells}) == len(cells)
    assert len({cell.block for cell in cells}) == blocks_in(len(groups), design, periods)
    for block in {cell.block for cell in cells}:
        arms = [cell.arm for cell in cells if cell.block == block]
        assert arms.count(Arm.A) == arms.count(Arm.B)


def test_a_pair_takes_turns_against_each_other_and_each_week_holds_both_arms():
    cells = cells_of(6, 8)
    for week in range(8):
        assert sum(cell.arm is Arm.A for cell in cells if cell.period == week) == 3
    for group in {cell.group for cell in cells}:
        arms = [cell.arm for cell in cells if cell.group == group]
        assert all(first is second.other for first, second in zip(arms[::2], arms[1::2], strict=True))


def test_weeks_follow_one_another_from_the_first_day():
    cells = [cell for cell in cells_of(2, 4) if cell.group == "g0"]
    assert [cell.first for cell in cells] == [MONDAY + timedelta(weeks=n) for n in range(4)]
    assert all(cell.last - cell.first == timedelta(days=6) for cell in cells)


def test_another_seed_draws_otherwise_and_coins_fall_evenly():
    heads = sum(cells_of(1, 2, seed=seed)[0].arm is Arm.A for seed in range(400))
    assert 160 < heads < 240


def test_of_a_split_an_odd_group_is_left_out_and_nobody_changes():
    cells = cells_of(5, 4, design=SPLIT)
    assert "g4" not in {cell.group for cell in cells}
    assert all(len({cell.arm for cell in cells if cell.group == f"g{n}"}) == 1 for n in range(4))


def test_groups_that_are_alike_stand_together():
    sizes = [300, 80, 290, 90]
    groups = [Group(f"g{n}", f"g{n}", size=size) for n, size in enumerate(sizes)]
    assert [group.size for group in alike_first(groups)] == [80, 90, 290, 300]


# -- the test, against plain loops --------------------------------------------------------------------------
def naive_chance(differences):
    """All signs in turn; how many draws differ as much."""
    observed = abs(sum(differences) / len(differences))
    draws = [
        abs(sum(sign * step for sign, step in zip(signs, differences, strict=True)) / len(differences))
        for signs in product((1, -1), repeat=len(differences))
    ]
    return sum(draw >= observed - 1e-12 for draw in draws) / len(draws)


@examples(40)
@given(st.lists(st.floats(-1, 1).map(lambda x: round(x, 3)), min_size=1, max_size=8))
def test_the_chance_is_that_of_all_draws_counted_one_by_one(differences):
    test = randomisation_test([Contrast(step) for step in differences], 1)
    assert test.is_exact
    assert test.draws == 2 ** len(differences)
    assert isclose(test.chance, naive_chance(differences), abs_tol=1e-9)


def test_the_interval_holds_what_the_test_does_not_refuse():
    chance = np.random.default_rng(3)
    differences = [float(step) for step in chance.normal(0.4, 1, 8)]
    test = randomisation_test([Contrast(step) for step in differences], 1)
    wide = test.interval.high - test.interval.low
    for end, outside in ((test.interval.low, -1), (test.interval.high, 1)):
        refused = naive_chance([step - (end + outside * wide / 200) for step in differences])
        kept = naive_chance([step - (end - outside * wide / 200) for step in differences])
        assert refused <= 0.05 < kept


def test_a_sample_of_draws_is_near_all_of_them_and_the_same_again():
    chance = np.random.default_rng(5)
    many = [Contrast(float(step)) for step in chance.normal(0.5, 1, 16)]
    sampled, again = randomisation_test(many, 7), randomisation_test(many, 7)
    assert not sampled.is_exact
    assert sampled == again
    assert abs(sampled.chance - naive_chance([row.difference for row in many])) < 0.012


def test_five_coins_never_make_a_verdict():
    test = randomisation_test([Contrast(1.0 + n / 10) for n in range(5)], 1)
    assert test.chance == 2 / 32
    assert test.interval is None
    assert verdict_of(test, 0.0) is ExperimentVerdict.SPOILT


def test_verdict_and_interval_say_the_same():
    chance = np.random.default_rng(11)
    for _ in range(60):
        made = [Contrast(float(step)) for step in chance.normal(chance.choice([0, 0.8]), 1, 9)]
        test = randomisation_test(made, 1)
        excludes_nothing = test.interval.low > 0 or test.interval.high < 0
        assert (verdict_of(test, 0.0) is not ExperimentVerdict.OPEN) == excludes_nothing


# -- no effect, and some -----------------------------------------------------------------------------------
def test_without_an_effect_one_experiment_in_twenty_at_most_names_an_arm():
    """Weeks that drift, groups that differ, a season: 400 experiments; 5 % and three standard errors."""
    chance, named = np.random.default_rng(1), 0
    for seed in range(400):
        level, season = chance.lognormal(-2.5, 0.5, 6), chance.normal(0, 0.1, 8)
        drift = chance.normal(0, 0.03, 6)
        share = level[:, None] * np.exp(season + drift[:, None] * np.arange(8))
        counted = chance.binomial(150, np.minimum(0.9, share)) / 150
        cells = cells_of(6, 8, seed=seed)
        values = values_of(cells, lambda cell: counted[int(cell.group[1:]), cell.period])  # noqa: B023
        test = randomisation_test(contrasts_of(values, SWITCHBACK), seed)
        named += verdict_of(test, 0.0) is not ExperimentVerdict.OPEN
    assert named / 400 <= 0.05 + 3 * (0.05 * 0.95 / 400) ** 0.5


def test_an_effect_as_large_as_planned_for_is_mostly_found():
    chance, found = np.random.default_rng(2), 0
    spread, effect = 0.02, 0.02
    weeks = periods_needed(spread, effect, SWITCHBACK, 6)
    for _ in range(300):
        made = [Contrast(float(x), 2) for x in chance.normal(effect, spread, blocks_in(6, SWITCHBACK, weeks))]
        found += verdict_of(randomisation_test(made, 1), 0.0) is ExperimentVerdict.A_BETTER
    assert 0.72 <= found / 300 <= 0.95


def test_a_season_and_groups_of_their_own_cancel_out():
    """Arm A brings .01 more; groups differ by a lot, weeks too: the difference is .01 exactly."""
    cells = cells_of(6, 8)
    values = values_of(
        cells, lambda cell: int(cell.group[1:]) + 0.3 * cell.period + 0.01 * (cell.arm is Arm.A)
    )
    test = randomisation_test(contrasts_of(values, SWITCHBACK), 1)
    assert isclose(test.effect, 0.01, abs_tol=1e-9)
    differences = group_differences(values)
    assert isclose(sum(differences.values()) / 6, 0.01, abs_tol=1e-9)


def test_a_split_compares_with_the_weeks_before():
    cells = cells_of(12, 4, design=SPLIT)
    baseline = {f"g{n}": n / 10 for n in range(12)}
    values = values_of(cells, lambda cell: baseline[cell.group] + 0.02 * (cell.arm is Arm.A))
    contrasts = contrasts_of(values, SPLIT, baseline)
    assert len(contrasts) == 6
    assert all(isclose(contrast.difference, 0.02, abs_tol=1e-9) for contrast in contrasts)
    assert contrasts_of(values, SPLIT, {}) == []


def test_a_week_that_is_not_known_takes_its_partner_with_it_and_too_many_spoil_all():
    cells = cells_of(4, 6)
    values = values_of(cells, lambda cell: None if cell.group == "g0" else 0.1)
    assert [contrast.groups for contrast in contrasts_of(values, SWITCHBACK)] == [1, 1, 1, 2, 2, 2]
    assert lost(values) == 0.25
    test = randomisation_test(contrasts_of(values, SWITCHBACK), 1)
    assert verdict_of(test, 0.3) is ExperimentVerdict.SPOILT


# -- how long ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("design", "groups", "weeks"),
    [(SWITCHBACK, 1, 12), (SWITCHBACK, 2, 6), (SWITCHBACK, 6, 4), (SPLIT, 11, None), (SPLIT, 12, 2)],
)
def test_a_verdict_takes_six_coins(design, groups, weeks):
    assert fewest_periods(design, groups) == weeks


def test_more_groups_or_a_larger_difference_take_fewer_weeks():
    weeks = [
        periods_needed(0.02, least, SWITCHBACK, groups)
        for groups, least in ((6, 0.01), (12, 0.01), (6, 0.02))
    ]
    assert weeks[0] > weeks[1]
    assert weeks[0] > weeks[2]
    assert periods_needed(0.02, 0.0001, SWITCHBACK, 6) is None
    assert smallest_seen(0.02, SWITCHBACK, 1, 2) == inf


def test_the_spread_is_that_of_a_blocks_difference_before_it_began():
    chance = np.random.default_rng(8)
    rows = {f"g{n}": list(map(float, 0.1 * n + chance.normal(0, 0.02, 400))) for n in range(4)}
    assert isclose(spread_of(rows, SWITCHBACK), 0.02, rel_tol=0.1)  # two groups' differences, averaged
    assert isclose(spread_of(rows, SPLIT), 0.02 * 2**0.5, rel_tol=0.1)
    assert spread_of({"g0": [0.1]}, SWITCHBACK) is None
