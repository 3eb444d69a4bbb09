"""Palettes from one colour: a brand's, or the one that a photo is remembered by.

Done in OKLCH, where equal steps look equal (B. Ottosson, "A perceptual color space for image processing",
2020); contrast as WCAG 2.2 measures it.
"""

from dataclasses import replace
from functools import lru_cache
from math import atan2, cos, hypot, sin
from typing import TYPE_CHECKING

from content.posters.manifest import Palette

if TYPE_CHECKING:
    from PIL.Image import Image

INK, TYPE, LARGE = 7.0, 4.5, 3.0  # WCAG 2.2: AAA, so that softer ink still has AA; AA; AA of large type
NEUTRAL = "#7A6A58"  # what a photo without colours gets: paper and ink

Lch = tuple[float, float, float]  # lightness 0..1, chroma, hue in radians


def contrast(first: str, second: str) -> float:
    """1 to 21 between two colours #rrggbb."""
    bright, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    """Relative luminance, 0 to 1."""
    red, green, blue = (_linear(channel) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def mix(first: str, second: str, share: float) -> str:
    """`share` (0 to 1) of one colour #rrggbb and the rest of another, as CSS color-mix(in srgb) has it."""
    share = min(max(share, 0.0), 1.0)
    pairs = zip(_channels(first), _channels(second), strict=True)
    return "#" + "".join(f"{round(255 * (a * share + b * (1 - share))):02X}" for a, b in pairs)


def better_on(deep: str, paper: str, ground: str) -> str:
    """Of two colours the one that reads better on the ground (#rrggbb each)."""
    return deep if contrast(deep, ground) >= contrast(paper, ground) else paper


@lru_cache(maxsize=256)
def readable(colour: str, ground: str, towards: str, least: float = 4.5) -> str:
    """`colour` with as much of `towards` as it takes to be read on `ground` (WCAG 2.2, 1.4.3)."""
    shares = (step / 20 for step in range(21))
    mixed = (mix(towards, colour, share) for share in shares)
    return next((reached for reached in mixed if contrast(reached, ground) >= least), towards)


def hue_of(colour: str) -> float:
    """OKLCH hue of a colour #rrggbb, radians -pi to pi."""
    return _lch(colour)[2]


def chroma_of(colour: str) -> float:
    """OKLCH chroma of a colour #rrggbb, 0 to about 0.3."""
    return _lch(colour)[1]


def worst_contrast(colour: str, ground: "Image") -> float:
    """Of type of this colour on nine tenths of a small RGB picture, 1 to 21."""
    pixels = ground.convert("RGB").tobytes()
    ratios = sorted(contrast(colour, f"#{pixels[at : at + 3].hex()}") for at in range(0, len(pixels), 3))
    return ratios[len(ratios) // 10]


def palette_of(seed: str) -> Palette:
    """Four colours of the seed's hue that can be read on each other, whatever the seed (#rrggbb)."""
    _, chroma, hue = _lch(seed)
    chroma = min(chroma, 0.16)
    palette = Palette(
        deep=_hex((0.30, min(chroma, 0.06), hue)),
        paper=_hex((0.95, min(chroma, 0.022), hue)),
        acc=_hex((0.78, max(min(chroma, 0.11), 0.03), hue)),
        acc2=_hex((0.55, max(chroma, 0.03), hue)),
    )
    return _readable(palette)


def seed_of(photo: "Image") -> str:
    """The colour a photo is remembered by: the most frequent hue, weighted by how colourful it is."""
    small = photo.convert("RGB").reduce(max(1, min(photo.size) // 48))
    bins: dict[int, list[tuple[float, Lch]]] = {}
    pixels = small.tobytes()
    for at in range(0, len(pixels), 3):
        lightness, chroma, hue = _lch(f"#{pixels[at : at + 3].hex()}")
        if chroma > 0.03 and 0.2 < lightness < 0.93:
            bins.setdefault(int((hue + 3.1416) * 12 / 6.2832) % 12, []).append(
                (chroma, (lightness, chroma, hue))
            )
    if not bins:
        return NEUTRAL
    strongest = max(bins.values(), key=lambda entries: sum(weight for weight, _ in entries))
    return _hex(sorted(strongest)[len(strongest) * 3 // 4][1])


def _readable(palette: Palette) -> Palette:
    """Darker or lighter step by step until every pair that templates set type in can be read."""
    while contrast(palette.deep, palette.paper) < INK or contrast(palette.deep, palette.acc) < TYPE:
        palette = replace(palette, deep=_shifted(palette.deep, -0.02), acc=_shifted(palette.acc, 0.02))
    while contrast(palette.acc2, palette.paper) < LARGE:
        palette = replace(palette, acc2=_shifted(palette.acc2, -0.02))
    return palette


def _shifted(colour: str, by: float) -> str:
    lightness, chroma, hue = _lch(colour)
    return _hex((min(max(lightness + by, 0.0), 1.0), chroma, hue))


def _channels(colour: str) -> tuple[float, float, float]:
    return tuple(int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))  # type: ignore[return-value] # three


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)


def _gamma(channel: float) -> float:
    return 12.92 * channel if channel <= 0.0031308 else 1.055 * float(channel ** (1 / 2.4)) - 0.055


def _lch(colour: str) -> Lch:
    red, green, blue = (_linear(channel) for channel in _channels(colour))
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    middle = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    lightness = 0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
    return lightness, hypot(a, b), atan2(b, a)


def _rgb(lch: Lch) -> tuple[float, float, float]:
    lightness, chroma, hue = lch
    a, b = chroma * cos(hue), chroma * sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


def _hex(lch: Lch) -> str:
    """#rrggbb; a colour no screen can show loses chroma until one can."""
    lightness, chroma, hue = lch
    while True:
        channels = _rgb((lightness, chroma, hue))
        if chroma <= 0.001 or all(-0.001 <= channel <= 1.001 for channel in channels):
            levels = (round(255 * _gamma(min(max(channel, 0.0), 1.0))) for channel in channels)
            return "#" + "".join(f"{level:02X}" for level in levels)
        chroma *= 0.95
