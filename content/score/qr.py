"""QR code detection, also of codes that are too small or too bent to be read.

The whole picture is scanned first. Codes of less than two pixels a module are found where the picture
alternates between light and dark in fine checks both ways: such places are enlarged and scanned again. What
is still not found may need more pixels than were decoded: where there may be checks at all, in a third of
plain photos, the file is decoded twice as large and scanned once more.
Figures: docs/measures/curation.md.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import zxingcpp
from numpy.typing import NDArray
from PIL import Image


@dataclass(frozen=True, slots=True)
class FineChecks:
    """What a place must have to be looked at, and how many `places` at most, the finest first.

    `levels` is the least difference between pixels two apart, both ways, in the mean over five tiles by five;
    `of_spread` the same over the standard deviation there (a code is nothing but checks); `kurtosis` the most
    (two levels alone have 1, a normal distribution 3).
    """

    levels: float
    of_spread: float
    kurtosis: float
    places: int


ENLARGED = FineChecks(levels=20.0, of_spread=0.55, kurtosis=2.7, places=2)
DECODED_AGAIN = FineChecks(levels=16.0, of_spread=0.42, kurtosis=4.5, places=4)
COLOURLESS = 0.3  # most spread of its colours over that of its levels: ink on paper, not salad
TILE = 8  # px
_SPAN = 5  # tiles
_NEAR = _SPAN * TILE // 2  # px on each side of the place
_REACH = 64  # px, the same of what is enlarged
_TIMES = 5  # as large

Grey = NDArray[np.uint8]


def has_code(
    picture: Image.Image, grey: Image.Image, larger: Callable[[], Image.Image] | None = None
) -> bool:
    """Whether a code is in the RGB picture, which is `grey` too. Meant for long sides from 720 px on.

    `larger` gives the same picture in grey with more pixels, where there are more; it is dear.
    """
    levels = np.asarray(grey)
    if _scan(levels):
        return True
    checks = _box_mean(_checks(levels))
    if any(_scan_closer(grey, x, y) for x, y in _places(picture, levels, checks, ENLARGED)):
        return True
    if larger is None or not any(_places(picture, levels, checks, DECODED_AGAIN)):
        return False
    return _scan(np.asarray(larger()))


def _scan(levels: Grey) -> bool:
    """A code counts unread too: its finder patterns are there. Those turned are found without being asked."""
    barcodes = zxingcpp.read_barcodes(
        levels,
        formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode),  # kept, it is a leak at exit
        return_errors=True,
        try_rotate=False,
        try_downscale=False,
        try_invert=False,
    )
    return bool(barcodes)


def _scan_closer(grey: Image.Image, x: int, y: int) -> bool:
    crop = grey.crop((x - _REACH, y - _REACH, x + _REACH, y + _REACH))
    side = 2 * _REACH * _TIMES
    return _scan(np.asarray(crop.resize((side, side), Image.Resampling.LANCZOS)))


def _places(
    picture: Image.Image, levels: Grey, checks: NDArray[np.float64], wanted: FineChecks
) -> Iterator[tuple[int, int]]:
    """The middles (px) of the places with the finest checks, where these may be a code's."""
    checks = checks.copy()
    for _ in range(wanted.places):
        if not checks.size or checks.max() < wanted.levels:
            return
        row, column = (int(n) for n in np.unravel_index(checks.argmax(), checks.shape))
        x, y = (int((place + _SPAN / 2) * TILE) for place in (column, row))
        around = levels[max(0, y - _NEAR) : y + _NEAR, max(0, x - _NEAR) : x + _NEAR]
        if _like_a_code(around, float(checks[row, column]), wanted) and _colourless(picture, x, y):
            yield x, y
        checks[max(0, row - _SPAN) : row + _SPAN + 1, max(0, column - _SPAN) : column + _SPAN + 1] = 0


def _like_a_code(around: Grey, checks: float, wanted: FineChecks) -> bool:
    squares = (around - np.float32(around.mean())) ** 2
    variance = float(squares.mean())
    kurtosis = float((squares * squares).mean()) / max(variance * variance, 1e-6)
    return checks > wanted.of_spread * (variance**0.5 + 1) and kurtosis < wanted.kurtosis


def _colourless(picture: Image.Image, x: int, y: int) -> bool:
    around = np.asarray(picture.crop((x - _NEAR, y - _NEAR, x + _NEAR, y + _NEAR))).astype(np.float32)
    red, green, blue = around[..., 0], around[..., 1], around[..., 2]
    colour = float(np.hypot((red - green).std(), (blue - green).std()))
    return colour < COLOURLESS * (float(green.std()) + 1)


def _checks(levels: Grey) -> NDArray[np.float64]:
    """Of each tile the lesser of its mean differences across and down, between pixels two apart."""
    height, width = (side // TILE * TILE for side in levels.shape)
    sample = levels[:height:2, :width:2]
    across, down = np.zeros_like(sample[::2]), np.zeros_like(sample[:, ::2])
    across[:, :-1] = _apart(sample[::2, 1:], sample[::2, :-1])
    down[:-1] = _apart(sample[1:, ::2], sample[:-1, ::2])
    return np.minimum(_means(across, TILE // 4, TILE // 2), _means(down, TILE // 2, TILE // 4))


def _apart(first: Grey, second: Grey) -> Grey:
    return np.maximum(first, second) - np.minimum(first, second)


def _means(levels: Grey, high: int, wide: int) -> NDArray[np.float64]:
    """Of blocks of `high` x `wide`; sums of strided lines are far quicker than sums over short axes."""
    rows = np.add.reduce([levels[n::high] for n in range(high)], dtype=np.uint16)
    means: NDArray[np.float64] = np.add.reduce([rows[:, n::wide] for n in range(wide)]) / (high * wide)
    return means


def _box_mean(tiles: NDArray[np.float64]) -> NDArray[np.float64]:
    """Means over _SPAN x _SPAN tiles, as large as fit; empty where none does."""
    if min(tiles.shape) < _SPAN:
        return np.zeros((0, 0))
    sums = np.pad(tiles, ((1, 0), (1, 0))).cumsum(axis=0).cumsum(axis=1)
    boxes: NDArray[np.float64] = (
        sums[_SPAN:, _SPAN:] - sums[:-_SPAN, _SPAN:] - sums[_SPAN:, :-_SPAN] + sums[:-_SPAN, :-_SPAN]
    )
    return boxes / _SPAN**2
