"""A product that nobody named is suggested by a tag of the group or an open activity; nothing is set."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from content.messages import render
from content.model import Activity, ActivityKind, Group, Media, Product, Submission
from content.review import Correct, correct
from content.review.suggest import SuggestedProduct, suggested_product
from content.store import OpenStore
from content.text.products import ProductRecogniser
from tests.conftest import NOW

PRODUCTS = (Product("mug", "马克杯", ("杯杯",)), Product("lamp", "台灯"))
TODAY = NOW.date()


def show(text: str = "今天的", **fields: Any) -> Submission:
    return Submission("i1", "g1", None, text, NOW, (Media("1" * 64, ".jpg", 1200, 1600, 300_000),), **fields)


def suggestion(
    open_store: OpenStore, sent: Submission, *activities: Activity, tags: tuple[str, ...] = ()
) -> SuggestedProduct | None:
    with open_store() as store:
        store.library.put_groups([Group("g1", "徐汇 1 群", tags=frozenset(tags)), Group("g2", "徐汇 2 群")])
        store.library.put_products(PRODUCTS)
        for activity in activities:
            store.koc.put_activity(activity, actor="小周", at=NOW)
        if not store.intake.has_submission("i1"):
            store.intake.add_submission(sent, "c1", at=NOW, run="r")
        return suggested_product(store, sent, ProductRecogniser.of(PRODUCTS))


MUG_WEEK = Activity("cup12", "马克杯晒图周", ActivityKind.PHOTOS, TODAY - timedelta(2), TODAY + timedelta(2))
LAMP_WEEK = replace(MUG_WEEK, code="lamp12", name="台灯集赞")


@pytest.mark.parametrize("tag", ["马克杯", "杯杯", "马克杯 "])
def test_the_groups_tag_that_is_a_products_name_suggests_it(open_store: OpenStore, tag: str) -> None:
    found = suggestion(open_store, show(), tags=(tag, "新手"))
    assert found is not None
    assert found.product == "mug"
    assert render(found.why, "zh") == f"群的标签里有「{tag}」"
    with open_store(reading=True) as store:
        assert store.intake.submission("i1").product is None, "nothing is set by itself"


def test_an_open_activity_that_names_one_product_suggests_it(open_store: OpenStore) -> None:
    found = suggestion(open_store, show(), MUG_WEEK)
    assert found is not None
    assert (found.product, render(found.why, "en")) == ("mug", "since the activity 马克杯晒图周 was open")


@pytest.mark.parametrize(
    "activity",
    [
        replace(MUG_WEEK, starts_on=TODAY + timedelta(2)),
        replace(MUG_WEEK, ends_on=TODAY - timedelta(2), starts_on=TODAY - timedelta(3)),
        replace(MUG_WEEK, groups=frozenset({"g2"})),
        replace(MUG_WEEK, name="晒图周"),
    ],
    ids=["to come", "over", "elsewhere", "of no product"],
)
def test_an_activity_that_is_not_for_the_photo_suggests_nothing(
    open_store: OpenStore, activity: Activity
) -> None:
    assert suggestion(open_store, show(), activity) is None


def test_where_several_would_do_only_a_code_in_the_words_decides(open_store: OpenStore) -> None:
    assert suggestion(open_store, show(), MUG_WEEK, LAMP_WEEK) is None
    coded = suggestion(open_store, show("今天的 LAMP12"), MUG_WEEK, LAMP_WEEK)
    assert coded is not None
    assert coded.product == "lamp"
    assert suggestion(open_store, show(), LAMP_WEEK, tags=("马克杯",)) is None


@pytest.mark.parametrize("sent", [show(product="lamp"), show("马克杯和台灯")], ids=["known", "named"])
def test_nothing_is_suggested_beside_a_product_or_words_that_name_one(
    open_store: OpenStore, sent: Submission
) -> None:
    assert suggestion(open_store, sent, tags=("马克杯",)) is None


def test_what_a_person_took_away_is_not_suggested_again(open_store: OpenStore) -> None:
    sent = show(product="mug")
    suggestion(open_store, sent, tags=("马克杯",))
    correct(open_store, [Correct("i1", product="")], actor="小周", at=NOW)
    with open_store(reading=True) as store:
        now = store.intake.submission("i1")
        assert now.product is None
        assert suggested_product(store, now, ProductRecogniser.of(PRODUCTS)) is None
