"""NDCG as its inventors count it, ties without favour, and windows that never look ahead."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.learn.judge import Floats, ndcg, time_split, windows


def test_the_best_order_is_worth_one_and_a_known_one_what_it_should() -> None:
    wanted = np.array([1.0, 0.0, 1.0])
    assert ndcg(np.array([3.0, 1.0, 2.0]), wanted) == 1.0
    assert ndcg(np.array([3.0, 2.0, 1.0]), wanted) == pytest.approx((1 + 0.5) / (1 + 1 / np.log2(3)))


def test_only_the_first_places_count() -> None:
    wanted = np.array([0.0, 0.0, 1.0])
    assert ndcg(np.array([3.0, 2.0, 1.0]), wanted, places=2) == 0.0


def test_ties_are_worth_the_mean_of_their_orders() -> None:
    both = [ndcg(np.array(order), np.array([1.0, 0.0])) for order in ([2.0, 1.0], [1.0, 2.0])]
    assert ndcg(np.zeros(2), np.array([1.0, 0.0])) == pytest.approx(np.mean(both))


def test_where_nothing_is_wanted_no_order_is_wrong() -> None:
    assert ndcg(np.array([1.0, 2.0]), np.zeros(2)) == 1.0


@settings(max_examples=50, deadline=None, derandomize=True)
@given(st.lists(st.tuples(st.floats(-5, 5), st.floats(0, 1)), min_size=1, max_size=40))
def test_it_is_a_share_whatever_the_order(pairs: list[tuple[float, float]]) -> None:
    order, wanted = np.array(pairs).T
    assert 0.0 <= ndcg(order, wanted) <= 1.0 + 1e-12


@pytest.mark.parametrize(
    "count, sizes",
    [(0, []), (47, []), (48, [24]), (95, [47]), (96, [24, 24]), (400, [50] * 4), (4000, [500] * 4)],
)
def test_windows_are_the_later_half_in_pieces_of_two_dozen_or_more(count: int, sizes: list[int]) -> None:
    found = windows(count)
    assert [end - start for start, end in found] == sizes
    assert not found or (found[0][0], found[-1][1]) == (count - count // 2, count)


def test_each_window_is_judged_by_what_was_known_before_it() -> None:
    asked: list[int] = []

    def learn(count: int) -> Floats:
        asked.append(count)
        return np.ones(1)

    values = np.arange(200.0)[:, None]
    judged = time_split(values, (values[:, 0] % 7 == 0) * 1.0, learn, np.ones(1))
    assert asked == [start for start, _ in windows(200)]
    assert judged is not None
    (learnt, by_hand), many = judged
    assert (learnt, many) == (by_hand, len(windows(200)))
