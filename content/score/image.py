"""The image pass: one decode of the working copy, every number about it."""

from pathlib import Path

import numpy as np
import zxingcpp
from numpy.typing import NDArray
from PIL import Image

from content.model import Features
from content.score.features import VERSION
from content.score.focus import detail, focus
from content.score.frame import WHOLE, Inside, inside_frame
from content.score.phash import SIDE, index_hashes
from content.score.saliency import SIDE as SALIENCY_SIDE
from content.score.saliency import focal_point
from content.score.texture import flatness, noise, top_colour
from content.score.tone import colourfulness, tone

DECODED = 720  # px: the long side is decoded to at least this, by JPEG's own halving
QR_ONLY = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
LONG_SIDE = 512  # px of the picture that most is measured on

DECODE_ERRORS: tuple[type[Exception], ...] = (
    OSError,
    ValueError,
    SyntaxError,  # Pillow's word for a broken PNG or EPS
    RuntimeError,
    MemoryError,
    Image.DecompressionBombError,
)


def measure(path: Path) -> Features:
    """Measure the upright working copy at `path` (a JPEG, at most 2160 px long).

    The names, units and ranges of `values` are in content.score.features. Raises one of DECODE_ERRORS where
    the file cannot be decoded.
    """
    with Image.open(path) as file:
        width, height = file.size
        picture = _decode(file)
    whole = picture.convert("L")
    inside = inside_frame(np.asarray(whole))
    thumbnail = _thumbnail(whole, inside)
    values = _values(picture, whole)
    return Features(
        version=VERSION,
        values={"width": float(width), "height": float(height), **values, **_named(inside)},
        focus=focal_point(_thumbnail(whole, WHOLE, SALIENCY_SIDE).astype(np.float32)),
        hashes=index_hashes(thumbnail),
        thumbnail=thumbnail.tobytes(),
    )


def _values(picture: Image.Image, whole: Image.Image) -> dict[str, float]:
    grey = _at_most(whole, LONG_SIDE)
    small = picture.resize((SIDE, SIDE), Image.Resampling.BOX, reducing_gap=1.0)
    best, everywhere = focus(grey)
    flat, top = flatness(grey), top_colour(picture)
    return {
        "foc_best": best,
        "foc_all": everywhere,
        "detail": detail(grey),
        "noise": noise(grey),
        "flat": flat,
        "top_colour": top,
        "graphic": 0.6 * top + 0.4 * flat,
        **tone(grey),
        "colourful": colourfulness(np.asarray(small)),
        "qr": float(_has_qr(np.asarray(whole))),
    }


def _has_qr(grey: NDArray[np.uint8]) -> bool:
    """Whether a QR code is there, be it too small or too bent to be read."""
    return bool(zxingcpp.read_barcodes(grey, formats=QR_ONLY, return_errors=True))


def _decode(file: Image.Image) -> Image.Image:
    """RGB, at a fraction of the size where the format offers that for free."""
    shrink = max(file.size) / DECODED
    file.draft("RGB", (max(1, int(file.width / shrink)), max(1, int(file.height / shrink))))
    return file.convert("RGB")


def _at_most(grey: Image.Image, side: int) -> NDArray[np.uint8]:
    scale = side / max(grey.size)
    if scale < 1:
        size = (max(1, round(grey.width * scale)), max(1, round(grey.height * scale)))
        grey = grey.resize(size, Image.Resampling.BILINEAR, reducing_gap=1.0)
    return np.asarray(grey)


def _thumbnail(grey: Image.Image, inside: Inside, side: int = SIDE) -> NDArray[np.uint8]:
    """(side, side) averages of what lies inside, whatever its aspect."""
    width, height = grey.size
    box = (inside.left * width, inside.top * height, inside.right * width, inside.bottom * height)
    return np.asarray(grey.resize((side, side), Image.Resampling.BOX, box=box, reducing_gap=2.0))


def _named(inside: Inside) -> dict[str, float]:
    return {f"inside_{edge}": fraction for edge, fraction in inside._asdict().items()}
