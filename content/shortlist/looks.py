"""How alike two covers look, for variety: the correlation of their 12 x 12 averages."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from content.score.thumbnail import BLOCKS, means_of
from content.shortlist.candidate import Candidate


def look_of(thumbnail: bytes) -> bytes:
    """The 12 x 12 averages of a packed thumbnail, 144 bytes; grey where there is none."""
    return means_of(thumbnail) if thumbnail else bytes([128]) * BLOCKS**2


def looks_of(candidates: Sequence[Candidate]) -> NDArray[np.float32]:
    """One row of unit length for each cover, so that a product of two rows is their correlation."""
    blobs = b"".join(candidate.look or look_of(candidate.features[0].thumbnail) for candidate in candidates)
    rows = np.frombuffer(blobs, dtype=np.uint8).reshape(len(candidates), -1).astype(np.float32)
    rows -= rows.mean(axis=1, keepdims=True)
    looks: NDArray[np.float32] = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-3)
    return looks
