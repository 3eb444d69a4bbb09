"""Which characters can be printed: those that one of the fonts behind every style has.

The table is read from the fonts themselves (OpenType, `cmap`, formats 4 and 12, which all of ours have).
"""

import mmap
import struct
import unicodedata
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Set
from functools import cache, lru_cache
from pathlib import Path

import regex

from content.posters.fonts import FALLBACKS, FONTS, font_files

UNSEEN = frozenset({0x200D, 0xFE0E, 0xFE0F, 0x200B, 0x2060, 0x20, 0x0A})  # joiners and blanks need no glyph
NEVER_PAINTED = frozenset({0x6DD})  # has a glyph only about digits: the end of a verse
TAGS = range(0xE0020, 0xE0080)  # they spell the flags of regions
_GRAPHEME = regex.compile(r"\X")
_COLLECTION = b"ttcf"
_SEGMENTS, _GROUPS = 4, 12  # formats of the table
_UNICODE = frozenset({(0, 3), (0, 4), (0, 6), (3, 1), (3, 10)})  # platform and encoding, by code point


def printable(text: str) -> str:
    """The text without what would be empty boxes: in its plain form (𝕃 is L), or left out."""
    return "".join(map(_printed, _GRAPHEME.findall(text)))


def left_out(text: str) -> list[str]:
    """The signs of a text that cannot be printed, not even in their plain form, in their order."""
    return [sign for sign in _GRAPHEME.findall(text) if not _printed(sign) and _is_seen(sign)]


def _is_seen(sign: str) -> bool:
    return any(unicodedata.category(letter) not in {"Cc", "Cf", "Zs", "Mn", "Me"} for letter in sign)


@lru_cache(maxsize=10_000)
def _printed(grapheme: str) -> str:
    if _has_glyphs(grapheme):
        return grapheme
    plain = unicodedata.normalize("NFKC", grapheme)
    if plain != grapheme and plain.strip() and _has_glyphs(plain):
        return plain
    return "".join(letter for letter in grapheme if not _is_mark(letter) and _has_glyphs(letter))


def _has_glyphs(grapheme: str) -> bool:
    """Whether fonts have all of it; where marks stand on a letter, whether one font has both."""
    codes = {ord(letter) for letter in grapheme if ord(letter) not in UNSEEN and ord(letter) not in TAGS}
    if any(map(_is_mark, grapheme)):
        return any(codes in font for font in _fonts())
    return codes in covered() and not codes & NEVER_PAINTED


def _is_mark(letter: str) -> bool:
    return unicodedata.category(letter) in {"Mn", "Me"} and ord(letter) not in UNSEEN


class CodePoints:
    """Many code points in little memory: the first and the last of each run of them."""

    def __init__(self, runs: Iterable[tuple[int, int]]) -> None:
        self._firsts, self._lasts = array("I"), array("I")
        for first, last in sorted(runs):
            if self._lasts and self._lasts[-1] >= first - 1:
                self._lasts[-1] = max(last, self._lasts[-1])
            else:
                self._firsts.append(first)
                self._lasts.append(last)

    def __contains__(self, codes: object) -> bool:
        """Whether it has all of a set of code points."""
        return isinstance(codes, Set) and all(map(self._has, codes))

    def __iter__(self) -> Iterator[tuple[int, int]]:
        """The runs, in order."""
        return iter(zip(self._firsts, self._lasts, strict=True))

    def _has(self, code: int) -> bool:
        at = bisect_right(self._firsts, code) - 1
        return at >= 0 and code <= self._lasts[at]


@cache
def covered() -> CodePoints:
    """The code points of all fonts that stand behind any style. MissingFont where one is not installed."""
    return CodePoints(run for font in _fonts() for run in font)


def borrowing(text: str) -> frozenset[str]:
    """Families that are not needed for usual texts, but for some character of this one."""
    return frozenset(filter(None, map(_lender, set(text))))


@lru_cache(maxsize=10_000)
def _lender(letter: str) -> str:
    """The first family with a character, "" where one of the needed has it, or none."""
    needed = {font.family for font in FONTS if font.needed}
    lender = next((family for family, codes in _by_family() if {ord(letter)} in codes), "")
    return "" if lender in needed else lender


def _fonts() -> tuple[CodePoints, ...]:
    return tuple(codes for _, codes in _by_family())


@cache
def _by_family() -> tuple[tuple[str, CodePoints], ...]:
    files = font_files()
    return tuple((family, code_points(files[family])) for family in FALLBACKS if family in files)


def code_points(font: Path) -> CodePoints:
    """What the first face of a font file has glyphs for; nothing where the file is no font."""
    with font.open("rb") as stream:
        try:
            with mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:  # of 20 MB it needs 100 KB
                return CodePoints(_in_font(data))
        except (ValueError, struct.error):  # an empty file, one too short
            return CodePoints(())


def _in_font(data: mmap.mmap) -> list[tuple[int, int]]:
    at = struct.unpack_from(">I", data, 12)[0] if data[:4] == _COLLECTION else 0
    tables = struct.unpack_from(">H", data, at + 4)[0]
    records = [struct.unpack_from(">4sIII", data, at + 12 + 16 * number) for number in range(tables)]
    cmap = next((offset for tag, _, offset, _ in records if tag == b"cmap"), None)
    return _in_cmap(data, cmap) if cmap is not None else []


def _in_cmap(data: mmap.mmap, cmap: int) -> list[tuple[int, int]]:
    """The runs of the table of all code points; of the one below 65,536 where there is no other."""
    by_format: dict[int, int] = {}
    for number in range(struct.unpack_from(">H", data, cmap + 2)[0]):
        platform, encoding, offset = struct.unpack_from(">HHI", data, cmap + 4 + 8 * number)
        if (platform, encoding) in _UNICODE:
            by_format[struct.unpack_from(">H", data, cmap + offset)[0]] = cmap + offset
    if _GROUPS in by_format:
        return list(_groups(data, by_format[_GROUPS]))
    return list(_segments(data, by_format[_SEGMENTS])) if _SEGMENTS in by_format else []


def _segments(data: mmap.mmap, table: int) -> Iterator[tuple[int, int]]:
    """Format 4: segments of code points below 65,536."""
    count = struct.unpack_from(">H", data, table + 6)[0] // 2
    ends = struct.unpack_from(f">{count}H", data, table + 14)
    starts = struct.unpack_from(f">{count}H", data, table + 16 + 2 * count)
    deltas = struct.unpack_from(f">{count}H", data, table + 16 + 4 * count)
    offsets_at = table + 16 + 6 * count
    offsets = struct.unpack_from(f">{count}H", data, offsets_at)
    for number, (start, end, delta, offset) in enumerate(zip(starts, ends, deltas, offsets, strict=True)):
        for code in range(start, min(end, 0xFFFE) + 1):
            glyph = code
            if offset:
                at = offsets_at + 2 * number + offset + 2 * (code - start)
                glyph = struct.unpack_from(">H", data, at)[0]
            if glyph and (glyph + delta) & 0xFFFF:
                yield code, code


def _groups(data: mmap.mmap, table: int) -> Iterator[tuple[int, int]]:
    """Format 12: groups of any code points; the first of one may have the empty glyph."""
    for number in range(struct.unpack_from(">I", data, table + 12)[0]):
        start, end, glyph = struct.unpack_from(">III", data, table + 16 + 12 * number)
        if start + (not glyph) <= min(end, 0x10FFFF):
            yield start + (not glyph), min(end, 0x10FFFF)
