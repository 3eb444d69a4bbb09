"""What a person sets of a submission counts, stays when the source is gathered again, and can be undone."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from content import review
from content.messages import render
from content.model import Consent, ConsentState, Member, PostState, Score, Slot, Submission, SubmissionField
from content.review import Correct
from content.rights.consents import record_consent
from content.rights.erasure import forget_member

MONDAY = date(2026, 11, 23)


def correct(desk: Any, key: str, **fields: Any) -> Any:
    return review.correct(desk.open_store, [Correct(key, **fields)], actor="小周", at=desk.now)


def submission_of(desk: Any, key: str) -> Submission:
    with desk.open_store(reading=True) as store:
        return store.intake.submission(key)


def test_author_product_words_and_group_are_set(desk: Any) -> None:
    done = correct(desk, "i5", author="m1", product="台灯", text="晚上的\u200b灯", group="g2").done["i5"]
    assert (done.member, done.product, done.text, done.group) == ("m1", "lamp", "晚上的灯", "g2")
    assert submission_of(desk, "i5") == done


def test_an_author_is_named_by_nickname_within_the_group(desk: Any) -> None:
    assert correct(desk, "i5", author="群友3").done["i5"].member == "m3"


def test_an_unknown_author_is_refused_until_said_to_be_new(desk: Any) -> None:
    refused = correct(desk, "i5", author="小雨").refused["i5"]
    assert "小雨" in render(refused.why, "zh")
    assert correct(desk, "i5", author="小雨", new_author=True).done["i5"].member == "小雨"


def test_a_nickname_of_several_is_refused_with_their_ids(desk: Any) -> None:
    with desk.open_store() as store:
        store.library.put_members([Member("m8", "群友3", "g1")])
    assert {"m3", "m8"} <= set(
        render(correct(desk, "i5", author="群友3").refused["i5"].why, "en").replace("(", " ").split()
    )


@pytest.mark.parametrize(
    "fields",
    [{"product": "没有的"}, {"group": "g9"}, {"text": "长" * 10_001}],
    ids=["product", "group", "text"],
)
def test_what_cannot_be_is_refused_and_nothing_changes(desk: Any, fields: dict[str, str]) -> None:
    was = submission_of(desk, "i5")
    assert "i5" in correct(desk, "i5", author="m1", **fields).refused
    assert submission_of(desk, "i5") == was


def test_empty_takes_author_product_and_words_away(desk: Any) -> None:
    done = correct(desk, "i5", author="", product="", text="").done["i5"]
    assert (done.member, done.product, done.text) == (None, None, "")


def test_posts_that_show_it_come_back_and_their_days_wait_for_a_plan(desk: Any, name: Any) -> None:
    key = name(MONDAY, Slot.AFTERNOON)
    assert desk.post(key).state is PostState.IN_REVIEW
    correct(desk, "i1", author="m2")
    assert desk.post(key).state is PostState.RETURNED
    with desk.open_store(reading=True) as store:
        assert {replan.what for replan in store.replans.pending_replans()} == {"i1"}


def test_what_is_set_stays_when_the_source_is_gathered_again(desk: Any) -> None:
    correct(desk, "i5", text="我改过的话", author="m1")
    again = replace(submission_of(desk, "i5"), text="导出里的新话", member="m5", product="lamp")
    with desk.open_store() as store:
        store.intake.renew_submission("i5", again)
    kept = submission_of(desk, "i5")
    assert (kept.text, kept.member, kept.product) == ("我改过的话", "m1", "lamp")


def test_an_undo_brings_back_what_the_source_says_by_now(desk: Any) -> None:
    correct(desk, "i5", text="我改过的话")
    with desk.open_store() as store:
        store.intake.renew_submission("i5", replace(store.intake.submission("i5"), text="新话"))
    assert submission_of(desk, "i5").text == "我改过的话"
    assert review.undo(desk.open_store, "小周", at=desk.now).done
    assert submission_of(desk, "i5").text == "新话"
    assert review.redo(desk.open_store, "小周", at=desk.now).done
    assert submission_of(desk, "i5").text == "我改过的话"


def test_an_undo_under_a_later_correction_is_refused(desk: Any) -> None:
    first = correct(desk, "i5", text="一").entry
    correct(desk, "i5", text="二")
    outcome = review.undo(desk.open_store, "小周", at=desk.now, entry=first)
    assert "i5" in outcome.refused
    assert submission_of(desk, "i5").text == "二"


def test_a_correction_that_changes_nothing_is_no_action(desk: Any) -> None:
    assert correct(desk, "i5", author="m5").entry is None


def test_corrected_words_are_scored_again(desk: Any) -> None:
    with desk.open_store() as store:
        store.curation.add_outcomes({"i5": Score(0.5, ())}, version=1, at=desk.now)
        assert "i5" not in store.curation.unscored(version=1)
    correct(desk, "i5", text="新的话")
    with desk.open_store(reading=True) as store:
        assert "i5" in store.curation.unscored(version=1)


def test_the_audit_says_who_corrected_what_and_not_the_words(desk: Any) -> None:
    correct(desk, "i5", text="只有这里有的词")
    with desk.open_store(reading=True) as store:
        (entry,) = store.submission_history.submission_life("i5").audit
        journal = store.journal.done_by("小周", most=1)
    assert (entry.who, entry.became) == ("小周", "correct")
    assert "只有这里有的词" not in f"{entry}{journal}"


def test_a_new_authors_earlier_word_on_consent_counts(desk: Any) -> None:
    from content.inbox import ConsentEvent

    event = ConsentEvent(ConsentState.REFUSED, "msg1", member="m2", at=desk.now)
    with desk.open_store() as store:
        store.chat_metadata.keep_events("wecom", [event], desk.now)
    correct(desk, "i5", author="m2")
    assert submission_of(desk, "i5").consent.state is ConsentState.REFUSED


def test_erasing_an_author_leaves_no_corrected_words(desk: Any) -> None:
    correct(desk, "i5", text="只有这里有的词")
    with desk.open_store() as store:
        forget_member(store, store.erasure.footprint("m5"), "erased-1", at=desk.now, by="小周")
    with desk.open_store(reading=True) as store:
        current = store.corrections.current(["i5"]).get("i5", {})
    assert SubmissionField.TEXT not in current or not current[SubmissionField.TEXT].value


def test_what_one_author_granted_is_no_others_to_use(desk: Any) -> None:
    correct(desk, "i5", author="m1")
    assert submission_of(desk, "i5").consent.state is ConsentState.EXPIRED


def test_the_consent_of_a_photo_without_author_stays_when_one_is_named(desk: Any) -> None:
    correct(desk, "i5", author="")
    with desk.open_store() as store:
        record_consent(store, "i5", Consent(ConsentState.GRANTED), at=desk.now, by="小周")
    correct(desk, "i5", author="m1")
    assert submission_of(desk, "i5").consent.state is ConsentState.GRANTED


def test_what_was_set_is_handed_over_to_the_author_and_to_whoever_was_named_as_one(desk: Any) -> None:
    correct(desk, "i5", text="我改过的话", author="m2")
    review.undo(desk.open_store, "小周", at=desk.now)
    with desk.open_store(reading=True) as store:
        own, named = store.erasure.rows_about("m5"), store.erasure.rows_about("m2")
    assert {row["field"] for row in own["corrections"]} == {"text", "member"}
    assert [row["value"] for row in named["corrections"]] == ["m2"]
