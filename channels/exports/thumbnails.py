"""Small pictures of posters, each made once however many groups show it."""

import io
from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha256

from PIL import Image

from channels.exports.item import PosterRef, QueueItem

WIDTH = 360  # pixels: sharp at twice the width of a board's cell
QUALITY = 82
CANNOT_DRAW = (
    OSError,
    ValueError,
    SyntaxError,
    RuntimeError,
    Image.DecompressionBombError,
)  # what decoders raise


def drawn(poster: PosterRef) -> bytes | None:
    """The poster's file; None where it is missing, or torn or changed on the disk: the next run draws it."""
    try:
        data = poster.path.read_bytes() if poster.path else b""
    except OSError:
        return None
    return data if sha256(data).hexdigest() == poster.sha256 else None


def thumbnail(poster: PosterRef, width: int = WIDTH, quality: int = QUALITY) -> bytes | None:
    """The poster as a JPEG `width` pixels wide; None where its file is not as it was drawn."""
    data = drawn(poster)
    if data is None:
        return None
    try:
        with Image.open(io.BytesIO(data)) as picture:
            size = (width, max(1, round(picture.height * width / picture.width)))
            picture.draft("RGB", size)
            small = picture.convert("RGB").resize(size, Image.Resampling.BICUBIC)
    except CANNOT_DRAW:
        return None
    out = io.BytesIO()
    small.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
    return out.getvalue()


def thumbnails(items: Iterable[QueueItem], width: int = WIDTH) -> dict[str, bytes]:
    """The thumbnails of all posters by poster key; those that are missing or torn are left out."""
    posters = {poster.key: poster for item in items if (poster := item.poster) and poster.path}
    made = {key: thumbnail(poster, width) for key, poster in sorted(posters.items())}
    return {key: data for key, data in made.items() if data is not None}


def data_uri(jpeg: bytes) -> str:
    return f"data:image/jpeg;base64,{b64encode(jpeg).decode('ascii')}"
