"""A gentle fix for a photo that is a little dark, pale or flat: bounded, and only on the poster.

The working copy stays as it is, so leaving the fix out gives the photo back unchanged.
"""

from PIL import Image

CLIP = 0.005  # of the pixels at each end may be outshone
MOST_BLACK, LEAST_WHITE = 14, 232  # grey levels: the ends are pulled no farther than from here
MIDDLE = (0.40, 0.56)  # of the range; a photo whose median lies within is exposed as meant
GAMMA = (0.82, 1.12)  # bounds: about a third of a stop up, a sixth down


def toned(photo: Image.Image) -> Image.Image:
    """The photo (RGB) with one curve for all three channels, so that no hue moves."""
    curve = _curve(photo.convert("L").resize((64, 64), Image.Resampling.BOX).histogram())
    return photo.point(curve * 3)


def _curve(histogram: list[int]) -> list[int]:
    black = min(_level(histogram, CLIP), MOST_BLACK)
    white = max(_level(histogram, 1 - CLIP), LEAST_WHITE)
    gamma = _gamma((_level(histogram, 0.5) - black) / (white - black))
    stretched = (min(max((level - black) / (white - black), 0.0), 1.0) for level in range(256))
    return [round(255 * value**gamma) for value in stretched]


def _gamma(middle: float) -> float:
    """The exponent that brings the median towards `MIDDLE`, within `GAMMA`."""
    if middle < MIDDLE[0]:
        return max(GAMMA[0], 1 - (MIDDLE[0] - middle) * 0.9)
    if middle > MIDDLE[1]:
        return min(GAMMA[1], 1 + (middle - MIDDLE[1]) * 0.6)
    return 1.0


def _level(histogram: list[int], share: float) -> int:
    """The grey level below which `share` of the pixels lie."""
    wanted, seen = share * sum(histogram), 0
    for level, count in enumerate(histogram):
        seen += count
        if seen >= wanted:
            return level
    return 255
