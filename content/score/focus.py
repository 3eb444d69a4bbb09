"""How sharp a photo is where it is sharpest: the steepness of its edges, whatever their height.

The gradient is divided by the local range, so that a dull or dark photo is not called blurred, and noise
does not pass for detail. docs/measures/gates.md has what it tells apart.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]  # (height, width), levels 0..255
TILES = 8  # a side
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
    gradient, reach = _edges(_smooth(grey))
    steep = np.where(reach >= _edge_threshold(reach), gradient / 8 / (reach + np.float32(1)), np.float32(0))
    judged = steep[steep > 0]
    if judged.size <= FEWEST_EDGES:
        return Focus(0.0, 0.0)
    best_four = np.sort(_tile_percentiles(steep))[-4:]
    return Focus(float(best_four.mean()), _nth(judged, 0.9))


def detail(grey: Grey) -> float:
    """log(1 + variance of the Laplacian), 0..about 10."""
    level = grey.astype(np.int16)
    laplacian = (
        level[:-2, 1:-1] + level[2:, 1:-1] + level[1:-1, :-2] + level[1:-1, 2:] - 4 * level[1:-1, 1:-1]
    )
    return float(np.log1p(laplacian.var(dtype=np.float32))) if laplacian.size else 0.0


def _smooth(grey: Grey) -> Grey:
    """Binomial 3 x 3; a pixel is lost on each side."""
    level = grey.astype(np.uint16)
    rows = level[:-2] + 2 * level[1:-1] + level[2:]
    smooth: Grey = ((rows[:, :-2] + 2 * rows[:, 1:-1] + rows[:, 2:] + 8) >> 4).astype(np.uint8)
    return smooth


def _edges(grey: Grey) -> tuple[NDArray[np.float32], Grey]:
    """Sobel magnitude and the range of levels within 7 x 7, at every second pixel."""
    reach = (_window7(grey, np.maximum) - _window7(grey, np.minimum))[::2, ::2]
    level = grey.astype(np.int16)
    down = level[2:-4:2] + 2 * level[3:-3:2] + level[4:-2:2]
    across = level[:, 2:-4:2] + 2 * level[:, 3:-3:2] + level[:, 4:-2:2]
    x = down[:, 4:-2:2] - down[:, 2:-4:2]
    y = across[4:-2:2] - across[2:-4:2]
    height, width = min(x.shape[0], y.shape[0]), min(x.shape[1], y.shape[1])
    x, y = x[:height, :width].astype(np.float32), y[:height, :width].astype(np.float32)
    return np.sqrt(x * x + y * y), reach[:height, :width]


def _window7(grey: Grey, extreme: Callable[..., Any]) -> Grey:
    """The extreme of every 7 x 7 window: steps of 1, 2 and 3 reach seven pixels with three passes a side."""
    for step in (1, 2, 3):
        grey = extreme(grey[:-step], grey[step:])
    for step in (1, 2, 3):
        grey = extreme(grey[:, :-step], grey[:, step:])
    return grey


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
