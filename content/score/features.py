"""What is measured on a photo: names, units, ranges.

Levels are grey levels 0..255 of the photo at most 512 px long, unless said otherwise.
"""

from collections.abc import Mapping
from types import MappingProxyType

VERSION = (
    4  # raise it whenever `measure` gives other numbers for the same file: old photos are then measured again
)

MEANINGS: Mapping[str, str] = MappingProxyType(
    {
        "width": "px of the measured file, upright",
        "height": "px of the measured file, upright",
        "quality": "JPEG quality on the IJG's scale that the original was saved at, 1..100; 100 for others",
        "foc_best": "edge steepness in the four sharpest of 8 x 8 tiles, 0..about 0.5",
        "foc_all": "edge steepness that the best tenth of all edges reach, same scale as foc_best",
        "detail": "log(1 + variance of the Laplacian), 0..about 10",
        "subject": "mean edge in the middle over the mean everywhere, 0..4; above 1 the subject stands out",
        "noise": "standard deviation of the noise in the quietest tenth of tiles, grey levels",
        "flat": "share of pixels equal to their neighbours within one level, 0..1; high for graphics",
        "top_colour": "share of the commonest of 16 x 16 x 16 colours, 0..1",
        "graphic": "0.6 top_colour + 0.4 flat, 0..1; screenshots and drawings are high",
        "p5": "5th percentile, grey levels",
        "p95": "95th percentile, grey levels",
        "clip_lo": "share of pixels of level 4 or less, 0..1",
        "clip_hi": "share of pixels above level 250, 0..1",
        "mean": "mean, grey levels",
        "std": "standard deviation, grey levels",
        "colourful": "Hasler and Suesstrunk's colourfulness M, 0..about 150; grey is 0",
        "qr": "1 if a QR code is in the photo, readable or not, else 0",
        "lost_3_4": "share of what draws the eye that a 3:4 crop about the focal point leaves out, 0..1",
        "lost_1_1": "the same of a square crop",
        "lost_9_16": "the same of a 9:16 crop",
        "keep_left": "left edge of the subject's box: what draws the eye, fraction of the width",
        "keep_top": "upper edge of the same, fraction of the height",
        "keep_right": "right edge of the same",
        "keep_bottom": "lower edge of the same",
        "calm_top": "share of the photo that is calm from its upper edge downwards, 0..0.6",
        "calm_bottom": "the same from the lower edge upwards",
        "calm_left": "the same from the left edge",
        "calm_right": "the same from the right edge",
        "hue": "OKLCH hue of the colour the photo is remembered by, radians -pi..pi; 0 without colours",
        "chroma": "OKLCH chroma of the same, 0..about 0.3; 0 without colours",
        "inside_top": "upper edge of what lies inside a uniform frame, fraction of the height",
        "inside_bottom": "lower edge of the same; 1 where there is no frame",
        "inside_left": "left edge of the same, fraction of the width",
        "inside_right": "right edge of the same; 1 where there is no frame",
    }
)
