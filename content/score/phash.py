"""Perceptual hashes: they match after a crop, a flip, a quarter turn, a frame or recompression.

From one 96 x 96 grey thumbnail of what lies inside the frame, eighteen crops are hashed and stored (the
index). At query time the whole picture is hashed in six orientations, which costs only sign changes and a
transposition of its DCT; a photo that is a crop of another then meets that other's crop hash. Area
resampling to 32 x 32 and the first eight DCT rows are folded into one 8 x 96 matrix a side.
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from content.score.frame import Inside

Dct = NDArray[np.float32]

SIDE = 96  # px of the thumbnail, both ways
BITS = 64
_BINS = 32
_SHAVES = (0.0, 0.05, 0.10, 0.15)
_CUTS = (0.2, 0.1)
_CORNER = 0.12  # cut of two sides that meet: with .16 fewer of the crops that keep 70 to 80 % are found

CROPS: tuple[Inside, ...] = (
    *(Inside(shave, 1 - shave, shave, 1 - shave) for shave in _SHAVES),
    *(Inside(cut, 1, 0, 1) for cut in _CUTS),
    *(Inside(0, 1 - cut, 0, 1) for cut in _CUTS),
    *(Inside(0, 1, cut, 1) for cut in _CUTS),
    *(Inside(0, 1, 0, 1 - cut) for cut in _CUTS),
    Inside(0, 1, 0.125, 0.875),  # the middle square of a 4:3 photo
    Inside(0.125, 0.875, 0, 1),  # and of a 3:4 photo
    *(
        Inside(top, top + 1 - _CORNER, left, left + 1 - _CORNER)
        for top in (0, _CORNER)
        for left in (0, _CORNER)
    ),
)
BLOB = 8 * len(CROPS)  # bytes of a photo's hashes
ORIENTATIONS = ("as it is", "mirrored", "upside down", "half turn", "quarter turn left", "quarter turn right")


def index_hashes(thumbnail: NDArray[np.uint8]) -> bytes:
    """The stored blob of a (96, 96) thumbnail: one 64-bit hash for each of CROPS, 144 bytes."""
    return hashes_of(_ROWS @ thumbnail.astype(np.float32) @ _COLUMNS)[0].tobytes()


def crop_dcts(thumbnails: NDArray[np.uint8]) -> Dct:
    """(n, 96, 96) thumbnails to the first 8 x 8 coefficients of each of CROPS, (18, n, 8, 8)."""
    levels = thumbnails.astype(np.float32)
    return np.stack([rows @ levels @ columns for rows, columns in zip(_ROWS, _COLUMNS, strict=True)])


def turned(dct: Dct, orientation: int) -> Dct:
    """(n, 8, 8) coefficients of pictures to those of the same pictures turned: a sign here, an axis there."""
    along, down = _ODD, _ODD.T
    ways: dict[int, Callable[[], Dct]] = {
        0: lambda: dct,
        1: lambda: dct * along,
        2: lambda: dct * down,
        3: lambda: dct * along * down,
        4: lambda: dct.swapaxes(1, 2) * down,
        5: lambda: dct.swapaxes(1, 2) * along,
    }
    return ways[orientation]()


def hashes_of(dct: Dct) -> tuple[NDArray[np.uint64], NDArray[np.float32]]:
    """(k, 8, 8) coefficients to k hashes: which of them lie above the median of all but the mean; and (k, 64)
    margins: how far above it, or below. A bit of a small margin may well fall the other way in a copy.
    """
    flat = dct.reshape(len(dct), BITS)
    margins = flat - np.median(flat[:, 1:], axis=1, keepdims=True)
    return np.packbits(margins > 0, axis=1).view(np.uint64).ravel(), margins


def turn(picture: NDArray[np.float32], orientation: int) -> NDArray[np.float32]:
    """(n, h, w) pictures in the orientation with this place in ORIENTATIONS."""
    flipped = {
        0: picture,
        1: picture[:, :, ::-1],
        2: picture[:, ::-1],
        3: picture[:, ::-1, ::-1],
        4: picture.swapaxes(1, 2)[:, ::-1],
        5: picture.swapaxes(1, 2)[:, :, ::-1],
    }
    return flipped[orientation]


def from_blob(blob: bytes | bytearray) -> NDArray[np.uint64]:
    """The hashes of an `index_hashes` blob, shape (18,)."""
    return np.frombuffer(blob, dtype=np.uint64)


def area_rows(start: float, end: float, bins: int) -> NDArray[np.float32]:
    """(bins, 96): averages the stretch from start to end (fractions of the side) into equal bins."""
    edges = np.linspace(start * SIDE, end * SIDE, bins + 1)
    cells = np.arange(SIDE)
    overlap = np.minimum(edges[1:, None], cells + 1) - np.maximum(edges[:-1, None], cells)
    overlap = np.clip(overlap, 0, None)
    rows: NDArray[np.float32] = (overlap / overlap.sum(axis=1, keepdims=True)).astype(np.float32)
    return rows


def _dct_rows(start: float, end: float) -> NDArray[np.float32]:
    """(8, 96): the first eight DCT-II rows of the stretch at 32 bins."""
    at = 2 * np.arange(_BINS) + 1
    cosines = np.cos(np.pi * at * np.arange(8)[:, None] / (2 * _BINS)).astype(np.float32)
    rows: NDArray[np.float32] = cosines @ area_rows(start, end, _BINS)
    return rows


def _stack(boxes: Sequence[Inside], *, down: bool) -> NDArray[np.float32]:
    sides = [(box.top, box.bottom) if down else (box.left, box.right) for box in boxes]
    return np.stack([_dct_rows(start, end) for start, end in sides])


_ROWS = _stack(CROPS, down=True)  # (18, 8, 96)
_COLUMNS = _stack(CROPS, down=False).transpose(0, 2, 1).copy()  # (18, 96, 8)
_ODD = np.where(np.arange(8) % 2, -1, 1).astype(np.float32)[None]  # a mirror image negates the odd columns
