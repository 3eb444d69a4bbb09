"""A database from before chats were kept comes over; what it refused is looked at anew."""

from collections.abc import Callable

import pytest

from content.store import Database
from content.store.schema import HEAD

FILLED = """
INSERT INTO groups VALUES ('g1', '一群', 'daily', 1, 'Asia/Shanghai', '{}', NULL, NULL, NULL, '[]', '[]');
INSERT INTO media VALUES ('a1', '.jpg', 10, 20, 300, '', NULL);
INSERT INTO submissions (id, content, group_id, member_id, text, posted_at, product_id, replies, gathered_at,
    run_id, consent_state, choice)
    VALUES ('i1', 'c1', 'g1', NULL, '话', '2026-11-20 12:00:00', NULL, 2, '2026-11-20 12:00:00',
    'r1', 'unknown', '');
INSERT INTO submission_media VALUES ('i1', 0, 'a1');
INSERT INTO consents
    (submission_id, state, scope, uses, since, until, evidence, recorded_at, recorded_by, is_current)
    VALUES ('i1', 'unknown', 'own', '[]', NULL, NULL, '', '2026-11-20 12:00:00', 'gather', TRUE);
INSERT INTO quarantine VALUES ('ugc_inbox', 'g1/x.jpg', 'unreadable', 'broken', '1:2', NULL,
    '2026-11-20 12:00:00', 'r1', NULL)
"""


@pytest.fixture
def filled(older: Callable[[str, str], Database]) -> Database:
    return older("0003", FILLED)


def test_submissions_come_over_and_the_refused_are_looked_at_anew(filled: Database) -> None:
    assert filled.upgrade() == HEAD
    with filled.ready()(reading=True) as store:
        (submission,) = store.intake.submissions()
        assert (submission.replies, submission.like_count) == (2, 0)
        assert [medium.animated for medium in submission.media] == [False]
        assert store.inbox_index.quarantined() == []
        assert store.chat_metadata.thread("i1") == store.chat_metadata.reactions("i1") == []
