"""What a photo is, and how many pixels it has, by its head alone: nothing of it is decoded here.

What is not known to be a photo is refused at once, with a sentence; whether the rest of it is whole is for
the night's workers to find, who have limits of time and memory.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

HEAD_BYTES = 512_000  # a phone's preview and its maker's notes stand before the size of a JPEG
PHOTO_BYTES = 20_000_000
MOST_PIXELS = 80_000_000
_HEIF = frozenset({b"mif1", b"msf1", b"avif", b"avis", b"miaf"})
_JPEG_SIZES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


@dataclass(frozen=True, slots=True)
class PhotoHead:
    """`suffix` by what it holds, never by its name; `pixels` None where the head does not say."""

    suffix: str
    pixels: int | None


def photo_head(head: bytes) -> PhotoHead | None:
    """What begins so; None for what is no photo of a phone."""
    if head.startswith(b"\xff\xd8\xff"):
        return PhotoHead("jpg", _largest(_jpeg_sizes(head)))
    if head.startswith(b"\x89PNG\r\n\x1a\n") and head[12:16] == b"IHDR":
        return PhotoHead("png", _largest([struct.unpack(">II", head[16:24])]) if len(head) > 24 else None)
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return PhotoHead("webp", _largest(_webp_sizes(head)))
    if head[4:8] == b"ftyp" and (head[8:12] in _HEIF or head[8:10] == b"he"):
        return PhotoHead("heic", _largest(_heif_sizes(head)))
    return None


def _largest(sizes: "Iterator[tuple[int, int]] | list[tuple[int, int]]") -> int | None:
    return max((width * height for width, height in sizes), default=None)


def _jpeg_sizes(head: bytes) -> Iterator[tuple[int, int]]:
    at = 2
    while at + 9 <= len(head) and head[at] == 0xFF:
        marker = head[at + 1]
        if marker == 0xFF:  # filled up
            at += 1
            continue
        if marker in _JPEG_SIZES:
            height, width = struct.unpack(">HH", head[at + 5 : at + 9])
            yield width, height
        if marker == 0xDA:  # the picture itself begins
            return
        at += 2 + max(2, int.from_bytes(head[at + 2 : at + 4]))


def _webp_sizes(head: bytes) -> Iterator[tuple[int, int]]:
    kind, body = head[12:16], head[20:30]
    if len(body) < 10:
        return
    if kind == b"VP8X":
        yield int.from_bytes(body[4:7], "little") + 1, int.from_bytes(body[7:10], "little") + 1
    elif kind == b"VP8L":
        bits = int.from_bytes(body[1:5], "little")
        yield (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    elif kind == b"VP8 ":
        yield int.from_bytes(body[6:8], "little") & 0x3FFF, int.from_bytes(body[8:10], "little") & 0x3FFF


def _heif_sizes(head: bytes) -> Iterator[tuple[int, int]]:
    """Every box `ispe`: of the picture, of its tiles and its thumbnail."""
    at = head.find(b"ispe")
    while 0 <= at <= len(head) - 16:
        yield struct.unpack(">II", head[at + 8 : at + 16])
        at = head.find(b"ispe", at + 4)
