"""Face detection for the focal point, optional: a model by its path, and OpenCV as an extra.

No model comes with the program. YuNet of the OpenCV Zoo (MIT) is one that fits: a file of 230 kB.
"""

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from content.errors import NotReady
from content.files import cause_of
from content.model import Message

LONGEST = 640  # px: the detector finds faces from some 10 px on, so an eightieth of the picture
SURE = 0.7  # least confidence, 0 to 1

Box = tuple[float, float, float, float]  # left, top, width, height


def face_focus(photo: Path, model: Path) -> tuple[float, float] | None:
    """The middle of the faces (fractions x, y), larger ones weighing more; None where there is none.

    NotReady says what to install, or that the model cannot be used.
    """
    with Image.open(photo) as picture:
        picture.draft("RGB", (LONGEST, LONGEST))
        small = picture.convert("RGB")
        small.thumbnail((LONGEST, LONGEST), Image.Resampling.BILINEAR)
    return middle_of(_faces(small, model), small.size)


def middle_of(faces: list[Box], size: tuple[int, int]) -> tuple[float, float] | None:
    """Where to look: the faces' middles, weighted by their areas."""
    area = sum(width * height for _, _, width, height in faces)
    if area <= 0:
        return None
    x = sum((left + width / 2) * width * height for left, _, width, height in faces) / area
    y = sum((top + height / 2) * width * height for _, top, width, height in faces) / area
    return min(max(x / size[0], 0.0), 1.0), min(max(y / size[1], 0.0), 1.0)


def _faces(picture: Image.Image, model: Path) -> list[Box]:
    detector = _detector(model)
    detector.setInputSize(picture.size)
    _, rows = detector.detect(np.asarray(picture)[:, :, ::-1])  # blue first, as OpenCV has it
    return [] if rows is None else [(float(f[0]), float(f[1]), float(f[2]), float(f[3])) for f in rows]


@cache
def _detector(model: Path) -> Any:
    try:
        import cv2  # an extra: 50 MB that most do without
    except ImportError:
        raise NotReady(Message("machine.no_opencv")) from None
    try:
        return cv2.FaceDetectorYN.create(str(model), "", (LONGEST, LONGEST), SURE)
    except cv2.error as error:
        raise NotReady(
            Message("machine.face_model_unusable", model=str(model), cause=cause_of(error))
        ) from None
