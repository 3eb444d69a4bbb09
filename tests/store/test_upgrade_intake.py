"""A database from before chats were kept comes over; what it refused is looked at anew."""

from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import text

from content.store import Database, database_at
from content.store.schema import HEAD, HERE

FILLED = """
INSERT INTO groups VALUES ('g1', '一群', 'daily', 1, 'Asia/Shanghai', '{}', NULL, NULL, NULL, '[]', '[]');
INSERT INTO media VALUES ('a1', '.jpg', 10, 20, 300, '', NULL);
INSERT INTO submissions (id, content, group_id, member_id, text, posted_at, product_id, replies, gathered_at,
    run_id, consent_state, choice)
    VALUES ('i1', 'c1', 'g1', NULL, '话', '2026-11-20 12:00:00+00:00', NULL, 2, '2026-11-20 12:00:00+00:00',
    'r1', 'unknown', '');
INSERT INTO submission_media VALUES ('i1', 0, 'a1');
INSERT INTO consents
    (submission_id, state, scope, uses, since, until, evidence, recorded_at, recorded_by, is_current)
    VALUES ('i1', 'unknown', 'own', '[]', NULL, NULL, '', '2026-11-20 12:00:00+00:00', 'gather', TRUE);
INSERT INTO quarantine VALUES ('ugc_inbox', 'g1/x.jpg', 'unreadable', 'broken', '1:2', NULL,
    '2026-11-20 12:00:00+00:00', 'r1', NULL)
"""


@pytest.fixture
def filled(database: Database, request: pytest.FixtureRequest, tmp_path: Path) -> Database:
    """One that stands before this migration, with a row in each table that it touches."""
    if database.engine.dialect.name == "sqlite":
        database = database_at(f"sqlite:///{tmp_path / 'old.db'}")
    config = Config()
    config.set_main_option("script_location", str(HERE / "migrations"))
    with database.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
        config.attributes["connection"] = connection
        command.upgrade(config, "0003")
        said = FILLED.replace("+00:00", "") if connection.dialect.name == "sqlite" else FILLED
        for statement in said.split(";"):
            connection.exec_driver_sql(statement)
    return database


def test_submissions_come_over_and_the_refused_are_looked_at_anew(filled: Database) -> None:
    assert filled.upgrade() == HEAD
    with filled.ready()(reading=True) as store:
        (submission,) = store.submissions()
        assert (submission.replies, submission.like_count) == (2, 0)
        assert [medium.animated for medium in submission.media] == [False]
        assert store.quarantined() == []
        assert store.thread("i1") == store.reactions("i1") == []
