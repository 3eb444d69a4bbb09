"""Weights stay at the hand's without evidence, follow it where there is, and never fall below zero."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from content.learn.fit import Floats, fit

HAND = np.array([0.6, 0.3, 0.1])
SHARP, LIGHT, WORDS = 0, 1, 2


def many(count: int, liked: int, seed: int = 0) -> tuple[Floats, Floats]:
    """Random rows, wanted where the part `liked` is above its middle."""
    values = np.random.default_rng(seed).random((count, 3)) - 0.5
    return values, (values[:, liked] > 0).astype(np.float64)


def test_without_examples_the_hand_weights_stay() -> None:
    found = fit(np.empty((0, 3)), np.empty(0), np.empty(0), HAND)
    assert found == pytest.approx(HAND)


@pytest.mark.parametrize("said", [0.0, 1.0], ids=["all dropped", "all kept"])
def test_who_drops_or_keeps_everything_teaches_next_to_nothing(said: float) -> None:
    values, _ = many(200, WORDS)
    assert fit(values, np.full(200, said), np.ones(200), HAND) == pytest.approx(HAND, abs=0.03)


def test_a_part_that_decides_gains_weight_and_more_with_more_examples() -> None:
    weights = [fit(*many(count, WORDS), np.ones(count), HAND)[WORDS] for count in (10, 50, 200, 1000)]
    assert weights == sorted(weights)
    assert weights[0] > HAND[WORDS]
    assert weights[-1] > 0.9


def test_a_part_that_speaks_against_itself_ends_at_zero_not_below() -> None:
    values, wanted = many(1000, SHARP)
    found = fit(values, 1 - wanted, np.ones(1000), HAND)
    assert found[SHARP] == 0.0
    assert found.sum() == pytest.approx(1.0)


def test_an_example_that_counts_twice_is_as_two() -> None:
    values, wanted = many(60, LIGHT)
    once = fit(np.tile(values, (2, 1)), np.tile(wanted, 2), np.ones(120), HAND)
    assert fit(values, wanted, np.full(60, 2.0), HAND) == pytest.approx(once, abs=1e-6)


def test_what_is_found_is_the_likeliest_of_its_neighbourhood() -> None:
    """No step along a single weight makes it likelier, but for those that would fall below zero."""
    from content.learn.fit import _likeliest, _Problem

    values, wanted = many(100, LIGHT, seed=3)
    rows = np.column_stack([values, np.ones(100)])
    problem = _Problem(rows, wanted, np.ones(100), np.append(HAND, 0.0), np.full(4, 2.0))
    found = _likeliest(problem)
    for n in range(4):
        for step in (1e-4, -1e-4):
            beside = found.copy()
            beside[n] += step
            assert (n < 3 and beside[n] < 0) or problem.loss(beside) >= problem.loss(found)


shared = settings(max_examples=40, deadline=None, derandomize=True)
unit = st.floats(-1, 1, allow_nan=False)


@shared
@given(
    st.integers(1, 12).flatmap(
        lambda n: st.tuples(
            arrays(np.float64, (n, 3), elements=unit),
            arrays(np.float64, n, elements=st.floats(0, 1)),
            arrays(np.float64, n, elements=st.floats(0.01, 10)),
        )
    )
)
def test_weights_are_always_shares_of_one(rows: tuple[Floats, Floats, Floats]) -> None:
    found = fit(*rows, HAND)
    assert np.isfinite(found).all()
    assert (found >= 0).all()
    assert found.sum() == pytest.approx(1.0)
