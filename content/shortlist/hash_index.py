"""Multi-index hashing: finds which hashes lie near others without comparing all with all.

2,000 meet a million in seconds. A hash is four keys of 16 bits. Those that share a key with the asking
hash, once its least certain bits may fall either way, are compared whole; copies are found as if all were
(docs/measures/curation.md). What differs must be what was a close call: the margins of the differing bits
make up COST of all margins at most.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from content.score.phash import BITS

DISTANCE = 15  # bits of 64
COST = 0.03  # share of the asking hash's margins; 99 of 100 copies have less, nine of ten others more
CLOSE_CALLS = 5  # bits of each key that may fall either way: 32 keys in place of one
KEYS = 4
_WIDTH = BITS // KEYS
_AT_ONCE = 1 << 17  # hashes compared in one go: about what stays in the processor's cache
# np.packbits puts the first bit highest in its byte; a key's first byte is its lower one.
_PLACE_VALUES = (1 << np.array([7, 6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8])).astype(np.uint16)

Hashes = NDArray[np.uint64]
Places = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Asking:
    """Hashes with their (k, 64) margins, and the (k, 4, 32) keys under which to look."""

    hashes: Hashes
    margins: NDArray[np.float32]
    keys: NDArray[np.uint16]


@dataclass(frozen=True, slots=True)
class Met:
    """Who met whom, as places in the asking and in the known hashes, and at which cost, 0..1."""

    asking: Places
    known: Places
    cost: NDArray[np.float32]


class KeyIndex:
    """Hashes in the order of one of their keys, so that those of a key stand together."""

    def __init__(self, hashes: Hashes, key: int) -> None:
        keys = np.ascontiguousarray(hashes.view(np.uint16).reshape(-1, KEYS)[:, key])
        self.order = np.argsort(keys, kind="stable")
        self.hashes = hashes[self.order]
        self.starts = np.concatenate([[0], np.bincount(keys, minlength=1 << _WIDTH).cumsum()])
        self.key = key

    def meet(self, asking: Asking) -> Iterator[tuple[Places, Places]]:
        """Who asks, and the known hash within DISTANCE of it under one of its keys; blockwise."""
        keys = asking.keys[:, self.key].ravel()
        sorted_ = np.argsort(keys, kind="stable")  # one look at a key serves all who ask
        wanted = keys[sorted_].astype(np.intp)
        counts = self.starts[wanted + 1] - self.starts[wanted]
        some = np.flatnonzero(counts)
        starts, counts, queries = (
            self.starts[wanted[some]],
            counts[some],
            sorted_[some] // asking.keys.shape[2],
        )
        block = (counts.cumsum() - 1) // _AT_ONCE
        cuts = [0, *(np.flatnonzero(np.diff(block)) + 1), len(counts)]
        for first, last in pairwise(cuts):
            yield self._near(asking.hashes, queries[first:last], starts[first:last], counts[first:last])

    def _near(self, hashes: Hashes, queries: Places, starts: Places, counts: Places) -> tuple[Places, Places]:
        before = counts.cumsum() - counts
        places = np.repeat(starts - before, counts) + np.arange(int(counts.sum()))
        apart = np.bitwise_count(self.hashes[places] ^ np.repeat(hashes[queries], counts))
        near = np.flatnonzero(apart <= DISTANCE)
        return np.repeat(queries, counts)[near], self.order[places[near]]


def asking_with(hashes: Hashes, margins: NDArray[np.float32]) -> Asking:
    """What asks, from hashes and margins as content.score.phash.hashes_of makes them."""
    sizes = np.abs(margins).reshape(-1, KEYS, _WIDTH)
    unsure = np.argpartition(sizes, CLOSE_CALLS - 1, axis=2)[:, :, :CLOSE_CALLS]
    keys = hashes.view(np.uint16).reshape(-1, KEYS, 1)
    for flip in np.moveaxis(_PLACE_VALUES[unsure], 2, 0):
        keys = np.concatenate([keys, keys ^ flip[:, :, None]], axis=2)
    return Asking(hashes, np.abs(margins), keys)


def meet(asking: Asking, hashes: Hashes, known: list[KeyIndex]) -> Met:
    """Each pair of an asking hash and one of the known `hashes`, once, that differ in close calls alone."""
    pairs = [pair for by_key in known for pair in by_key.meet(asking)]
    empty = np.zeros(0, np.intp)
    queries, hits = (
        (np.concatenate([empty, *column]) for column in zip(*pairs, strict=True)) if pairs else (empty, empty)
    )
    once = np.unique(queries * max(len(hashes), 1) + hits)
    queries, hits = np.divmod(once, max(len(hashes), 1))
    cost = _cost(asking, hashes, queries, hits)
    cheap = cost <= COST
    return Met(queries[cheap], hits[cheap], cost[cheap])


def _cost(asking: Asking, hashes: Hashes, queries: Places, hits: Places) -> NDArray[np.float32]:
    differ = np.unpackbits((asking.hashes[queries] ^ hashes[hits]).view(np.uint8).reshape(-1, 8), axis=1)
    margins = asking.margins[queries]
    whole = np.maximum(margins.sum(axis=1), np.float32(1e-6))
    cost: NDArray[np.float32] = np.einsum("nk,nk->n", margins, differ, dtype=np.float32) / whole
    return cost
