"""A rehearsal sees what happens in it, and leaves nothing behind."""

from collections.abc import Callable
from pathlib import Path

import pytest

from content.errors import WrongInput
from content.model import Product
from content.store import Database, OpenStore, Store


def _fail_after_writing(store: Store) -> None:
    store.library.put_products([Product("vase", "花瓶")])
    raise WrongInput("no")


def test_what_is_rehearsed_is_seen_there_and_nowhere_else(
    database: Database, open_store: OpenStore, furnish: Callable[..., None], tmp_path: Path
) -> None:
    furnish(open_store)
    with database.rehearsal(tmp_path) as rehearsed:
        with rehearsed() as store:
            store.library.put_products([Product("lamp", "台灯")])
        with rehearsed(reading=True) as store:
            assert {product.id for product in store.library.products()} == {"mug", "lamp"}
    with open_store(reading=True) as store:
        assert [product.id for product in store.library.products()] == ["mug"]


def test_what_fails_in_a_rehearsal_takes_only_its_own_unit_of_work_with_it(
    database: Database, open_store: OpenStore, furnish: Callable[..., None], tmp_path: Path
) -> None:
    furnish(open_store)
    with database.rehearsal(tmp_path) as rehearsed:
        with rehearsed() as store:
            store.library.put_products([Product("lamp", "台灯")])
        with pytest.raises(WrongInput), rehearsed() as store:
            _fail_after_writing(store)
        with rehearsed(reading=True) as store:
            assert {product.id for product in store.library.products()} == {"mug", "lamp"}
