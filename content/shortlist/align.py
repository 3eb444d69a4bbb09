"""Image registration: how one small picture lies within another, fitted until they agree best.

Crops lie anywhere, not on the grid of boxes that is hashed, and photos held askew are tilted. So from the box
that the hashes name an affine map is fitted by Gauss and Newton's least squares on the levels, first on soft
pictures and few points (Lucas and Kanade 1981), with contrast and brightness fitted beside it.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from content.score.thumbnail import COLOURS, SIDE

CELLS = 32  # a side of what is laid over the other picture
COARSE, FINE = 4, 3  # steps; further ones change the agreement by less than .01
_SOFT, _CELL = 7, 3  # px of the 96 averaged for the coarse steps, and about what a cell covers
_LONGEST_STEP = 4.0  # px
_DAMPING, _FLOOR = 1.002, 1e-2  # of the normal equations (Marquardt 1963)
_LEAST_CONTRAST = 0.2
_RESHADED = 2
_SPREAD, _LEAST_SPREAD = 2.0, 4.0  # of the median of what is left, and grey levels
_LEAST_HALF, _MOST_HALF = 24.0, 52.0  # px of half a side: a crop keeps half of each side, a frame adds little
_LEAST_KEPT = 0.7  # of half a side that is shorter to begin with
_MOST_TILT = 9.0  # px that a corner of the middle axis may be off: about ten degrees

Patches = NDArray[np.float32]  # (n, CELLS, CELLS)
Levels = NDArray[np.float32]  # (n, 96, 96)
Maps = NDArray[np.float32]  # (n, 6): y, then x, of the middle, along a side down, along a side across


@dataclass(frozen=True, slots=True)
class Overlay:
    """What of the other pictures lies under the patches once fitted: `levels`, and where that is inside them
    (`inside`, 1 or 0); `is_sound` says of which the fit is one that a crop or a tilt explains; `maps`, which
    fit it is."""

    levels: Patches
    inside: Patches
    is_sound: NDArray[np.bool_]
    maps: Maps


def overlay(patches: Patches, others: NDArray[np.uint8], boxes: NDArray[np.float32]) -> Overlay:
    """Fit (n, 96, 96) `others` under the patches, from (n, 4) `boxes`: top, bottom, left, right."""
    levels = others.astype(np.float32)
    maps = maps_of(boxes)
    centred = patches - patches.mean(axis=(1, 2), keepdims=True)
    halved = _mean_of(centred.reshape(-1, CELLS // 2, 2, CELLS // 2, 2).mean(axis=(2, 4)), 3)
    maps = _fit(halved, _mean_of(levels, _SOFT), maps, COARSE)
    maps = _fit(centred, _mean_of(levels, _CELL), maps, FINE)
    y, x = _places(maps, CELLS)
    inside = ((y >= -1) & (y <= SIDE) & (x >= -1) & (x <= SIDE)).astype(np.float32)
    shape = (-1, CELLS, CELLS)
    under = _sample(_mean_of(levels, _CELL), y, x).reshape(shape)
    return Overlay(under, inside.reshape(shape), _sound(maps, maps_of(boxes)), maps)


def tints_within(colours: NDArray[np.uint8], maps: Maps) -> NDArray[np.float32]:
    """(n, 144, 2): Cb and Cr about 0 of (n, 12, 12, 2) `colours` where the maps lead; 0 beyond."""
    y, x = _places(maps, COLOURS)
    inside = (y >= -1) & (y <= SIDE) & (x >= -1) & (x <= SIDE)
    cells = np.float32(COLOURS / SIDE)
    y, x = (y + 0.5) * cells - 0.5, (x + 0.5) * cells - 0.5
    tints = colours.astype(np.float32) - 128
    both = [_sample(tints[..., channel], y, x) * inside for channel in (0, 1)]
    return np.stack(both, axis=2)


def maps_of(boxes: NDArray[np.float32]) -> Maps:
    """Of (n, 4) boxes: top, bottom, left, right, as fractions."""
    top, bottom, left, right = boxes.T * SIDE
    none = np.zeros_like(top)
    rows = (
        (top + bottom - 1) / 2,
        (bottom - top) / 2,
        none,
        (left + right - 1) / 2,
        none,
        (right - left) / 2,
    )
    return np.stack(rows, axis=1).astype(np.float32)


def _fit(patches: Patches, levels: Levels, maps: Maps, steps: int) -> Maps:
    down = np.gradient(levels, axis=1).astype(np.float32)
    across = np.gradient(levels, axis=2).astype(np.float32)
    cells = patches.shape[1]
    wanted = patches.reshape(len(patches), -1)
    for _ in range(steps):
        y, x = _places(maps, cells)
        inside = ((y >= 0) & (y <= SIDE - 1) & (x >= 0) & (x <= SIDE - 1)).astype(np.float32)
        under = _sample(levels, y, x)
        maps = maps + _step(wanted * inside, under, (_sample(down, y, x), _sample(across, y, x)), inside)
    return maps


def _step(
    wanted: NDArray[np.float32],
    under: NDArray[np.float32],
    slopes: tuple[NDArray[np.float32], NDArray[np.float32]],
    inside: NDArray[np.float32],
) -> Maps:
    """How the maps change: of the six numbers, the contrast and the brightness, those that explain most."""
    along_y, along_x = _points(round(wanted.shape[1] ** 0.5))
    down, across = slopes
    columns = [slope * along for slope in (down, across) for along in (1, along_y, along_x)]
    columns += [under - under.mean(axis=1, keepdims=True), np.ones_like(under)]
    causes = np.stack(columns, axis=2) * inside[..., None]
    trusted = causes * _trust(wanted, causes[..., 6:], inside)[..., None]
    normal = trusted.swapaxes(1, 2) @ causes
    diagonal = np.arange(normal.shape[1])
    normal[:, diagonal, diagonal] = normal[:, diagonal, diagonal] * _DAMPING + _FLOOR
    solution = np.linalg.solve(normal, trusted.swapaxes(1, 2) @ wanted[..., None])[..., 0]
    contrast = np.where(np.abs(solution[:, 6:7]) < _LEAST_CONTRAST, _LEAST_CONTRAST, solution[:, 6:7])
    changes: Maps = np.clip(solution[:, :6] / contrast, -_LONGEST_STEP, _LONGEST_STEP).astype(np.float32)
    return changes


def _trust(
    wanted: NDArray[np.float32], shades: NDArray[np.float32], inside: NDArray[np.float32]
) -> NDArray[np.float32]:
    """How far each point counts, 0 to 1: what text or stickers cover agrees with no contrast and brightness.
    Cauchy's weights; the spread is the median of what is left."""
    weights = inside
    for _ in range(_RESHADED):
        weighed = shades * weights[..., None]
        normal = weighed.swapaxes(1, 2) @ shades + np.eye(2, dtype=np.float32) * _FLOOR
        shade = np.linalg.solve(normal, weighed.swapaxes(1, 2) @ wanted[..., None])
        left = np.abs(wanted - (shades @ shade)[..., 0])
        spread = np.maximum(np.median(left, axis=1, keepdims=True) * _SPREAD, _LEAST_SPREAD)
        weights = (inside / (1 + (left / spread) ** 2)).astype(np.float32)
    return weights


