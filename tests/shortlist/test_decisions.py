"""A person's word in the choice: a drop is out, a keep is in, and the gates of rights stay shut."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from content.messages import render
from content.model import Choice, Consent, ConsentState, Decision, Dropped, Kept, Message, Reason
from content.shortlist.candidate import Candidate, ShortlistRules
from content.shortlist.choose import choose

Candidates = Callable[..., Candidate]
SMALL = ShortlistRules(size=2, per_member=1, per_product=2)
NOW = datetime(2026, 11, 20, tzinfo=UTC)


def said(name: str, choice: Choice, rating: int = 0, reason: str = "") -> dict[str, Decision]:
    return {name: Decision(name, "小林", choice, NOW, rating, reason=reason, version=1)}


def test_a_drop_is_out_with_who_and_why(candidate: Candidates, day: date) -> None:
    verdicts = choose([candidate("a")], SMALL, day, said("a", Choice.DROP, reason="构图"))
    assert verdicts["a"] == Dropped(
        Reason.DROPPED_BY_HAND, Message("shortlist.dropped_by_hand_for", actor="小林", reason="构图"), 0.5
    )


@pytest.mark.parametrize(
    "faults", [{"days_ago": 99}, {"values": {"foc_best": 0.0}}, {"media": {"width": 200}}]
)
def test_a_keep_is_in_in_spite_of_what_is_a_matter_of_taste(
    candidate: Candidates, day: date, faults: dict[str, Any]
) -> None:
    assert isinstance(choose([candidate("a", **faults)], SMALL, day)["a"], Dropped)
    verdict = choose([candidate("a", **faults)], SMALL, day, said("a", Choice.KEEP))["a"]
    assert isinstance(verdict, Kept)
    assert render(verdict.why, "zh").startswith("小林 挑入")


@pytest.mark.parametrize(
    "faults, reason",
    [
        ({"consent": Consent(ConsentState.WITHDRAWN)}, Reason.CONSENT_WITHDRAWN),
        ({"member": None}, Reason.NO_MEMBER),
        ({"values": {"qr": 1.0}}, Reason.HAS_QR_CODE),
        ({"text": "电话 13800138000"}, Reason.HAS_CONTACT),
    ],
)
def test_a_keep_opens_no_gate_of_rights_or_safety(
    candidate: Candidates, day: date, faults: dict[str, Any], reason: Reason
) -> None:
    verdict = choose([candidate("a", **faults)], SMALL, day, said("a", Choice.KEEP))["a"]
    assert verdict.reason is reason


def test_keeps_go_before_all_others_and_beyond_the_quotas(candidate: Candidates, day: date) -> None:
    names = ("a", "b", "c", "d")
    candidates = [candidate(name, total=n / 10, member="雨") for n, name in enumerate(names, start=1)]
    decisions = said("a", Choice.KEEP, 2) | said("b", Choice.KEEP, 5) | said("c", Choice.KEEP, 2)
    verdicts = choose(candidates, SMALL, day, decisions)
    ranks = {name: v.rank for name, v in verdicts.items() if isinstance(v, Kept)}
    assert ranks == {"b": 1, "c": 2, "a": 3, "d": 4}  # its place is one of the others', and stands empty


def test_keeps_take_no_place_from_the_others(candidate: Candidates, day: date) -> None:
    others = [candidate(f"o{n}", total=0.9, looks=n) for n in range(SMALL.size)]
    mine = [candidate(f"k{n}", total=0.1, looks=100 + n) for n in range(9)]
    decisions = {key: each for n in range(9) for key, each in said(f"k{n}", Choice.KEEP).items()}
    verdicts = choose([*others, *mine], SMALL, day, decisions)
    assert all(isinstance(verdict, Kept) for verdict in verdicts.values())


def test_a_keep_lapses_and_then_says_so_where_it_finds_no_place(candidate: Candidates, day: date) -> None:
    better = [candidate(f"o{n}", total=0.9) for n in range(SMALL.size)]
    before = timedelta(days=40)
    long_ago = {key: replace(each, at=each.at - before) for key, each in said("a", Choice.KEEP).items()}
    lapsed = choose([*better, candidate("a", total=0.1)], SMALL, day, long_ago)["a"]
    assert lapsed.reason is Reason.KEEP_LAPSED
    assert "28" in render(lapsed.why, "zh")
    assert isinstance(choose([candidate("a", total=0.1)], SMALL, day, long_ago)["a"], Kept)
    for_ever = replace(SMALL, keep_days=0)
    assert isinstance(choose([*better, candidate("a", total=0.1)], for_ever, day, long_ago)["a"], Kept)


def test_undecided_is_as_if_nobody_had_said_anything(candidate: Candidates, day: date) -> None:
    candidates = [candidate(name, total=0.1 * n) for n, name in enumerate("abcd")]
    assert choose(candidates, SMALL, day, said("a", Choice.UNDECIDED)) == choose(candidates, SMALL, day)


def test_a_persons_keep_says_whose_a_contested_photo_is(candidate: Candidates, day: date) -> None:
    twins = [candidate(name, looks=7) for name in ("a", "b")]
    assert {v.reason for v in choose(twins, SMALL, day).values()} == {Reason.CONTESTED}
    verdicts = choose(twins, SMALL, day, said("b", Choice.KEEP))
    assert isinstance(verdicts["b"], Kept)
    assert (verdicts["a"].reason, getattr(verdicts["a"], "of", "")) == (Reason.NEAR_DUPLICATE, "b")


def test_who_keeps_both_of_a_contested_photo_has_settled_nothing(candidate: Candidates, day: date) -> None:
    twins = [candidate(name, looks=7) for name in ("a", "b")]
    decisions = said("a", Choice.KEEP) | said("b", Choice.KEEP)
    assert {v.reason for v in choose(twins, SMALL, day, decisions).values()} == {Reason.CONTESTED}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(Choice), st.floats(0, 1), st.integers(0, 5)), max_size=9))
def test_every_drop_is_out_every_keep_is_in_and_ranks_have_no_hole(
    candidate: Candidates, day: date, told: list[tuple[Choice, float, int]]
) -> None:
    candidates = [candidate(f"i{n}", total=total) for n, (_, total, _) in enumerate(told)]
    decisions: dict[str, Decision] = {}
    for n, (choice, _, rating) in enumerate(told):
        decisions |= said(f"i{n}", choice, rating)
    verdicts = choose(candidates, SMALL, day, decisions)
    for name, decision in decisions.items():
        if decision.choice is not Choice.UNDECIDED:
            assert isinstance(verdicts[name], Kept) == (decision.choice is Choice.KEEP)
    ranks = sorted(v.rank for v in verdicts.values() if isinstance(v, Kept))
    keeps = sum(decision.choice is Choice.KEEP for decision in decisions.values())
    assert ranks == list(range(1, len(ranks) + 1))
    assert len(ranks) <= SMALL.size + keeps
