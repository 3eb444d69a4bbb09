"""Multi-index hashing: finds which hashes lie near others without comparing all with all.

2,000 meet a million in seconds. A hash is three keys of 21 bits. Those that share a key with the asking
hash, once its least certain bits may fall either way, are compared whole; copies are found as if all were
(docs/measures/curation.md). What differs must be what was a close call: the margins of the differing bits
make up COST of all margins at most. The few that ask are put in the order of their keys, so that the many
that are known need no order.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from content.score.phash import BITS

DISTANCE = 15  # bits of 64
COST = 0.03  # share of the asking hash's margins; 99 of 100 copies have less, nine of ten others more
CLOSE_CALLS = 7  # bits of each key that may fall either way: 128 keys in place of one
KEYS, WIDTH = 3, 21  # one bit is in none
_FEWEST_SLOTS = 8  # bits of the table of keys, where few ask
_AT_ONCE = 1 << 17  # hashes compared in one go: about what stays in the processor's cache
_PLACES = 8 * (np.arange(BITS) // 8) + 7 - np.arange(BITS) % 8  # np.packbits puts a byte's first bit highest

Hashes = NDArray[np.uint64]
Places = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Asking:
    """Hashes with the (k, 64) sizes of their margins."""

    hashes: Hashes
    margins: NDArray[np.float32]

    def keys(self, key: int) -> NDArray[np.uint32]:
        """(k, 128): under which values of a key to look."""
        sizes = self.margins[:, _PLACES[key * WIDTH : (key + 1) * WIDTH]]
        unsure = np.argpartition(sizes, CLOSE_CALLS - 1, axis=1)[:, :CLOSE_CALLS]
        keys = _keys_of(self.hashes, key)[:, None]
        for flip in (np.uint32(1) << unsure.astype(np.uint32)).T:
            keys = np.concatenate([keys, keys ^ flip[:, None]], axis=1)
        return keys


@dataclass(frozen=True, slots=True)
class Met:
    """Who met whom, as places in the asking and in the known hashes, and at which cost, 0..1."""

    asking: Places
    known: Places
    cost: NDArray[np.float32]


class KeyTable:
    """Who asks under which value of one of the keys."""

    def __init__(self, asking: Asking, key: int) -> None:
        ordered = asking.keys(key).astype(np.uint64) << np.uint64(32)
        ordered |= np.arange(len(ordered), dtype=np.uint64)[:, None]
        ordered = ordered.ravel()
        ordered.sort()
        self.key, self.hashes = key, asking.hashes
        self.keys, self.queries = (ordered >> np.uint64(32)).astype(np.uint32), ordered.astype(np.uint32)
        bits = min(WIDTH, max(_FEWEST_SLOTS, len(ordered).bit_length()))
        self.shift = np.uint32(WIDTH - bits)
        counts = np.bincount(self.keys >> self.shift, minlength=1 << bits)
        self.holds = counts > 0
        self.starts = np.concatenate([[0], counts.cumsum()])

    def meet(self, hashes: Hashes) -> Iterator[tuple[Places, Places]]:
        """Who asks, and the known hash within DISTANCE of it under the same key; blockwise."""
        keys = _keys_of(hashes, self.key)
        slots = keys >> self.shift
        some = np.flatnonzero(self.holds[slots])
        starts = self.starts[slots[some]]
        counts = self.starts[slots[some] + 1] - starts
        block = (counts.cumsum() - 1) // _AT_ONCE
        cuts = [0, *(np.flatnonzero(np.diff(block)) + 1), len(counts)]
        for first, last in pairwise(cuts):
            known = np.repeat(some[first:last], counts[first:last])
            entries = _runs(starts[first:last], counts[first:last])
            near = self._near(hashes, keys, known, entries)
            yield self.queries[entries[near]].astype(np.intp), known[near]

    def _near(
        self, hashes: Hashes, keys: NDArray[np.uint32], known: Places, entries: Places
    ) -> NDArray[np.intp]:
        apart = np.bitwise_count(self.hashes[self.queries[entries]] ^ hashes[known])
        near = np.flatnonzero(apart <= DISTANCE)
        same: Places = near[self.keys[entries[near]] == keys[known[near]]]
        return same


def asking_with(hashes: Hashes, margins: NDArray[np.float32]) -> Asking:
    """What asks, from hashes and margins as content.score.phash.hashes_of makes them."""
    return Asking(hashes, np.abs(margins))


def meet(asking: Asking, hashes: Hashes) -> Met:
    """Each pair of an asking hash and one of the known `hashes`, once, that differ in close calls alone."""
    pairs = [pair for key in range(KEYS) for pair in KeyTable(asking, key).meet(hashes)]
    queries, hits = (np.concatenate(column) for column in zip(*pairs, strict=True))
    once = np.unique(queries * max(len(hashes), 1) + hits)
    queries, hits = np.divmod(once, max(len(hashes), 1))
    cost = _cost(asking, hashes, queries, hits)
    cheap = cost <= COST
    return Met(queries[cheap], hits[cheap], cost[cheap])


def _keys_of(hashes: Hashes, key: int) -> NDArray[np.uint32]:
    keys: NDArray[np.uint32] = ((hashes >> np.uint64(key * WIDTH)) & np.uint64((1 << WIDTH) - 1)).astype(
        np.uint32
    )
    return keys


def _runs(starts: Places, counts: Places) -> Places:
    """The places of all runs, each so many from its start on."""
    before = counts.cumsum() - counts
    runs: Places = np.repeat(starts - before, counts) + np.arange(int(counts.sum()))
    return runs


def _cost(asking: Asking, hashes: Hashes, queries: Places, hits: Places) -> NDArray[np.float32]:
    differ = np.unpackbits((asking.hashes[queries] ^ hashes[hits]).view(np.uint8).reshape(-1, 8), axis=1)
    margins = asking.margins[queries]
    whole = np.maximum(margins.sum(axis=1), np.float32(1e-6))
    cost: NDArray[np.float32] = np.einsum("nk,nk->n", margins, differ, dtype=np.float32) / whole
    return cost
