"""Which characters can be printed: those that one of the fonts behind every style has.

The table is read from the fonts themselves (OpenType, `cmap`, formats 4 and 12, which all of ours have).
"""

import struct
import unicodedata
from functools import cache
from pathlib import Path

import regex

from content.posters.fonts import FALLBACKS, font_files

UNSEEN = frozenset({0x200D, 0xFE0E, 0xFE0F, 0x200B, 0x2060, 0x20, 0x0A})  # joiners and blanks need no glyph
TAGS = range(0xE0020, 0xE0080)  # they spell the flags of regions
_GRAPHEME = regex.compile(r"\X")
_COLLECTION = b"ttcf"
_UNICODE = frozenset({(0, 3), (0, 4), (0, 6), (3, 1), (3, 10)})  # platform and encoding, by code point


def printable(text: str) -> str:
    """The text without what would be empty boxes: in its plain form (𝕃 is L), or left out."""
    return "".join(map(_printed, _GRAPHEME.findall(text)))


def _printed(grapheme: str) -> str:
    if _has_glyphs(grapheme):
        return grapheme
    plain = unicodedata.normalize("NFKC", grapheme)
    if plain != grapheme and plain.strip() and _has_glyphs(plain):
        return plain
    known = covered()
    return "".join(letter for letter in grapheme if not _is_mark(letter) and ord(letter) in known)


def _has_glyphs(grapheme: str) -> bool:
    """Whether fonts have all of it; where marks stand on a letter, whether one font has both."""
    codes = {ord(letter) for letter in grapheme if ord(letter) not in UNSEEN and ord(letter) not in TAGS}
    if any(map(_is_mark, grapheme)):
        return any(codes <= font for font in _fonts())
    return codes <= covered()


def _is_mark(letter: str) -> bool:
    return unicodedata.category(letter) in {"Mn", "Me"} and ord(letter) not in UNSEEN


@cache
def covered() -> frozenset[int]:
    """The code points of all fonts that stand behind any style. MissingFont where one is not installed."""
    return frozenset().union(*_fonts())


@cache
def _fonts() -> tuple[frozenset[int], ...]:
    files = font_files()
    return tuple(code_points(files[family]) for family in FALLBACKS)


def code_points(font: Path) -> frozenset[int]:
    """What the first face of a font file has glyphs for; nothing where the file is no font."""
    data = font.read_bytes()
    try:
        at = struct.unpack_from(">I", data, 12)[0] if data.startswith(_COLLECTION) else 0
        tables = struct.unpack_from(">H", data, at + 4)[0]
        records = [struct.unpack_from(">4sIII", data, at + 12 + 16 * number) for number in range(tables)]
        cmap = next((offset for tag, _, offset, _ in records if tag == b"cmap"), None)
        return frozenset(_in_cmap(data, cmap)) if cmap is not None else frozenset()
    except struct.error:
        return frozenset()


def _in_cmap(data: bytes, cmap: int) -> set[int]:
    codes: set[int] = set()
    for number in range(struct.unpack_from(">H", data, cmap + 2)[0]):
        platform, encoding, offset = struct.unpack_from(">HHI", data, cmap + 4 + 8 * number)
        if (platform, encoding) in _UNICODE:
            table = cmap + offset
            kind = struct.unpack_from(">H", data, table)[0]
            codes |= _segments(data, table) if kind == 4 else _groups(data, table) if kind == 12 else set()
    return codes


def _segments(data: bytes, table: int) -> set[int]:
    """Format 4: segments of code points below 65,536."""
    count = struct.unpack_from(">H", data, table + 6)[0] // 2
    ends = struct.unpack_from(f">{count}H", data, table + 14)
    starts = struct.unpack_from(f">{count}H", data, table + 16 + 2 * count)
    deltas = struct.unpack_from(f">{count}H", data, table + 16 + 4 * count)
    offsets_at = table + 16 + 6 * count
    offsets = struct.unpack_from(f">{count}H", data, offsets_at)
    codes: set[int] = set()
    for number, (start, end, delta, offset) in enumerate(zip(starts, ends, deltas, offsets, strict=True)):
        for code in range(start, min(end, 0xFFFE) + 1):
            glyph = code
            if offset:
                at = offsets_at + 2 * number + offset + 2 * (code - start)
                glyph = struct.unpack_from(">H", data, at)[0]
            if glyph and (glyph + delta) & 0xFFFF:
                codes.add(code)
    return codes


def _groups(data: bytes, table: int) -> set[int]:
    """Format 12: groups of any code points."""
    codes: set[int] = set()
    for number in range(struct.unpack_from(">I", data, table + 12)[0]):
        start, end, glyph = struct.unpack_from(">III", data, table + 16 + 12 * number)
        codes.update(range(start + (not glyph), min(end, 0x10FFFF) + 1))
    return codes
