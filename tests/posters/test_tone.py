"""The tone fix helps a dull photo a little, and leaves a good one nearly as it is."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageStat

from content.posters.tone import GAMMA, LEAST_WHITE, MOST_BLACK, toned


def _ramp(low: int, high: int) -> Image.Image:
    grey = Image.linear_gradient("L").point(lambda level: low + level * (high - low) // 255)
    return Image.merge("RGB", (grey, grey, grey))


def _mean(picture: Image.Image) -> float:
    return ImageStat.Stat(picture.convert("L")).mean[0]


def test_a_dark_photo_becomes_brighter_and_a_pale_one_deeper() -> None:
    assert _mean(toned(_ramp(0, 150))) > _mean(_ramp(0, 150)) + 8
    assert _mean(toned(_ramp(150, 255))) < _mean(_ramp(150, 255))


def test_a_well_exposed_photo_is_left_alone() -> None:
    assert abs(_mean(toned(_ramp(0, 255))) - _mean(_ramp(0, 255))) < 2


@given(st.integers(0, 250), st.integers(1, 255))
def test_the_fix_is_bounded_and_keeps_the_order_of_greys(low: int, span: int) -> None:
    photo = _ramp(low, min(255, low + span))
    before, after = photo.getchannel(0).tobytes(), toned(photo).getchannel(0).tobytes()
    pairs = sorted(set(zip(before, after, strict=True)))
    assert all(one[1] <= other[1] for one, other in pairwise(pairs))
    assert all(_lowest(level) - 1 <= new <= _highest(level) + 1 for level, new in pairs)


def _lowest(level: int) -> float:
    return 255 * max(0.0, (level - MOST_BLACK) / (255 - MOST_BLACK)) ** GAMMA[1]


def _highest(level: int) -> float:
    return 255 * min(1.0, level / LEAST_WHITE) ** GAMMA[0]


def test_no_hue_moves() -> None:
    photo = Image.new("RGB", (64, 64), (60, 60, 60))
    red, green, blue = toned(photo).getpixel((9, 9))  # type: ignore[misc] # RGB
    assert red == green == blue
    assert toned(photo).size == photo.size


def test_the_photo_itself_is_not_touched() -> None:
    photo = _ramp(0, 100)
    before = photo.tobytes()
    toned(photo)
    assert photo.tobytes() == before


@pytest.mark.parametrize("size", [(1, 1), (3, 500)])
def test_tiny_and_long_photos_are_no_trouble(size: tuple[int, int]) -> None:
    assert toned(Image.new("RGB", size, "#345")).size == size
