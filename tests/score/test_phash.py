from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

from content.score.phash import (
    BLOB,
    CROPS,
    ORIENTATIONS,
    area_rows,
    crop_dcts,
    from_blob,
    hashes_of,
    index_hashes,
    turn,
    turned,
)

Photo = Callable[..., Image.Image]


def thumbnail(picture: Image.Image) -> NDArray[np.uint8]:
    return np.asarray(picture.convert("L").resize((96, 96), Image.Resampling.BOX))


def query_hashes(picture: NDArray[np.uint8]) -> list[np.uint64]:
    """The hash of the whole picture in each orientation."""
    whole = crop_dcts(picture[None])[0]
    return [hashes_of(turned(whole, orientation))[0][0] for orientation in range(len(ORIENTATIONS))]


def distance(one: np.uint64, other: np.uint64) -> int:
    return int(np.bitwise_count(one ^ other))


def test_the_blob_is_a_hash_for_each_crop(photo: Photo) -> None:
    blob = index_hashes(thumbnail(photo(1)))
    assert len(blob) == BLOB
    assert from_blob(blob).shape == (len(CROPS),)


def test_a_photo_finds_itself_at_no_distance(photo: Photo) -> None:
    picture = thumbnail(photo(2))
    assert distance(query_hashes(picture)[0], from_blob(index_hashes(picture))[0]) == 0


@pytest.mark.parametrize("orientation", range(len(ORIENTATIONS)), ids=ORIENTATIONS)
def test_a_turned_photo_is_found_by_signs_alone(photo: Photo, orientation: int) -> None:
    picture = thumbnail(photo(3))
    other = turn(picture[None].astype(np.float32), orientation)[0].astype(np.uint8)
    found = [distance(hashed, from_blob(index_hashes(other))[0]) for hashed in query_hashes(picture)]
    assert found[orientation] <= 2
    assert min(found[:orientation] + found[orientation + 1 :]) > 10


def test_the_turns_are_the_ones_they_are_called() -> None:
    corner = np.zeros((1, 3, 3), np.float32)
    corner[0, 0, 0] = 1
    where = [tuple(int(n) for n in np.argwhere(turn(corner, n)[0])[0]) for n in range(len(ORIENTATIONS))]
    assert where == [(0, 0), (0, 2), (2, 0), (2, 2), (2, 0), (0, 2)]
    picture = np.arange(9, dtype=np.float32).reshape(1, 3, 3)
    assert np.array_equal(turn(picture, 4)[0], np.rot90(picture[0]))
    assert np.array_equal(turn(picture, 5)[0], np.rot90(picture[0], -1))


@pytest.mark.parametrize("crop", range(len(CROPS)))
def test_a_crop_meets_the_hash_of_its_crop(photo: Photo, crop: int) -> None:
    whole, box = photo(4, (960, 960)), CROPS[crop]
    part = whole.crop(
        (round(box.left * 960), round(box.top * 960), round(box.right * 960), round(box.bottom * 960))
    )
    index = from_blob(index_hashes(thumbnail(whole)))
    assert distance(query_hashes(thumbnail(part))[0], index[crop]) <= 6


def test_other_photos_are_far_away(photo: Photo) -> None:
    index = [from_blob(index_hashes(thumbnail(photo(seed))))[0] for seed in range(10)]
    apart = [distance(one, other) for n, one in enumerate(index) for other in index[:n]]
    assert min(apart) > 15
    assert 28 < np.mean(apart) < 36


@given(st.floats(0, 0.4), st.floats(0.6, 1), st.sampled_from([8, 32, 48]))
def test_averages_weigh_one_in_all(start: float, end: float, bins: int) -> None:
    rows = area_rows(start, end, bins)
    assert rows.shape == (bins, 96)
    assert (rows >= 0).all()
    assert rows.sum(axis=1) == pytest.approx(1, abs=1e-5)
