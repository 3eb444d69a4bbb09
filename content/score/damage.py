"""JPEG quality of a photo, estimated from its quantisation table without decoding it."""

from collections.abc import Sequence

from PIL import Image

UNHARMED = 100.0
_QUALITY_50 = 57.625  # mean of the luminance table of ITU-T T.81, annex K.1: the IJG's quality 50


def jpeg_quality(file: Image.Image) -> float:
    """The quality on the IJG's scale that its luminance table stands for, 1..100; 100 for other formats."""
    tables: dict[int, Sequence[int]] = getattr(file, "quantization", None) or {}
    if 0 not in tables:
        return UNHARMED
    percent = sum(tables[0]) / len(tables[0]) / _QUALITY_50 * 100
    return max(1.0, 5000 / percent if percent > 100 else (200 - percent) / 2)  # as jpeg_quality_scaling
