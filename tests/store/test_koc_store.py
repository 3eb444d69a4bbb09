"""Signals, orders, rungs and activities: the same on both databases, through one door, with an audit."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from content.errors import IllegalMove, UnknownId
from content.inbox import Reaction, Record, Reply
from content.model import (
    Activity,
    ActivityKind,
    MeasuredSubmission,
    MemberType,
    Rung,
    Signal,
    Standing,
    Submission,
    own_words,
)
from content.rights.erasure import forget_member
from content.store import OpenStore

NOW = datetime(2026, 11, 22, tzinfo=UTC)
AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
CUPS = Activity(
    "#晒杯子", "杯子周", ActivityKind.LIKES, date(2026, 11, 20), date(2026, 11, 22), frozenset({"g1"}), 2
)


@pytest.fixture
def stocked(
    open_store: OpenStore, furnish: Callable[[OpenStore], None], a_submission: Callable[..., Submission]
) -> OpenStore:
    furnish(open_store)
    later = AT + timedelta(hours=1)
    said = Record(
        "g1", (), reactions=(Reaction("m3", "❤", later),), thread=(Reply("r1", "m2", "好", "x", None),)
    )
    with open_store() as store:
        store.intake.add_submission(a_submission("i1", likes=frozenset({"m2"})), "i1", at=NOW, run="r")
        store.intake.add_submission(a_submission("i2", member=None), "i2", at=NOW, run="r")
        store.chat_metadata.keep_talk([("i1", said)])
    return open_store


def test_what_is_unscored_and_unchosen_is_told_as_that(stocked: OpenStore) -> None:
    with stocked(reading=True) as store:
        assert store.koc.sent_since(AT) == [
            MeasuredSubmission("i1", "m1", "g1", "八点半的厨房，归我一个人", AT, False, None)
        ]
        assert store.koc.sent_since(AT + timedelta(seconds=1)) == []


def test_likes_reactions_and_answers_are_signals_each_with_the_best_known_time(stocked: OpenStore) -> None:
    with stocked(reading=True) as store:
        found = sorted(store.koc.signals_since(AT), key=lambda each: (each.by, each.reply))
    assert found == [
        Signal("i1", "m1", "m2", AT),
        Signal("i1", "m1", "m2", AT, reply=True),
        Signal("i1", "m1", "m3", AT + timedelta(hours=1)),
    ]


def test_a_member_climbs_rung_by_rung_and_the_audit_knows_why(stocked: OpenStore) -> None:
    with stocked() as store:
        store.koc.climb("m1", Rung.CANDIDATE, actor="小林", why="三次入选", at=NOW)
        now = store.koc.climb("m1", Rung.CONTACTED, actor="小林", why="聊过", at=NOW)
        assert now == store.koc.standings()["m1"] == Standing("m1", Rung.CONTACTED, NOW)
        assert [entry[1:] for entry in store.queue.audit("m1")] == [
            ("小林", "none", "candidate", own_words("三次入选")),
            ("小林", "candidate", "contacted", own_words("聊过")),
        ]


def test_no_rung_is_skipped_and_the_refusal_names_the_way(stocked: OpenStore) -> None:
    with (
        pytest.raises(IllegalMove, match=r"m1 stands at none.*cannot go to vip.*goes to candidate"),
        stocked() as store,
    ):
        store.koc.climb("m1", Rung.VIP, actor="小林", why="", at=NOW)
    with stocked(reading=True) as store:
        assert store.koc.standings() == {}


def test_a_type_said_by_a_person_can_be_taken_back(stocked: OpenStore) -> None:
    with stocked() as store:
        said = store.koc.overrule_type("m1", MemberType.LEADER, actor="小林", why="线下组织者", at=NOW)
        assert said.type is MemberType.LEADER
        assert store.koc.overrule_type("m1", None, actor="小林", why="看错了", at=NOW).type is None


def test_nobody_unknown_climbs_is_overruled_or_cleared(stocked: OpenStore) -> None:
    with stocked() as store:
        with pytest.raises(UnknownId, match="no member 'nobody'"):
            store.koc.climb("nobody", Rung.CANDIDATE, actor="小林", why="", at=NOW)
        with pytest.raises(UnknownId, match="no member 'nobody'"):
            store.koc.overrule_type("nobody", None, actor="小林", why="", at=NOW)
        with pytest.raises(UnknownId, match="no submission 'i9'"):
            store.koc.clear_burst("i9", actor="小林", why="", at=NOW)


def test_a_burst_is_cleared_once_however_often_it_is_said(stocked: OpenStore) -> None:
    with stocked() as store:
        for _ in range(2):
            store.koc.clear_burst("i1", actor="小林", why="看过", at=NOW)
        assert store.koc.cleared() == {"i1"}


def test_orders_of_a_day_are_replaced_and_none_ever_is_not_the_same_as_none_lately(
    stocked: OpenStore,
) -> None:
    day = date(2026, 11, 1)
    with stocked() as store:
        assert store.koc.orders_since(day) is None
        store.koc.put_orders({("m1", day): 1, ("gone", day): 2})
        store.koc.put_orders({("m1", day): 3})
        assert store.koc.orders_since(day) == {("m1", day): 3, ("gone", day): 2}
        assert store.koc.orders_since(day + timedelta(days=1)) == {}


def test_an_activity_comes_back_as_it_was_made(stocked: OpenStore) -> None:
    with stocked() as store:
        store.koc.put_activity(CUPS, actor="小林", at=NOW)
        store.koc.put_activity(CUPS, actor="小林", at=NOW)
        assert store.koc.activities() == [CUPS]
        assert store.koc.activity("#晒杯子") == CUPS
        with pytest.raises(UnknownId, match="sishi activity list"):
            store.koc.activity("#晒")


def test_a_member_who_is_erased_takes_nothing_of_the_standing_along(stocked: OpenStore) -> None:
    with stocked() as store:
        store.koc.climb("m1", Rung.CANDIDATE, actor="小林", why="", at=NOW)
        store.koc.put_orders({("m1", date(2026, 11, 1)): 1})
        assert {"standings", "member_orders"} <= set(store.erasure.rows_about("m1"))
        forget_member(store, store.erasure.footprint("m1"), "erased-1", at=NOW, by="小林")
        assert set(store.koc.standings()) == {"erased-1"}
        assert store.erasure.rows_about("m1") == {}
