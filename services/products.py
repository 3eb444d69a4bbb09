"""Products and the names they go by, and what submissions name of them."""

from collections.abc import Sequence

from content.model import Product
from content.review import recognise_products
from content.store import Store
from services.context import Context, utc_now


def take_products(store: Store, products: Sequence[Product]) -> None:
    """Add or replace products; submissions whose words name one have it."""
    store.library.put_products(products)
    recognise_products(store, at=utc_now())


def recognise_again(context: Context) -> int:
    """Look for products in words again; how many submissions have another product now."""
    with context.open_store() as store:
        return recognise_products(store, at=context.clock())
