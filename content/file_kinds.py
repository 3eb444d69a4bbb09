"""What a file is, by its first bytes: names and suffixes say nothing."""

from enum import StrEnum

HEAD_BYTES = 512  # a tar names itself at 257
_TAR_AT = 257
_HEIF_BRANDS = frozenset({b"mif1", b"msf1", b"avif", b"avis", b"miaf"})  # besides all that begin with he
_SOUND_BRANDS = frozenset({b"M4A ", b"M4B ", b"M4P "})
_TEXT_CONTROLS = frozenset(range(32)) - {9, 10, 12, 13, 27}
_HIDDEN = (
    *(bytes([0xFF, 0xD8, 0xFF, marker]) for marker in (0xC0, 0xC4, 0xDB, 0xE0, 0xE1, 0xE2, 0xEE, 0xFE)),
    b"\x89PNG",
    b"GIF8",
)  # what older WeChat hides by one byte, laid over all others


class FileKind(StrEnum):
    PICTURE = "picture"  # of a kind that content.media opens
    JXL = "jxl"
    WXGF = "wxgf"  # WeChat's own wrapping of HEVC
    WECHAT = "wechat"  # a picture as WeChat keeps it, encrypted
    OTHER_PICTURE = "other_picture"  # JPEG 2000, Photoshop, SVG, icons, raw files of cameras
    VIDEO = "video"
    VOICE = "voice"
    ZIP = "zip"
    ARCHIVE = "archive"  # of a kind that is not opened
    DOCUMENT = "document"
    TEXT = "text"
    EMPTY = "empty"
    UNKNOWN = "unknown"


_BEGINNINGS: tuple[tuple[bytes, FileKind], ...] = (
    (b"\xff\xd8\xff", FileKind.PICTURE),
    (b"\x89PNG\r\n\x1a\n", FileKind.PICTURE),
    (b"GIF8", FileKind.PICTURE),
    (b"II*\0", FileKind.PICTURE),
    (b"MM\0*", FileKind.PICTURE),
    (b"\xff\x0a", FileKind.JXL),
    (b"\0\0\0\x0cJXL \r\n\x87\n", FileKind.JXL),
    (b"wxgf", FileKind.WXGF),
    (b"\x07\x08V1\x08\x07", FileKind.WECHAT),
    (b"\x07\x08V2\x08\x07", FileKind.WECHAT),
    (b"\0\0\0\x0cjP  \r\n\x87\n", FileKind.OTHER_PICTURE),
    (b"\xff\x4f\xff\x51", FileKind.OTHER_PICTURE),
    (b"8BPS", FileKind.OTHER_PICTURE),
    (b"\0\0\x01\0", FileKind.OTHER_PICTURE),
    (b"FUJIFILMCCD-RAW", FileKind.OTHER_PICTURE),
    (b"\x1aE\xdf\xa3", FileKind.VIDEO),
    (b"FLV\x01", FileKind.VIDEO),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", FileKind.VIDEO),
    (b"\0\0\x01\xba", FileKind.VIDEO),
    (b"#!AMR", FileKind.VOICE),
    (b"#!SILK", FileKind.VOICE),
    (b"\x02#!SILK", FileKind.VOICE),
    (b"ID3", FileKind.VOICE),
    (b"OggS", FileKind.VOICE),
    (b"fLaC", FileKind.VOICE),
    (b"PK\x03\x04", FileKind.ZIP),
    (b"PK\x05\x06", FileKind.ZIP),
    (b"Rar!\x1a\x07", FileKind.ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", FileKind.ARCHIVE),
    (b"\x1f\x8b", FileKind.ARCHIVE),
    (b"BZh", FileKind.ARCHIVE),
    (b"\xfd7zXZ\0", FileKind.ARCHIVE),
    (b"%PDF", FileKind.DOCUMENT),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", FileKind.DOCUMENT),
    (b"SQLite format 3\0", FileKind.DOCUMENT),
)
_RIFF = {b"WEBP": FileKind.PICTURE, b"WAVE": FileKind.VOICE, b"AVI ": FileKind.VIDEO}


def file_kind(head: bytes) -> FileKind:
    """What begins so; `head` is HEAD_BYTES long, or the whole of a shorter file."""
    if not head:
        return FileKind.EMPTY
    for beginning, kind in _BEGINNINGS:
        if head.startswith(beginning):
            return kind
    if head.startswith(b"RIFF") and head[8:12] in _RIFF:
        return _RIFF[head[8:12]]
    if head[4:8] == b"ftyp":
        return _of_brand(head[8:12])
    if head.startswith(b"BM") and head[6:10] == b"\0\0\0\0":
        return FileKind.PICTURE
    if head[_TAR_AT : _TAR_AT + 5] == b"ustar":
        return FileKind.ARCHIVE
    return _of_the_rest(head)


def _of_brand(brand: bytes) -> FileKind:
    """Of the many files that are made of boxes: the first brand says which."""
    if brand in _HEIF_BRANDS or brand[:2] in (b"he", b"HE"):
        return FileKind.PICTURE
    if brand == b"crx ":  # Canon's raw pictures
        return FileKind.OTHER_PICTURE
    return FileKind.VOICE if brand in _SOUND_BRANDS else FileKind.VIDEO


def _of_the_rest(head: bytes) -> FileKind:
    if head[0] == 0xFF and len(head) > 1 and head[1] & 0xE6 == 0xE2:  # a frame of MP3
        return FileKind.VOICE
    if any(_is_hidden(head, beginning) for beginning in _HIDDEN):
        return FileKind.WECHAT
    if _is_text(head):
        begins = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
        return FileKind.OTHER_PICTURE if begins.startswith(b"<svg") else FileKind.TEXT
    return FileKind.UNKNOWN


def _is_hidden(head: bytes, beginning: bytes) -> bool:
    return len({a ^ b for a, b in zip(head, beginning, strict=False)}) == 1 and len(head) >= len(beginning)


def _is_text(head: bytes) -> bool:
    return head.startswith((b"\xff\xfe", b"\xfe\xff")) or _TEXT_CONTROLS.isdisjoint(head)
