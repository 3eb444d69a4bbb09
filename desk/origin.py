"""Where the author, product and words of a photo come from, and what a person may set them to."""

from collections.abc import Iterable
from dataclasses import dataclass

from content.model import Message, Product, Submission, SubmissionField
from content.review.suggest import SuggestedProduct, suggested_product
from content.store import Store
from content.store.corrections import Correction, Provenance
from content.text.products import ProductRecogniser
from services.explain import when_said


@dataclass(frozen=True, slots=True)
class ProductMenu:
    """All products, for menus, with what finds them in words."""

    products: tuple[Product, ...]
    recogniser: ProductRecogniser

    @classmethod
    def of(cls, products: Iterable[Product]) -> "ProductMenu":
        listed = tuple(products)
        return cls(listed, ProductRecogniser.of(listed))

    @property
    def options(self) -> tuple[tuple[str, str], ...]:
        """(id, name) of each."""
        return tuple((product.id, product.name) for product in self.products)

    def named_in(self, text: str) -> tuple[Product, ...]:
        named = set(self.recogniser.named_in(text))
        return tuple(product for product in self.products if product.id in named)


@dataclass(frozen=True, slots=True)
class Origin:
    """Of one photo: what people set, when the words that joined it were said, the several products that its
    words name, of which a person must say which it shows, and the one it may show where they name none."""

    by_hand: tuple[tuple[SubmissionField, Correction], ...]
    joined: Message | None
    named: tuple[Product, ...]
    suggested: SuggestedProduct | None = None
    suggested_name: str = ""


def origin_of(store: Store, submission: Submission, menu: ProductMenu) -> Origin:
    provenance: Provenance = store.corrections.provenance(submission.id)
    named = () if submission.product else menu.named_in(submission.text)
    is_set = SubmissionField.PRODUCT in provenance.by_hand
    words = submission.text and SubmissionField.TEXT not in provenance.by_hand
    suggested = suggested_product(store, submission, menu.recogniser)
    return Origin(
        by_hand=tuple(provenance.by_hand.items()),
        joined=_when(provenance) if words and provenance.joined else None,
        named=named if len(named) > 1 and not is_set else (),
        suggested=suggested,
        suggested_name=dict(menu.options).get(suggested.product, "") if suggested else "",
    )


def _when(provenance: Provenance) -> Message:
    times = tuple(when_said(seconds) for _, seconds in provenance.joined)
    return Message("submission.words_said", times=times)
