"""A night's choice follows what changed since: words, members who left and came back, repeats."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from content.media import MediaFolder
from content.model import Dropped, Features, Kept, Member, Reason, Score, Submission
from content.score import stage as score_stage
from content.score.features import VERSION
from content.score.stage import score_submissions, unscored
from content.shortlist.candidate import ShortlistRules
from content.shortlist.candidates import candidate_of, candidates_of, past_of
from content.shortlist.stage import shortlist
from content.store import OpenStore
from content.workers import Workers
from tests.shortlist.conftest import features_of

NOW, DAY = datetime(2026, 11, 22, tzinfo=UTC), date(2026, 11, 23)
SAID = "周末用新锅炖了番茄牛腩，汤汁收得刚好，孩子连吃两碗饭还要添"
OTHERS = {
    "foc_all": 0.3,
    "detail": 6.0,
    "noise": 1.0,
    "subject": 1.2,
    "p5": 20.0,
    "clip_hi": 0.0,
    "clip_lo": 0.0,
}
OTHERS |= {"colourful": 40.0, "std": 50.0, "quality": 90.0}
Submissions = Callable[..., Submission]
Night = Callable[[], dict[str, Kept | Dropped]]


@pytest.fixture
def night(
    open_store: OpenStore,
    furnish: Callable[[OpenStore], None],
    a_submission: Submissions,
    workers: Workers,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Night:
    """Three good photos by three members; each photo is measured once, or the test fails."""
    furnish(open_store)
    measured: list[str] = []

    def measure(job: score_stage._Job) -> Features:
        assert job.working.stem not in measured
        measured.append(job.working.stem)
        return replace(features_of(len(measured), **OTHERS), version=VERSION)

    monkeypatch.setattr(score_stage, "_measure", measure)
    with open_store() as store:
        for n, key in enumerate("abc", start=1):
            made = a_submission(key, member=f"m{n}", text="好吃")
            store.intake.add_submission(made, key, at=NOW, run="r")

    def go() -> dict[str, Kept | Dropped]:
        score_submissions(open_store, unscored(open_store), MediaFolder(tmp_path), workers, NOW)
        shortlist(open_store, ShortlistRules(chain=3), DAY, now=NOW, run="r")
        with open_store(reading=True) as store:
            return store.curation.verdicts()

    return go


def say(open_store: OpenStore, key: str, text: str) -> None:
    with open_store() as store:
        (was,) = store.intake.submissions([key])
        assert store.intake.renew_submission(key, replace(was, text=text))


def part(open_store: OpenStore, key: str, name: str) -> float:
    with open_store(reading=True) as store:
        score = store.curation.outcomes([key])[key]
    assert isinstance(score, Score)
    return next(part.value for part in score.parts if part.name == name)


def test_new_words_are_scored_anew_and_the_photo_is_not_measured_again(
    open_store: OpenStore, night: Night
) -> None:
    night()
    before = part(open_store, "a", "mention"), part(open_store, "a", "sharp")
    say(open_store, "a", "今天用的是马克杯，" + SAID)
    assert unscored(open_store) == ["a"]
    night()
    assert (part(open_store, "a", "mention"), part(open_store, "a", "sharp")) == (1.0, before[1])
    assert before[0] == 0.0
    assert unscored(open_store) == []


def test_the_same_words_again_score_nothing_anew(open_store: OpenStore, night: Night) -> None:
    night()
    with open_store() as store:
        (was,) = store.intake.submissions(["a"])
        store.intake.renew_submission("a", replace(was, replies=was.replies + 3))
    assert unscored(open_store) == []


def test_a_choice_between_gathering_and_scoring_leaves_new_words_to_be_scored(
    open_store: OpenStore, night: Night
) -> None:
    night()
    say(open_store, "a", SAID)
    shortlist(open_store, ShortlistRules(), DAY, now=NOW, run="r")
    assert unscored(open_store) == ["a"]


def test_words_said_by_three_members_wait_and_own_words_bring_them_back(
    open_store: OpenStore, night: Night
) -> None:
    for key in "abc":
        say(open_store, key, SAID + "！" * ord(key))
    assert {verdict.reason for verdict in night().values()} == {Reason.SAID_BY_MANY}
    assert [part(open_store, key, "novel") for key in "abc"] == [1.0, 0.0, 0.0]
    say(open_store, "c", "这一次是我自己的话，讲的是阳台上的花和早晨的光")
    assert all(isinstance(verdict, Kept) for verdict in night().values())
    assert [part(open_store, key, "novel") for key in "abc"] == [1.0, 0.0, 1.0]


def test_who_left_is_not_shown_and_who_is_imported_again_is(open_store: OpenStore, night: Night) -> None:
    with open_store() as store:
        store.library.put_members([Member("m1", "阿雅", "g1", left_on=date(2026, 11, 1))])
    assert night()["a"].reason is Reason.MEMBER_LEFT
    with open_store() as store:
        store.library.put_members([Member("m1", "阿雅", "g1")])
    assert isinstance(night()["a"], Kept)


def test_a_second_run_of_the_same_night_chooses_and_writes_the_same(
    open_store: OpenStore, night: Night
) -> None:
    first = night()
    with open_store(reading=True) as store:
        scores = store.curation.outcomes()
    assert night() == first
    with open_store(reading=True) as store:
        assert store.curation.outcomes() == scores


def test_one_candidate_alone_is_seen_as_among_all(open_store: OpenStore, night: Night) -> None:
    for key in "abc":
        say(open_store, key, SAID)
    night()
    with open_store(reading=True) as store:
        together = {each.submission.id: each for each in candidates_of(store, DAY)}
        for key, among in together.items():
            alone = candidate_of(store, key)
            assert (alone.chorus, alone.shop, alone.left_on) == (among.chorus, among.shop, among.left_on)
            assert (alone.score, alone.author, alone.product) == (among.score, among.author, among.product)
        assert past_of(store, "a", DAY).sent == 0
