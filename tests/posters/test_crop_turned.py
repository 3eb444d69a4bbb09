"""A turned photo is cut in one step: it shows what the upright box would, leaning, and no edge of its own."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageStat

from content.posters.crop import BEYOND, Crop, cut, turned_size
from content.posters.ground import composed, photo_layer

sides = st.integers(1, 2000)
turns = st.floats(-180, 180)


def _photo(folder: Path) -> Path:
    """A red cross through the middle of a blue photo of 600 x 600 px."""
    picture = Image.new("RGB", (600, 600), "#2030c0")
    picture.paste("#e02020", (290, 0, 310, 600))
    picture.paste("#e02020", (0, 290, 600, 310))
    picture.save(folder / "cross.jpg", quality=95, subsampling=0)
    return folder / "cross.jpg"


def _is_red(picture: Image.Image, x: int, y: int) -> bool:
    pixel = picture.getpixel((x, y))
    assert isinstance(pixel, tuple)
    return pixel[0] > 150 and pixel[2] < 100


@given(sides, sides, turns)
def test_the_upright_box_holds_the_turned_one_and_shares_its_middle(
    width: int, height: int, turn: float
) -> None:
    around = turned_size(width, height, turn)
    assert (around[0] - width) % 2 == (around[1] - height) % 2 == 0
    assert around[0] * around[1] >= width * height * 0.999
    assert max(around) <= width + height + 2


def test_a_quarter_turn_swaps_the_sides() -> None:
    assert turned_size(400, 300, 90.0) == (300, 400)
    assert turned_size(400, 300, 0.0) == (400, 300)


def test_a_positive_turn_is_counter_clockwise(tmp_path: Path) -> None:
    picture = cut(_photo(tmp_path), Crop(400, 400, zoom=1.5, turn=10.0), (0.5, 0.5)).picture
    middle, up = picture.width // 2, picture.height // 2 - 170
    assert _is_red(picture, middle, picture.height // 2)
    assert _is_red(picture, middle - 30, up)  # tan(10 degrees) of 170 px to the left
    assert not _is_red(picture, middle + 30, up)


def test_turned_it_shows_what_cutting_first_and_turning_then_would(tmp_path: Path) -> None:
    photo = _photo(tmp_path)
    upright = cut(photo, Crop(300, 300), (0.5, 0.5)).picture
    turned = cut(photo, Crop(300, 300, turn=8.0), (0.5, 0.5)).picture
    expected = upright.rotate(8.0, Image.Resampling.BICUBIC, expand=True)
    inner = (60, 60, 240, 240)
    difference = ImageChops.difference(turned.crop(inner), expected.resize(turned.size).crop(inner))
    assert max(ImageStat.Stat(difference).mean) < 6  # levels; another angle by one degree differs by 12


def test_what_lies_beyond_the_photo_is_grey_and_stays_behind_the_mask(tmp_path: Path) -> None:
    Image.new("RGB", (600, 600), "white").save(tmp_path / "white.jpg", quality=95)
    picture = cut(tmp_path / "white.jpg", Crop(300, 300, turn=5.0)).picture
    assert picture.getpixel((0, 0)) == BEYOND
    layer = photo_layer(picture, (50, 50), (300, 300), (0, 0, 0, 0), 5.0)
    poster = composed((400, 400), "#ffffff", [layer], Image.new("RGBA", (400, 400)))
    assert poster.getextrema() == ((255, 255),) * 3


@pytest.mark.parametrize("corner", [(52, 52), (347, 52), (52, 347), (347, 347)])
def test_a_turned_layer_leaves_the_corners_of_its_box_to_the_ground(
    tmp_path: Path, corner: tuple[int, int]
) -> None:
    picture = cut(_photo(tmp_path), Crop(300, 300, turn=12.0)).picture
    layer = photo_layer(picture, (50, 50), (300, 300), (0, 0, 0, 0), 12.0)
    poster = composed((400, 400), "#ffffff", [layer], Image.new("RGBA", (400, 400)))
    assert poster.getpixel(corner) == (255, 255, 255)
    assert poster.getpixel((100, 100)) != (255, 255, 255)
