from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from operator import attrgetter
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from content.messages import render
from content.model import Consent, ConsentState, Dropped, Kept, Message, Reason, Unreadable
from content.shortlist.candidate import Candidate, ShortlistRules
from content.shortlist.choose import choose

Candidates = Callable[..., Candidate]
QUOTAS = {Reason.MEMBER_QUOTA, Reason.PRODUCT_QUOTA}
SMALL = ShortlistRules(size=4, per_member=2, per_product=3)
drawn = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

rows = st.lists(
    st.fixed_dictionaries(
        {
            "total": st.floats(0, 1),
            "member": st.sampled_from(["雨", "舟", "禾", None]),
            "product": st.sampled_from(["茶", "面", None]),
            "looks": st.integers(0, 8),
            "consent": st.sampled_from([Consent(ConsentState.GRANTED), Consent()]),
            "days_ago": st.integers(0, 70),
        }
    ),
    max_size=14,
)


def kept(verdicts: dict[str, Kept | Dropped]) -> list[str]:
    """The ids of the kept, best first."""
    ranks = {name: verdict.rank for name, verdict in verdicts.items() if isinstance(verdict, Kept)}
    return sorted(ranks, key=lambda name: ranks[name])


def all_of(candidate: Candidates, told: list[dict[str, Any]]) -> list[Candidate]:
    return [candidate(f"i{n:03d}", **row) for n, row in enumerate(told)]


@drawn
@given(rows)
def test_every_candidate_gets_one_verdict_and_quotas_hold_while_others_wait(
    candidate: Candidates, day: date, told: list[dict[str, Any]]
) -> None:
    candidates = all_of(candidate, told)
    verdicts = choose(candidates, SMALL, day)
    assert set(verdicts) == {each.submission.id for each in candidates}
    chosen = [each.submission for each in candidates if each.submission.id in kept(verdicts)]
    assert len(chosen) <= SMALL.size
    waiting = [each.submission for each in candidates if verdicts[each.submission.id].reason in QUOTAS]
    if len(chosen) < SMALL.size:
        assert not waiting, "a quota kept somebody out of an empty place"
    members, products = (Counter(map(attrgetter(name), chosen)) for name in ("member", "product"))
    for each in (each.submission for each in candidates):
        if verdicts[each.id].reason is Reason.BELOW_THE_LINE:  # the quotas had room for it, so they held
            assert members[each.member] < SMALL.per_member
            assert products[each.product] < SMALL.per_product
    ranks = sorted(verdict.rank for verdict in verdicts.values() if isinstance(verdict, Kept))
    assert ranks == list(range(1, len(chosen) + 1))


@drawn
@given(rows, st.randoms(use_true_random=False))
def test_the_order_of_the_candidates_does_not_matter(
    candidate: Candidates, day: date, told: list[dict[str, Any]], random: Any
) -> None:
    candidates = all_of(candidate, told)
    shuffled = random.sample(candidates, len(candidates))
    assert choose(candidates, SMALL, day) == choose(shuffled, SMALL, day)


@drawn
@given(rows)
def test_no_photo_is_kept_twice_and_none_without_leave(
    candidate: Candidates, day: date, told: list[dict[str, Any]]
) -> None:
    candidates = {each.submission.id: each for each in all_of(candidate, told)}
    chosen = [candidates[name] for name in kept(choose(list(candidates.values()), SMALL, day))]
    looks = [each.features[0].thumbnail for each in chosen]
    assert len(set(looks)) == len(looks)
    assert all(each.submission.consent.state is ConsentState.GRANTED for each in chosen)


@drawn
@given(st.lists(st.floats(0.3, 1), min_size=1, max_size=8), st.integers(1, 8))
def test_a_much_worse_photo_of_a_newcomer_displaces_nobody(
    candidate: Candidates, day: date, totals: list[float], size: int
) -> None:
    """Likeness costs a tenth at most, so whoever scores less by more than that comes last."""
    rules = ShortlistRules(size=size)
    crowd = [candidate(f"i{n:03d}", total=total, looks=n) for n, total in enumerate(totals)]
    newcomer = candidate("i999", total=0.1, looks=999)
    before, after = (kept(choose(each, rules, day)) for each in (crowd, [*crowd, newcomer]))
    assert [name for name in after if name != "i999"] == before


def test_the_best_come_first(candidate: Candidates, day: date) -> None:
    crowd = [candidate(f"i{n}", total=n / 10) for n in range(5)]
    verdicts = choose(crowd, ShortlistRules(size=3), day)
    assert kept(verdicts) == ["i4", "i3", "i2"]
    assert verdicts["i0"] == Dropped(
        Reason.BELOW_THE_LINE,
        Message("shortlist.below_the_line", score=0.0, size=3),
        0.0,
    )


def test_ties_go_to_the_smaller_id(candidate: Candidates, day: date) -> None:
    crowd = [candidate(name, total=0.5, looks=7 + n) for n, name in enumerate("cab")]
    assert kept(choose(crowd, ShortlistRules(size=1), day)) == ["a"]


def test_a_member_takes_no_more_than_their_share(candidate: Candidates, day: date) -> None:
    crowd = [replace(candidate(f"i{n}", total=0.9, member="m007"), author="小雨") for n in range(6)]
    verdicts = choose([*crowd, candidate("i9", total=0.1)], ShortlistRules(size=5), day)
    assert len(kept(verdicts)) == 5
    assert "i9" in kept(verdicts)
    over = [verdict for verdict in verdicts.values() if verdict.reason is Reason.MEMBER_QUOTA]
    assert [render(verdict.why, "zh") for verdict in over] == ["小雨 本期已有 4 张"] * 2


