"""Noise, flatness, and the share of one colour: what tells a photo from a graphic."""

import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]
TILES = 16  # a side
IMMERKAER = (
    np.pi / 2
) ** 0.5 / 6  # from the mean of |N| to sigma: J. Immerkaer, Fast Noise Variance Estimation, 1996
QUIETEST = TILES * TILES // 10


def noise(grey: Grey) -> float:
    """Sigma of the noise in grey levels, in the quietest tenth of 16 x 16 tiles; 0 if too small."""
    level = grey.astype(np.int16)
    rows = level[:-2:3] - 2 * level[1:-1:3] + level[2::3]  # every third row is enough
    second = np.abs(rows[:, :-2] - 2 * rows[:, 1:-1] + rows[:, 2:])
    high, wide = second.shape[0] // TILES, second.shape[1] // TILES
    if not high or not wide:
        return 0.0
    tiles = second[: high * TILES, : wide * TILES].reshape(TILES, high, TILES, wide).mean((1, 3))
    return float(np.sort(tiles, axis=None)[QUIETEST] * IMMERKAER)


def flatness(grey: Grey) -> float:
    """Share of pixels within one level of the neighbours to the right and below, 0..1."""
    even = grey[: grey.shape[0] // 2 * 2, : grey.shape[1] // 2 * 2]
    parts = (even[::2, ::2], even[::2, 1::2], even[1::2, ::2])
    corner, right, below = (part.astype(np.int16) for part in parts)
    same = (np.abs(right - corner) <= 1) & (np.abs(below - corner) <= 1)
    return float(same.mean()) if same.size else 0.0


def top_colour(sample: NDArray[np.uint8]) -> float:
    """Share of the commonest of 16 x 16 x 16 colours in an (h, w, 3) picture, 0..1."""
    few = sample >> 4
    codes = (few[..., 0].astype(np.int32) << 8) | (few[..., 1].astype(np.int32) << 4) | few[..., 2]
    return float(np.bincount(codes.ravel()).max() / codes.size)
