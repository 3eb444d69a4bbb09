"""How a photo looks to whoever makes a poster of it: its subject, its calm sides, its colour."""

import numpy as np
from numpy.typing import NDArray

from content.score.saliency import EDGE, SIDE

TRIMMED = 0.1  # of the salient mass at each end of an axis may lie outside the subject's box
AROUND = 0.03  # of a side that is kept about the subject
LIVELY = (
    10.0  # grey levels between neighbours, in a row (80th percentile) or column (92nd), that end its calm
)
PASSED = 2  # lively lines in a row that end a calm side
MOST_CALM = 0.6  # of a side: a photo that is calm all over still shows something
COLOURED = 0.03  # OKLCH chroma: what is paler counts as grey
HUES = 12  # bins of a colour circle

Map = NDArray[np.float32]

# B. Ottosson, "A perceptual color space for image processing", 2020: linear sRGB -> LMS, LMS -> OKLab
_TO_LMS = np.array(
    [[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566],
     [0.0883024619, 0.2817188376, 0.6299787005]]
)  # fmt: skip
_TO_LAB = np.array(
    [[0.2104542553, 0.7936177850, -0.0040720468], [1.9779984951, -2.4285922050, 0.4505937099],
     [0.0259040371, 0.7827717662, -0.8086757660]]
)  # fmt: skip


def subject_box(mass: Map) -> dict[str, float]:
    """keep_left, keep_top, keep_right, keep_bottom: where the salient mass lies, fractions of the photo."""
    box: dict[str, float] = {}
    for axis, (first, last) in ((0, ("keep_left", "keep_right")), (1, ("keep_top", "keep_bottom"))):
        along = mass.sum(axis=axis).cumsum()
        if along[-1] <= 0:
            box |= {first: 0.0, last: 1.0}
            continue
        begin = int(np.searchsorted(along, along[-1] * TRIMMED))
        end = int(np.searchsorted(along, along[-1] * (1 - TRIMMED)))
        box[first] = round(max(0.0, (begin + EDGE) / SIDE - AROUND), 3)
        box[last] = round(min(1.0, (end + 1 + EDGE) / SIDE + AROUND), 3)
    return box


def calm_sides(grey: NDArray[np.uint8]) -> dict[str, float]:
    """calm_top, calm_bottom, calm_left, calm_right: the share of a square grey picture that is calm there.

    A line is calm where hardly a cell differs from its neighbours; a side ends at the second lively one.
    """
    level = grey.astype(np.float32)
    steep = np.zeros_like(level)
    steep[:, :-1] = np.abs(np.diff(level, axis=1))
    steep[:-1] = np.maximum(steep[:-1], np.abs(np.diff(level, axis=0)))
    rows, columns = np.percentile(steep, 80, axis=1), np.percentile(steep, 92, axis=0)
    lines = {"top": rows, "bottom": rows[::-1], "left": columns, "right": columns[::-1]}
    return {f"calm_{side}": _reach(along) for side, along in lines.items()}


def remembered_colour(colours: NDArray[np.uint8]) -> dict[str, float]:
    """hue (radians, -pi to pi) and chroma (0 to about 0.3) in OKLCH of the most colourful common hue.

    `colours` is (height, width, 3). Both are 0 where there are no colours.
    """
    levels = colours.reshape(-1, 3) / 255.0
    linear = np.where(levels <= 0.04045, levels / 12.92, ((levels + 0.055) / 1.055) ** 2.4)
    lab = np.cbrt(linear @ _TO_LMS.T) @ _TO_LAB.T
    chroma, hue = np.hypot(lab[:, 1], lab[:, 2]), np.arctan2(lab[:, 2], lab[:, 1])
    counted = (chroma > COLOURED) & (lab[:, 0] > 0.2) & (lab[:, 0] < 0.93)
    if not counted.any():
        return {"hue": 0.0, "chroma": 0.0}
    bins = ((hue[counted] + np.pi) * HUES / (2 * np.pi)).astype(int) % HUES
    weights = np.bincount(bins, weights=chroma[counted], minlength=HUES)
    best = bins == int(weights.argmax())
    angles, strength = hue[counted][best], chroma[counted][best]
    mean = np.arctan2((np.sin(angles) * strength).sum(), (np.cos(angles) * strength).sum())
    return {"hue": round(float(mean), 3), "chroma": round(float(np.percentile(strength, 75)), 4)}


def _reach(along: NDArray[np.float32]) -> float:
    lively, reach = 0, 0
    for at, steepness in enumerate(along):
        lively = lively + 1 if steepness > LIVELY else 0
        if lively == PASSED:
            break
        reach = at + 1 if not lively else reach
    return round(min(MOST_CALM, reach / len(along)), 3)
