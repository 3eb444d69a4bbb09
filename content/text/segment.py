"""Word segmentation of Chinese by a word list: the likeliest words of a text (unigrams, Viterbi).

The list is words.bin: for each length the words as sorted UTF-16, an index by first character, and how often
each was counted, as a logarithm in tenths. It is mapped, not read: a process pays for the pages that it looks
at, and all processes share them. Where it comes from and why: docs/decisions/0027-word-breaks.md.
"""

import mmap
import struct
from array import array
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from importlib.resources import as_file, files
from pathlib import Path

LONGEST = 8  # characters of a word in the list
FIRST, LAST = 0x4E00, 0x9FFF  # the block of common Chinese characters
MAGIC = b"SISHIWL1"
TENTHS = 10  # of a natural logarithm
LOG_ALL = 17.9  # of 60,101,967, the sum of all counts: what a frequency is a share of
UNKNOWN = 0.0  # the logarithm of the count of a character that the list lacks
OWN = 7.0  # the logarithm of the count of our own words

_HEADER = struct.Struct("<8sI")
_TABLE = struct.Struct("<III")  # length of the words, how many, where their table begins
_CHARACTERS = LAST - FIRST + 2


class Lexicon:
    """The words of a list by `weight`: the logarithm of how often each was counted, None for no word."""

    def __init__(self, packed_list: "bytes | mmap.mmap", own: Mapping[str, float]) -> None:
        magic, tables = _HEADER.unpack_from(packed_list)
        if magic != MAGIC:
            raise ValueError("this is no word list of this version")
        self._data, self._own = packed_list, own
        self._tables: dict[int, _Words] = {}
        for number in range(tables):
            length, count, at = _TABLE.unpack_from(packed_list, _HEADER.size + number * _TABLE.size)
            self._tables[length] = _Words(packed_list, length, count, at)

    def weight(self, word: str) -> float | None:
        table = self._tables.get(len(word))
        weight = table.weight(word) if table is not None else None
        return max(weight or 0.0, self._own[word]) if word in self._own else weight

    def words(self, text: str) -> list[str]:
        """The likeliest words of a text of Chinese characters, in its order; together they are the text."""
        best: list[tuple[float, int]] = [(0.0, 0)] * (len(text) + 1)
        for end in range(1, len(text) + 1):
            single = self.weight(text[end - 1])
            best[end] = (best[end - 1][0] + (single or UNKNOWN) - LOG_ALL, end - 1)
            for start in range(max(0, end - LONGEST), end - 1):
                if (weight := self.weight(text[start:end])) is not None:
                    best[end] = max(best[end], (best[start][0] + weight - LOG_ALL, start))
        return list(reversed(list(_backwards(text, best))))


def _backwards(text: str, best: list[tuple[float, int]]) -> Iterator[str]:
    end = len(text)
    while end:
        yield text[best[end][1] : end]
        end = best[end][1]


class _Words:
    """The words of one length."""

    def __init__(self, data: "bytes | mmap.mmap", length: int, count: int, at: int) -> None:
        self._data, self._width = data, 2 * length
        self._index = at
        self._keys = at + 4 * _CHARACTERS
        self._weights = self._keys + self._width * count

    def weight(self, word: str) -> float | None:
        first = ord(word[0]) - FIRST
        if not 0 <= first < _CHARACTERS - 1:
            return None
        low, high = struct.unpack_from("<II", self._data, self._index + 4 * first)
        if low == high:
            return None
        key = word.encode("utf-16-be", "surrogatepass")
        data, keys, width = self._data, self._keys, self._width
        while low < high:
            middle = (low + high) // 2
            at = keys + middle * width
            here = data[at : at + width]
            if here == key:
                return float(data[self._weights + middle]) / TENTHS
            low, high = (middle + 1, high) if here < key else (low, middle)
        return None


def packed(words: Mapping[str, float]) -> bytes:
    """A word list as `Lexicon` reads it; `words` are of Chinese characters, with their weights (0..25)."""
    lengths = sorted({len(word) for word in words})
    tables, headers = b"", b""
    start = _HEADER.size + _TABLE.size * len(lengths)
    for length in lengths:
        table = sorted(word for word in words if len(word) == length)
        begins = array("I", (bisect_left(table, chr(code)) for code in range(FIRST, LAST + 2)))
        headers += _TABLE.pack(length, len(table), start + len(tables))
        tables += begins.tobytes() + "".join(table).encode("utf-16-be")
        tables += bytes(round(words[word] * TENTHS) for word in table)
    return _HEADER.pack(MAGIC, len(lengths)) + headers + tables


@cache
def word_list() -> Lexicon:
    """The list that comes with the program and our own words, which it lacks."""
    folder = files("content.text")
    own = folder.joinpath("own_words.txt").read_text(encoding="utf-8").split()
    with as_file(folder.joinpath("words.bin")) as file:
        return Lexicon(_mapped(file), dict.fromkeys(own, OWN))


def _mapped(file: Path) -> mmap.mmap:
    with file.open("rb") as stream:
        return mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)


@lru_cache(maxsize=2000)
def words_of(text: str) -> tuple[str, ...]:
    """The likeliest words of a text of Chinese characters alone."""
    return tuple(word_list().words(text))
