"""The search by keys finds what comparing each with each finds."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from content.score.phash import crop_dcts, hashes_of
from content.shortlist.hash_index import COST, DISTANCE, Met, asking_with, meet


def hashed(seed: int, count: int, noise: float = 0.0) -> tuple[NDArray[np.uint64], NDArray[np.float32]]:
    """Hashes and margins of soft random pictures; the same seed gives the same pictures but for the noise."""
    cells = np.random.default_rng(seed).normal(128, 40, (count, 12, 12)).repeat(8, axis=1).repeat(8, axis=2)
    cells += np.random.default_rng(seed + 1).normal(0, noise, cells.shape)
    return hashes_of(crop_dcts(cells.clip(0, 255).astype(np.uint8))[0])


def met(
    asking: tuple[NDArray[np.uint64], NDArray[np.float32]], known: NDArray[np.uint64]
) -> set[tuple[int, int]]:
    found: Met = meet(asking_with(*asking), known)
    assert (found.cost <= COST).all()
    return set(zip(found.asking.tolist(), found.known.tolist(), strict=True))


@pytest.mark.parametrize("noise", [0.0, 5.0, 15.0])
def test_a_copy_meets_its_original_and_nobody_else(noise: float) -> None:
    originals, copies = hashed(3, 200), hashed(3, 200, noise)
    assert met(copies, originals[0]) == {(n, n) for n in range(200)}


@settings(max_examples=25, deadline=None, derandomize=True)
@given(st.integers(0, 1000), st.floats(0, 40))
def test_whoever_meets_is_near_and_meets_once(seed: int, noise: float) -> None:
    known, asking = hashed(seed, 60)[0], hashed(seed, 60, noise)
    for one, other in met(asking, known):
        assert int(np.bitwise_count(asking[0][one] ^ known[other])) <= DISTANCE


def test_a_close_call_may_fall_either_way() -> None:
    hashes, margins = hashed(5, 1)
    unsure = int(np.abs(margins[0]).argmin())
    flipped = np.packbits(np.unpackbits(hashes.view(np.uint8)) ^ (np.arange(64) == unsure)).view(np.uint64)
    assert met((hashes, margins), flipped) == {(0, 0)}


def test_nobody_meets_nobody() -> None:
    nothing = np.zeros(0, np.uint64)
    assert met(hashed(1, 3), nothing) == set()
    assert met((nothing, np.zeros((0, 64), np.float32)), hashed(1, 3)[0]) == set()
