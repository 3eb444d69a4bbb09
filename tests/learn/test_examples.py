"""What a decision, a swap and an edit say of a photo, and what they do not."""

from datetime import UTC, datetime, timedelta

import pytest

from content.learn.examples import CHANCE_LEAST, EDITED, SWAPPED, examples, wanted
from content.model import Choice, Decision, PhotoChoice, Reason

NOW = datetime(2026, 11, 20, tzinfo=UTC)
VALUES = {name: {"sharp": 0.5} for name in "abcd"}


def said(name: str, choice: Choice, rating: int = 0, reason: str = "", minutes: int = 0) -> Decision:
    return Decision(name, "小林", choice, NOW + timedelta(minutes=minutes), rating, reason=reason, version=1)


@pytest.mark.parametrize(
    "decision, degree",
    [
        (said("a", Choice.KEEP), 1.0),
        (said("a", Choice.KEEP, 5), 1.0),
        (said("a", Choice.KEEP, 1), 0.5),
        (said("a", Choice.DROP), 0.0),
        (said("a", Choice.DROP, 5), 0.0),
        (said("a", Choice.DROP, reason="构图"), 0.0),
        (said("a", Choice.DROP, reason=Reason.BLURRED), 0.0),
        (said("a", Choice.DROP, reason=Reason.CONSENT_REFUSED), None),
        (said("a", Choice.DROP, reason=Reason.NEAR_DUPLICATE), None),
        (said("a", Choice.UNDECIDED), None),
        (said("a", Choice.UNDECIDED, 1), 0.0),
        (said("a", Choice.UNDECIDED, 5), 1.0),
    ],
)
def test_how_much_a_decision_wants_a_photo(decision: Decision, degree: float | None) -> None:
    assert wanted(decision) == degree


def test_examples_come_in_the_order_of_time_each_with_its_values() -> None:
    told = [said("b", Choice.KEEP, minutes=2), said("a", Choice.DROP, minutes=1)]
    found = examples(told, [], VALUES, {})
    assert [(each.submission, each.kind, each.wanted) for each in found] == [
        ("a", "drop", 0),
        ("b", "keep", 1),
    ]
    assert all(each.values == {"sharp": 0.5} for each in found)


def test_what_has_no_values_is_no_example() -> None:
    assert examples([said("gone", Choice.KEEP)], [PhotoChoice("a", "gone", "小林", NOW)], VALUES, {}) != []
    assert examples([said("gone", Choice.KEEP)], [], VALUES, {}) == []


def test_a_drop_in_one_stroke_with_a_keep_is_a_copy_and_says_nothing() -> None:
    stroke = [said("a", Choice.KEEP), said("b", Choice.DROP), said("c", Choice.DROP, minutes=1)]
    assert [each.submission for each in examples(stroke, [], VALUES, {})] == ["a", "c"]


def test_a_swap_wants_the_new_photo_and_not_the_old_and_an_edit_lets_it_stand() -> None:
    choices = [PhotoChoice("a", "b", "小林", NOW), PhotoChoice("c", "c", "小林", NOW)]
    found = {
        each.submission: (each.kind, each.wanted, each.counts) for each in examples([], choices, VALUES, {})
    }
    assert found == {"a": ("swap", 0, SWAPPED), "b": ("swap", 1, SWAPPED), "c": ("edit", 1, EDITED)}


def test_what_was_unlikely_to_be_seen_counts_more_but_the_whole_stays_the_same() -> None:
    told = [said(name, Choice.KEEP, minutes=n) for n, name in enumerate("abc")]
    found = examples(told, [], VALUES, {"a": 0.5, "b": 1e-9})
    counts = {each.submission: each.counts for each in found}
    assert counts["a"] / counts["c"] == pytest.approx(2)
    assert counts["b"] / counts["c"] == pytest.approx(1 / CHANCE_LEAST)
    assert sum(counts.values()) == pytest.approx(3)


def test_a_chance_that_is_no_number_is_as_if_it_were_unknown() -> None:
    told = [said("a", Choice.KEEP), said("b", Choice.KEEP)]
    assert {each.counts for each in examples(told, [], VALUES, {"a": float("nan")})} == {1.0}
