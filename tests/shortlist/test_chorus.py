"""Who says what others said before, and how many say the same."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from content.messages import render
from content.model import Reason, Submission
from content.shortlist.authors import Fates
from content.shortlist.candidate import Candidate, ShortlistRules
from content.shortlist.gates import gate, hard_gate
from content.shortlist.reception import CommunityState
from content.shortlist.relative_scores import among_all
from content.shortlist.shared_texts import Chorus, choruses

Candidates = Callable[..., Candidate]
Submissions = Callable[..., Submission]


def test_the_earliest_said_it_first_whoever_was_gathered_first(a_submission: Submissions) -> None:
    early, late, later = (a_submission(key, member=f"m{key}") for key in ("z", "a", "b"))
    late = replace(late, posted_at=early.posted_at + timedelta(hours=1))
    later = replace(later, posted_at=early.posted_at + timedelta(hours=2))
    told = choruses([late, later, early], dict.fromkeys("zab", "a"))
    assert told == {"z": Chorus("", 3), "a": Chorus("z", 3), "b": Chorus("z", 3)}


def test_one_who_repeats_oneself_is_one_voice(a_submission: Submissions) -> None:
    told = choruses([a_submission(key) for key in "abc"], dict.fromkeys("abc", "a"))
    assert told["b"] == Chorus("a", 1)


def test_nobody_knows_how_many_they_are_who_have_no_name(a_submission: Submissions) -> None:
    told = choruses([a_submission(key, member=None) for key in "abc"], dict.fromkeys("abc", "a"))
    assert told["a"] == Chorus("", 1)


@pytest.mark.parametrize("voices, falls", [(1, False), (2, False), (3, True), (40, True)])
def test_what_many_say_waits_for_a_person_the_first_as_well(
    candidate: Candidates, day: date, voices: int, falls: bool
) -> None:
    for chorus in (Chorus("", voices), Chorus("i7", voices)):
        told = replace(candidate("i1"), chorus=chorus)
        verdict = gate(told, ShortlistRules(chain=3), day)
        assert (verdict is not None) == falls
        if verdict:
            assert verdict.reason is Reason.SAID_BY_MANY
            assert verdict.of is None, "it is no copy of a photo"
            assert f"{voices} 位群友" in render(verdict.why, "zh")
            assert (chorus.first or "i1") in render(verdict.why, "en")
        assert hard_gate(told, ShortlistRules(chain=3), day) is None
        assert gate(told, ShortlistRules(), day) is None, "unless the team asks for it"


def test_words_that_were_said_before_are_not_new(candidate: Candidates, day: date) -> None:
    told = [candidate("i1"), replace(candidate("i2"), chorus=Chorus("i1", 2))]
    parts = among_all(told, CommunityState(told[0].submission.posted_at), Fates({}, {}))
    assert (parts["i1"]["novel"], parts["i2"]["novel"]) == (1.0, 0.0)
