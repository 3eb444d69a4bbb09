"""A database from before plans heard of what upset them comes over: nothing waits, and nobody has left."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from content.model import Message
from content.model.planning import Cause
from content.store import Database
from content.store.schema import HEAD

FILLED = """
INSERT INTO members VALUES ('m1', '阿雅', 'g1')
"""


@pytest.fixture
def filled(older: Callable[[str, str], Database]) -> Database:
    return older("0006", FILLED)


def test_nothing_waits_and_nobody_has_left(filled: Database) -> None:
    assert filled.upgrade() == HEAD
    with filled.ready()() as store:
        (member,) = store.library.members()
        assert (member.nickname, member.left_on) == ("阿雅", None)
        assert store.replans.pending_replans() == []


def test_what_happens_from_now_on_waits(filled: Database) -> None:
    filled.upgrade()
    now, day = datetime(2026, 11, 22, tzinfo=UTC), date(2026, 11, 23)
    with filled.ready()() as store:
        store.replans.ask_replan(
            Cause.MEMBER,
            "m1",
            Message("audit.member_left", member="阿雅"),
            posts=0,
            last_day=day,
            by="小林",
            at=now,
        )
        (replan,) = store.replans.pending_replans()
        store.replans.replanned([replan.id], run="r1", at=now)
        assert store.replans.pending_replans() == []
