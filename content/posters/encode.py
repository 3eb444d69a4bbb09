"""A picture becomes a file: JPEG, PNG or WebP, within a limit of bytes."""

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image

from content.errors import PosterError, WrongInput
from content.model import Message

ROBOT, UPLOAD = 2_000_000, 10_000_000  # bytes: webhook robots; uploads of WeCom (docs/decisions/0006)
FORMATS = {".jpg": "JPEG", ".jpeg": "JPEG", ".png": "PNG", ".webp": "WEBP"}
QUALITIES = (90, 84, 78, 70, 62, 54)  # the rungs of the ladder; below 54 skin and gradients show blocks
SHRINK = 0.85  # when the lowest quality is still too large, each side becomes so much shorter
NARROWEST = 360  # px: a phone's chat bubble; smaller ones cannot be read


@dataclass(frozen=True, slots=True)
class Out:
    """What a poster is written as: format of Pillow, and most bytes of the file."""

    format: str = "JPEG"
    max_bytes: int = ROBOT


def out_for(file: Path, max_bytes: int = ROBOT) -> Out:
    """By the name's ending; WrongInput for one that is no picture's."""
    suffix = file.suffix.lower()
    if suffix not in FORMATS:
        raise WrongInput(Message("poster.unknown_format", file=file.name, known=tuple(FORMATS)))
    return Out(FORMATS[suffix], max_bytes)


def encoded(picture: Image.Image, out: Out) -> bytes:
    """The file's bytes: the best rung of the ladder that keeps the limit. PosterError if none does.

    PNG has no quality, so it only shrinks. Most posters stand on the first rung: 90 to 250 kB.
    """
    smaller, data = picture, b""
    while smaller is picture or smaller.width >= NARROWEST:
        for quality in QUALITIES if out.format != "PNG" else (0,):
            data = _bytes(smaller, out.format, quality)
            if len(data) <= out.max_bytes:
                return data
        size = (round(smaller.width * SHRINK), round(smaller.height * SHRINK))
        smaller = picture.resize(size, Image.Resampling.LANCZOS)
    raise PosterError(Message("poster.too_many_bytes", bytes=len(data), width=NARROWEST, most=out.max_bytes))


def _bytes(picture: Image.Image, form: str, quality: int) -> bytes:
    stream = BytesIO()
    if form == "PNG":
        picture.save(stream, form, compress_level=6)
    elif form == "WEBP":
        picture.save(stream, form, quality=quality, method=2)
    else:
        picture.save(stream, form, quality=quality, subsampling="4:2:0")
    return stream.getvalue()
