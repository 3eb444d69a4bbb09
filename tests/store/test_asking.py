"""Members are asked with a code, answer once, and can always say no."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime

import pytest
from sqlalchemy import update

from content.errors import IllegalMove, UnknownId
from content.model import (
    Consent,
    ConsentRequest,
    ConsentScope,
    ConsentState,
    Heard,
    Message,
    Submission,
    own_words,
)
from content.rights.consents import ask_consent, record_consent
from content.rights.hear_answers import take_answers
from content.store import OpenStore
from content.store.rights_tables import RequestRow

DAY = date(2026, 11, 23)
TERMS = Consent(ConsentState.ASKED, ConsentScope.ALL, frozenset({"poster", "feed"}), until=date(2027, 6, 30))
YES, NO = ConsentState.GRANTED, ConsentState.REFUSED


@pytest.fixture
def asked(
    open_store: OpenStore,
    furnish: Callable[[OpenStore], None],
    a_submission: Callable[..., Submission],
    now: datetime,
) -> OpenStore:
    """Member m1 was asked for i1 and i2 with the code 4F7K; i3 is nobody's business."""
    furnish(open_store)
    with open_store() as store:
        for key in ("i1", "i2", "i3"):
            store.intake.add_submission(a_submission(key, consent=Consent()), f"c-{key}", at=now, run="r")
        ask_consent(store, ConsentRequest("4F7K", "m1", ("i1", "i2"), now, "小周"), TERMS)
    return open_store


def tell(open_store: OpenStore, now: datetime, *said: Heard) -> int:
    with open_store() as store:
        return take_answers(store, said, at=now)


def states(open_store: OpenStore, keys: Iterable[str] = ("i1", "i2")) -> set[ConsentState]:
    with open_store(reading=True) as store:
        return {store.rights.consent(key).state for key in keys}


def test_what_is_asked_for_is_what_a_yes_grants(asked: OpenStore, now: datetime) -> None:
    assert states(asked) == {ConsentState.ASKED}
    assert tell(asked, now, Heard("4F7K", "msg-1", YES)) == 2
    with asked(reading=True) as store:
        assert store.rights.consent("i1") == replace(TERMS, state=YES, evidence="msg-1")
        assert store.rights.consent("i3").state is ConsentState.UNKNOWN
        (request,) = store.consent_requests.requests()
    assert (request.answer, request.heard, request.note) == ("granted", {"msg-1"}, None)


def test_a_message_counts_once_however_often_it_is_read(asked: OpenStore, now: datetime) -> None:
    yes, no = Heard("4F7K", "msg-1", YES), Heard("4F7K", "msg-2", NO)
    assert tell(asked, now, yes, no) == 4
    assert tell(asked, now, yes, no) == 0
    assert states(asked) == {ConsentState.WITHDRAWN}


def test_a_yes_after_a_no_is_for_a_person(asked: OpenStore, now: datetime) -> None:
    tell(asked, now, Heard("4F7K", "msg-1", NO))
    assert tell(asked, now, Heard("4F7K", "msg-2", YES)) == 0
    assert states(asked) == {ConsentState.REFUSED}
    with asked(reading=True) as store:
        (request,) = store.consent_requests.requests()
    assert request.note == Message("consent_note.late", message="msg-2")


def test_a_yes_to_an_older_question_is_for_a_person(asked: OpenStore, now: datetime) -> None:
    with asked() as store:
        ask_consent(
            store, ConsentRequest("7HQ3", "m1", ("i1",), now, "小周"), replace(TERMS, uses=frozenset({"ads"}))
        )
    assert tell(asked, now, Heard("4F7K", "msg-1", YES)) == 1
    with asked(reading=True) as store:
        assert (store.rights.consent("i1").state, store.rights.consent("i2").state) == (
            ConsentState.ASKED,
            YES,
        )
        assert store.consent_requests.open_requests()["4F7K"].note


def test_a_note_that_an_earlier_version_wrote_stays_as_it_was(asked: OpenStore) -> None:
    sentence = "msg-1: 看不出同意与否 neither yes nor no"
    with asked() as store:
        store._session.execute(update(RequestRow).values(note=sentence))
        (request,) = store.consent_requests.requests()
    assert request.note == own_words(sentence)


def test_what_is_unclear_changes_nothing_and_leaves_a_note(asked: OpenStore, now: datetime) -> None:
    unclear = Message("consent_note.unclear", message="msg-1")
    assert tell(asked, now, Heard("4F7K", "msg-1", None, unclear)) == 0
    assert states(asked) == {ConsentState.ASKED}
    with asked(reading=True) as store:
        assert (
            store.consent_requests.requests("m1")[0].answer,
            store.consent_requests.requests("m1")[0].note,
        ) == ("unclear", unclear)
        assert store.consent_requests.requests("m2") == []


def test_who_answered_is_not_asked_again(asked: OpenStore, now: datetime) -> None:
    tell(asked, now, Heard("4F7K", "msg-1", NO))
    with pytest.raises(IllegalMove, match="is refused and cannot become asked"), asked() as store:
        ask_consent(store, ConsentRequest("7HQ3", "m1", ("i1",), now, "小周"), TERMS)
    with asked(reading=True) as store:
        assert set(store.consent_requests.open_requests()) == {"4F7K"}


def test_the_list_reads_as_the_day_it_is_asked_for(asked: OpenStore, now: datetime) -> None:
    tell(asked, now, Heard("4F7K", "msg-1", YES))

    def listed(day: date, **said: object) -> list[tuple[str, ConsentState]]:
        with asked(reading=True) as store:
            return [(x.submission, x.consent.state) for x in store.consent_requests.consents(day, **said)]  # type: ignore[arg-type]

    late = date(2027, 7, 1)
    assert listed(DAY, states=[YES]) == [("i1", YES), ("i2", YES)]
    assert listed(late, states=[YES]) == []
    assert listed(late, states=[ConsentState.EXPIRED], group="g1", member="m1") == [
        ("i1", ConsentState.EXPIRED),
        ("i2", ConsentState.EXPIRED),
    ]
    assert listed(DAY, states=[ConsentState.UNKNOWN]) == [("i3", ConsentState.UNKNOWN)]
    assert listed(DAY, ids=["i2"]) == [("i2", YES)]
    assert listed(DAY, group="g2") == []


def test_what_nobody_has_is_said(asked: OpenStore, now: datetime) -> None:
    with pytest.raises(UnknownId, match="no submission 'i9'"), asked() as store:
        record_consent(store, "i9", TERMS, at=now, by="小周")
    with pytest.raises(UnknownId, match="does not wait for removal"), asked() as store:
        store.consent_requests.take_down("g1-2026-11-23-noon", at=now, by="小周")
