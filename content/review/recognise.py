"""Recognising products in words again: when products or their names change, and when words do."""

from collections.abc import Collection, Mapping
from datetime import datetime

from content.store import OpenStore, Store
from content.text.products import ProductRecogniser


def recognise_all(open_store: OpenStore, *, at: datetime) -> int:
    """Look for products in the words of all submissions that have none, or one found so before. How many have
    another product now; what a person or a source named stays. A text takes 0.14 ms."""
    with open_store(reading=True) as store:
        products, before = store.library.products(), store.corrections.recognisable()
    changed = _changed(ProductRecogniser.of(products), before)
    with open_store() as store:
        now = store.corrections.recognisable(changed)
        still = {key: product for key, product in changed.items() if now.get(key) == before[key]}
        store.corrections.recognise(still, at=at)
    return len(still)


def recognise_products(store: Store, ids: Collection[str], *, at: datetime) -> None:
    """The same for these submissions, whose words are others now."""
    recogniser = ProductRecogniser.of(store.library.products())
    store.corrections.recognise(_changed(recogniser, store.corrections.recognisable(ids)), at=at)


def recognise_source_product(store: Store, submission: str, *, at: datetime) -> None:
    """Mark a product that is the source's own again as recognised, where its words name it."""
    now = store.intake.submission(submission)
    if now.product and ProductRecogniser.of(store.library.products()).shown_in(now.text) == now.product:
        store.corrections.recognise({submission: now.product}, at=at)


def _changed(
    recogniser: ProductRecogniser, submissions: Mapping[str, tuple[str, str | None]]
) -> dict[str, str | None]:
    """submission -> its product, where that is another than before."""
    products = {key: recogniser.shown_in(text) for key, (text, _) in submissions.items()}
    return {key: product for key, product in products.items() if product != submissions[key][1]}
