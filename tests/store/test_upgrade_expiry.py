"""A database whose consents were stored as expired gets back what was said, whatever the clock was then."""

from collections.abc import Callable
from datetime import date

import pytest

from content.model import ConsentState
from content.store import Database
from content.store.schema import HEAD

LONG_AGO = date(2026, 11, 20)


def consent(key: str, state: str, by: str, until: str, at: str, *, current: bool) -> str:
    return f"""
INSERT INTO consents
    (submission_id, state, scope, uses, since, until, evidence, recorded_at, recorded_by, is_current)
    VALUES ('{key}', '{state}', 'all', '["poster"]', NULL, {until}, 'e', '{at}', '{by}', {current})"""  # noqa: S608 - our own names


def submission(key: str, state: str) -> str:
    return f"""
INSERT INTO submissions (id, content, group_id, member_id, text, posted_at, product_id, replies, like_count,
    gathered_at, run_id, consent_state, choice)
    VALUES ('{key}', '{key}', 'g1', NULL, '', '2026-11-20 12:00:00', NULL, 0, 0, '2026-11-20 12:00:00', 'r1',
    '{state}', '')"""  # noqa: S608 - our own names


NIGHT = "2036-01-01 12:00:00"  # the wrong clock's
FILLED = ";".join(
    [
        """INSERT INTO groups (id, name, kind, size, zone, slots, blackouts, shares_members_with, tags,
        holiday_slots) VALUES ('g1', '一群', 'daily', 1, 'Asia/Shanghai', '{}', '[]', '[]', '[]', '{}')""",
        *(submission(key, "expired") for key in ("night", "source", "person")),
        submission("refused", "refused"),
        consent("night", "granted", "小周", "'2027-06-30'", "2026-11-20 12:00:00", current=False),
        consent("night", "expired", "sishi", "'2027-06-30'", NIGHT, current=True),
        consent("source", "expired", "gather", "'2027-06-30'", NIGHT, current=True),
        consent("person", "expired", "小周", "NULL", "2026-11-20 12:00:00", current=True),
        consent("refused", "refused", "gather", "NULL", "2026-11-20 12:00:00", current=True),
    ]
)


@pytest.fixture
def filled(older: Callable[[str, str], Database]) -> Database:
    return older("0009", FILLED)


def test_what_a_clock_expired_is_granted_again_and_what_a_person_said_stays(filled: Database) -> None:
    assert filled.upgrade() == HEAD
    with filled.ready()(reading=True) as store:
        reads = {line.submission: line for line in store.consent_requests.consents(LONG_AGO)}
        stored = {
            row[0]: row[1:]
            for row in store._session.connection().exec_driver_sql(
                "SELECT id, consent_state, consent_until FROM submissions"
            )
        }
    assert {key: line.consent.state for key, line in reads.items()} == {
        "night": ConsentState.GRANTED,
        "source": ConsentState.GRANTED,
        "person": ConsentState.EXPIRED,
        "refused": ConsentState.REFUSED,
    }
    assert reads["night"].recorded_by == "小周", "the word that was given, not the program's"
    assert {key: row[0] for key, row in stored.items()} == {
        key: line.consent.state.value for key, line in reads.items()
    }
    assert str(stored["night"][1]) == "2027-06-30"