def test_a_product_takes_no_more_than_its_share(candidate: Candidates, day: date) -> None:
    crowd = [candidate(f"i{n}", product="汤") for n in range(5)]
    others = [candidate(f"j{n}", product=f"茶{n}", total=0.1, looks=n) for n in range(2)]
    verdicts = choose([*crowd, *others], ShortlistRules(size=5, per_product=3), day)
    over = [verdict for verdict in verdicts.values() if verdict.reason is Reason.PRODUCT_QUOTA]
    assert [render(verdict.why, "zh") for verdict in over] == ["汤 本期已有 3 张"] * 2


def test_between_like_scores_the_one_that_looks_new_wins(candidate: Candidates, day: date) -> None:
    best = candidate("a", total=0.9, member="m1", product="汤")
    more_of_it = candidate("b", total=0.85, member="m1", product="汤")
    something_new = candidate("c", total=0.84, member="m2", product="茶")
    assert kept(choose([best, more_of_it, something_new], ShortlistRules(size=2), day)) == ["a", "c"]
    assert kept(choose([best, more_of_it, something_new], ShortlistRules(size=2, variety=0), day)) == [
        "a",
        "b",
    ]


def test_a_copy_is_dropped_for_its_original(candidate: Candidates, day: date) -> None:
    own = candidate("own", looks=5, total=0.2)
    copy = candidate("copy", looks=5, total=0.9, media={"width": 1080, "height": 810})
    verdicts = choose([copy, own], ShortlistRules(), day)
    assert kept(verdicts) == ["own"]
    dropped = verdicts["copy"]
    assert isinstance(dropped, Dropped)
    assert (dropped.reason, dropped.of) == (Reason.NEAR_DUPLICATE, "own")


def test_a_photo_that_two_members_sent_alike_is_for_a_person_to_judge(
    candidate: Candidates, day: date
) -> None:
    takes = [candidate("a", looks=5, member="m1", days_ago=3), candidate("b", looks=5, member="m2")]
    verdicts = choose(takes, ShortlistRules(), day)
    assert {(v.reason, v.of) for v in verdicts.values() if isinstance(v, Dropped)} == {
        (Reason.CONTESTED, "a"),
        (Reason.CONTESTED, "b"),
    }


def test_of_a_photo_that_one_member_sent_twice_the_better_file_is_kept(
    candidate: Candidates, day: date
) -> None:
    worse = candidate("a", looks=5, member="m1", days_ago=3)
    better = candidate("b", looks=5, member="m1", media={"bytes": 600_000})
    verdicts = choose([worse, better], ShortlistRules(), day)
    assert kept(verdicts) == ["b"]
    assert verdicts["a"].reason is Reason.NEAR_DUPLICATE


def test_a_copy_does_not_slip_round_the_authors_refusal(candidate: Candidates, day: date) -> None:
    own = candidate("own", looks=5, days_ago=3, consent=Consent(ConsentState.REFUSED))
    copy = candidate("copy", looks=5, media={"width": 1080, "height": 810})
    verdicts = choose([own, copy], ShortlistRules(), day)
    assert kept(verdicts) == []
    assert verdicts["own"].reason is Reason.CONSENT_REFUSED
    assert verdicts["copy"].reason is Reason.NEAR_DUPLICATE


def test_the_very_same_file_is_told_so(candidate: Candidates, day: date) -> None:
    own = candidate("own", looks=5, days_ago=2)
    again = candidate("again", looks=5)
    again = replace(again, submission=replace(again.submission, media=own.submission.media))
    verdicts = choose([own, again], ShortlistRules(), day)
    assert verdicts["again"].reason is Reason.EXACT_DUPLICATE


def test_a_copy_of_a_second_photo_is_a_copy_too(candidate: Candidates, day: date) -> None:
    first, second, copy = (candidate(name, looks=n, days_ago=2) for n, name in enumerate(("own", "x", "y")))
    both = replace(first.submission, media=first.submission.media + second.submission.media)
    own = replace(first, submission=both, features=first.features + second.features)
    copy = candidate("copy", looks=1, media={"width": 1080, "height": 810})
    verdicts = choose([own, copy], ShortlistRules(), day)
    assert kept(verdicts) == ["own"]
    assert verdicts["copy"].reason is Reason.NEAR_DUPLICATE


def test_a_photo_that_was_not_measured_is_not_taken_for_another(candidate: Candidates, day: date) -> None:
    """Of two media only the second was measured: it must not be compared under the name of the first."""
    one, two, other = (candidate(name, looks=n) for n, name in enumerate(("own", "x", "other")))
    both = replace(one.submission, media=one.submission.media + two.submission.media)
    torn = replace(
        one,
        submission=both,
        features=two.features,
        score=Unreadable(Message("value.other", text="OSError: truncated")),
    )
    assert torn.photos == ()
    assert replace(torn, score=two.score).photos == ((both.media[0], two.features[0]),)
    assert kept(choose([torn, other], ShortlistRules(), day)) == ["other"]


def test_nobody_can_be_chosen_from_nobody(day: date) -> None:
    assert choose([], ShortlistRules(), day) == {}


@pytest.mark.parametrize("size", [0, 1, 10])
def test_the_round_is_as_large_as_said(candidate: Candidates, day: date, size: int) -> None:
    crowd = [candidate(f"i{n:03d}", looks=n) for n in range(8)]
    assert len(kept(choose(crowd, ShortlistRules(size=size), day))) == min(size, 8)
