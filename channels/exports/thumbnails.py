"""Small pictures of posters, each made once however many groups show it."""

import io
from base64 import b64encode
from collections.abc import Iterable
from pathlib import Path

from PIL import Image

from channels.exports.item import QueueItem

WIDTH = 360  # pixels: sharp at twice the width of a board's cell
QUALITY = 82
CANNOT_DRAW = (
    OSError,
    ValueError,
    SyntaxError,
    RuntimeError,
    Image.DecompressionBombError,
)  # what decoders raise


def thumbnail(path: Path, width: int = WIDTH, quality: int = QUALITY) -> bytes | None:
    """The picture at `path` as a JPEG `width` pixels wide; None where it cannot be read."""
    try:
        with Image.open(path) as picture:
            size = (width, max(1, round(picture.height * width / picture.width)))
            picture.draft("RGB", size)
            small = picture.convert("RGB").resize(size, Image.Resampling.BICUBIC)
    except CANNOT_DRAW:
        return None
    out = io.BytesIO()
    small.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
    return out.getvalue()


def thumbnails(items: Iterable[QueueItem], width: int = WIDTH) -> dict[str, bytes]:
    """The thumbnails of all posters by poster key; those that are missing or broken are left out."""
    paths = {poster.key: poster.path for item in items if (poster := item.poster) and poster.path}
    made = {key: thumbnail(path, width) for key, path in sorted(paths.items())}
    return {key: data for key, data in made.items() if data is not None}


def data_uri(jpeg: bytes) -> str:
    return f"data:image/jpeg;base64,{b64encode(jpeg).decode('ascii')}"
