"""A product: the topic that ties a story to what members photograph."""

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
    """Finds a product by what people write: its id, else its exact name, else an alias, width, case
    and spaces apart.

    A name that two products have finds neither: only their ids do.
    """

    def __init__(self, products: Iterable[Product]) -> None:
        self._products = sorted(products, key=lambda product: product.id)
        self._ids = {product.id for product in self._products}
        names = _unique((product.name, product.id) for product in self._products)
        taken = {_normalised(product.name) for product in self._products}
        others = ((alias, product.id) for product in self._products for alias in product.aliases)
        self._by_name = _unique(pair for pair in others if _normalised(pair[0]) not in taken) | names

    def id_of(self, written: str) -> str | None:
        """The id of the product that is meant; None if there is none, or more than one."""
        return written if written in self._ids else self._by_name.get(_normalised(written))

    def known(self) -> Message | tuple[str, ...]:
        """The products that there are, as a sentence names them: mug (马克杯), lamp (台灯)."""
        mentioned = tuple(f"{product.id} ({product.name})" for product in self._products[:MENTIONED])
        if more := len(self._products) - len(mentioned):
            return Message("product.known_and_more", known=mentioned, n=more)
        return mentioned or Message("product.none")


def _unique(names: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Name -> id, of the names that one product alone has."""
    owners: dict[str, set[str]] = {}
    for name, key in names:
        owners.setdefault(_normalised(name), set()).add(key)
    return {name: keys.pop() for name, keys in owners.items() if name and len(keys) == 1}


def _normalised(name: str) -> str:
    return "".join(normalize("NFKC", name).casefold().split())
