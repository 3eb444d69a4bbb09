"""What was known of an author when something was sent; never what came later."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.model import Choice, Decision, Media, Placement, Submission
from content.score.weights import HAND
from content.shortlist.authors import Fates, Past, pasts, shown_on

BEGIN = datetime(2026, 1, 1, 12, tzinfo=UTC)


def sent(key: str, after_days: float, member: str | None = "m1") -> Submission:
    return Submission(key, "g1", member, "", BEGIN + timedelta(days=after_days), (Media(key, "", 1, 1, 1),))


def said(key: str, choice: Choice, after_days: float) -> dict[str, Decision]:
    return {key: Decision(key, "小林", choice, BEGIN + timedelta(days=after_days))}


def test_the_past_is_what_came_before_it_was_sent() -> None:
    crowd = [sent("a", 0), sent("b", 10), sent("c", 40), sent("x", 39, "m2")]
    decisions = said("a", Choice.KEEP, 1) | said("b", Choice.DROP, 12) | said("c", Choice.KEEP, 41)
    shown = [Placement("g1", day, "s", share="a") for day in (date(2026, 1, 5), date(2026, 3, 1))]
    told = pasts(crowd, Fates(shown_on(shown), decisions), {}, {})
    assert told["a"] == Past()
    assert told["b"] == Past(sent=1, decided=1, kept=1, times_shown=1, days=10)
    assert told["c"] == Past(sent=2, decided=2, kept=1, times_shown=1, days=40)
    assert told["x"] == Past()


def test_a_decision_made_later_about_an_earlier_one_is_not_known_yet() -> None:
    told = pasts([sent("a", 0), sent("b", 1)], Fates({}, said("a", Choice.KEEP, 2)), {}, {})
    assert told["b"].decided == 0


def test_undecided_is_no_decision() -> None:
    told = pasts([sent("a", 0), sent("b", 9)], Fates({}, said("a", Choice.UNDECIDED, 1)), {}, {})
    assert told["b"].decided == 0


def test_of_one_without_an_author_nothing_is_known() -> None:
    assert pasts([sent("a", 0, None)], Fates({}, {}), {}, {}) == {}


def test_what_earlier_ones_met_with_counts_and_its_own_likes_do_not() -> None:
    crowd = [sent("a", 0), sent("b", 1), sent("c", 2)]
    told = pasts(crowd, Fates({}, {}), {"a": 20, "b": 0, "c": 99}, dict.fromkeys("abc", 5.0))
    assert told["a"].response == 1.0
    assert told["b"].response > told["c"].response > 1.0


@pytest.mark.parametrize("placement", [Placement("g1", date(2026, 1, 2), "s", opener="a")])
def test_an_opener_is_a_showing_too(placement: Placement) -> None:
    assert shown_on([placement]) == {"a": [date(2026, 1, 2)]}


@given(st.integers(0, 99), st.integers(0, 99), st.integers(0, 999), st.integers(0, 9999), st.floats(0.01, 99))
def test_each_part_lies_between_nothing_and_all(
    decided: int, kept: int, shown: int, days: int, response: float
) -> None:
    parts = Past(decided, decided, min(kept, decided), shown, days, response).parts
    assert all(0 <= value <= 1 for value in parts.values())
    assert parts.keys() <= HAND.of.keys()
    assert {HAND.of[name] for name in parts} == {0.0}, "the hand weights do not ask who sent it"


@settings(max_examples=30)
@given(st.lists(st.floats(0, 90), min_size=1, max_size=8))
def test_what_comes_later_changes_nothing_that_was_known(days: list[float]) -> None:
    crowd = [sent(f"i{n}", day) for n, day in enumerate(sorted(days))]
    decisions: dict[str, Decision] = {}
    for n, day in enumerate(sorted(days)):
        decisions |= said(f"i{n}", Choice.KEEP, day + 1)
    fates = Fates({}, decisions)
    whole = pasts(crowd, fates, {}, {})
    assert pasts(crowd[:-1], fates, {}, {}) == {each.id: whole[each.id] for each in crowd[:-1]}
