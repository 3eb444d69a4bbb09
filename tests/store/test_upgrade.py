"""A database that worked under the first tables comes over whole, on both databases."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from content.model import ConsentState, PostState, own_words
from content.store import Database, RailFilter
from content.store.schema import HEAD
from content.store.tables import Base

FILLED = """
INSERT INTO groups VALUES ('g1', '一群', 'daily', 1, 'Asia/Shanghai', '{}', NULL, NULL, NULL, '[]', '[]');
INSERT INTO products VALUES ('mug', '马克杯');
INSERT INTO members VALUES ('m1', '阿雅', 'g1');
INSERT INTO stories VALUES ('s1', '一杯', 'mug', 'choice', '[]', '[]', 0, 'h', 'q', '[]', 'A', 'w', 'c', 's',
    '', '[]', '', FALSE, NULL, NULL);
INSERT INTO submissions VALUES ('i1', 'c1', 'g1', 'm1', '话', '2026-11-20 12:00:00', 'mug', 0,
    '2026-11-20 12:00:00', 'r1');
INSERT INTO consents
    (submission_id, state, scope, uses, since, until, evidence, recorded_at, recorded_by, is_current)
    VALUES ('i1', 'granted', 'all', '[]', NULL, NULL, '', '2026-11-20 12:00:00', 'gather', TRUE);
INSERT INTO posters VALUES ('k1', '{}', NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO tellings VALUES ('g1', '2026-11-23', 's1', 'i1', NULL, '{}', NULL, '2026-11-20 12:00:00', 'r1');
INSERT INTO posts VALUES ('p1', 'g1', '2026-11-23', 'noon', '2026-11-23 04:00:00', 'approved', 's1', NULL,
    NULL, '午休一分钟', 'k1', 3, '2026-11-21 12:00:00', 'r1');
INSERT INTO audit (at, who, what, was, became, why)
    VALUES ('2026-11-20 12:00:00', 'sishi', 'p1', '', 'draft', 'plan');
INSERT INTO audit (at, who, what, was, became, why)
    VALUES ('2026-11-21 12:00:00', '小林', 'p1', 'in_review', 'approved', '好')
"""


@pytest.fixture
def filled(older: Callable[[str, str], Database]) -> Database:
    return older("0001", FILLED)


def test_what_posts_say_becomes_their_first_known_version(filled: Database) -> None:
    assert filled.upgrade() == HEAD
    with filled.ready()(reading=True) as store:
        post = store.queue.post("p1")
        (version,) = store.history.versions("p1")
        assert store.history.last_change("p1") == ("小林", datetime(2026, 11, 21, 12, tzinfo=UTC))
    assert (post.state, post.version, post.revision, post.photo) == (PostState.APPROVED, 3, 1, "i1")
    assert (version.number, version.text, version.poster) == (3, "午休一分钟", "k1")
    assert (post.locked_by, post.hand) == ("", "")


def test_audit_and_consents_are_still_there_and_can_be_asked_for(filled: Database) -> None:
    filled.upgrade()
    with filled.ready()(reading=True) as store:
        assert [who for _, who, _, _, _ in store.queue.audit("p1")] == ["sishi", "小林"]
        (item,) = store.rail.page(RailFilter(consent=ConsentState.GRANTED)).items
        assert (item.id, item.decision) == ("i1", None)


def test_the_upgraded_tables_are_those_of_the_code(filled: Database) -> None:
    filled.upgrade()
    with filled.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        assert compare_metadata(context, Base.metadata) == []


def test_what_came_over_can_be_worked_with(filled: Database) -> None:
    filled.upgrade()
    now = datetime(2026, 11, 22, tzinfo=UTC)
    with filled.ready()() as store:
        assert store.queue.move("p1", PostState.IN_REVIEW, actor="小林", why=own_words("再看看"), at=now)
        assert store.queue.post("p1").revision == 2
