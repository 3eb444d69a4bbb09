"""Submissions come back whole; content counts once; consents keep their history."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from functools import partial

import pytest
from sqlalchemy.exc import StatementError

from content.inbox import ConsentEvent, Reaction, Record, Reply
from content.model import Consent, ConsentState, Media, Message, Score, Submission
from content.rights.consents import hear_consent, record_consent
from content.store import OpenStore, Quarantined, intake
from content.store.base import batched
from content.store.chat_metadata import answerers

BROKEN = Message("value.other", text="broken")


@pytest.fixture
def stocked(open_store: OpenStore, furnish: Callable[[OpenStore], None]) -> OpenStore:
    furnish(open_store)
    return open_store


def test_a_submission_comes_back_as_it_went_in(
    stocked: OpenStore, a_submission: Callable[..., Submission], now: datetime
) -> None:
    submission = a_submission(likes=frozenset({"m2", "m3"}), replies=2)
    with stocked() as store:
        assert store.intake.add_submission(submission, "content-1", at=now, run="r1")
    with stocked(reading=True) as store:
        assert store.intake.submissions() == store.intake.submissions(["i1"]) == [submission]
        assert [one.id for one in store.intake.known(["content-1"], [])] == ["i1"]


def test_the_same_content_is_added_once(
    stocked: OpenStore, a_submission: Callable[..., Submission], now: datetime
) -> None:
    with stocked() as store:
        assert store.intake.add_submission(a_submission("i1"), "content-1", at=now, run="r1")
        assert not store.intake.add_submission(a_submission("i2"), "content-1", at=now, run="r1")
        assert store.intake.count_submissions() == 1


def test_times_come_back_in_utc_whatever_zone_they_went_in_with(
    stocked: OpenStore, a_submission: Callable[..., Submission], now: datetime
) -> None:
    shanghai = datetime(2026, 11, 20, 23, 30, tzinfo=timezone(timedelta(hours=8)))
    with stocked() as store:
        store.intake.add_submission(a_submission(posted_at=shanghai), "c", at=now, run="r")
    with stocked(reading=True) as store:
        assert store.intake.submissions()[0].posted_at.isoformat() == "2026-11-20T15:30:00+00:00"


def test_a_time_without_a_zone_is_refused(
    stocked: OpenStore, a_submission: Callable[..., Submission], now: datetime
) -> None:
    nobody_knows = datetime(2026, 11, 20, 23, 30)  # noqa: DTZ001 - the naive time is the point
    with pytest.raises(StatementError, match="no time zone"), stocked() as store:
        store.intake.add_submission(a_submission(posted_at=nobody_knows), "c", at=now, run="r")


def test_the_newest_consent_counts_and_the_same_word_twice_is_one(
    stocked: OpenStore, a_submission: Callable[..., Submission], now: datetime
) -> None:
    withdrawn = Consent(ConsentState.WITHDRAWN)
    with stocked() as store:
        store.intake.add_submission(a_submission(), "c", at=now, run="r")
        assert record_consent(store, "i1", withdrawn, at=now, by="recall")
        assert not record_consent(store, "i1", withdrawn, at=now, by="recall")
    with stocked(reading=True) as store:
        assert store.intake.submissions()[0].consent == withdrawn


def test_a_newer_word_of_the_source_fills_in_what_was_missing(
    stocked: OpenStore, a_submission: Callable[..., Submission], now: datetime
) -> None:
    alone = a_submission(member=None, text="", consent=Consent())
    known = a_submission(likes=frozenset({"m2"}))
    with stocked() as store:
        store.intake.add_submission(alone, "c", at=now, run="r")
        assert store.intake.renew_submission("i1", known)
        assert not store.intake.renew_submission("i1", known)
        assert hear_consent(store, "i1", known.consent, at=now)
    with stocked(reading=True) as store:
        assert store.intake.submissions() == [known]


def test_more_submissions_than_a_statement_takes_are_found_by_id(
    stocked: OpenStore,
    a_submission: Callable[..., Submission],
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(intake, "batched", partial(batched, size=7))
    with stocked() as store:
        for n in range(30):
            store.intake.add_submission(a_submission(f"i{n:02d}"), f"c{n}", at=now, run="r")
    with stocked(reading=True) as store:
        some = [f"i{n:02d}" for n in range(29, 0, -1)]
        assert [s.id for s in store.intake.submissions(some)] == sorted(some)


def test_a_refused_item_waits_until_it_is_taken_or_gone(stocked: OpenStore, now: datetime) -> None:
    item = Quarantined("inbox", "g1/a.json", "unreadable", BROKEN, "12:1", now, folder="g1")
    with stocked() as store:
        store.inbox_index.quarantine([item, replace(item, path="g1/b.json")], "r1")
        assert store.inbox_index.waiting("inbox", "g2") == {}
        assert store.inbox_index.waiting("inbox", "g1")["g1/a.json"] == item
        store.inbox_index.see("inbox", {"g1/a.json": ("13:2", None)}, now)
        assert store.inbox_index.solve("inbox", ["g1/a.json", "g1/c.json"], now) == 1
        assert [one.path for one in store.inbox_index.quarantined()] == ["g1/b.json"]
        assert store.inbox_index.stamps("inbox", ["g1/a.json", "g1/b.json"]) == {"g1/a.json": "13:2"}


def test_what_was_refused_in_folders_that_are_gone_waits_no_longer(stocked: OpenStore, now: datetime) -> None:
    with stocked() as store:
        for folder in ("g1", "g2"):
            store.inbox_index.quarantine(
                [Quarantined("inbox", folder, "unreadable", BROKEN, "1", now, folder=folder)], "r1"
            )
        assert store.inbox_index.inboxes_waiting() == ["inbox"]
        assert store.inbox_index.solve_other_folders("inbox", ["g2"], now) == 1
        assert [one.path for one in store.inbox_index.quarantined()] == ["g2"]


def test_retrying_makes_the_next_gathering_look_again(stocked: OpenStore, now: datetime) -> None:
    with stocked() as store:
        store.inbox_index.quarantine(
            [Quarantined("inbox", n, "unreadable", BROKEN, "1", now) for n in "ab"], "r1"
        )
        assert store.inbox_index.forget_quarantine(["a"]) == 1
        assert {path: one.stamp for path, one in store.inbox_index.waiting("inbox", "").items()} == {
            "a": "",
            "b": "1",
        }


def test_whoever_reacted_or_answered_is_kept_once(
    stocked: OpenStore, a_submission: Callable[..., Submission], now: datetime
) -> None:
    said = Record(
        "g1",
        (),
        messages=("x1", "x2"),
        source="wecom",
        reactions=(Reaction("m2", "👍", now), Reaction("m2", "❤️", now)),
        thread=(Reply("r1", "m2", "好看", "x1", now), Reply("r2", None, "?", "x1")),
    )
    with stocked() as store:
        store.intake.add_submission(a_submission(), "c", at=now, run="r")
        assert store.chat_metadata.keep_talk([("i1", said)]) == 6
        assert store.chat_metadata.keep_talk([("i1", said)]) == 0
        assert {(one.member, one.kind) for one in store.chat_metadata.reactions("i1")} == {
            ("m2", "👍"),
            ("m2", "❤️"),
        }
        assert [reply.id for reply in store.chat_metadata.thread("i1")] == ["r1", "r2"], (
            "of unknown time last"
        )


def test_one_person_answers_once_and_nobody_answers_themselves() -> None:
    thread = [Reply("1", "m2", "a", "x"), Reply("2", "m2", "b", "x"), Reply("3", "m1", "c", "x")]
    anonymous = [Reply("4", None, "d", "x"), Reply("5", None, "e", "x")]
    assert answerers([*thread, *anonymous], "m1") == 3
    assert answerers(anonymous, None) == 2


def test_a_word_on_consent_finds_what_it_is_about_before_and_after_it_came(
    stocked: OpenStore, a_submission: Callable[..., Submission], now: datetime
) -> None:
    recall = ConsentEvent(ConsentState.WITHDRAWN, "e1", "m1", "x1", at=now)
    of_text = ConsentEvent(ConsentState.WITHDRAWN, "e2", "m1", "a text", at=now)
    leaving = ConsentEvent(ConsentState.REFUSED, "e3", "m1", at=now)
    with stocked() as store:
        assert store.chat_metadata.keep_events("wecom", [recall, of_text], now) == 2
        assert store.chat_metadata.keep_events("wecom", [recall, of_text], now) == 0
        assert store.chat_metadata.events_with_what_they_mean("wecom", [recall]) == []
        store.intake.add_submission(a_submission(), "c", at=now, run="r")
        store.chat_metadata.keep_talk([("i1", Record("g1", (), messages=("x1",), source="wecom"))])
        assert store.chat_metadata.events_about(["i1"]) == [(recall, ("i1",))]
        assert store.chat_metadata.events_with_what_they_mean("whatsapp", [recall]) == []
        said = store.chat_metadata.events_with_what_they_mean("wecom", [recall, of_text, leaving])
        assert said == [(recall, ("i1",)), (leaving, ())]


def test_of_what_a_member_says_of_all_their_photos_the_last_counts(
    stocked: OpenStore, a_submission: Callable[..., Submission], now: datetime
) -> None:
    refusing = ConsentEvent(ConsentState.REFUSED, "e1", "m1", at=now)
    agreeing = ConsentEvent(
        ConsentState.GRANTED, "e0", "m1", uses=frozenset({"archive"}), at=now + timedelta(days=1)
    )
    with stocked() as store:
        store.chat_metadata.keep_events("wecom", [refusing, agreeing], now)
        store.intake.add_submission(a_submission(), "c", at=now, run="r")
        assert store.chat_metadata.events_about(["i1"]) == [(agreeing, ("i1",))]
        assert store.chat_metadata.events_with_what_they_mean("wecom", [refusing, agreeing]) == [
            (agreeing, ())
        ]


def test_an_album_grows_behind_what_it_had_and_is_measured_anew(
    stocked: OpenStore, a_submission: Callable[..., Submission], now: datetime
) -> None:
    more = Media("f" * 64, ".jpg", 10, 10, 9)
    with stocked() as store:
        album = a_submission()
        store.intake.add_submission(album, "c", at=now, run="r")
        store.curation.add_outcomes({"i1": Score(0.5, ())}, 7, at=now)
        store.intake.grow_album("i1", (*album.media, more), "c2")
        assert store.intake.submissions()[0].media == (*album.media, more)
        assert store.curation.unscored(7) == ["i1"]
        assert [(one.id, one.content) for one in store.intake.known([], ["i1"])] == [("i1", "c2")]


def test_what_fails_half_way_leaves_nothing(
    stocked: OpenStore, a_submission: Callable[..., Submission], now: datetime
) -> None:
    def pull_the_plug() -> None:
        with stocked() as store:
            store.intake.add_submission(a_submission(), "c", at=now, run="r")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        pull_the_plug()
    with stocked(reading=True) as store:
        assert store.intake.count_submissions() == 0
