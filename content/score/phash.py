"""Perceptual hashes: they match after a crop, a flip, a quarter turn, a frame or recompression.

From one 96 x 96 grey thumbnail of what lies inside the frame, some thirty crops are hashed and stored (the
index). At query time the whole picture is hashed in six orientations, which costs only sign changes and a
transposition of its DCT; a photo that is a crop of another then meets that other's crop hash. Bands meet
their like, where text or stickers cover the rest. Area
resampling to 32 x 32 and the first eight DCT rows are folded into one 8 x 96 matrix a side.
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from content.score.frame import WHOLE, Inside
from content.score.thumbnail import SIDE

Dct = NDArray[np.float32]

BITS = 64
_BINS = 32
_AT_ONCE = 256  # thumbnails: 9 MB
_SHAVES = (0.05, 0.10, 0.15)
_CUTS = (0.2, 0.1)
_CORNERS = (0.9, 0.82)  # of each side that a crop keeps in a corner ...
_EDGES = (
    0.88,
    0.83,
)  # ... and in the middle of an edge; chosen on the half seen by benchmarks/copies.py
_BANDS = ((0.0, 0.4), (0.3, 0.7), (0.6, 1.0))


def _anchored(kept: float, top: float, left: float) -> Inside:
    """The crop that keeps so much of each side; 0 stands at the top or left, .5 in the middle."""
    above, before = (1 - kept) * top, (1 - kept) * left
    return Inside(above, above + kept, before, before + kept)


CROPS: tuple[Inside, ...] = (
    WHOLE,
    *(Inside(shave, 1 - shave, shave, 1 - shave) for shave in _SHAVES),
    Inside(0, 1, 0.125, 0.875),  # the middle square of a 4:3 photo
    Inside(0.125, 0.875, 0, 1),  # and of a 3:4 photo
    *(Inside(cut, 1, 0, 1) for cut in _CUTS),
    *(Inside(0, 1 - cut, 0, 1) for cut in _CUTS),
    *(Inside(0, 1, cut, 1) for cut in _CUTS),
    *(Inside(0, 1, 0, 1 - cut) for cut in _CUTS),
    *(_anchored(kept, top, left) for kept in _CORNERS for top in (0, 1) for left in (0, 1)),
    *(
        _anchored(kept, top, left)
        for kept in _EDGES
        for top, left in ((0, 0.5), (1, 0.5), (0.5, 0), (0.5, 1))
    ),
    *(Inside(top, bottom, 0, 1) for top, bottom in _BANDS),
)
BANDS = range(len(CROPS) - len(_BANDS), len(CROPS))  # places in CROPS
BLOB = 8 * len(CROPS)  # bytes of a photo's hashes
ORIENTATIONS = ("as it is", "mirrored", "upside down", "half turn", "quarter turn left", "quarter turn right")


def index_hashes(thumbnail: NDArray[np.uint8]) -> bytes:
    """The stored blob of a (96, 96) thumbnail: one 64-bit hash for each of CROPS."""
    return hashes_of(_ROWS @ thumbnail.astype(np.float32) @ _COLUMNS)[0].tobytes()


def crop_dcts(thumbnails: NDArray[np.uint8]) -> Dct:
    """(n, 96, 96) thumbnails to the first 8 x 8 coefficients of each of CROPS, (crops, n, 8, 8)."""
    dcts = np.empty((len(CROPS), len(thumbnails), 8, 8), np.float32)
    for start in range(0, len(thumbnails), _AT_ONCE):
        levels = thumbnails[start : start + _AT_ONCE].astype(np.float32)
        for crop, (rows, columns) in enumerate(zip(_ROWS, _COLUMNS, strict=True)):
            dcts[crop, start : start + _AT_ONCE] = rows @ levels @ columns
    return dcts


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
    """The hashes of an `index_hashes` blob, shape (crops,)."""
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


_ROWS = _stack(CROPS, down=True)  # (crops, 8, 96)
_COLUMNS = _stack(CROPS, down=False).transpose(0, 2, 1).copy()  # (crops, 96, 8)
_ODD = np.where(np.arange(8) % 2, -1, 1).astype(np.float32)[None]  # a mirror image negates the odd columns
