"""Which photos are the same photo: cropped, mirrored, turned, framed, resized or recompressed.

Two steps. Hashes within DISTANCE bits name the pairs to look at, and how one lies within the other. Then the
two thumbnails are laid over each other that way, and only a pair that agrees in levels and in texture is the
same photo. Two shots of one scene are different photos. Figures: docs/measures/gates.md.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from content.score.frame import Inside
from content.score.phash import CROPS, ORIENTATIONS, SIDE, area_rows, from_blob, query_hashes, turn

DISTANCE = 15  # bits of 64
SAME_LEVELS = 0.8  # correlation of the aligned thumbnails
SAME_TEXTURE = 0.75  # the same with the soft shading taken out: two shirts on a floor have the same shading
CELLS = 32  # a side, at which thumbnails are compared
_BLOCK = 1 << 18  # pairs of hashes in one go: about what stays in the processor's cache
_LAID_OVER = 2048  # pairs of thumbnails in one go
_MIDDLE = tuple(n for n, box in enumerate(CROPS) if box.top + box.bottom == 1 == box.left + box.right)
_WAYS = (  # a turned photo is met by the crops about the middle only: to cut one side as well is rare
    *((0, crop) for crop in range(len(CROPS))),
    *((orientation, crop) for orientation in range(1, len(ORIENTATIONS)) for crop in _MIDDLE),
)

Patches = NDArray[np.float32]  # (n, CELLS, CELLS)
Places = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Print:
    """What a photo is recognised by: `hashes` and `thumbnail` as in Features."""

    hashes: bytes
    thumbnail: bytes


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Ways in which one photo, turned, may be a crop of another: four arrays of one length."""

    one: Places
    orientation: Places
    other: Places
    crop: Places

    def __getitem__(self, which: NDArray[np.bool_] | slice) -> "_Pairs":
        return _Pairs(self.one[which], self.orientation[which], self.other[which], self.crop[which])


def clusters(prints: Sequence[Print]) -> list[list[int]]:
    """The groups of two or more that are the same photo, as ascending places in `prints`, by first place."""
    if not prints:
        return []
    pictures = np.stack([_picture(each) for each in prints])
    group = np.arange(len(prints))
    for pairs in _near(prints, pictures):
        for start in range(0, len(pairs.one), _LAID_OVER):
            chunk = pairs[start : start + _LAID_OVER]
            chunk = chunk[group[chunk.one] != group[chunk.other]]
            same = chunk[_agree(pictures, chunk)]
            for one, other in zip(same.one, same.other, strict=True):
                group[group == group[other]] = group[one]
    return _members(group)


def _picture(each: Print) -> NDArray[np.uint8]:
    return np.frombuffer(each.thumbnail, dtype=np.uint8).reshape(SIDE, SIDE)


def _members(group: Places) -> list[list[int]]:
    order = np.argsort(group, kind="stable")
    starts = np.flatnonzero(np.diff(group[order])) + 1
    return sorted([int(place) for place in part] for part in np.split(order, starts) if len(part) > 1)


def _near(prints: Sequence[Print], pictures: NDArray[np.uint8]) -> Iterator[_Pairs]:
    """Every way in which a photo may lie within another, a block of photos at a time."""
    index = np.stack([from_blob(each.hashes) for each in prints], axis=1)  # (crops, photos)
    queries = np.stack([query_hashes(picture) for picture in pictures], axis=1)  # (orientations, photos)
    step = max(1, _BLOCK // len(prints))
    for start in range(0, len(prints), step):
        found = list(_near_block(queries[:, start : start + step], index))
        one, orientation, other, crop = (np.concatenate(column) for column in zip(*found, strict=True))
        pairs = _Pairs(one + start, orientation, other, crop)
        yield pairs[pairs.one != pairs.other]


def _near_block(
    queries: NDArray[np.uint64], index: NDArray[np.uint64]
) -> Iterator[tuple[Places, Places, Places, Places]]:
    apart = np.empty((queries.shape[1], index.shape[1]), dtype=np.uint64)
    bits = np.empty(apart.shape, dtype=np.uint8)
    for orientation, crop in _WAYS:
        np.bitwise_xor(queries[orientation, :, None], index[crop], out=apart)
        np.bitwise_count(apart, out=bits)
        one, other = np.divmod(np.flatnonzero(bits <= DISTANCE), index.shape[1])
        yield one, np.full_like(one, orientation), other, np.full_like(one, crop)


def _agree(pictures: NDArray[np.uint8], pairs: _Pairs) -> NDArray[np.bool_]:
    """Which pairs are the same photo, once one is turned and the other cropped."""
    asking = np.empty((len(pairs.one), CELLS, CELLS), dtype=np.float32)
    answering = np.empty_like(asking)
    for orientation in np.unique(pairs.orientation):
        which = pairs.orientation == orientation
        asking[which] = turn(_patches(pictures[pairs.one[which]], CROPS[0]), int(orientation))
    for crop in np.unique(pairs.crop):
        which = pairs.crop == crop
        answering[which] = _patches(pictures[pairs.other[which]], CROPS[crop])
    same_levels = _correlation(asking, answering) >= SAME_LEVELS
    return same_levels & (_correlation(_texture(asking), _texture(answering)) >= SAME_TEXTURE)


def _patches(pictures: NDArray[np.uint8], box: Inside) -> Patches:
    """(n, 96, 96) thumbnails to averages of what lies in the box."""
    down = area_rows(box.top, box.bottom, CELLS)
    across = area_rows(box.left, box.right, CELLS)
    patches: Patches = down @ pictures.astype(np.float32) @ across.T
    return patches


def _texture(patches: Patches) -> Patches:
    """What is left when the mean of the 5 x 5 cells around is taken away."""
    padded = np.pad(patches, ((0, 0), (2, 2), (2, 2)), mode="edge")
    rows = np.add.reduce([padded[:, n : n + CELLS] for n in range(5)])
    around = np.add.reduce([rows[:, :, n : n + CELLS] for n in range(5)]) / 25
    texture: Patches = patches - around
    return texture


def _correlation(one: Patches, other: Patches) -> NDArray[np.float32]:
    """Of each pair of patches, -1..1; an even patch agrees with nothing."""
    one, other = (each - each.mean(axis=(1, 2), keepdims=True) for each in (one, other))
    shared = np.einsum("nij,nij->n", one, other)
    lengths = np.linalg.norm(one, axis=(1, 2)) * np.linalg.norm(other, axis=(1, 2))
    correlation: NDArray[np.float32] = shared / np.maximum(lengths, 1e-3)
    return correlation