def _points(cells: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Where the middles of the cells are, -1 to 1 down and across, row by row."""
    middles = ((np.arange(cells) + 0.5) / cells * 2 - 1).astype(np.float32)
    return np.repeat(middles, cells), np.tile(middles, cells)


def _places(maps: Maps, cells: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    along_y, along_x = _points(cells)
    y = maps[:, 0:1] + maps[:, 1:2] * along_y + maps[:, 2:3] * along_x
    x = maps[:, 3:4] + maps[:, 4:5] * along_y + maps[:, 5:6] * along_x
    return y, x


def _sample(levels: Levels, y: NDArray[np.float32], x: NDArray[np.float32]) -> NDArray[np.float32]:
    """Bilinear, of (n, side, side); beyond an edge the edge goes on."""
    side = levels.shape[1]
    last = np.float32(side - 1.001)
    y, x = np.clip(y, 0, last), np.clip(x, 0, last)
    row, column = y.astype(np.int32), x.astype(np.int32)
    lower, right = y - row, x - column
    first = (np.arange(len(levels)) * side * side)[:, None] + row * side + column
    flat = np.ascontiguousarray(levels).ravel()
    above = flat[first] * (1 - right) + flat[first + 1] * right
    below = flat[first + side] * (1 - right) + flat[first + side + 1] * right
    sampled: NDArray[np.float32] = above * (1 - lower) + below * lower
    return sampled


def _mean_of(levels: NDArray[np.float32], side: int) -> NDArray[np.float32]:
    """The mean of the `side` x `side` (odd) values around each."""
    reach = side // 2
    padded = np.pad(levels, ((0, 0), (reach, reach), (reach, reach)), mode="edge")
    rows = np.add.reduce([padded[:, n : n + levels.shape[1]] for n in range(side)])
    means: NDArray[np.float32] = np.add.reduce([rows[:, :, n : n + levels.shape[2]] for n in range(side)])
    return means / np.float32(side * side)


def _sound(maps: Maps, begun: Maps) -> NDArray[np.bool_]:
    halves, first = maps[:, [1, 5]], begun[:, [1, 5]]
    sides = ((halves > np.minimum(_LEAST_HALF, first * _LEAST_KEPT)) & (halves < _MOST_HALF)).all(axis=1)
    sound: NDArray[np.bool_] = sides & (np.abs(maps[:, 2]) < _MOST_TILT) & (np.abs(maps[:, 4]) < _MOST_TILT)
    return sound
