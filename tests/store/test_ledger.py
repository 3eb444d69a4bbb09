"""The ledger, the roster and orders in the store, on both databases."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from content.inbox import LedgerEntry
from content.ledger.show import Span, days_of
from content.ledger.upkeep import keep_ledger
from content.model import (
    Click,
    Group,
    MessageKind,
    ResponseDay,
    RosterChange,
    RosterEvent,
    ShopOrder,
    StaffMember,
)
from content.rights.erasure import forget_member
from content.store import Database, OpenStore
from content.store.schema import HEAD
from content.text.signs import Signs

NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)  # in Shanghai
DAY = date(2026, 11, 20)


def entry(key: str, at: datetime = NOON, member: str | None = "m1", **fields: object) -> LedgerEntry:
    kind = fields.pop("kind", MessageKind.TEXT)
    return LedgerEntry("g1", key, at, member, kind, **fields)  # type: ignore[arg-type]


def note(open_store: OpenStore, *entries: LedgerEntry) -> int:
    with open_store() as store:
        new = store.ledger.new_messages("wecom", entries)
        return store.ledger.add_messages("wecom", new, lambda _, at: (at + timedelta(hours=8)).date())


def test_a_message_is_kept_once_with_all_that_is_known_of_it(
    open_store: OpenStore, furnish: Callable[[OpenStore], None]
) -> None:
    furnish(open_store)
    signs = Signs("B", 2, True, True, True, "MUG50")
    assert note(open_store, entry("a", chars=3, reply_to="z", signs=signs), entry("a"), entry("b")) == 2
    assert note(open_store, entry("a"), entry("c", NOON + timedelta(days=1))) == 1
    with open_store(reading=True) as store:
        lines = list(store.ledger.lines("g1", NOON, NOON + timedelta(hours=1)))
        assert store.ledger.touched_days() == [("g1", DAY), ("g1", DAY + timedelta(days=1))]
    assert [(line.chars, line.reply_to, line.letter) for line in lines] == [(3, "z", "B"), (0, None, None)]


def test_the_night_sums_up_days_and_lets_old_messages_go(
    open_store: OpenStore, furnish: Callable[[OpenStore], None]
) -> None:
    furnish(open_store)
    old = NOON - timedelta(days=200)
    note(
        open_store,
        entry("old", old),
        entry("a"),
        entry("b", member="m2", kind=MessageKind.IMAGE),
        entry("c", member=None),
        entry("n", member=None, kind=MessageKind.SYSTEM),
    )
    before = days_of(open_store, "g1", Span())
    assert keep_ledger(open_store, 180, NOON) == 1
    with open_store(reading=True) as store:
        assert store.ledger.touched_days() == []
        assert [line.at for line in store.ledger.lines("g1", None, None)] == [NOON] * 4
        assert store.ledger.begins() == {"g1": DAY - timedelta(days=180)}
        days = store.ledger.group_days("g1")
    assert [day.day for day in days] == [old.date(), DAY]
    assert (days[1].messages, days[1].speakers, days[1].hours[12]) == (3, 2, 3)
    assert days[1].kinds == {"image": 1, "system": 1, "text": 2}
    assert days[1].by_member == {"m1": 1, "m2": 1}
    assert days_of(open_store, "g1", Span()) == before, "the sums say what the messages said"
    assert keep_ledger(open_store, 180, NOON) == 0


def test_a_day_that_changed_is_summed_up_again_and_others_are_not(
    open_store: OpenStore, furnish: Callable[[OpenStore], None]
) -> None:
    furnish(open_store)
    note(open_store, entry("a"), entry("b", NOON - timedelta(days=1)))
    keep_ledger(open_store, 180, NOON)
    note(open_store, entry("a"), entry("c"))
    with open_store(reading=True) as store:
        assert store.ledger.touched_days() == [("g1", DAY)]
    keep_ledger(open_store, 180, NOON)
    with open_store(reading=True) as store:
        assert [day.messages for day in store.ledger.group_days("g1")] == [1, 2]


def test_a_day_is_a_day_of_the_groups_own_clock(open_store: OpenStore) -> None:
    with open_store() as store:
        store.library.put_groups([Group("g1", "一群")])
    late = datetime(2026, 11, 20, 15, 59, tzinfo=UTC)
    note(open_store, entry("a", late), entry("b", late + timedelta(minutes=1)))
    days = days_of(open_store, "g1", Span())
    assert [(total.day.day, total.day.hours.index(1)) for total in days] == [
        (DAY, 23),
        (DAY + timedelta(days=1), 0),
    ]


def test_nothing_of_a_member_is_left_but_numbers_under_another_name(
    open_store: OpenStore, furnish: Callable[[OpenStore], None]
) -> None:
    furnish(open_store)
    note(open_store, entry("a"), entry("b", member="m2"))
    keep_ledger(open_store, 180, NOON)
    with open_store() as store:
        joined = RosterEvent(NOON, RosterChange.JOINED, "m2", "m1")
        store.roster.add_events("wecom", [("j", 0, "g1", joined)])
        store.roster.put_staff([StaffMember("m1", "阿雅"), StaffMember("m2", "木木")])
        store.orders.put_orders([ShopOrder("o1", "m1", NOON, DAY, Decimal("9.90"))])
        store.outcomes.put_responses("g1", DAY, [], [ResponseDay("g1", DAY, "m1", 2)])
        store.results.put_clicks([Click("k3", NOON, "m1")])
        forget_member(store, store.erasure.footprint("m1"), "erased-1", at=NOON, by="小周")
    with open_store(reading=True) as store:
        assert [line.member for line in store.ledger.lines("g1", None, None)] == ["erased-1", "m2"]
        assert store.ledger.group_days("g1")[0].by_member == {"erased-1": 1, "m2": 1}
        assert [(e.member, e.by) for e in store.roster.events("g1")] == [("m2", "erased-1")]
        assert [member.id for member in store.roster.staff()] == ["m2"]
        assert [order.member for order in store.orders.orders()] == ["erased-1"]
        assert [day.member for day in store.outcomes.response_days(["g1"])] == ["erased-1"]
        assert [click.member for click in store.results.clicks(["k3"])] == ["erased-1"]


def test_a_joined_member_who_is_told_later_is_written_into_the_event(open_store: OpenStore) -> None:
    nobody = RosterEvent(NOON, RosterChange.JOINED, None, None)
    with open_store() as store:
        store.roster.add_events("whatsapp", [("j", 0, "g1", nobody)])
        store.roster.add_events(
            "whatsapp", [("j", 0, "g1", RosterEvent(NOON, RosterChange.JOINED, "m1", None))]
        )
        store.roster.add_events("whatsapp", [("j", 0, "g1", nobody)])
        assert [event.member for event in store.roster.events("g1")] == ["m1"]


def test_an_order_is_one_order_however_often_it_is_listed(
    open_store: OpenStore, furnish: Callable[[OpenStore], None]
) -> None:
    furnish(open_store)
    order = ShopOrder("o1", "m1", NOON, DAY, Decimal("129.00"), "mug", "MUG50")
    with open_store() as store:
        assert store.orders.put_orders([order]) == 1
        assert store.orders.put_orders([order, ShopOrder("o2", "m1", NOON, DAY, Decimal("0.10"))]) == 1
        store.koc.put_orders({("m1", DAY): 1, ("m2", DAY): 3})
        assert store.koc.orders_since(DAY) == {("m1", DAY): 2, ("m2", DAY): 3}
        assert store.orders.orders()[0] == order


def test_a_database_from_before_the_ledger_gets_an_empty_one(older: Callable[[str, str], Database]) -> None:
    rows = (
        "INSERT INTO members (id, nickname) VALUES ('m1', '阿雅');"
        "INSERT INTO member_orders (member_id, day, orders) VALUES ('m1', '2026-11-20', 2)"
    )
    database = older("0013", rows)
    assert database.upgrade() == HEAD
    with database.ready()() as store:
        assert store.koc.orders_since(DAY) == {("m1", DAY): 2}
        assert list(store.ledger.lines("g1", None, None)) == []
