"""What opens pictures, what it may raise, and how it is kept quiet."""

import os
import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from PIL import Image
from pillow_heif import register_heif_opener

register_heif_opener()
# Two blocks of at most 16 MB are kept for the next picture: fresh ones cost a third of decoding it.
Image.core.set_blocks_max(2)  # type: ignore[attr-defined]  # docs/measures/gather.md

MAX_PIXELS = 80_000_000
# A JPEG is decoded at a half, a quarter or an eighth: what counts is the picture that comes out.
MAX_JPEG_PIXELS = 240_000_000  # phones take 200 megapixels; docs/measures/gather.md, "large pictures"
Image.MAX_IMAGE_PIXELS = MAX_JPEG_PIXELS // 2  # Pillow raises at twice that
SUFFIXES = {
    "JPEG": ".jpg",
    "MPO": ".jpg",
    "PNG": ".png",
    "WEBP": ".webp",
    "GIF": ".gif",
    "HEIF": ".heic",
    "AVIF": ".avif",
    "TIFF": ".tif",
    "BMP": ".bmp",
}
OPENED = sorted(SUFFIXES.keys() - {"MPO"})  # the JPEG decoder opens MPO, a pair of JPEGs, by itself
DECODERS_RAISE = (
    OSError,
    EOFError,
    ValueError,
    SyntaxError,
    RuntimeError,
    MemoryError,
    struct.error,
    Image.DecompressionBombError,
)


@contextmanager
def quiet() -> Iterator[None]:
    """Without what decoders say beside their answer: libtiff writes a line for each tag it does not know."""
    errors, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY | os.O_CLOEXEC)
    try:
        with warnings.catch_warnings():
            os.dup2(nowhere, 2)
            warnings.simplefilter("ignore")
            yield
    finally:
        os.dup2(errors, 2)
        os.close(errors)
        os.close(nowhere)
