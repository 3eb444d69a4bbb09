"""Forms compared: what is claimed, what is not, and that nothing but the form decides."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from content.feedback.forms import FormEstimates, estimate_forms
from content.model import FormCell, FormEstimate, FormVerdict, Slot

WEEKS = 8


def cells(
    effects: Sequence[float], *, groups: int = 12, weeks: int = WEEKS, seed: int = 1, size: float = 200
) -> list[FormCell]:
    """Two posts of each form a week in each group; counts are drawn about 12 members times the effect."""
    chance = np.random.default_rng(seed)
    made = []
    for group in range(groups):
        for week in range(weeks):
            for form, effect in enumerate(effects):
                counts = chance.poisson(12 * effect, 2) + 4
                made.append(
                    FormCell(
                        f"g{group:02d}", Slot.NOON, f"form{form}", week, 2, int(counts.sum()),
                        int((counts**2).sum()), 8.0, 2 * size,
                    )
                )  # fmt: skip
    return made


def estimates(made: Sequence[FormCell], weeks: int = WEEKS) -> FormEstimates:
    return estimate_forms(made, {cell.group: weeks for cell in made}, seed=3)


def by_form(rows: Sequence[FormEstimate]) -> dict[str, FormEstimate]:
    return {row.form: row for row in rows}


def test_a_form_that_brings_half_as_many_again_works() -> None:
    rows = by_form(estimates(cells([1, 1, 1.5])).together)
    assert rows["form2"].verdict is FormVerdict.WORKS
    assert rows["form2"].ratio is not None
    assert rows["form2"].ratio.low < 1.5 / (3.5 / 3) < rows["form2"].ratio.high
    assert rows["form0"].verdict.word == "worse"  # than usual, which has the better form in it


def test_forms_that_bring_as_many_are_the_same_and_none_works() -> None:
    rows = estimates(cells([1, 1, 1])).together
    assert {row.verdict for row in rows} == {FormVerdict.SAME}
    assert [row.weeks_needed for row in rows] == [None] * 3


def test_members_beyond_the_expected_ones_are_a_share_of_the_group() -> None:
    (row,) = (row for row in estimates(cells([1, 1])).together if row.form == "form0")
    assert (row.posts, row.expected) == (12 * WEEKS * 2, 12 * WEEKS * 8.0)
    assert row.rate is not None
    assert row.rate.value == (row.observed - row.expected) / (12 * WEEKS * 2 * 200)
    assert row.rate.low < 12 / 200 < row.rate.high


def test_under_eight_posts_nothing_is_ranked() -> None:
    rows = estimates(cells([1, 3], groups=1, weeks=3), weeks=3).by_group
    assert {(row.verdict, row.best, row.ratio) for row in rows} == {(FormVerdict.TOO_FEW, 0.0, None)}


def test_before_two_full_weeks_nothing_is_claimed() -> None:
    rows = estimates(cells([1, 3], groups=50, weeks=2), weeks=1).together
    assert {(row.verdict, row.weeks_needed) for row in rows} == {(FormVerdict.OPEN, 1)}


def test_the_only_form_of_a_slot_is_compared_with_nothing() -> None:
    (row,) = estimates(cells([1])).together
    assert (row.verdict, row.ratio, row.weeks_needed, row.best) == (FormVerdict.OPEN, None, None, 0.0)


def test_a_group_ten_times_as_large_does_not_win_for_its_form() -> None:
    large = [
        replace(cell, observed=cell.observed * 10, squares=cell.squares * 100, expected=cell.expected * 10)
        for cell in cells([1, 1, 1], groups=1, seed=5)
        for _ in range(1 + (cell.form == "form0"))  # and has form 0 twice as often
    ]
    rows = estimates([*cells([1, 1, 1]), *(replace(cell, group="large") for cell in large)]).together
    assert not [row for row in rows if row.verdict.word in ("better", "worse")]


def test_groups_in_which_posts_bring_nobody_are_compared_with_nothing() -> None:
    dead = [replace(cell, group="dead", observed=6, squares=18) for cell in cells([1, 1], groups=1)]
    rows = [row for row in estimates([*cells([1, 1]), *dead]).by_group if row.group == "dead"]
    assert {(row.verdict, row.ratio) for row in rows} == {(FormVerdict.OPEN, None)}


@given(st.integers(0, 30), st.integers(1, 9), st.integers(1, 4), st.integers(2, 5))
def test_estimates_lie_in_their_intervals_and_chances_are_chances(
    seed: int, groups: int, weeks: int, forms: int
) -> None:
    made = cells([1.0] * forms, groups=groups, weeks=weeks, seed=seed)
    result = estimates(made, weeks)
    assert estimates(made, weeks) == result
    for rows in (result.together, result.by_group):
        for row in rows:
            assert row.ratio is None or row.ratio.low <= row.ratio.value <= row.ratio.high
            assert row.rate is None or row.rate.low <= row.rate.value <= row.rate.high
            assert 0 <= row.best <= 1
    assert sum(row.best for row in result.together) <= 1 + 1e-9
