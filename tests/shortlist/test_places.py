"""Quotas, prices and newcomers' lots."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from content.messages import render
from content.model import Dropped, Kept, Reason
from content.shortlist.candidate import Candidate, ShortlistRules
from content.shortlist.choose import choose
from content.shortlist.looks import looks_of
from content.shortlist.quotas import quotas
from content.shortlist.selection import ALIKE, SAME_MEMBER, SAME_PRODUCT, choose_places

Candidates = Callable[..., Candidate]
drawn = settings(
    max_examples=30,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def crowd(candidate: Candidates, count: int, *, newcomers: int = 0, **told: Any) -> list[Candidate]:
    """The first `newcomers` are new, and the last in score."""
    return [
        replace(candidate(f"i{n:03d}", looks=n, total=n / count, **told), newcomer=n < newcomers)
        for n in range(count)
    ]


def kept(verdicts: dict[str, Kept | Dropped]) -> dict[str, Kept]:
    return {name: verdict for name, verdict in verdicts.items() if isinstance(verdict, Kept)}


@pytest.mark.parametrize(
    "rules, told, reason, word",
    [
        (ShortlistRules(size=4, per_group=3), {}, Reason.GROUP_QUOTA, "g1"),
        (ShortlistRules(size=4, per_day=3), {"days_ago": 2}, Reason.DAY_QUOTA, "2026-11-18"),
    ],
)
def test_a_group_and_a_day_take_no_more_than_their_share(
    candidate: Candidates, day: date, rules: ShortlistRules, told: dict[str, Any], reason: Reason, word: str
) -> None:
    other = candidate("j", total=0.01, group="g2", days_ago=5)
    verdicts = choose([*crowd(candidate, 6, **told), other], rules, day)
    assert len(kept(verdicts)) == 4
    assert "j" in kept(verdicts)
    over = [verdict for verdict in verdicts.values() if verdict.reason is reason]
    assert [word in render(verdict.why, "zh") for verdict in over] == [True] * 3


def test_a_product_the_planner_lacks_goes_before_one_a_little_better(
    candidate: Candidates, day: date
) -> None:
    scarce = candidate("a", total=0.50, product="茶")
    better = candidate("b", total=0.55, product="面")
    rules = ShortlistRules(size=1)
    assert set(kept(choose([scarce, better], rules, day))) == {"b"}
    assert set(kept(choose([scarce, better], rules, day, prices={"茶": 1.0}))) == {"a"}


def test_one_place_of_twelve_is_a_newcomers_by_lot(candidate: Candidates, day: date) -> None:
    verdicts = choose(crowd(candidate, 40, newcomers=8), ShortlistRules(size=24), day)
    lots = {name: verdict for name, verdict in kept(verdicts).items() if verdict.chance < 1}
    assert len(kept(verdicts)) == 24
    assert sorted(verdict.rank for verdict in lots.values()) == [23, 24]
    assert {verdict.chance for verdict in lots.values()} == {2 / 8}
    assert all(name < "i008" and "抽签" in render(verdict.why, "zh") for name, verdict in lots.items())


def test_a_lot_is_the_same_all_week_and_another_the_next(candidate: Candidates, day: date) -> None:
    people, rules = crowd(candidate, 60, newcomers=30), ShortlistRules(size=24, window_days=99)

    def lots(when: date, seed: int = 0) -> set[str]:
        verdicts = choose(people, replace(rules, seed=seed), when)
        return {name for name, verdict in kept(verdicts).items() if verdict.chance < 1}

    monday = day - timedelta(days=day.weekday())
    assert lots(monday) == lots(monday + timedelta(days=6))
    drawn = [lots(monday), lots(monday + timedelta(days=7)), lots(monday, seed=1)]
    assert len({frozenset(each) for each in drawn}) > 1


def test_where_nobody_is_new_the_best_get_every_place(candidate: Candidates, day: date) -> None:
    verdicts = kept(choose(crowd(candidate, 30), ShortlistRules(size=24), day))
    assert len(verdicts) == 24
    assert all(verdict.chance == 1 for verdict in verdicts.values())


def test_a_newcomer_who_is_good_enough_needs_no_lot(candidate: Candidates, day: date) -> None:
    verdicts = kept(choose(crowd(candidate, 24, newcomers=24), ShortlistRules(size=24), day))
    assert len(verdicts) == 24
    assert all(verdict.chance == 1 for verdict in verdicts.values())


@drawn
@given(
    st.lists(st.tuples(st.sampled_from("雨舟禾"), st.sampled_from("茶面"), st.booleans()), max_size=30),
    st.integers(0, 16),
    st.integers(0, 4),
)
@example(  # a newcomer's lot leaves a place
    [("雨", "茶", False), ("雨", "茶", False), ("舟", "面", False), ("舟", "茶", False), ("舟", "茶", True)],
    4,
    1,
)
def test_no_place_stands_empty_while_somebody_waits_and_ranks_have_no_hole(
    candidate: Candidates, day: date, told: list[tuple[str, str, bool]], size: int, explore: int
) -> None:
    people = [
        replace(candidate(f"i{n:03d}", looks=n, total=0.5, member=member, product=product), newcomer=new)
        for n, (member, product, new) in enumerate(told)
    ]
    rules = ShortlistRules(size=size, per_member=2, per_product=4, explore=explore)
    chosen = kept(choose(people, rules, day))
    by = {each.submission.id: each.submission for each in people}
    drawn_ones = [name for name, verdict in chosen.items() if verdict.chance < 1]
    assert max(Counter(by[name].member for name in drawn_ones).values(), default=0) <= 2
    assert sorted(verdict.rank for verdict in chosen.values()) == list(range(1, len(chosen) + 1))
    assert len(chosen) == min(size, len(people))


def test_a_score_that_is_no_number_comes_last(candidate: Candidates, day: date) -> None:
    people = [candidate("a", total=float("nan")), candidate("b", total=0.1)]
    assert set(kept(choose(people, ShortlistRules(size=1), day))) == {"b"}


def compared_with_all(eligible: list[Candidate], rules: ShortlistRules) -> list[int]:
    """The definition: each time the best of all that are left, less what its likeness costs."""
    looks, chosen = looks_of(eligible) if eligible else [], list[int]()

    def near(one: int, other: int) -> float:
        a, b = eligible[one].submission, eligible[other].submission
        same = SAME_MEMBER * (a.member == b.member) + SAME_PRODUCT * (a.product == b.product)
        return ALIKE * min(1.0, max(0.0, float(looks[one] @ looks[other]))) + same

    def worth(one: int) -> float:
        closest = max((near(one, other) for other in chosen), default=0.0)
        return round((1 - rules.variety) * (eligible[one].total or 0.0) - rules.variety * closest, 6)

    while len(chosen) < rules.size:
        taken = [(quota, Counter(quota.of(eligible[each]) for each in chosen)) for quota in quotas(rules)]
        free = [
            n
            for n, each in enumerate(eligible)
            if n not in chosen and all(count[quota.of(each)] < quota.most for quota, count in taken)
        ]
        if not free:
            break
        chosen.append(max(free, key=lambda one: (worth(one), -one)))
    return chosen


@drawn
@given(
    st.lists(
        st.tuples(st.integers(0, 100), st.integers(0, 3), st.integers(0, 2), st.integers(0, 5)), max_size=16
    ),
    st.integers(1, 9),
    st.sampled_from([0.0, 0.1, 0.9]),
)
def test_the_lazy_choice_is_the_one_that_compares_all(
    candidate: Candidates, day: date, told: list[tuple[int, int, int, int]], size: int, variety: float
) -> None:
    eligible = [
        candidate(f"i{n:02d}", total=total / 100, member=f"m{m}", product=f"p{p}", looks=looks)
        for n, (total, m, p, looks) in enumerate(told)
    ]
    rules = ShortlistRules(size=size, per_member=2, per_product=3, variety=variety, explore=0)
    found = choose_places(eligible, rules, (), {}, day).chosen
    assert list(found) == compared_with_all(eligible, rules)
