"""Groups, members, products and stories come back as they went in, on both databases."""

from collections.abc import Callable
from datetime import date, time

import pytest

from content.errors import UnknownId, WrongInput
from content.model import Group, GroupKind, Member, Product, Slot, Sop, Story
from content.store import OpenStore


def test_a_group_comes_back_as_it_went_in(open_store: OpenStore) -> None:
    group = Group(
        id="g9",
        name="快闪 · 双十二",
        kind=GroupKind.FLASH,
        size=120,
        zone="America/New_York",
        slots={Slot.MORNING: time(7, 30), Slot.EVENING: time(21)},
        promo_cap=1.5,
        starts_on=date(2026, 12, 1),
        ends_on=date(2026, 12, 13),
        blackouts=frozenset({date(2026, 12, 5)}),
        shares_members_with=frozenset({"g1", "g2"}),
        tags=frozenset({"猫"}),
        holiday_slots={Slot.MORNING: time(9, 30)},
    )
    with open_store() as store:
        store.library.put_groups([group])
    with open_store(reading=True) as store:
        assert store.library.groups() == [group]
        assert store.library.group("g9") == group


def test_a_story_comes_back_as_it_went_in(open_store: OpenStore, a_story: Callable[..., Story]) -> None:
    story = a_story(
        kinds=frozenset({GroupKind.SUPER}),
        elements=("内容", "福利"),
        promo=0.2,
        valid_to=date(2026, 12, 31),
        forms={Slot.EVENING: "before-after"},
        tags=frozenset({"猫", "茶"}),
        persona="teacher",
        arc="暖冬",
        sop={Slot.NOON: Sop(scene="午休")},
    )
    with open_store() as store:
        store.library.put_products([Product("mug", "马克杯")])
        store.library.put_stories([story])
    with open_store(reading=True) as store:
        assert store.library.stories() == [story]


def test_putting_again_replaces_what_changed(open_store: OpenStore) -> None:
    with open_store() as store:
        store.library.put_products([Product("mug", "杯"), Product("lamp", "灯")])
        store.library.put_products([Product("mug", "马克杯")])
    with open_store(reading=True) as store:
        assert store.library.products() == [Product("lamp", "灯"), Product("mug", "马克杯")]


def test_a_source_never_renames_a_member_that_was_imported(open_store: OpenStore) -> None:
    with open_store() as store:
        store.library.add_members([Member("m1", "阿雅", None)])
        store.library.add_members([Member("m1", "somebody else", None)])
    with open_store(reading=True) as store:
        assert [member.nickname for member in store.library.members()] == ["阿雅"]


def test_a_story_of_an_unknown_product_is_refused_and_nothing_is_taken(
    open_store: OpenStore, a_story: Callable[..., Story]
) -> None:
    def import_both() -> None:
        with open_store() as store:
            store.library.put_products([Product("mug", "马克杯")])
            store.library.put_stories([a_story(), a_story("s2", product="lamp")])

    with pytest.raises(WrongInput, match="Unknown product «lamp»; known are mug"):
        import_both()
    with open_store(reading=True) as store:
        assert store.library.products() == []


def test_an_unknown_group_is_said_with_the_way_to_see_the_known_ones(open_store: OpenStore) -> None:
    with open_store(reading=True) as store, pytest.raises(UnknownId, match="sishi group list"):
        store.library.group("nobody")
