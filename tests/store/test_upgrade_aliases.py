"""A database from before products had aliases keeps its products, without any."""

from collections.abc import Callable
from dataclasses import replace

from content.model import Product
from content.store import Database
from content.store.schema import HEAD

FILLED = "INSERT INTO products (id, name) VALUES ('lamp', '台灯'), ('mug', '马克杯')"


def test_products_stay_and_can_be_given_aliases(older: Callable[[str, str], Database]) -> None:
    database = older("0012", FILLED)
    assert database.upgrade() == HEAD
    lamp, mug = Product("lamp", "台灯"), Product("mug", "马克杯")
    with database.ready()() as store:
        assert store.library.products() == [lamp, mug]
        store.library.put_products([called := replace(mug, aliases=("大杯子", "Big Mug"))])
    with database.ready()(reading=True) as store:
        assert store.library.products() == [lamp, called]
