"""Near-duplicate texts (MinHash, Jaccard): copied reviews and chain messages, a few words changed or not.

Two steps, as with photos. Keys from a MinHash (Broder 1997) of the pairs of neighbouring letters name the
texts to look at; then the pairs themselves are compared. What a text is compared with is what was said first:
a thousand copies of one text are looked at once each. docs/measures/curation.md.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from hashlib import blake2b
from operator import add

import numpy as np
from numpy.typing import NDArray

from content.text.fold import folded

VERSION = 1  # raise it whenever other keys come of the same text: old ones are then made again
SAME_WORDS = 0.6  # of all pairs of letters in two texts, the share that both have
FEWEST = 11  # different pairs of letters that a text of twelve letters has; shorter ones are nobody's own
KEYS, ROWS = 20, 4  # at SAME_WORDS 94 of 100 texts share a key, at a tenth of it 1 of 4,000
MOST_LOOKED_AT = 64  # texts that share keys with one, those with most of them first

# Calls and names are no words of one's own: #新锅开箱# and @小雨 stand in many texts.
_TAGS = re.compile(r"#[^#\s]{1,30}#|[#@][^\s#@]{1,20}(?=\s|$)")
_NO_LETTERS = re.compile(r"[\W_]+")
_ODD = [
    np.uint64(int.from_bytes(blake2b(bytes([n]), digest_size=8).digest(), "big") | 1)
    for n in range(KEYS * ROWS)
]
_STIR = np.uint64(0x9E3779B97F4A7C15)  # 2**64 over the golden ratio (Knuth's multiplicative hashing)
_HALF = np.uint64(32)

Keys = NDArray[np.uint32]


def letters_of(text: str) -> str:
    """What of a text is compared: its letters and digits, folded, without calls and names."""
    return _NO_LETTERS.sub("", _TAGS.sub(" ", folded(text)))


def pairs_of(letters: str) -> frozenset[str]:
    """The different pairs of neighbouring letters; too few of them (FEWEST) make no text of one's own."""
    return frozenset(map(add, letters, letters[1:]))


def says_enough(letters: str) -> bool:
    """Whether it can be told from what anybody would say: 好吃 is nobody's own."""
    many = len(set(letters)) > FEWEST  # then there are as many pairs: it saves making them
    return many or (len(letters) > FEWEST and len(pairs_of(letters)) >= FEWEST)


def alike(first: frozenset[str], second: frozenset[str]) -> float:
    """The share of all pairs that both have, 0..1 (Jaccard's index); 0 where there are none."""
    both = len(first & second)
    return both / (len(first) + len(second) - both) if both else 0.0


def keys_of(texts: Sequence[str]) -> Keys:
    """(n, KEYS) keys of the letters of n texts, two letters each at least: the same in all processes."""
    if not texts:
        return np.empty((0, KEYS), np.uint32)
    codes = np.frombuffer("".join(texts).encode("utf-32-le"), "<u4").astype(np.uint64)
    ends = np.cumsum([len(text) for text in texts])
    segments = np.column_stack([ends - [len(text) for text in texts], ends - 1]).ravel()
    pairs = ((codes << _HALF) | np.roll(codes, -1)) * _STIR
    pairs ^= pairs >> _HALF
    keys = np.zeros((len(texts), KEYS), np.uint64)
    for n, odd in enumerate(_ODD):
        least = np.minimum.reduceat(pairs * odd, segments)[::2]
        keys[:, n // ROWS] = (keys[:, n // ROWS] ^ least) * _STIR
    return (keys >> _HALF).astype(np.uint32)


class KnownTexts:
    """What was said first, each under its keys: a further text repeats one of these, or is new itself."""

    def __init__(self) -> None:
        self._named: defaultdict[tuple[int, int], list[str]] = defaultdict(list)
        self._letters: dict[str, str] = {}

    def add(self, name: str, letters: str, keys: Sequence[int]) -> None:
        self._letters[name] = letters
        for key in enumerate(keys):
            self._named[key].append(name)

    def repeated_by(self, letters: str, keys: Sequence[int]) -> str | None:
        """The name of what these letters repeat: the most alike, of equal ones the first; None if new."""
        named = [name for key in enumerate(keys) if key in self._named for name in self._named[key]]
        if not named:
            return None
        mine = pairs_of(letters)
        near = [name for name, _ in Counter(named).most_common(MOST_LOOKED_AT)]
        best = max(near, key=lambda name: alike(mine, pairs_of(self._letters[name])))
        return best if alike(mine, pairs_of(self._letters[best])) >= SAME_WORDS else None
