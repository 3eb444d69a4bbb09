"""Faces become the focal point where somebody gives a model; without OpenCV one is told what to install."""

import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from content.errors import NotReady
from content.score import faces
from content.score.faces import face_focus, middle_of

boxes = st.tuples(*(st.floats(0, 600) for _ in range(2)), *(st.floats(1, 300) for _ in range(2)))


@pytest.fixture(autouse=True)
def forget_detectors() -> None:
    faces._detector.cache_clear()


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    Image.new("RGB", (2160, 1620), "#C0A080").save(tmp_path / "photo.jpg")
    return tmp_path / "photo.jpg"


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


def test_the_middle_of_one_face_is_the_focal_point(photo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sizes = opencv(monkeypatch, np.array([[300, 100, 80, 80, 0.9]]))
    assert face_focus(photo, Path("model.onnx")) == pytest.approx((340 / 640, 140 / 480))
    assert sizes == [(640, 480)]


def test_without_a_face_there_is_nothing_to_say(photo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opencv(monkeypatch, None)
    assert face_focus(photo, Path("model.onnx")) is None


def test_larger_faces_weigh_more() -> None:
    found = middle_of([(0, 0, 200, 200), (500, 300, 20, 20)], (640, 480))
    assert found is not None
    assert found[0] < 0.2


@given(st.lists(boxes, max_size=6))
def test_the_focal_point_lies_in_the_picture(found: list[tuple[float, float, float, float]]) -> None:
    point = middle_of(found, (640, 480))
    assert (point is None) == (not found)
    assert point is None or all(0 <= part <= 1 for part in point)


def test_without_opencv_one_is_told_what_to_install(photo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cv2", None)
    with pytest.raises(NotReady, match=r"sishi\[faces\]"):
        face_focus(photo, Path("model.onnx"))
