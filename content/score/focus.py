"""How sharp a photo is where it is sharpest: the steepness of its edges, whatever their height.

The gradient is divided by the local range, so that a dull or dark photo is not called blurred, and noise
does not pass for detail. docs/measures/gates.md has what it tells apart.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]  # (height, width), levels 0..255
Steep = NDArray[np.float32]
TILES = 8  # a side
ACROSS, DOWN = 2, 4  # px from one place that is judged to the next
EDGE_RANGE = 24  # grey levels: weaker edges than this are not judged
FEWEST_EDGES = 50  # pixels; a picture with fewer has no edges to judge


class Focus(NamedTuple):
    """Both 0..about 0.5. `best`: the four sharpest tiles, so a blurred background does no harm."""

    best: float
    all: float


def focus(grey: Grey) -> Focus:
    """The focus of a grey picture; (0, 0) if it is too small or has no edges. Meant for 512 px long sides."""
    if min(grey.shape) < 4 * TILES:
        return Focus(0.0, 0.0)
    steep, judged = _steepness(_smooth(grey))
    if judged.size <= FEWEST_EDGES:
        return Focus(0.0, 0.0)
    best_four = np.sort(_tile_percentiles(steep))[-4:]
    return Focus(float(best_four.mean()), _nth(judged, 0.9))


class Detail(NamedTuple):
    """`all`: log(1 + variance of the Laplacian), 0..about 10. `subject`: how much more of it lies in the
    middle, its mean there over its mean everywhere, 0..4."""

    all: float
    subject: float


def detail(grey: Grey) -> Detail:
    """The fine structure of a grey picture; (0, 1) if it has none."""
    level = grey.astype(np.int16)
    above, line, below = level[:-2:3], level[1:-1:3], level[2::3]  # every third row is enough
    laplacian = above[:, 1:-1] + below[:, 1:-1] + line[:, :-2] + line[:, 2:] - 4 * line[:, 1:-1]
    height, width = laplacian.shape
    if not laplacian.size:
        return Detail(0.0, 1.0)
    size = np.abs(laplacian)
    middle = size[height // 4 : height - height // 4, width // 4 : width - width // 4]
    everywhere = float(size.mean(dtype=np.float32))
    subject = float(middle.mean(dtype=np.float32)) / everywhere if everywhere else 1.0
    return Detail(float(np.log1p(laplacian.var(dtype=np.float32))), subject)


def _smooth(grey: Grey) -> Grey:
    """Binomial 3 x 3; a pixel is lost on each side."""
    level = grey.astype(np.uint16)
    rows = level[:-2] + 2 * level[1:-1] + level[2:]
    smooth: Grey = ((rows[:, :-2] + 2 * rows[:, 1:-1] + rows[:, 2:] + 8) >> 4).astype(np.uint8)
    return smooth


def _steepness(grey: Grey) -> tuple[Steep, Steep]:
    """Sobel magnitude over the range of levels within 7 x 7, where it is judged; 0 where no edge is.

    Then the same of the edges alone, in a row.
    """
    reach = _window7(grey, np.maximum) - _window7(grey, np.minimum)
    x, y = _sobel(grey)
    height, width = min(x.shape[0], reach.shape[0]), min(x.shape[1], reach.shape[1])
    reach = np.ascontiguousarray(reach[:height, :width])
    edges = np.flatnonzero(reach >= _edge_threshold(reach))
    across, down = (part[:height, :width].ravel()[edges].astype(np.float32) for part in (x, y))
    judged = np.sqrt(across * across + down * down) / (8 * (reach.ravel()[edges] + np.float32(1)))
    steep = np.zeros((height, width), dtype=np.float32)
    steep.ravel()[edges] = judged
    return steep, judged[judged > 0]


def _sobel(grey: Grey) -> tuple[NDArray[np.int16], NDArray[np.int16]]:
    """The slopes across and down at the middles of the 7 x 7 windows that are judged."""
    level = grey.astype(np.int16)
    above, line, below = level[2:-4:DOWN], level[3:-3:DOWN], level[4:-2:DOWN]
    down, across = above + 2 * line + below, below - above
    x = down[:, 4:-2:ACROSS] - down[:, 2:-4:ACROSS]
    y = across[:, 2:-4:ACROSS] + 2 * across[:, 3:-3:ACROSS] + across[:, 4:-2:ACROSS]
    return x, y


def _window7(grey: Grey, extreme: Callable[..., Any]) -> Grey:
    """The extreme of 7 x 7 windows: steps of 1, 2 and 3 reach seven pixels in three passes."""
    for step in (1, 2, 3):
        grey = extreme(grey[:-step], grey[step:])
    grey = grey[::DOWN]
    for step in (1, 2, 3):
        grey = extreme(grey[:, :-step], grey[:, step:])
    return grey[:, ::ACROSS]


def _edge_threshold(reach: Grey) -> int:
    """The 80th percentile of the local ranges, but at least EDGE_RANGE."""
    counts = np.bincount(reach.ravel(), minlength=256).cumsum()
    return max(EDGE_RANGE, int(np.searchsorted(counts, 0.8 * counts[-1])))


def _tile_percentiles(steep: NDArray[np.float32]) -> NDArray[np.float32]:
    """The 95th percentile of each of the TILES x TILES tiles, shape (64,)."""
    high, wide = steep.shape[0] // TILES, steep.shape[1] // TILES
    tiles = steep[: high * TILES, : wide * TILES].reshape(TILES, high, TILES, wide).swapaxes(1, 2)
    nth = int(high * wide * 0.95)
    tail: NDArray[np.float32] = np.partition(tiles.reshape(TILES * TILES, -1), nth, axis=1)[:, nth]
    return tail


def _nth(values: NDArray[np.float32], share: float) -> float:
    nth = int(share * values.size)
    return float(np.partition(values, nth)[nth])
