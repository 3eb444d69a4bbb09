"""A consent expires by its dates: no clock, however wrong, spoils it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.model import Consent, ConsentState, Group, Media, Message, Submission
from content.review.checks import no_right_to_show
from content.rights.consents import hear_consent, record_consent
from content.store import OpenStore, database_at
from content.store.rail import RailFilter

LAST = date(2026, 11, 23)
DAYS = st.integers(-400, 4000).map(lambda days: LAST + timedelta(days=days))
GRANTED = Consent(ConsentState.GRANTED, until=LAST, evidence="截图")


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def one_photo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenStore]:
    database = database_at(f"sqlite:///{tmp_path_factory.mktemp('expiry') / 'sishi.db'}")
    open_store = database.ready()
    photo = Media("a" * 64, ".jpg", 1200, 1600, 9)
    with open_store() as store:
        store.library.put_groups([Group("g1", "一群")])
        said = Submission("i1", "g1", None, "", noon(LAST), (photo,), consent=GRANTED)
        store.intake.add_submission(said, "c1", at=noon(LAST), run="r")
    yield open_store
    database.close()


def reads(open_store: OpenStore, today: date) -> ConsentState:
    """As every list says it on that day."""
    with open_store(reading=True) as store:
        (line,) = store.consent_requests.consents(today)
        state = line.consent.state
        assert [each.submission for each in store.consent_requests.consents(today, states=[state])] == ["i1"]
        for other in set(ConsentState) - {state}:
            assert store.consent_requests.consents(today, states=[other]) == []
            assert store.rail.page(RailFilter(consent=other, today=today)).items == ()
        (item,) = store.rail.page(RailFilter(consent=state, today=today)).items
        assert item.consent is state
        record = next(
            one for one in store.submission_history.submission_life("i1", today).consents if one.current
        )
        assert record.consent.state is state
    return state


@given(st.lists(DAYS, max_size=4), DAYS)
def test_clocks_may_jump_back_and_forth(one_photo: OpenStore, clocks: list[date], today: date) -> None:
    for clock in clocks:
        with one_photo() as store:
            hear_consent(store, "i1", GRANTED, at=noon(clock))  # as a night reads its sources again
    assert reads(one_photo, today) is (ConsentState.GRANTED if today <= LAST else ConsentState.EXPIRED)


def test_what_a_source_gives_is_kept_as_it_was_given(desk: Any) -> None:
    given_ = replace(GRANTED, until=LAST + timedelta(days=30))
    with desk.open_store() as store:
        for key in ("i1", "i2"):
            assert hear_consent(store, key, given_, at=noon(date(2036, 1, 1)))
        assert store.rights.consent("i1") == given_
        assert store.rights.consent("i1").on(LAST).state is ConsentState.GRANTED
        assert store.rights.consent("i1").on(date(2036, 1, 1)).state is ConsentState.EXPIRED


def test_who_let_it_run_out_may_be_asked_again(desk: Any) -> None:
    with desk.open_store() as store:
        record_consent(store, "i1", GRANTED, at=desk.now, by="小周")
        asked = Consent(ConsentState.ASKED, evidence="4F7K")
        assert record_consent(store, "i1", asked, at=noon(LAST) + timedelta(days=2), by="小周")


def test_a_refusal_of_a_photo_names_the_expiry(desk: Any) -> None:
    with desk.open_store() as store:
        record_consent(store, "i1", replace(GRANTED, until=date(2026, 11, 22)), at=desk.now, by="小周")
        refused = no_right_to_show(store, store.queue.post("g1-2026-11-23-afternoon"))
    assert refused is not None
    assert refused.why.params["why"] == Message("review.consent_expired")


def test_nothing_writes_the_expiry_down() -> None:
    flows = Path(__file__).resolve().parents[3] / "flows"
    assert not [file for file in flows.glob("*.py") if "expire_consents" in file.read_text(encoding="utf-8")]
