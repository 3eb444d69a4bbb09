"""Which ids of messages an export has shown, in a few bytes each: a set of texts takes twenty times that."""

from array import array
from collections.abc import Hashable, Iterator

BUCKETS = 4096  # of a million ids, 244 fall into each


class SeenIds:
    """A set of keys by their hashes of 64 bits: hardly one in ten million million is taken for another."""

    def __init__(self) -> None:
        self._buckets = [bytearray() for _ in range(BUCKETS)]

    def add(self, key: Hashable) -> None:
        number = hash(key)
        self._buckets[number % BUCKETS] += number.to_bytes(8, "big", signed=True)

    def __contains__(self, key: Hashable) -> bool:
        number = hash(key)
        return number.to_bytes(8, "big", signed=True) in self._buckets[number % BUCKETS]


class IdUses:
    """What each id names, sixteen bytes a use: which ids name several things is told at the end."""

    def __init__(self) -> None:
        self._buckets = [array("q") for _ in range(BUCKETS)]

    def add(self, key: str, named: Hashable) -> None:
        number = hash(key)
        self._buckets[number % BUCKETS].extend((number, hash(named)))

    def of_several(self) -> Iterator[int]:
        """The hashes of the ids that name more than one thing."""
        for bucket in self._buckets:
            first: dict[int, int] = {}
            uses = iter(bucket)
            for key, named in zip(uses, uses, strict=True):
                if first.setdefault(key, named) != named:
                    yield key
