"""What is kept of how a photo looks: 96 x 96 grey levels and 12 x 12 colours, in 2,448 bytes.

Grey levels are kept as JPEG does, by the cosines of blocks of 8 x 8, of which the fifteen slowest stay: less
than a hash or an alignment needs is lost (docs/measures/curation.md).
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

SIDE = 96  # px, both ways
BLOCK = 8
BLOCKS = SIDE // BLOCK  # a side
COLOURS = 12  # cells a side
SLOWEST = 4  # sum of a cosine's two frequencies
STEP = 8.0  # of what is kept: half a grey level

Levels = NDArray[np.uint8]  # (n, 96, 96)
Colours = NDArray[np.uint8]  # (n, 12, 12, 2): Cb and Cr of ITU-R BT.601, 128 is grey


GREY = np.full((COLOURS, COLOURS, 2), 128, np.uint8)  # the colours of a picture without any


def _cosines() -> NDArray[np.float32]:
    """(64, 15): the kept cosines of a block, of unit length; the first is even."""
    at = 2 * np.arange(BLOCK) + 1
    waves = np.cos(np.pi * at * np.arange(BLOCK)[:, None] / (2 * BLOCK)) * 0.5
    waves[0] *= 0.5**0.5
    kept = [(u, v) for u in range(SLOWEST + 1) for v in range(SLOWEST + 1 - u)]
    columns: NDArray[np.float32] = np.array(
        [np.outer(waves[u], waves[v]).ravel() for u, v in kept], np.float32
    ).T
    return columns


_COSINES = _cosines()
KEPT = _COSINES.shape[1]
_GREY_BYTES = BLOCKS**2 * KEPT
BYTES = _GREY_BYTES + COLOURS**2 * 2


def packed(grey: NDArray[np.uint8], colours: NDArray[np.uint8]) -> bytes:
    """Of (96, 96) levels and (12, 12, 2) colours."""
    blocks = grey.reshape(BLOCKS, BLOCK, BLOCKS, BLOCK).swapaxes(1, 2).reshape(-1, BLOCK**2)
    shares = (blocks.astype(np.float32) - 128) @ _COSINES / STEP
    return bytes(shares.round().clip(-127, 127).astype(np.int8).tobytes() + colours.tobytes())


def levels_of(thumbnails: Sequence[bytes]) -> Levels:
    """The grey levels of packed thumbnails."""
    shares = _rows(thumbnails)[:, :_GREY_BYTES].view(np.int8).reshape(-1, KEPT).astype(np.float32)
    blocks = (shares @ (_COSINES.T * np.float32(STEP)) + 128.5).clip(0, 255).astype(np.uint8)
    pictures = blocks.reshape(-1, BLOCKS, BLOCKS, BLOCK, BLOCK).swapaxes(2, 3)
    return pictures.reshape(-1, SIDE, SIDE)


def colours_of(thumbnails: Sequence[bytes]) -> Colours:
    """The colours of packed thumbnails."""
    return _rows(thumbnails)[:, _GREY_BYTES:].reshape(-1, COLOURS, COLOURS, 2)


def means_of(thumbnail: bytes) -> bytes:
    """The 12 x 12 mean levels of a packed thumbnail, row by row."""
    shares = np.frombuffer(thumbnail, np.int8)[:_GREY_BYTES:KEPT]
    return bytes((shares.astype(np.int16) + 128).astype(np.uint8).tobytes())


def _rows(thumbnails: Sequence[bytes]) -> NDArray[np.uint8]:
    return np.frombuffer(b"".join(thumbnails), np.uint8).reshape(-1, BYTES)
