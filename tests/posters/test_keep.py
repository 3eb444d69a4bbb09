"""No crop cuts a face, and no word stands on one, as long as there is a place where it fits."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from content.model import FaceBox, PosterSpec
from content.posters.crop import Crop, cut, window
from content.posters.draw import page_of
from content.posters.engine import Takumi
from content.posters.heads import kept_faces
from content.posters.keep import Keep, in_photo, kept_window, lost_faces, placed_faces
from content.posters.preview import OnePicture, sample_spec
from content.posters.template import Template
from content.posters.text_boxes import standing_on

PHOTO = (1200, 900)
CALM = {"busy": "0" * 144, "light": "5" * 144}
faces = st.builds(FaceBox, st.floats(0, 0.7), st.floats(0, 0.7), st.floats(0.02, 0.3), st.floats(0.02, 0.3))


def lost(faces: tuple[FaceBox, ...], crop: Crop, keep: Keep) -> list[float]:
    shown = kept_window(PHOTO, crop, (0.5, 0.5), replace(keep, faces=faces))
    return lost_faces(placed_faces(PHOTO, crop, shown, faces), keep, (crop.width, crop.height))


def test_without_faces_a_photo_is_cut_about_its_focal_point() -> None:
    crop = Crop(300, 400, zoom=1.2)
    assert kept_window(PHOTO, crop, (0.2, 0.6), Keep()) == window(PHOTO, crop, (0.2, 0.6))


@given(st.lists(faces, min_size=1, max_size=3), st.sampled_from([(300, 400), (1080, 480), (200, 900)]))
def test_no_crop_cuts_a_face(found: list[FaceBox], box: tuple[int, int]) -> None:
    assert max(lost(tuple(found), Crop(*box, zoom=1.4), Keep())) < 0.02


@given(faces, st.floats(0, 0.5))
def test_a_face_comes_to_lie_beside_the_words(face: FaceBox, below: float) -> None:
    words = (0.0, 1440 - 1000 * below, 1080.0, 1440.0)
    assert max(lost((face,), Crop(1080, 1440), Keep(covers=(words,)))) < 0.02


def test_a_face_keeps_out_of_rounded_corners_and_off_the_canvas_edge() -> None:
    face = FaceBox(0.0, 0.0, 0.2, 0.3)
    assert lost((face,), Crop(400, 400), Keep(corners=(200.0,) * 4))[0] < 0.025
    assert lost((face,), Crop(400, 400), Keep(visible=(150.0, 100.0, 400.0, 400.0)))[0] < 0.02


def test_what_a_photo_does_not_fill_is_filled_from_it(tmp_path: Path) -> None:
    Image.new("RGB", PHOTO, "#4080C0").save(tmp_path / "blue.jpg", quality=95)
    piece = cut(tmp_path / "blue.jpg", Crop(300, 400), place=lambda size: (-300, -300, size[0], 1300))
    assert piece.picture.size == (300, 400)
    assert piece.enlarged == pytest.approx(0.2)
    red, green, blue = piece.picture.getpixel((20, 10))  # type: ignore[misc] # RGB
    assert red < green < blue


def test_an_area_of_the_box_is_told_as_part_of_the_photo() -> None:
    part = in_photo((0, 50, 100, 100), (300, 0, 900, 900), PHOTO, (100, 100))
    assert part == pytest.approx((0.25, 0.5, 0.75, 1.0))


@pytest.fixture
def share(templates: Mapping[str, Template], engine: Takumi) -> PosterSpec:
    return replace(sample_spec(templates["share-full"], engine.name), focus={"photo": (0.5, 0.9)})


def on_photo(spec: PosterSpec, **facts: object) -> PosterSpec:
    return replace(spec, facts={"photo": {**CALM, **facts}})


@pytest.fixture(scope="module")
def picture(tmp_path_factory: pytest.TempPathFactory) -> OnePicture:
    file = tmp_path_factory.mktemp("keep") / "photo.jpg"
    Image.new("RGB", (1080, 1440), "#88AACC").save(file)
    return OnePicture(file)


def test_words_stand_on_a_calm_photo_and_below_a_busy_one(
    share: PosterSpec, templates: Mapping[str, Template], engine: Takumi, picture: OnePicture
) -> None:
    calm = page_of(on_photo(share), templates, picture, engine)
    busy = page_of(on_photo(share, busy="7" * 144), templates, picture, engine)
    assert "veil" in calm.html
    assert "veil" not in busy.html
    assert not [warning for warning in (*calm.warnings, *busy.warnings) if "subject" in warning.code]


def test_a_face_where_the_words_would_stand_sends_them_below_the_photo(
    share: PosterSpec, templates: Mapping[str, Template], engine: Takumi, picture: OnePicture
) -> None:
    page = page_of(on_photo(share, faces=[[0.3, 0.1, 0.5, 0.85]]), templates, picture, engine)
    assert "veil" not in page.html
    assert [warning.code for warning in page.warnings] == []
    (photo,) = page.placed
    assert photo.cut + photo.covered(standing_on(page).all) == 0


def test_a_seal_is_a_whole_disc_and_a_code_a_whole_square(
    templates: Mapping[str, Template], engine: Takumi, picture: OnePicture
) -> None:
    spec = sample_spec(templates["share-full"], engine.name)
    spec = replace(spec, fields={**spec.fields, "link": "https://example.com/a"})
    signs = standing_on(page_of(spec, templates, picture, engine)).signs
    sizes = {(round(right - left), round(low - top)) for left, top, right, low in signs}
    assert {(92, 92), (224, 224)} <= sizes


def test_words_on_a_busy_part_are_said(
    templates: Mapping[str, Template], engine: Takumi, picture: OnePicture
) -> None:
    spec = sample_spec(templates["solution-product"], engine.name)
    page = page_of(on_photo(spec, busy="9" * 144), templates, picture, engine)
    assert not [warning for warning in page.warnings if warning.code == "poster.subject_covered"]
    (photo,) = page.placed
    x, y = photo.corner
    assert photo.hides_subject([(x, y, x + photo.size[0], y + photo.size[1] / 2)])


@given(st.lists(faces, min_size=9, max_size=12))
def test_a_crowd_is_kept_as_one(found: list[FaceBox]) -> None:
    (crowd,) = kept_faces(found)
    assert all(crowd.left <= face.left and crowd.top <= face.top for face in found)
    right, low = crowd.left + crowd.width + 1e-9, crowd.top + crowd.height + 1e-9
    assert all(face.left + face.width <= right and face.top + face.height <= low for face in found)
