"""A database from before people talked about posts comes over: nothing was said, and all can be said now."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from content.model import (
    BellEntry,
    BellEvent,
    GuestOpinion,
    GuestRole,
    Message,
    OpinionVerdict,
    PostComment,
    PosterPin,
    Remark,
    ShareLink,
    ShareRange,
    ShareRights,
    ShareScope,
    ShareVisit,
)
from content.store import Database
from content.store.schema import HEAD

NOW = datetime(2026, 11, 22, tzinfo=UTC)
SHA = "a" * 64
FILLED = """
INSERT INTO groups (id, name, kind, size, zone, slots, blackouts, shares_members_with, tags, holiday_slots)
VALUES ('g1', '徐汇', 'interest', 9, 'Asia/Shanghai', '{}', '[]', '[]', '[]', '{}');
INSERT INTO products (id, name) VALUES ('mug', '杯');
INSERT INTO stories (id, title, product_id, form, forms, kinds, tags, elements, promo, persona, arc, hook,
question, options, answer, answer_why, clue, solution, solution_title, steps, theme, wants_photo, sop, extras)
VALUES ('s1', '杯', 'mug', '', '{}', '[]', '[]', '[]', 0, '', '', '', '', '[]', '', '', '', '', '', '[]', '',
false, '{}', '{}');
INSERT INTO posters (key, spec) VALUES ('k', '{}');
INSERT INTO posts (id, group_id, day, slot, goes_out_at, state, story_id, text, poster_key, version, revision,
locked_by, hand, changed_by, changed_at, run_id) VALUES ('p1', 'g1', '2026-11-23', 'noon',
'2026-11-23 04:00:00', 'in_review', 's1', '午', 'k', 1, 1, '', '', 'sishi', '2026-11-22 00:00:00', 'r')
"""
LINK = ShareLink(
    SHA,
    "何岚",
    GuestRole.BRAND,
    ShareRange(ShareScope.DAY, "g1", date(2026, 11, 23), date(2026, 11, 23)),
    ShareRights.OPINION,
    ("p1",),
    "lin",
    NOW,
    NOW + timedelta(days=1),
)


@pytest.fixture
def upgraded(older: Callable[[str, str], Database]) -> Database:
    database = older("0031", FILLED)
    assert database.upgrade() == HEAD
    return database


def test_what_was_there_stays_and_nothing_was_said_of_it(upgraded: Database) -> None:
    with upgraded.ready()() as store:
        assert [post.id for post in store.queue.posts()] == ["p1"]
        assert store.comments.of_post("p1") == []
        assert store.shares.links() == []
        assert store.bell.entries("lin") == []


def test_what_is_said_from_now_on_is_read_back_the_same(upgraded: Database) -> None:
    remark = Remark("短一点", PosterPin(0.25, 0.5), "午")
    entry = BellEntry(0, "lin", BellEvent.MENTION, "k", Message("bell.mentioned", n=1), NOW, post="p1")
    opinion = GuestOpinion(0, SHA, "p1", 1, SHA, SHA, OpinionVerdict.PASS, "何岚", NOW)
    with upgraded.ready()() as store:
        said = store.comments.add(PostComment(0, "p1", 1, "lin", NOW, remark))
        store.shares.add_link(LINK)
        store.shares.begin(ShareVisit("b" * 64, SHA, "何岚", NOW, NOW))
        store.shares.add_opinion(opinion)
        for _ in range(2):
            store.bell.ring(entry)
    with upgraded.ready()() as store:
        assert store.comments.of_post("p1") == [said]
        assert store.comments.open_counts(["p1", "p2"]) == {"p1": 1}
        (link,) = store.shares.links()
        assert (link.guest, link.posts, link.opens, link.opened_at) == ("何岚", ("p1",), 1, NOW)
        assert store.shares.opinions_by(SHA)["p1"].verdict is OpinionVerdict.PASS
        assert [kept.count for kept in store.bell.entries("lin")] == [2]
        assert store.bell.unread("lin", [BellEvent.MENTION]) == 1


def test_tries_at_a_code_are_counted_before_they_are_looked_at(upgraded: Database) -> None:
    with upgraded.ready()() as store:
        store.shares.add_link(LINK)
        assert [store.shares.take_try(SHA, NOW) for _ in range(3)] == [1, 2, 3]
        store.shares.lock(SHA, NOW + timedelta(minutes=15))
        assert store.shares.take_try(SHA, NOW + timedelta(minutes=14)) == 0
        assert store.shares.take_try(SHA, NOW + timedelta(minutes=15)) == 1
