"""A database from before uploads comes over with what it holds, and batches can be begun in it."""

from collections.abc import Callable
from datetime import UTC, datetime

from content.model import UploadBatch, UploadFile
from content.store import Database

NOW = datetime(2026, 12, 1, tzinfo=UTC)
FILLED = """
INSERT INTO groups VALUES ('g1', '一群', 'daily', 1, 'Asia/Shanghai', '{}', NULL, NULL, NULL, '[]', '[]');
INSERT INTO members VALUES ('m1', '阿雅', 'g1');
INSERT INTO submissions (id, content, group_id, member_id, text, posted_at, product_id, replies, gathered_at,
    run_id, consent_state, choice) VALUES ('i1', 'c1', 'g1', 'm1', '话', '2026-11-20 12:00:00', NULL, 0,
    '2026-11-20 12:00:00', 'r1', 'granted', '')
"""


def test_what_was_there_stays_and_a_batch_is_kept_whole(older: Callable[[str, str], Database]) -> None:
    database = older("0004", FILLED)
    database.upgrade()
    batch = UploadBatch("0" * 32, "小林", NOW, NOW, "g1", files=(UploadFile(0, "a.jpg", 9),))
    with database.ready()() as store:
        assert store.intake.count_submissions() == 1
        store.uploads.begin(batch)
    with database.ready()() as store:
        assert store.uploads.batch(batch.id) == batch
        assert store.uploads.staged_bytes() == 9
        store.uploads.forget(batch.id)
        assert store.uploads.open_batches() == []
