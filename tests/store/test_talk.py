"""Days summed up as talk: replies, those that touch the team, and advertisements. On both databases."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from content.inbox import LedgerEntry
from content.ledger.upkeep import keep_ledger
from content.model import MessageKind, StaffMember
from content.store import Database, OpenStore, TalkDay
from content.store.schema import HEAD
from content.text.signs import NONE, Signs

NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)  # in Shanghai
DAY = date(2026, 11, 20)
COUPON = Signs(has_coupon=True, coupon="MUG50")


def said(number: int, member: str | None, reply_to: str | None = None, **fields: object) -> LedgerEntry:
    """A message an hour after the one before it: only a quote makes it a reply."""
    kind, signs = fields.get("kind", MessageKind.TEXT), fields.get("signs", NONE)
    at = NOON + timedelta(hours=number)
    return LedgerEntry("g1", f"c{number}", at, member, kind, 3, reply_to, signs)  # type: ignore[arg-type]


@pytest.fixture
def talked(open_store: OpenStore, furnish: Callable[[OpenStore], None]) -> OpenStore:
    furnish(open_store)
    with open_store() as store:
        entries = [
            said(0, "m1"),
            said(1, "m2", "c0"),
            said(2, "m3", "c1", signs=COUPON),
            said(3, None, "c0"),  # nobody known
            said(4, "m1", "long gone", kind=MessageKind.LINK),
        ]
        store.ledger.add_messages("wecom", entries, lambda _, at: at.date())
    keep_ledger(open_store, 180, NOON)
    return open_store


def test_a_day_has_its_replies_and_what_advertises(talked: OpenStore) -> None:
    with talked(reading=True) as store:
        assert store.talk.days(DAY, DAY) == [TalkDay("g1", DAY, 2.0, 0.0, 4, 2)]
        assert store.talk.days(DAY, DAY, ["g2"]) == []


def test_days_are_summed_up_again_once_somebody_turns_out_to_be_of_the_team(talked: OpenStore) -> None:
    with talked() as store:
        store.roster.put_staff([StaffMember("m3", "小林")])
        assert store.ledger.touched_days() == [("g1", DAY)]
    keep_ledger(talked, 180, NOON)
    with talked(reading=True) as store:
        assert store.talk.days(DAY, DAY) == [TalkDay("g1", DAY, 2.0, 1.0, 3, 1)]
        assert store.insight.speakers([(DAY, DAY)]) == [{"g1": 2}]
        assert store.insight.messages(DAY, DAY) == {"g1": (1, 4)}


def test_an_older_database_has_its_talk_summed_up_by_the_next_night(
    older: Callable[[str, str], Database],
) -> None:
    filled = """
INSERT INTO group_days VALUES ('g1', '2026-05-01', 3, 1, '{}', '[]');
INSERT INTO group_days VALUES ('g1', '2026-11-01', 3, 1, '{}', '[]');
INSERT INTO ledger_begins VALUES ('g1', '2026-06-01')
"""
    database = older("0029", filled)
    assert database.upgrade() == HEAD
    with database.ready()(reading=True) as store:
        assert store.ledger.touched_days() == [("g1", date(2026, 11, 1))]
        assert store.talk.days(date.min, date.max) == []
