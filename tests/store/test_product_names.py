"""A product is found by its id or its exact name, or is told by name: never accepted and ignored."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.errors import WrongInput
from content.model import Product, ProductNames, Story, Submission
from content.model.planning import Arc, WeekRules
from content.store import OpenStore

NAMES = ProductNames([Product("mug", "斑点马克杯"), Product("Lamp", "布罩 台灯")])


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("mug", "mug"),
        ("斑点马克杯", "mug"),
        (" 斑点 马克杯\u3000", "mug"),
        ("布罩台灯", "Lamp"),
        ("马克杯", None),
        ("", None),
    ],
)
def test_a_product_goes_by_its_id_or_its_whole_name(written: str, key: str | None) -> None:
    assert NAMES.id_of(written) == key


def test_an_id_comes_before_a_name_and_a_name_that_two_have_finds_neither() -> None:
    names = ProductNames([Product("a", "b"), Product("b", "杯"), Product("c", "杯")])
    assert names.id_of("b") == "b"
    assert names.id_of("杯") is None


def test_an_alias_finds_its_product_unless_another_is_called_so() -> None:
    names = ProductNames(
        [Product("a", "茶", ("Tea", "杯")), Product("b", "杯"), Product("c", "壶", ("Pot", "tea"))]
    )
    assert [names.id_of(written) for written in ("ＰＯＴ", "杯", "tea")] == ["c", "b", None]


@given(
    st.lists(st.builds(Product, st.text("ab ＡB", min_size=1), st.text("ab ＡB")), unique_by=lambda p: p.id)
)
def test_every_id_finds_its_own_product(products: list[Product]) -> None:
    names = ProductNames(products)
    assert all(names.id_of(product.id) == product.id for product in products)


@pytest.fixture
def stocked(open_store: OpenStore, furnish: Callable[..., None]) -> OpenStore:
    furnish(open_store)
    return open_store


def test_a_story_may_name_its_product(stocked: OpenStore, a_story: Callable[..., Story]) -> None:
    with stocked() as store:
        store.library.put_stories([a_story("s9", "马克杯")])
        found = store.library.story("s9")
    assert found is not None
    assert found.product == "mug"


def test_an_unknown_product_is_refused_by_name_with_those_there_are(
    stocked: OpenStore, a_story: Callable[..., Story]
) -> None:
    with stocked() as store, pytest.raises(WrongInput) as refused:
        store.library.put_stories([a_story("s9", "台灯")])
    assert "Unknown product «台灯»; known are mug (马克杯)" in str(refused.value)


def test_a_campaign_may_name_its_product_and_an_unknown_one_is_refused(stocked: OpenStore) -> None:
    with stocked() as store:
        store.planning_rules.set_week_rules(WeekRules(arcs=(Arc("a", "马克杯", date(2026, 11, 1)),)))
        assert [arc.product for arc in store.planning_rules.week_rules().arcs] == ["mug"]
        with pytest.raises(WrongInput, match="Unknown product «台灯»"):
            store.planning_rules.set_week_rules(WeekRules(arcs=(Arc("a", "台灯", date(2026, 11, 1)),)))


def test_importing_a_product_brings_it_to_the_photos_that_named_it(
    stocked: OpenStore, a_submission: Callable[..., Submission], now: datetime
) -> None:
    with stocked() as store:
        store.intake.add_submission(a_submission("i9", product="布罩台灯"), "c9", at=now, run="r")
        store.library.put_products([Product("lamp", "布罩台灯")])
        assert store.intake.submission("i9").product == "lamp"
