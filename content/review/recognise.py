"""Recognising products in words again: when products or their names change, and when words do."""

from collections.abc import Collection
from datetime import datetime

from content.store import Store
from content.text.products import ProductRecogniser


def recognise_products(store: Store, *, at: datetime, ids: Collection[str] | None = None) -> int:
    """Look for products in the words of these submissions (None: of all) that have none, or one found so
    before. How many have another product now; what a person or a source named stays."""
    recogniser = ProductRecogniser.of(store.library.products())
    changed = {
        key: product
        for key, (text, was) in store.corrections.recognisable(ids).items()
        if (product := recogniser.shown_in(text)) != was
    }
    store.corrections.recognise(changed, at=at)
    return len(changed)


def recognise_source_product(store: Store, submission: str, *, at: datetime) -> None:
    """Mark a product that is the source's own again as recognised, where its words name it."""
    now = store.intake.submission(submission)
    if now.product and ProductRecogniser.of(store.library.products()).shown_in(now.text) == now.product:
        store.corrections.recognise({submission: now.product}, at=at)
