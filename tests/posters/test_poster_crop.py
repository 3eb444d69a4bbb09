"""A photo is cut about its focal point and never beyond its edges."""

from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from content.errors import PosterError
from content.posters.crop import Crop, as_jpeg, cut, window

COLOURS = {"R": (220, 30, 30), "G": (30, 180, 30), "B": (30, 30, 220), "W": (250, 250, 250)}


def _photo(path: Path, drawing: str, cell: int = 40) -> Path:
    """A photo of one square of `cell` px for each letter."""
    rows = drawing.split()
    picture = Image.new("RGB", (len(rows[0]), len(rows)))
    picture.putdata([COLOURS[letter] for row in rows for letter in row])
    size = (picture.width * cell, picture.height * cell)
    picture.resize(size, Image.Resampling.NEAREST).save(path, quality=95)
    return path


def _read(picture: Image.Image, cell: int) -> list[str]:
    """The letters back, one for the middle of each square of `cell` px."""
    return [
        "".join(_letter(picture.getpixel((x, y))) for x in range(cell // 2, picture.width, cell))  # type: ignore[arg-type] # RGB
        for y in range(cell // 2, picture.height, cell)
    ]


def _letter(pixel: tuple[int, int, int]) -> str:
    def distance(letter: str) -> int:
        return sum(abs(a - b) for a, b in zip(COLOURS[letter], pixel, strict=True))

    return min(COLOURS, key=distance)


@pytest.mark.parametrize(
    "focus, expected",
    [((0.5, 0.5), ["GG", "GG"]), ((0.0, 0.5), ["RR", "RR"]), ((1.0, 0.5), ["BB", "BB"])],
)
def test_a_wide_photo_is_cropped_about_its_focal_point(
    tmp_path: Path, focus: tuple[float, float], expected: list[str]
) -> None:
    photo = _photo(tmp_path / "wide.jpg", "RRGGBB RRGGBB")
    assert _read(cut(photo, Crop(80, 80), focus).picture, 40) == expected


def test_zoom_cuts_tighter(tmp_path: Path) -> None:
    photo = _photo(tmp_path / "p.jpg", "RRRR RGBR RBGR RRRR")
    assert _read(cut(photo, Crop(80, 80, zoom=2.0), (0.5, 0.5)).picture, 40) == ["GB", "BG"]


def test_the_focal_point_comes_to_lie_where_the_template_wants_it(tmp_path: Path) -> None:
    photo = _photo(tmp_path / "tall.jpg", "RR GG BB WW")
    high = Crop(80, 80, at=(0.5, 0.25))
    assert _read(cut(photo, high, (0.5, 0.375)).picture, 40) == ["GG", "BB"]


def test_the_cut_has_exactly_the_box_s_size_and_tells_how_much_it_was_enlarged(tmp_path: Path) -> None:
    photo = _photo(tmp_path / "p.jpg", "RG BW", cell=300)
    assert cut(photo, Crop(123, 45)).picture.size == (123, 45)
    assert cut(photo, Crop(300, 300)).enlarged == pytest.approx(0.5)
    assert cut(photo, Crop(600, 600, zoom=2.0)).enlarged == pytest.approx(2.0)


def test_engines_are_handed_a_jpeg_without_subsampling(tmp_path: Path) -> None:
    photo = _photo(tmp_path / "p.jpg", "RG BW", cell=300)
    picture = Image.open(BytesIO(as_jpeg(cut(photo, Crop(123, 45)).picture)))
    assert (picture.format, picture.size) == ("JPEG", (123, 45))
    assert {part[1:3] for part in picture.layer} == {(1, 1)}  # type: ignore[attr-defined] # of its JPEG plugin


@given(
    st.tuples(st.integers(1, 4000), st.integers(1, 4000)),
    st.tuples(st.integers(1, 2000), st.integers(1, 2000)),
    st.floats(1, 4),
    st.tuples(st.floats(0, 1), st.floats(0, 1)),
)
def test_the_window_stays_inside_the_photo_and_keeps_the_shape_of_the_box(
    size: tuple[int, int], box: tuple[int, int], zoom: float, focus: tuple[float, float]
) -> None:
    left, top, right, bottom = window(size, Crop(*box, zoom), focus)
    assert -1e-6 <= left < right <= size[0]
    assert -1e-6 <= top < bottom <= size[1]
    assert (right - left) * box[1] == pytest.approx((bottom - top) * box[0], rel=1e-6)


def test_a_missing_or_broken_photo_is_a_poster_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(PosterError, match=r"gone\.jpg is not in the workspace"):
        cut(tmp_path / "gone.jpg", Crop(10, 10))
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(_photo(tmp_path / "p.jpg", "RG BW", cell=300).read_bytes()[:900])
    with pytest.raises(PosterError, match=r"broken\.jpg cannot be read"):
        cut(broken, Crop(10, 10))
