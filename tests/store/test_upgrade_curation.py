"""A database from before photos had prints keeps its scores and verdicts."""

from collections.abc import Callable

import pytest

from content.model import Kept, Message, Score, ScorePart
from content.store import Database
from content.store.schema import HEAD

FILLED = """
INSERT INTO groups VALUES ('g1', '一群', 'daily', 1, 'Asia/Shanghai', '{}', NULL, NULL, NULL, '[]', '[]');
INSERT INTO submissions (id, content, group_id, member_id, text, posted_at, product_id, replies, gathered_at,
    run_id, consent_state, choice)
    VALUES ('i1', 'c1', 'g1', NULL, '话', '2026-11-20 12:00:00', NULL, 2, '2026-11-20 12:00:00',
    'r1', 'unknown', '');
INSERT INTO scores VALUES ('i1', 1, 0.5, '[["sharp", 0.5, 1.0]]', NULL, '2026-11-20 12:00:00');
INSERT INTO verdicts VALUES ('i1', TRUE, 'kept', 0.5, 1, NULL, '好', 'good', '2026-11-20 12:00:00',
    'r1')
"""


@pytest.fixture
def filled(older: Callable[[str, str], Database]) -> Database:
    return older("0003", FILLED)


def test_scores_and_verdicts_come_over_and_every_photo_is_still_to_be_looked_for(filled: Database) -> None:
    assert filled.upgrade() == HEAD
    with filled.ready()(reading=True) as store:
        assert store.curation.outcomes(["i1"]) == {
            "i1": Score(0.5, (ScorePart("sharp", 0.5, 1.0),), "hand-1")
        }
        assert store.curation.verdicts() == {"i1": Kept(0.5, 1, Message("legacy.text", zh="好", en="good"))}
        assert list(store.curation.prints()) == store.curation.likenesses() == []
        assert store.curation.chances() == {}
