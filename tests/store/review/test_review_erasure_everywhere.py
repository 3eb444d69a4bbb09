"""Wherever a member's name and words came to stand, and that they stand there no more once erased."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from content import review
from content.compose.stage import tell
from content.inbox import ConsentEvent, Record, Reply
from content.messages import render
from content.model import (
    Choice,
    Consent,
    ConsentRequest,
    ConsentState,
    Dropped,
    Media,
    Member,
    Message,
    Placement,
    PostState,
    Reason,
    Rung,
    Seen,
    Slot,
    Submission,
    own_words,
)
from content.model.planning import Cause
from content.review import upset
from content.rights.consents import ask_consent, record_consent
from content.rights.erasure import forget_member
from content.rights.merging import merge
from content.rights.signature import Signature
from content.shortlist.reasons import dropped
from content.store.tables import Base, PostRow

CODE = "erased-1a2b"
TUESDAY, WEDNESDAY, THURSDAY = date(2026, 11, 24), date(2026, 11, 25), date(2026, 11, 26)
MORNING, NOON, AFTERNOON, EVENING = (f"g1-{WEDNESDAY}-{slot}" for slot in Slot)
NAME, WORDS = "小鹿在江边", "昨天在江边拍的落日，真好看"


def where(desk: Any, trace: str) -> set[str]:
    """`table.column` of every value that holds it."""
    with desk.open_store(reading=True) as store:
        return {
            f"{table.name}.{name}"
            for table in Base.metadata.sorted_tables
            for row in store._session.execute(select(table)).mappings()
            for name, value in row.items()
            if trace in str(value)
        }


def put(desk: Any, day: date, photo: str) -> None:
    """As a night does, with an evening whose poster shows no photo."""
    plain = desk.telling.templates["plain"]
    templates = {
        "plain": replace(
            plain,
            slots=tuple(slot for slot in Slot if slot is not Slot.EVENING),
            fields=plain.fields | {"by": plain.fields["line"]},
        ),
        "bare": replace(plain, name="bare", slots=(Slot.EVENING,), photos={}, fields={}),
    }
    with desk.open_store() as store:
        store.plan.set_placements([Placement("g1", day, "s4", share=photo)], at=desk.now, run="r")
    telling = replace(desk.telling, templates=templates)
    tell(desk.open_store, telling, ["g1"], day, day, now=desk.now, run="r")
    desk.draw()


def came(desk: Any, name: str = NAME) -> None:
    """Member deer sends i9."""
    with desk.open_store() as store:
        store.library.add_members([Member("deer", name, "g1")])
        photo = Media("9" * 64, ".jpg", 1200, 1600, 300_000)
        granted = Consent(ConsentState.GRANTED, evidence=f"截图：{name} 说可以")
        said = Submission("i9", "g1", "deer", WORDS, desk.now, (photo,), "mug", consent=granted)
        store.intake.add_submission(said, "c9", at=desk.now, run="r")


def amend(desk: Any, key: str, text: str, *, why: str) -> None:
    edits = [review.Amend(seen, text=text) for seen in desk.seen(key)]
    assert review.amend(desk.open_store, edits, telling=desk.telling, actor="老王", at=desk.now, why=why).done


@pytest.fixture
def talked_of(desk: Any) -> Any:
    """Editors, nights and other members had to do with deer, who then left."""
    came(desk)
    put(desk, WEDNESDAY, "i9")
    put(desk, THURSDAY, "i9")
    put(desk, THURSDAY, "i3")  # what the evening thanked deer for stays as a version
    text = desk.post(AFTERNOON).text.replace("晒了", "拍了")
    amend(desk, AFTERNOON, text, why=f"{NAME} 想换个字")
    said = review.Decide(Seen("i9", 0), choice=Choice.KEEP, comment=f"{NAME}：{WORDS}")
    assert review.decide(desk.open_store, [said], actor="老王", at=desk.now, why=f"{NAME}拍得好").done
    with desk.open_store() as store:
        store.curation.set_verdicts(
            {"i9": dropped(Reason.MEMBER_QUOTA, name=NAME, count=1)}, at=desk.now, run="r"
        )
        again = Consent(ConsentState.GRANTED, evidence=f"{NAME} 又说")
        record_consent(store, "i9", again, at=desk.now, by="小周")
        store.koc.climb("deer", Rung.CANDIDATE, actor="小周", why=f"{NAME}常发", at=desk.now)
        ask_consent(
            store,
            ConsentRequest("4F7K", "deer", (), desk.now, "小周", note=own_words(f"msg-1: {WORDS}")),
            Consent(),
        )
        store.chat_metadata.keep_talk(
            [
                ("i1", Record("g1", (), messages=("q1",), quoted=f"「{NAME}：好喝」", source="wecom")),
                ("i2", Record("g1", (), messages=("q2",), quoted=WORDS, source="wecom")),
                ("i2", Record("g1", (), thread=(Reply("r1", "deer", WORDS, "x"),), source="wecom")),
            ]
        )
    upset.member_left(desk.open_store, "deer", WEDNESDAY, actor="小周", at=desk.now, why=f"{NAME}说的")
    return desk


def erase(desk: Any) -> None:
    with desk.open_store() as store:
        forget_member(store, store.erasure.footprint("deer"), CODE, at=desk.now, by="小周")


def test_what_a_member_is_called_stands_nowhere_any_more(talked_of: Any) -> None:
    assert where(talked_of, NAME) == {
        "audit.detail",
        "audit.why",
        "consents.evidence",
        "decisions.comment",
        "journal.steps",
        "members.nickname",
        "messages.quoted",
        "post_versions.text",
        "posters.spec",
        "posts.note",
        "posts.text",
        "replans.why",
        "verdicts.why",
    }, "or the test proves nothing"
    erase(talked_of)
    assert where(talked_of, NAME) == set()


def test_what_a_member_said_stands_nowhere_any_more(talked_of: Any) -> None:
    assert where(talked_of, WORDS) == {
        "audit.detail",
        "consent_requests.note",
        "decisions.comment",
        "journal.steps",
        "messages.quoted",
        "post_versions.text",
        "posters.spec",
        "posts.text",
        "replies.text",
        "submissions.text",
    }, "or the test proves nothing"
    erase(talked_of)
    assert where(talked_of, WORDS) == set()


def test_who_left_and_was_erased_is_known_by_no_id(talked_of: Any) -> None:
    assert {"changes.what", "replans.what"} <= where(talked_of, "deer")
    erase(talked_of)
    assert where(talked_of, "deer") == set()


def test_the_sentences_are_still_read_in_either_language(talked_of: Any) -> None:
    erase(talked_of)
    with talked_of.open_store(reading=True) as store:
        (replan,) = (one for one in store.replans.pending_replans() if one.cause is Cause.MEMBER)
        verdict = store.curation.verdict("i9")
        note = store._session.get_one(PostRow, AFTERNOON).note
    assert (render(replan.why, "zh"), render(replan.why, "en")) == (f"{CODE} 已退群", f"{CODE} has left")
    assert render(note, "zh") == f"{CODE} 已退群：{CODE}说的"
    assert isinstance(verdict, Dropped)
    assert (verdict.reason, render(verdict.why, "zh")) == (Reason.CONSENT_WITHDRAWN, "成员要求删除")


@pytest.mark.parametrize("short", ["n", "退", "夜间", "post", "keep", "群友", "_", "%"])
def test_a_short_name_mangles_nothing_that_the_program_or_others_wrote(desk: Any, short: str) -> None:
    came(desk, short)
    put(desk, WEDNESDAY, "i9")
    drop = review.Decide(Seen("i9", 0), choice=Choice.DROP)
    assert review.decide(desk.open_store, [drop], actor="老王", at=desk.now).done
    with desk.open_store(reading=True) as store:
        before = (
            store.queue.posts(last=TUESDAY),
            store.intake.submissions(["i1", "i2"]),
            store.journal.journal("老王"),
        )
    erase(desk)
    with desk.open_store(reading=True) as store:
        assert (
            store.queue.posts(last=TUESDAY),
            store.intake.submissions(["i1", "i2"]),
            store.journal.journal("老王"),
        ) == before
        assert store.queue.audit(AFTERNOON)[0][4] == Message("audit.planned")
        assert render(store.queue.audit(AFTERNOON)[-1][4], "en") == "老王 dropped the photo i9"


def test_a_member_without_a_name_takes_nobody_elses_along(desk: Any) -> None:
    came(desk, "")
    put(desk, WEDNESDAY, "i9")
    amend(desk, EVENING, "谢谢 @群友1", why="漏了")
    erase(desk)
    assert desk.post(EVENING).text == "谢谢 @群友1"


def test_a_name_goes_as_it_was_shown_without_what_cannot_be_seen(desk: Any) -> None:
    came(desk, "小\u200b鹿在江边")
    put(desk, WEDNESDAY, "i9")
    assert "posts.text" in where(desk, f"@{NAME}")
    erase(desk)
    assert where(desk, NAME) == set()


def test_an_evening_that_thanks_for_a_photo_swapped_out_since_comes_back(desk: Any) -> None:
    came(desk)
    put(desk, WEDNESDAY, "i9")
    swaps = [review.Swap(seen, submission="i4") for seen in desk.seen(MORNING, NOON, AFTERNOON)]
    done = review.swap(
        desk.open_store, swaps, telling=desk.telling, rules=desk.rules, actor="老王", at=desk.now
    )
    assert len(done.done) == len(swaps)
    erase(desk)
    evening = desk.post(EVENING)
    assert (evening.state, evening.text) == (PostState.RETURNED, "（应作者要求删除）")


def test_what_was_approved_with_the_name_goes_out_neither_with_it_nor_without(desk: Any) -> None:
    came(desk)
    put(desk, WEDNESDAY, "i9")
    with desk.open_store() as store:
        record_consent(store, "i9", Consent(ConsentState.WITHDRAWN), at=desk.now, by="小周")
    assert review.reopen(desk.open_store, desk.seen(EVENING), actor="小林", at=desk.now).done
    approved = review.approve(
        desk.open_store, desk.sight(EVENING), rules=desk.rules, actor="老王", at=desk.now
    )
    assert approved.done
    erase(desk)
    assert desk.post(EVENING).state is PostState.RETURNED
    with desk.open_store(reading=True) as store:
        assert all(approval.revoked_at for approval in store.history.approvals(EVENING))


# -- members who were merged --------------------------------------------------------------------------


@pytest.fixture
def merged(talked_of: Any) -> Any:
    """Deer was found to be giraffe, who had sent something too."""
    with talked_of.open_store() as store:
        store.library.put_members([Member("giraffe", "长颈鹿", "g2")])
        sent = Submission("i8", "g2", "giraffe", "树叶", talked_of.now, (Media("8" * 64, ".jpg", 9, 9, 9),))
        store.intake.add_submission(sent, "c8", at=talked_of.now, run="r")
        no = ConsentEvent(ConsentState.REFUSED, "e1", "deer")
        store.chat_metadata.keep_events("wecom", [no], talked_of.now)
        signature = Signature(talked_of.now, "小周", own_words(f"{NAME} 就是长颈鹿"))
        merge(store, "giraffe", "deer", signature, rest=timedelta(days=7))
    return talked_of


@pytest.mark.parametrize("trace", [NAME, WORDS, "长颈鹿", "deer", "giraffe"])
def test_who_was_merged_stands_nowhere_any_more(merged: Any, trace: str) -> None:
    assert where(merged, trace), "or the test proves nothing"
    with merged.open_store() as store:
        forget_member(store, store.erasure.footprint("giraffe"), CODE, at=merged.now, by="小周")
    assert where(merged, trace) == set()


def test_the_posts_of_the_nickname_that_is_no_more_come_back(desk: Any) -> None:
    came(desk)
    put(desk, WEDNESDAY, "i9")
    printing = {key for key in (MORNING, NOON, AFTERNOON, EVENING) if f"@{NAME}" in desk.post(key).text}
    assert printing, "or the test proves nothing"
    with desk.open_store() as store:
        outcome = merge(store, "m1", "deer", Signature(desk.now, "小周"), rest=timedelta(days=7))
    assert printing <= set(outcome.returned)
    for key in outcome.returned:
        assert desk.post(key).state is PostState.RETURNED
        with desk.open_store(reading=True) as store:
            note = store._session.get_one(PostRow, key).note
        assert render(note, "zh") == f"{NAME} 与另一位成员是同一个人，已合并"


def test_posts_that_print_the_same_nickname_stay(desk: Any) -> None:
    came(desk, "群友1")
    put(desk, WEDNESDAY, "i9")
    with desk.open_store() as store:
        assert not merge(store, "m1", "deer", Signature(desk.now, "小周"), rest=timedelta(days=7)).returned


def test_a_withdrawal_after_merging_takes_down_what_named_the_other(desk: Any) -> None:
    came(desk)
    put(desk, WEDNESDAY, "i9")
    with desk.open_store(reading=True) as store:
        before = set(store.withdrawals.posts_with("i9"))
    with desk.open_store() as store:
        merge(store, "m1", "deer", Signature(desk.now, "小周"), rest=timedelta(days=7))
    with desk.open_store(reading=True) as store:
        assert set(store.withdrawals.posts_with("i9")) == before
