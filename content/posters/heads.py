"""Faces and what belongs to them: hair, ears, chin; many as one."""

from collections.abc import Sequence

from content.model import FaceBox

EDGE = 0.18  # of a face: how much about it is kept too, since detectors' boxes are tight and differ by that
HAIR, EARS, CHIN = 0.45, 0.22, 0.18  # of a face: what about it belongs to the head
CROWD = 9  # faces from which a photo is one of a crowd: the box about them all is kept, not each

More = tuple[float, float, float, float]


def kept_faces(faces: Sequence[FaceBox]) -> tuple[FaceBox, ...]:
    """What a cut must keep: each face; of a crowd, where some are never found, the box about all."""
    return (about(faces),) if len(faces) >= CROWD else tuple(faces)


def about(faces: Sequence[FaceBox]) -> FaceBox:
    """The box about these."""
    left, top = min(face.left for face in faces), min(face.top for face in faces)
    right = max(face.left + face.width for face in faces)
    return FaceBox(left, top, right - left, max(face.top + face.height for face in faces) - top)


def grown(faces: Sequence[FaceBox]) -> list[FaceBox]:
    """With what about them is kept too."""
    return [_with_more(face, (EDGE, EDGE, EDGE, EDGE)) for face in faces]


def heads_of(faces: Sequence[FaceBox]) -> list[FaceBox]:
    """With hair, ears and chin."""
    return [_with_more(face, (EARS, HAIR, EARS, CHIN)) for face in faces]


def _with_more(face: FaceBox, more: More) -> FaceBox:
    """With `more` of the face at its left, above, at its right and below, as far as the photo reaches."""
    left, top = max(face.left - more[0] * face.width, 0.0), max(face.top - more[1] * face.height, 0.0)
    right = min(face.left + (1 + more[2]) * face.width, 1.0)
    return FaceBox(left, top, right - left, min(face.top + (1 + more[3]) * face.height, 1.0) - top)
