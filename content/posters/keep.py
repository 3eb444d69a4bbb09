"""Where a photo lies in its box so that no face is cut and no word stands on one.

A photo without faces is cut about its focal point, as `crop.window` says. With faces the places near there
are tried, then looser cuts, and at last a photo smaller than its box: what is left over is filled from it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from content.model import FaceBox
from content.posters.crop import Crop, window
from content.posters.heads import grown, heads_of

STEPS = 17  # places tried along each way that there is room to move
LOOSER = 0.92  # of the cut before
LEAST = 0.4  # of the size at which the whole photo fits its box
MOST_FACES = 24  # of a crowd, the largest
NECKED = 0.12  # of a head may be lost before a looser cut is looked for
CUT, HEAD, FAR = 1000.0, 30.0, 2.0  # what a lost face, a lost head, and a box's width from the focus weigh

Box = tuple[float, float, float, float]  # left, top, right, bottom in px
Radii = tuple[float, float, float, float]  # clockwise from the top left
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Keep:
    """What a cut must respect, in px of its box: `faces` are fractions of the photo.

    `visible` is the part of the box that lies on the canvas (None: all), `corners` its radii, `covers` what
    stands on it: words, seals, codes.
    """

    faces: tuple[FaceBox, ...] = ()
    visible: Box | None = None
    corners: Radii = (0.0, 0.0, 0.0, 0.0)
    covers: tuple[Box, ...] = ()


def kept_window(size: tuple[int, int], crop: Crop, focus: tuple[float, float], keep: Keep) -> Box:
    """The part of a picture of `size` px that the box shows; it may reach beyond the picture."""
    usual = window(size, crop, focus)
    if not keep.faces:
        return usual
    scale = max(crop.width / size[0], crop.height / size[1])
    best: tuple[float, Box] | None = None
    whole = min(crop.width / size[0], crop.height / size[1]) / scale
    for looser in _scales(crop.zoom, whole):
        lost, visible = _best_place(size, crop, scale * looser, usual, keep)
        if best is None or lost < best[0] - 1e-6:
            best = (lost, visible)
        if lost < HEAD * NECKED or (looser <= 1 and lost < CUT * 1e-3 + HEAD):
            break
    assert best is not None  # noqa: S101 - there is a scale at least
    return best[1]


def lost_faces(faces: Sequence[Box], keep: Keep, box: tuple[float, float]) -> list[float]:
    """Of each face (px of the box) the share that is cut off or covered, 0 to 1; corners count too."""
    if not faces:
        return []
    return [float(share) for share in _lost(np.array([faces], dtype=float), keep, box)[0]]


def placed_faces(size: tuple[int, int], crop: Crop, visible: Box, faces: Sequence[FaceBox]) -> list[Box]:
    """Where the faces of a picture lie in the box (px) that shows this part of it; they may reach beyond."""
    scale = crop.width / (visible[2] - visible[0])
    return [
        (
            (face.left * size[0] - visible[0]) * scale,
            (face.top * size[1] - visible[1]) * scale,
            ((face.left + face.width) * size[0] - visible[0]) * scale,
            ((face.top + face.height) * size[1] - visible[1]) * scale,
        )
        for face in faces
    ]


def inside(visible: Box, size: tuple[int, int]) -> bool:
    """Whether a part lies in a picture of `size`, but for half a pixel."""
    return min(visible[:2]) >= -0.5 and visible[2] <= size[0] + 0.5 and visible[3] <= size[1] + 0.5


def in_photo(area: Box, visible: Box, size: tuple[int, int], box: tuple[float, float]) -> Box:
    """An area in px of the box, as fractions of the picture of which the box shows this part."""
    across, down = (visible[2] - visible[0]) / box[0], (visible[3] - visible[1]) / box[1]
    return (
        (visible[0] + area[0] * across) / size[0],
        (visible[1] + area[1] * down) / size[1],
        (visible[0] + area[2] * across) / size[0],
        (visible[1] + area[3] * down) / size[1],
    )


def _scales(zoom: float, whole: float) -> Iterator[float]:
    """From the cut that was asked for to ever looser ones; at `whole` all of the photo is in the box."""
    yield zoom
    if zoom > 1:
        yield from ((zoom + 1) / 2, 1.0)
    looser = LOOSER
    while looser > LEAST * whole:
        yield looser
        looser *= LOOSER


def _best_place(size: tuple[int, int], crop: Crop, scale: float, usual: Box, keep: Keep) -> tuple[float, Box]:
    """What is lost at the best place of the photo in its box at this scale, and the part it then shows."""
    wide, tall = size[0] * scale, size[1] * scale
    middle = ((usual[0] + usual[2]) / 2 * scale, (usual[1] + usual[3]) / 2 * scale)
    wished = (crop.width / 2 - middle[0], crop.height / 2 - middle[1])
    xs, ys = _steps(crop.width, wide, wished[0]), _steps(crop.height, tall, wished[1])
    places = np.array([(x, y) for x in xs for y in ys])
    faces = _scaled(grown(keep.faces), wide, tall)
    heads = _scaled(heads_of(keep.faces), wide, tall)
    offsets = np.concatenate([places, places], axis=1)[:, None, :]
    box = (float(crop.width), float(crop.height))
    lost_face = _lost(faces[None] + offsets, keep, box).sum(axis=1)
    lost_head = _lost(heads[None] + offsets, keep, box).sum(axis=1)
    away = (((places - wished) / box) ** 2).sum(axis=1)
    lost = CUT * lost_face + HEAD * lost_head + FAR * away
    at = int(np.argmin(lost))
    x, y = places[at]
    left, top = -x / scale, -y / scale
    without = float(CUT * lost_face[at] + HEAD * lost_head[at])
    return without, (left, top, left + crop.width / scale, top + crop.height / scale)


def _steps(box: float, photo: float, wished: float) -> Floats:
    """Offsets of the photo in the box along one way, the wished one among them."""
    low, high = min(box - photo, 0.0), max(box - photo, 0.0)
    if high - low < 1:
        return np.array([low])
    return np.unique(np.append(np.linspace(low, high, STEPS), np.clip(wished, low, high)))


def _scaled(faces: Sequence[FaceBox], wide: float, tall: float) -> Floats:
    """(F, 4) left, top, right, bottom in px of a photo so large."""
    boxes = [(f.left, f.top, f.left + f.width, f.top + f.height) for f in faces[:MOST_FACES]]
    scaled: Floats = np.array(boxes) * np.array([wide, tall, wide, tall])
    return scaled


def _lost(faces: Floats, keep: Keep, box: tuple[float, float]) -> Floats:
    """(N, F) share of each face (N, F, 4) that is outside, beneath something, or in a rounded corner."""
    area = np.maximum((faces[..., 2] - faces[..., 0]) * (faces[..., 3] - faces[..., 1]), 1e-6)
    lost = area - _shared(faces, keep.visible or (0.0, 0.0, *box))
    for cover in keep.covers:
        lost = lost + _shared(faces, cover)
    share: Floats = np.clip(lost / area, 0, 1) + _in_corners(faces, keep.corners, box)
    return share


def _shared(faces: Floats, other: Box) -> Floats:
    across = np.minimum(faces[..., 2], other[2]) - np.maximum(faces[..., 0], other[0])
    down = np.minimum(faces[..., 3], other[3]) - np.maximum(faces[..., 1], other[1])
    shared: Floats = np.clip(across, 0, None) * np.clip(down, 0, None)
    return shared


def _in_corners(faces: Floats, corners: Radii, box: tuple[float, float]) -> Floats:
    """How far corners of faces stand outside the rounded ones of the box, in widths of the face."""
    beyond = np.zeros(faces.shape[:-1])
    sides = np.minimum(faces[..., 2] - faces[..., 0], faces[..., 3] - faces[..., 1])
    sides = np.maximum(sides, 1e-6)
    for radius, right, low in zip(corners, (0, 1, 1, 0), (0, 0, 1, 1), strict=True):
        if not radius:
            continue
        # From the corner's centre outwards: positive both ways only inside the corner's square.
        across = faces[..., 2] - (box[0] - radius) if right else radius - faces[..., 0]
        down = faces[..., 3] - (box[1] - radius) if low else radius - faces[..., 1]
        inside = (across > 0) & (down > 0)
        beyond += np.where(inside, np.clip(np.hypot(across, down) - radius, 0, sides) / sides, 0)
    return beyond
