"""A database from before learning and KOCs comes over: nobody stands anywhere, and all of it can be begun."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from content.model import Rung
from content.store import Database

NOW = datetime(2026, 11, 22, tzinfo=UTC)
FILLED = """
INSERT INTO groups VALUES ('g1', '一群', 'daily', 1, 'Asia/Shanghai', '{}', NULL, NULL, NULL, '[]', '[]');
INSERT INTO members VALUES ('m1', '阿雅', 'g1');
INSERT INTO submissions (id, content, group_id, member_id, text, posted_at, product_id, replies, gathered_at,
    run_id, consent_state, choice) VALUES ('i1', 'c1', 'g1', 'm1', '话', '2026-11-20 12:00:00', NULL, 0,
    '2026-11-20 12:00:00', 'r1', 'granted', '');
INSERT INTO verdicts VALUES ('i1', TRUE, 'kept', 0.5, 1, NULL, '入选', 'kept', '2026-11-20 12:00:00', 'r1')
"""


@pytest.fixture
def filled(older: Callable[[str, str], Database]) -> Database:
    return older("0004", FILLED)


def test_nobody_stands_anywhere_and_no_model_counts(filled: Database) -> None:
    filled.upgrade()
    with filled.ready()(reading=True) as store:
        assert (
            store.koc.standings(),
            store.models.cards(),
            store.models.model_use(),
            store.koc.activities(),
        ) == (
            {},
            [],
            None,
            [],
        )
        assert store.koc.orders_since(NOW.date()) is None


def test_members_can_climb_and_what_was_kept_was_drawn_by_no_lot(filled: Database) -> None:
    filled.upgrade()
    with filled.ready()() as store:
        assert store.koc.climb("m1", Rung.CANDIDATE, actor="小林", why="", at=NOW).rung is Rung.CANDIDATE
        store.koc.clear_burst("i1", actor="小林", why="看过", at=NOW)
        store.models.keep_chances()
        assert (store.koc.cleared(), store.models.ever_drawn()) == ({"i1"}, {})
