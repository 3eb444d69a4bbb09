"""Which products a text names: their names and other names (aliases), as written or with another width, case,
script or spacing. The longest name wins where one lies in another.

A name of one letter or one character counts in a hashtag alone: 杯 is in 干杯. A product that the text only
wishes for, asks for or denies (不是马克杯, 想买马克杯) is not named: the picture shows another.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from content.model import Product
from content.text.fold import folded

SHORTEST = 2  # characters; a shorter name is in too many other words
_NOT_SHOWN = re.compile(
    r"(?:(?:不是|并非|没买|没有买|不用|想买|想要|想入|好想|求|蹲|种草|等着买|有没有|有卖|考虑入?)"
    r"(?:这|那|一?[个只套把盏条款台])?|哪里买的?|(?:什么时候|何时|几时|啥时候)(?:才|再|能|会|有|到|出|上|补)*|(?:want|need|wishfor|not)(?:an?|the|my)?)$"
)
_LOOK_BACK = 8  # characters before a name in which it may be denied
_TAG = re.compile(r"#([^#\s]{1,40})#?")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+")


@dataclass(frozen=True, slots=True)
class _Compact:
    """A folded text without spaces; `joins[n]` says whether letter n followed the one before it directly."""

    letters: str
    joins: tuple[bool, ...]

    @classmethod
    def of(cls, text: str) -> "_Compact":
        letters: list[str] = []
        joins: list[bool] = []
        gap = False
        for letter in folded(text):
            if letter.isspace():
                gap = True
                continue
            letters.append(letter)
            joins.append(not gap)
            gap = False
        return cls("".join(letters), tuple(joins))


class ProductRecogniser:
    """Built once for all products: id -> the names it goes by. Names that two products share name neither."""

    @classmethod
    def of(cls, products: Iterable[Product]) -> "ProductRecogniser":
        return cls({product.id: (product.name, *product.aliases) for product in products})

    def __init__(self, names: Mapping[str, Iterable[str]]) -> None:
        owners: defaultdict[str, set[str]] = defaultdict(set)
        for product, written in names.items():
            for name in written:
                owners[_Compact.of(name).letters].add(product)
        owners.pop("", None)
        self._owners = {name: frozenset(products) for name, products in owners.items()}
        self._by_start: defaultdict[str, list[str]] = defaultdict(list)
        for name in sorted(self._owners, key=lambda name: (-len(name), name)):
            if len(name) >= SHORTEST:
                self._by_start[name[:SHORTEST]].append(name)

    def named_in(self, text: str) -> tuple[str, ...]:
        """The ids of the products that a text names, sorted; of several a person must say which is shown."""
        if not text or not self._owners:
            return ()
        tags = {owner for tag in _TAG.findall(text) for owner in self._owned(_Compact.of(tag).letters)}
        words = {owner for name in self._matches(_ADDRESS.sub(" ", text)) for owner in self._owned(name)}
        return tuple(sorted(tags | words))

    def shown_in(self, text: str) -> str | None:
        """The one product that a text names; None for none, and for several."""
        named = self.named_in(text)
        return named[0] if len(named) == 1 else None

    def called(self, name: str) -> str | None:
        """The one product that goes by this name and no other; None where several do, or none."""
        owners = self._owned(_Compact.of(name).letters)
        return next(iter(owners), None)

    def _owned(self, name: str) -> frozenset[str]:
        owners = self._owners.get(name, frozenset())
        return owners if len(owners) == 1 else frozenset()

    def _matches(self, text: str) -> Iterator[str]:
        compact = _Compact.of(text)
        at = 0
        while at < len(compact.letters):
            name = self._name_at(compact, at)
            if name and not _NOT_SHOWN.search(compact.letters[max(0, at - _LOOK_BACK) : at]):
                yield name
            at += len(name) if name else 1

    def _name_at(self, compact: _Compact, at: int) -> str | None:
        starts = self._by_start.get(compact.letters[at : at + SHORTEST], ())
        return next((name for name in starts if _stands(compact, at, name)), None)


def _stands(compact: _Compact, at: int, name: str) -> bool:
    """Whether the name is there, no part of a longer Latin word or number."""
    letters, end = compact.letters, at + len(name)
    if not letters.startswith(name, at):
        return False
    goes_before = at > 0 and compact.joins[at] and _is_latin(letters[at - 1]) and _is_latin(name[0])
    goes_on = end < len(letters) and compact.joins[end] and _is_latin(letters[end]) and _is_latin(name[-1])
    return not goes_before and not goes_on


def _is_latin(letter: str) -> bool:
    return letter.isascii() and letter.isalnum()
