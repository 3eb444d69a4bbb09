"""A product: the topic that ties a story to what members photograph."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from unicodedata import normalize

from content.model.message import Message

MENTIONED = 8  # products that a sentence names at most


@dataclass(frozen=True, slots=True)
class Product:
    """`aliases` are what members call it besides its name."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()


class ProductNames:
    """Finds a product by what people write: its id, else its exact name, width, case and spaces apart.

    A name that two products have finds neither: only their ids do.
    """

    def __init__(self, products: Iterable[Product]) -> None:
        self._products = sorted(products, key=lambda product: product.id)
        self._ids = {product.id for product in self._products}
        names = [(_normalised(product.name), product.id) for product in self._products]
        counts = Counter(name for name, _ in names)
        self._by_name = {name: key for name, key in names if name and counts[name] == 1}

    def id_of(self, written: str) -> str | None:
        """The id of the product that is meant; None if there is none, or more than one."""
        return written if written in self._ids else self._by_name.get(_normalised(written))

    def known(self) -> Message | tuple[str, ...]:
        """The products that there are, as a sentence names them: mug (马克杯), lamp (台灯)."""
        mentioned = tuple(f"{product.id} ({product.name})" for product in self._products[:MENTIONED])
        if more := len(self._products) - len(mentioned):
            return Message("product.known_and_more", known=mentioned, n=more)
        return mentioned or Message("product.none")


def _normalised(name: str) -> str:
    return "".join(normalize("NFKC", name).casefold().split())
