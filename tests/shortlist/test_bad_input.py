"""Whatever comes in, everything gets a verdict that says why; nothing that is wrong comes first."""

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from content.messages import render
from content.model import Consent, ConsentState, Dropped, Kept, Reason
from content.score.weights import HAND
from content.shortlist.authors import Fates
from content.shortlist.candidate import Candidate, ShortlistRules
from content.shortlist.choose import choose
from content.shortlist.gates import gate
from content.shortlist.reception import CommunityState, rescored
from content.shortlist.relative_scores import among_all
from content.shortlist.shared_texts import Chorus

Candidates = Callable[..., Candidate]
NOT_A_NUMBER = (math.nan, math.inf, -math.inf)


def crowd(candidate: Candidates, count: int, **told: object) -> list[Candidate]:
    return [candidate(f"i{n}", total=n / count, looks=n, **told) for n in range(count)]


def reasons(verdicts: dict[str, Kept | Dropped]) -> set[Reason]:
    return {verdict.reason for verdict in verdicts.values()}


def scored(candidates: Sequence[Candidate]) -> dict[str, float]:
    """id -> total once all are compared."""
    scene = CommunityState(candidates[0].submission.posted_at, {}, frozenset({"fan"}))
    parts = among_all(candidates, scene, Fates({}, {}))
    known = HAND.first_score({"sharp": 0.5})
    return {key: rescored(known, told, HAND).total for key, told in parts.items()}


@pytest.mark.parametrize("broken", [math.nan, -math.inf])
@pytest.mark.parametrize("name, reason", [("p95", Reason.TOO_DARK), ("foc_best", Reason.BLURRED)])
def test_what_is_no_number_passes_no_gate_that_asks_for_some(
    candidate: Candidates, day: date, name: str, reason: Reason, broken: float
) -> None:
    verdict = gate(candidate(values={name: broken}), ShortlistRules(), day)
    assert verdict is not None
    assert verdict.reason is reason
    assert render(verdict.why, "zh")


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.sampled_from([0.2, 0.9, *NOT_A_NUMBER]), min_size=1, max_size=9),
    st.sampled_from(["p95", "foc_best", "graphic", "qr"]),
    st.sampled_from(NOT_A_NUMBER),
)
def test_all_get_a_verdict_whatever_is_no_number(
    candidate: Candidates, day: date, totals: list[float], name: str, broken: float
) -> None:
    told = [candidate(f"i{n}", total=total, looks=n) for n, total in enumerate(totals)]
    told.append(candidate("broken", values={name: broken}, looks=99))
    verdicts = choose(told, ShortlistRules(), day)
    assert verdicts.keys() == {each.submission.id for each in told}


def test_one_submission_alone_is_as_usual_in_all_that_compares(candidate: Candidates, day: date) -> None:
    alone = candidate("i1")
    parts = among_all([alone], CommunityState(alone.submission.posted_at), Fates({}, {}))["i1"]
    assert (parts["appeal"], parts["novel"], parts["response"]) == (0.5, 1.0, 0.5)
    assert isinstance(choose([alone], ShortlistRules(), day)["i1"], Kept)


def test_all_by_one_member_fill_the_places_and_no_more(candidate: Candidates, day: date) -> None:
    verdicts = choose(crowd(candidate, 30, member="m1"), ShortlistRules(size=12, per_member=4), day)
    assert sum(isinstance(verdict, Kept) for verdict in verdicts.values()) == 12
    assert reasons(verdicts) == {Reason.KEPT, Reason.MEMBER_QUOTA}


def test_all_one_photo_of_one_member_leave_one(candidate: Candidates, day: date) -> None:
    told = [candidate(f"i{n}", looks=1, member="m1") for n in range(12)]
    verdicts = choose(told, ShortlistRules(), day)
    assert sum(isinstance(verdict, Kept) for verdict in verdicts.values()) == 1
    assert reasons(verdicts) == {Reason.KEPT, Reason.NEAR_DUPLICATE}


def test_all_one_text_wait_for_a_person_and_score_less(candidate: Candidates, day: date) -> None:
    told = crowd(candidate, 12)
    told = [replace(each, chorus=Chorus("i0" if n else "", 12)) for n, each in enumerate(told)]
    assert reasons(choose(told, ShortlistRules(chain=3), day)) == {Reason.SAID_BY_MANY}
    totals = scored(told)
    assert totals["i0"] > totals["i1"] == totals["i11"]


def test_without_any_consent_nothing_is_kept_and_all_say_why(candidate: Candidates, day: date) -> None:
    verdicts = choose(crowd(candidate, 9, consent=Consent(ConsentState.UNKNOWN)), ShortlistRules(), day)
    assert reasons(verdicts) == {Reason.CONSENT_UNKNOWN}


def test_likes_of_members_there_are_not_are_worth_nothing(candidate: Candidates) -> None:
    told = [candidate(f"i{n}", likes=frozenset({"fan"})) for n in range(9)]
    ghosts = candidate("ghosts", likes=frozenset(f"ghost{n}" for n in range(900)))
    totals = scored([*told, ghosts, candidate("none")])
    assert totals["ghosts"] == totals["none"] < totals["i1"]


def test_a_burst_of_bought_likes_gains_little_and_takes_little_from_others(candidate: Candidates) -> None:
    told = [candidate(f"i{n}", like_count=3) for n in range(20)]
    before = scored(told)
    after = scored([*told, candidate("bought", like_count=100_000)])
    assert after["bought"] - after["i1"] <= HAND.of["appeal"]
    assert abs(after["i1"] - before["i1"]) < 0.03


def test_an_author_whose_likes_were_bought_is_not_made_a_star(candidate: Candidates) -> None:
    told = [candidate(f"i{n}", like_count=3, days_ago=3) for n in range(20)]
    bought = candidate("bought", like_count=100_000, member="m1", days_ago=3)
    later = candidate("later", member="m1", days_ago=1)
    scene = CommunityState(later.submission.posted_at, {}, frozenset())
    before = among_all([*told, bought, later], scene, Fates({}, {}))["later"]
    honest = replace(bought, submission=replace(bought.submission, like_count=16))
    assert (
        before["response"]
        <= among_all([*told, honest, later], scene, Fates({}, {}))["later"]["response"] + 0.01
    )
