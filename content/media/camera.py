"""What the camera wrote into a picture: when it was taken, and with what."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from PIL import ExifTags, Image

from content.media.decoders import DECODERS_RAISE

YEARS = range(1990, 2100)  # of cameras' clocks; any other was never set
FARTHEST = timedelta(hours=14)  # of a zone from UTC: Kiritimati
_CLOCK = re.compile(
    r"(\d{4})[:/-](\d\d)[:/-](\d\d)[ T](\d\d):(\d\d):(\d\d)(?:\.\d+)?\s*(Z|[+-]\d\d:?\d\d)?", re.ASCII
)
_OFFSET = re.compile(r"([+-])(\d\d):?(\d\d)", re.ASCII)


def exif_of(image: Image.Image) -> Image.Exif:
    """What the camera wrote; nothing where that is broken, which does not make the picture so."""
    try:
        exif = image.getexif()
        exif.get_ifd(ExifTags.IFD.Exif)
    except DECODERS_RAISE:
        return Image.Exif()
    return exif


def camera(exif: Image.Exif) -> str:
    names = (exif.get(ExifTags.Base.Make), exif.get(ExifTags.Base.Model))
    return " ".join(str(name).replace("\0", "").strip() for name in names if name)[:100]


def taken_at(exif: Image.Exif, zone: ZoneInfo) -> datetime | None:
    """The instant; a clock without an offset is read in `zone`. None where the clock was never set."""
    tags = exif.get_ifd(ExifTags.IFD.Exif)
    clock = _CLOCK.fullmatch(_text(tags.get(ExifTags.Base.DateTimeOriginal)))
    if clock is None or int(clock[1]) not in YEARS:
        return None
    offset = _offset(clock[7] or "") or _offset_beside(exif, tags)
    try:
        return datetime(*(int(part) for part in clock.groups()[:6]), tzinfo=offset or zone)  # type: ignore[misc,arg-type]  # six numbers
    except ValueError:
        return None


def _offset_beside(exif: Image.Exif, tags: Mapping[int, Any]) -> tzinfo | None:
    """The offset of the clock; else that of another clock of the picture which shows the same."""
    written = tags.get(ExifTags.Base.DateTimeOriginal)
    clocks = (
        (written, ExifTags.Base.OffsetTimeOriginal),
        (tags.get(ExifTags.Base.DateTimeDigitized), ExifTags.Base.OffsetTimeDigitized),
        (exif.get(ExifTags.Base.DateTime), ExifTags.Base.OffsetTime),
    )
    offsets = (_offset(_text(tags.get(tag))) for clock, tag in clocks if clock == written)
    return next((offset for offset in offsets if offset is not None), None)


def _offset(text: str) -> tzinfo | None:
    """The zone that an offset such as +09:00 names; None for blanks and for what no place on earth has."""
    if text == "Z":
        return UTC
    match = _OFFSET.fullmatch(text)
    if match is None or int(match[3]) > 59:
        return None
    distance = timedelta(hours=int(match[2]), minutes=int(match[3]))
    return timezone(-distance if match[1] == "-" else distance) if distance <= FARTHEST else None


def _text(value: object) -> str:
    text = value.decode("ascii", errors="replace") if isinstance(value, bytes) else str(value or "")
    return text.replace("\0", "").strip()
