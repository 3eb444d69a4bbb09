"""What a team asks of its weeks is kept as it was said, on both databases."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from content.model import GroupKind, Message, Placement, Slot
from content.model.channel import Channel
from content.model.planning import Arc, ElementRule, FormRule, Move, Pin, WeekRules
from content.store import OpenStore

MONDAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 22, 18, tzinfo=UTC)
RULES = WeekRules(
    (FormRule(GroupKind.DAILY, 0, Slot.NOON, frozenset({"quiz", "myth"})),),
    (ElementRule(GroupKind.SUPER, "特权", 2),),
    (Arc("双11", "mug", MONDAY, 5, 6, frozenset({GroupKind.FLASH}), frozenset({"g1"})),),
    (
        Channel("mass", "群发", (Slot.EVENING, Slot.NOON), a_day=1, a_month=30),
        Channel("hand", "手发", by_hand=True),
    ),
    (Pin("g1", MONDAY, "s1"), Pin("g1", MONDAY, "s2")),
)


def test_a_new_store_asks_for_nothing(open_store: OpenStore) -> None:
    with open_store(reading=True) as store:
        assert store.planning_rules.week_rules() == WeekRules()
        assert store.planning_rules.plan_moves() == []


def test_rules_come_back_as_they_were_said_and_new_ones_replace_all(
    open_store: OpenStore, furnish: Callable[..., None]
) -> None:
    furnish(open_store)
    with open_store() as store:
        store.planning_rules.set_week_rules(RULES)
    with open_store() as store:
        assert store.planning_rules.week_rules() == RULES
        store.planning_rules.set_week_rules(WeekRules(channels=RULES.channels[::-1]))
    with open_store(reading=True) as store:
        assert store.planning_rules.week_rules() == WeekRules(channels=RULES.channels[::-1])


def test_moves_are_those_of_the_latest_run_that_moved_anything(
    open_store: OpenStore, furnish: Callable[..., None]
) -> None:
    furnish(open_store)
    was, became = Placement("g1", MONDAY, "s1", "u1"), Placement("g1", MONDAY, "s2", None, "u2")
    first = [Move("g1", MONDAY, was, became, "consent", Message("plan.moved_consent"))]
    second = [Move("g1", MONDAY, became, None, "closed", Message("plan.moved_closed"))]
    with open_store() as store:
        store.planning_rules.add_plan_moves(first, run="r1", at=NOW)
        store.planning_rules.add_plan_moves(second, run="r2", at=NOW + timedelta(days=1))
        store.planning_rules.add_plan_moves([], run="r3", at=NOW + timedelta(days=2))
    with open_store(reading=True) as store:
        assert store.planning_rules.plan_moves() == second
        assert store.planning_rules.plan_moves("r1") == first
