"""Who asks to be erased is gone from every table, and the audit stays."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from content import review
from content.errors import UnknownId, WrongInput
from content.inbox import ConsentEvent, Reaction, Record, Reply
from content.model import (
    Choice,
    Consent,
    ConsentRequest,
    ConsentState,
    Features,
    Media,
    Member,
    PostState,
    Seen,
    Submission,
    own_words,
)
from content.rights.consents import ask_consent, record_consent
from content.rights.erasure import forget_member
from content.store import Store
from content.store.tables import Base

MONDAY = date(2026, 11, 23)
NAME, WORDS = "小鹿在江边", "昨天在江边拍的落日"


@pytest.fixture
def lived(desk: Any) -> Any:
    """Member deer sent i1's better twin i9, which a post shows; liked, answered, reacted, was asked."""
    with desk.open_store() as store:
        store.library.add_members([Member("deer", NAME, "g1")])
        photo = Media("9" * 64, ".jpg", 1200, 1600, 300_000)
        said = Submission(
            "i9", "g1", "deer", WORDS, desk.now, (photo,), "mug", consent=Consent(ConsentState.GRANTED)
        )
        store.intake.add_submission(said, "c9", at=desk.now, run="r")
        store.curation.add_features({photo.sha256: Features(1, {}, (0.5, 0.5), b"", b"")}, desk.now)
        store.intake.set_likes("i2", ["deer", "m3"])
        store.chat_metadata.keep_talk(
            [("i2", Record("g1", (), thread=(Reply("r1", "deer", WORDS, "x"),), source="wecom"))]
        )
        store.chat_metadata.keep_talk(
            [("i2", Record("g1", (), reactions=(Reaction("deer", "👍"),), source="wecom"))]
        )
        store.chat_metadata.keep_talk(
            [("i3", Record("g1", (), messages=("q",), quotes="x9", quoted=WORDS, source="wecom"))]
        )
        store.chat_metadata.keep_talk([("i9", Record("g1", (), messages=("x9",), source="wecom"))])
        store.chat_metadata.keep_events("wecom", [ConsentEvent(ConsentState.GRANTED, "e1", "deer")], desk.now)
    asked = review.Swap(desk.seen("g1-2026-11-23-afternoon")[0], submission="i9")
    swapped = review.swap(
        desk.open_store, [asked], telling=desk.telling, rules=desk.rules, actor="老王", at=desk.now
    )
    assert swapped.done
    desk.draw()
    review.decide(
        desk.open_store,
        [review.Decide(Seen("i9", 0), choice=Choice.KEEP)],
        actor="老王",
        at=desk.now,
        why=f"{NAME}拍得好",
    )
    with desk.open_store() as store:
        record_consent(store, "i9", Consent(ConsentState.WITHDRAWN), at=desk.now, by="小周")
        record_consent(store, "i9", Consent(ConsentState.GRANTED, evidence="note"), at=desk.now, by="小周")
    return desk


def everything(store: Store) -> str:
    """All rows of all tables as text."""
    rows = (store._session.execute(select(table)).all() for table in Base.metadata.sorted_tables)
    return repr([list(map(tuple, table)) for table in rows])


def erase(desk: Any, member: str = "deer") -> Any:
    with desk.open_store() as store:
        footprint = store.erasure.footprint(member)
        forget_member(store, footprint, "erased-1a2b", at=desk.now, by="小周")
        return footprint


def test_neither_name_nor_words_nor_photo_are_left_in_any_table(lived: Any) -> None:
    with lived.open_store(reading=True) as store:
        before = everything(store)
    for trace in ("deer", NAME, WORDS, "9" * 64):
        assert trace in before, "or the test proves nothing"
    erase(lived)
    with lived.open_store(reading=True) as store:
        after = everything(store)
    for trace in ("'deer'", NAME, WORDS, "9" * 64):
        assert trace not in after


def test_the_footprint_names_what_must_be_deleted(lived: Any) -> None:
    footprint = erase(lived)
    assert footprint.submissions == ("i9",)
    assert [medium.sha256 for medium in footprint.media] == ["9" * 64]
    assert "g1-2026-11-23-afternoon" in footprint.posts
    assert footprint.posters


def test_the_audit_stays_whole_under_a_pseudonym(lived: Any) -> None:
    key = "g1-2026-11-23-afternoon"
    with lived.open_store(reading=True) as store:
        before = store.queue.audit(key), store.queue.audit("i9")
    erase(lived)
    with lived.open_store(reading=True) as store:
        after = store.queue.audit(key), store.queue.audit("i9")
        assert store.queue.audit("erased-1a2b")[-1][1] == "小周"
        assert {s.member for s in store.intake.submissions(["i9"])} == {"erased-1a2b"}
    for was, now in zip(before, after, strict=True):
        assert [entry[:4] for entry in now[: len(was)]] == [entry[:4] for entry in was]


def test_what_was_not_sent_is_back_with_the_editors(lived: Any) -> None:
    erase(lived)
    post = lived.post("g1-2026-11-23-afternoon")
    assert (post.state, post.text) == (PostState.RETURNED, "（应作者要求删除）")
    with lived.open_store(reading=True) as store:
        assert store.queue.specs([post.poster])[0].photos == {}
        assert store.rights.consent("i9").state is ConsentState.WITHDRAWN


def test_others_keep_what_is_theirs(lived: Any) -> None:
    with lived.open_store(reading=True) as store:
        others = store.intake.submissions(["i1", "i2", "i3"])
    erase(lived)
    with lived.open_store(reading=True) as store:
        for was, now in zip(others, store.intake.submissions(["i1", "i2", "i3"]), strict=True):
            assert (now.text, now.media, len(now.likes)) == (was.text, was.media, len(was.likes))


def test_the_erased_do_not_come_back(lived: Any) -> None:
    erase(lived)
    with lived.open_store() as store:
        store.library.add_members([Member("deer", NAME, "g1")])
        assert store.library.member("deer") is None
        with pytest.raises(WrongInput, match="asked to be erased"):
            store.library.put_members([Member("deer", NAME, "g1")])
        stones = store.erasure.tombstones()
    assert stones.member("deer")
    assert stones.medium("9" * 64)
    assert not stones.member("m1")
    assert not stones.member(None)


def test_a_request_keeps_no_word_of_the_erased(lived: Any) -> None:
    with lived.open_store() as store:
        ask_consent(
            store,
            ConsentRequest("4F7K", "deer", (), lived.now, "小周", note=own_words(f"msg-1: {WORDS}")),
            Consent(),
        )
    erase(lived)
    with lived.open_store(reading=True) as store:
        (request,) = store.consent_requests.requests()
    assert (request.member, request.note) == ("erased-1a2b", None)


def test_nobody_is_erased_twice(lived: Any) -> None:
    erase(lived)
    with pytest.raises(UnknownId, match="no member 'deer'"):
        erase(lived)


def test_what_is_handed_over_is_their_own_and_no_others(lived: Any) -> None:
    with lived.open_store(reading=True) as store:
        rows = store.erasure.rows_about("deer")
    assert {row["id"] for row in rows["submissions"]} == {"i9"}
    assert [row["state"] for row in rows["consents"]] == ["granted", "withdrawn", "granted"]
    assert {row["member_id"] for name in ("likes", "replies", "reactions") for row in rows[name]} == {"deer"}
    assert {row["choice"] for row in rows["decisions"]} == {"keep"}
