"""Submissions come back whole; content counts once; consents keep their history."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from functools import partial

import pytest
from sqlalchemy.exc import StatementError

from content.model import Consent, ConsentState, Submission
from content.store import OpenStore, Quarantined, intake
from content.store.base import batched


@pytest.fixture
def stocked(open_store: OpenStore, furnish: Callable[[OpenStore], None]) -> OpenStore:
    furnish(open_store)
    return open_store


def test_a_submission_comes_back_as_it_went_in(
    stocked: OpenStore, a_submission: Callable[..., Submission], now: datetime
) -> None:
    submission = a_submission(likes=frozenset({"m2", "m3"}), replies=2)
    with stocked() as store:
        assert store.add_submission(submission, "content-1", at=now, run="r1")
    with stocked(reading=True) as store:
        assert store.submissions() == store.submissions(["i1"]) == [submission]
        assert store.submission_with("content-1") == "i1"


def test_the_same_content_is_added_once(
    stocked: OpenStore, a_submission: Callable[..., Submission], now: datetime
) -> None:
    with stocked() as store:
        assert store.add_submission(a_submission("i1"), "content-1", at=now, run="r1")
        assert not store.add_submission(a_submission("i2"), "content-1", at=now, run="r1")
        assert store.count_submissions() == 1


def test_times_come_back_in_utc_whatever_zone_they_went_in_with(
    stocked: OpenStore, a_submission: Callable[..., Submission], now: datetime
) -> None:
    shanghai = datetime(2026, 11, 20, 23, 30, tzinfo=timezone(timedelta(hours=8)))
    with stocked() as store:
        store.add_submission(a_submission(posted_at=shanghai), "c", at=now, run="r")
    with stocked(reading=True) as store:
        assert store.submissions()[0].posted_at.isoformat() == "2026-11-20T15:30:00+00:00"


def test_a_time_without_a_zone_is_refused(
    stocked: OpenStore, a_submission: Callable[..., Submission], now: datetime
) -> None:
    nobody_knows = datetime(2026, 11, 20, 23, 30)  # noqa: DTZ001 - the naive time is the point
    with pytest.raises(StatementError, match="no time zone"), stocked() as store:
        store.add_submission(a_submission(posted_at=nobody_knows), "c", at=now, run="r")


def test_the_newest_consent_counts_and_the_same_word_twice_is_one(
    stocked: OpenStore, a_submission: Callable[..., Submission], now: datetime
) -> None:
    withdrawn = Consent(ConsentState.WITHDRAWN)
    with stocked() as store:
        store.add_submission(a_submission(), "c", at=now, run="r")
        assert store.record_consent("i1", withdrawn, at=now, by="recall")
        assert not store.record_consent("i1", withdrawn, at=now, by="recall")
    with stocked(reading=True) as store:
        assert store.submissions()[0].consent == withdrawn


def test_a_newer_word_of_the_source_fills_in_what_was_missing(
    stocked: OpenStore, a_submission: Callable[..., Submission], now: datetime
) -> None:
    alone = a_submission(member=None, text="", consent=Consent())
    known = a_submission(likes=frozenset({"m2"}))
    with stocked() as store:
        store.add_submission(alone, "c", at=now, run="r")
        assert store.renew_submission("i1", known, at=now, by="gather")
        assert not store.renew_submission("i1", known, at=now, by="gather")
    with stocked(reading=True) as store:
        assert store.submissions() == [known]


def test_more_submissions_than_a_statement_takes_are_found_by_id(
    stocked: OpenStore,
    a_submission: Callable[..., Submission],
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(intake, "batched", partial(batched, size=7))
    with stocked() as store:
        for n in range(30):
            store.add_submission(a_submission(f"i{n:02d}"), f"c{n}", at=now, run="r")
    with stocked(reading=True) as store:
        some = [f"i{n:02d}" for n in range(29, 0, -1)]
        assert [s.id for s in store.submissions(some)] == sorted(some)


def test_a_refused_item_waits_until_it_is_taken(stocked: OpenStore, now: datetime) -> None:
    item = Quarantined("inbox", "g1/a.json", "unreadable", "the picture is broken", "12:1", now)
    with stocked() as store:
        assert store.quarantine(item, "r1")
        assert not store.quarantine(replace(item, since=now + timedelta(days=1)), "r2")
        assert store.stamps("inbox") == {"g1/a.json": "12:1"}
        assert store.quarantined() == [item]
        store.see("inbox", "g1/a.json", "13:2", None, now)
        assert store.quarantined() == []
        assert store.stamps("inbox") == {"g1/a.json": "13:2"}


def test_retrying_makes_the_next_gathering_look_again(stocked: OpenStore, now: datetime) -> None:
    with stocked() as store:
        for name in ("a", "b"):
            store.quarantine(Quarantined("inbox", name, "unreadable", "broken", "12:1", now), "r1")
        assert store.forget_quarantine(["a"]) == 1
        assert store.stamps("inbox") == {"a": "", "b": "12:1"}


def test_what_fails_half_way_leaves_nothing(
    stocked: OpenStore, a_submission: Callable[..., Submission], now: datetime
) -> None:
    def pull_the_plug() -> None:
        with stocked() as store:
            store.add_submission(a_submission(), "c", at=now, run="r")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        pull_the_plug()
    with stocked(reading=True) as store:
        assert store.count_submissions() == 0
