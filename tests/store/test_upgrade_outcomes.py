"""A database from before responses were counted: days that are kept message by message get their hours."""

from collections.abc import Callable
from datetime import date

from content.store import Database
from content.store.schema import HEAD

FILLED = """
INSERT INTO group_days VALUES ('g1', '2026-05-01', 3, 1, '{}', '[]');
INSERT INTO group_days VALUES ('g1', '2026-11-01', 3, 1, '{}', '[]');
INSERT INTO group_days VALUES ('g2', '2026-05-01', 3, 1, '{}', '[]');
INSERT INTO member_days VALUES ('g1', '2026-11-01', 'm1', 3);
INSERT INTO ledger_begins VALUES ('g1', '2026-06-01');
INSERT INTO ledger_touched VALUES ('g1', '2026-11-01')
"""


def test_days_whose_messages_are_kept_are_summed_up_again_and_others_stay(
    older: Callable[[str, str], Database],
) -> None:
    database = older("0024", FILLED)
    assert database.upgrade() == HEAD
    with database.ready()() as store:
        assert store.ledger.touched_days() == [("g1", date(2026, 11, 1)), ("g2", date(2026, 5, 1))]
        assert [day.by_member for day in store.ledger.group_days("g1")] == [{}, {"m1": 3}]
        assert store.outcomes.responses() == store.outcomes.response_days() == []
