"""Image deduplication: photos that are the same photo, cropped, mirrored, turned, framed, resized or
recompressed.

Two steps. Hashes that lie near each other name the pairs to look at, and how one lies within the other
(hash_index). Then the two thumbnails are laid over each other that way and fitted (align), and only a pair
that agrees in levels and in texture is the same photo, or one that does in most of its parts, where text or
stickers cover the others. Two shots of one scene are different photos. docs/measures/curation.md.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from content.score.frame import Inside
from content.score.phash import (
    CROPS,
    ORIENTATIONS,
    SIDE,
    Dct,
    area_rows,
    crop_dcts,
    from_blob,
    hashes_of,
    turn,
    turned,
)
from content.shortlist.align import CELLS, Patches, overlay
from content.shortlist.hash_index import KEYS, KeyIndex, asking_with, meet

SAME_LEVELS = 0.8  # correlation of the aligned thumbnails
SAME_TEXTURE = 0.94  # the same with the soft shading taken out: two shirts on a floor have the same shading
UNFITTED = 0.5  # least correlation of levels before they are fitted: of 99 copies in 100 it is more
SURE_TEXTURE = 0.95  # from here on nothing needs to be fitted
BLOCK = 8  # cells a side of the parts that are compared one by one
SAME_PART = 0.9  # correlation of a part's texture
MOST_PARTS = 0.6  # of the parts that have any texture
FEWEST_PARTS = 7
HAS_TEXTURE = 2.0  # grey levels of standard deviation
WHOLE = 0  # the place of the whole picture in CROPS
_LAID_OVER = 2048  # pairs of thumbnails in one go
_FITTED = 256  # pairs fitted in one go: 40 MB
_ASKING = 2048  # photos that ask in one go ...
_WAYS = 11  # ... in so many ways: what that takes stays below 100 MB
# A turned photo is met by the crops about the middle only: to cut one side as well is rare.
_MIDDLE = tuple(n for n, box in enumerate(CROPS) if box.top + box.bottom == 1 == box.left + box.right)

# What is mostly left where text or stickers stand at the top or at the bottom.
_UNCOVERED = (3, 4, 6)  # places in CROPS: the middle, all but the upper fifth, all but the lower
_BOXES = np.array([(box.top, box.bottom, box.left, box.right) for box in CROPS], dtype=np.float32)

Places = NDArray[np.intp]
Thumbnails = Callable[[Sequence[int]], NDArray[np.uint8]]


@dataclass(frozen=True, slots=True)
class Print:
    """What a photo is recognised by: `hashes` and `thumbnail` as in Features."""

    hashes: bytes
    thumbnail: bytes


@dataclass(frozen=True, slots=True)
class _Pairs:
    """How a crop of `photo`, turned, may be a crop of `other`: arrays of one length. `cost` as in meeting."""

    photo: Places
    own: Places
    orientation: Places
    other: Places
    crop: Places
    cost: NDArray[np.float32]

    def __getitem__(self, which: NDArray[np.intp] | slice) -> "_Pairs":
        return _Pairs(*(column[which] for column in self.columns()))

    def columns(self) -> tuple[Any, ...]:
        return self.photo, self.own, self.orientation, self.other, self.crop, self.cost


def clusters(prints: Sequence[Print]) -> list[list[int]]:
    """The groups of two or more that are the same photo, as ascending places in `prints`, by first place."""
    pictures = pictures_of([fingerprint.thumbnail for fingerprint in prints])
    index = index_of(b"".join(fingerprint.hashes for fingerprint in prints))
    return groups(len(prints), same_photos(pictures, index, lambda places: pictures[list(places)]))


def groups(count: int, pairs: Sequence[tuple[int, int]]) -> list[list[int]]:
    """The places 0..count-1 that pairs connect, two or more of them together, each group ascending."""
    leader = list(range(count))

    def first_of(place: int) -> int:
        while leader[place] != place:
            leader[place] = place = leader[leader[place]]
        return place

    for first, second in pairs:
        low, high = sorted((first_of(first), first_of(second)))
        leader[high] = low
    members: dict[int, list[int]] = {}
    for place in range(count):
        members.setdefault(first_of(place), []).append(place)
    return [group for group in members.values() if len(group) > 1]


def index_of(blobs: bytes | bytearray) -> NDArray[np.uint64]:
    """(18, n) hashes, a row for each of CROPS, of the photos' blobs one after the other."""
    return np.ascontiguousarray(from_blob(blobs).reshape(-1, len(CROPS)).T)


def pictures_of(thumbnails: Sequence[bytes]) -> NDArray[np.uint8]:
    """(n, 96, 96)."""
    return np.frombuffer(b"".join(thumbnails), dtype=np.uint8).reshape(-1, SIDE, SIDE)


def same_photos(
    pictures: NDArray[np.uint8], index: NDArray[np.uint64], thumbnails: Thumbnails, *, both_ways: bool = False
) -> list[tuple[int, int]]:
    """(place in `pictures`, place in the index) of each two that are the same photo, ascending.

    The index holds the pictures themselves first, in their order; a photo is no copy of itself. One side asks
    whether it lies within the other; `both_ways` asks also whether the other lies within it, which is needed
    where the index holds more than the pictures. `thumbnails` gives those (96, 96) of places in the index.
    """
    same: set[tuple[int, int]] = set()
    for start in range(0, len(pictures), _ASKING):
        pairs = _likely(pictures[start : start + _ASKING], index, start, both_ways=both_ways)
        for first in range(0, len(pairs.photo), _LAID_OVER):
            chunk = pairs[slice(first, first + _LAID_OVER)]
            others = thumbnails(chunk.other.tolist())
            agreed = chunk[np.flatnonzero(_agree(pictures[chunk.photo], others, chunk))]
            same.update(zip(agreed.photo.tolist(), agreed.other.tolist(), strict=True))
    return sorted(same)


def _likely(pictures: NDArray[np.uint8], index: NDArray[np.uint64], start: int, *, both_ways: bool) -> _Pairs:
    """The likeliest way in which each picture may be the same as another, where there is one."""
    dcts = crop_dcts(pictures)
    parts = [_met(dcts, _ways(crop), index, crop) for crop in range(len(CROPS))]
    if both_ways:
        own = [(crop, way) for crop in range(1, len(CROPS)) for way in _orientations(crop)]
        parts += [_met(dcts, own[n : n + _WAYS], index, WHOLE) for n in range(0, len(own), _WAYS)]
    pairs = _Pairs(
        *(np.concatenate(column) for column in zip(*(part.columns() for part in parts), strict=True))
    )
    return _likeliest(replace(pairs, photo=pairs.photo + start))


def _met(dcts: Dct, ways: Sequence[tuple[int, int]], index: NDArray[np.uint64], crop: int) -> _Pairs:
    """The pictures whose own crop, turned, lies near a crop in the index; `ways` are (crop, orientation)."""
    asking = asking_with(*hashes_of(np.concatenate([turned(dcts[own], way) for own, way in ways])))
    met = meet(asking, index[crop], [KeyIndex(index[crop], key) for key in range(KEYS)])
    way, photo = np.divmod(met.asking, dcts.shape[1])
    own, orientation = np.array(ways, dtype=np.intp)[way].T
    return _Pairs(photo, own, orientation, met.known, np.full(len(photo), crop, np.intp), met.cost)


def _likeliest(pairs: _Pairs) -> _Pairs:
    """Of all ways in which two photos may be one, that of the least cost; no photo with itself."""
    pairs = pairs[np.flatnonzero(pairs.photo != pairs.other)]
    pairs = pairs[np.lexsort((pairs.cost, pairs.other, pairs.photo))]
    first = np.ones(len(pairs.photo), dtype=bool)
    first[1:] = (np.diff(pairs.photo) != 0) | (np.diff(pairs.other) != 0)
    return pairs[np.flatnonzero(first)]


def _ways(crop: int) -> list[tuple[int, int]]:
    """Which crop of one's own, turned how, asks for a crop; behind text or stickers its own like."""
    return [(WHOLE, way) for way in _orientations(crop)] + [(crop, 0)] * (crop in _UNCOVERED)


def _orientations(crop: int) -> range:
    return range(len(ORIENTATIONS)) if crop in _MIDDLE else range(1)


def _agree(pictures: NDArray[np.uint8], others: NDArray[np.uint8], pairs: _Pairs) -> NDArray[np.bool_]:
    """Which pairs are the same photo, once both are cropped, one is turned, and the box is fitted."""
    asking, answering = _cropped(pictures, pairs.own), _cropped(others, pairs.crop)
    for orientation in np.unique(pairs.orientation):
        which = pairs.orientation == orientation
        asking[which] = turn(asking[which], int(orientation))
    levels = _correlation(asking, answering)
    agreed = (levels >= SAME_LEVELS) & (_correlation(_texture(asking), _texture(answering)) >= SURE_TEXTURE)
    unsure = np.flatnonzero(~agreed & (levels >= UNFITTED))
    for start in range(0, len(unsure), _FITTED):
        some = unsure[start : start + _FITTED]
        agreed[some] = _agree_once_fitted(asking[some], others[some], _BOXES[pairs.crop[some]])
    return agreed


def _agree_once_fitted(
    asking: Patches, others: NDArray[np.uint8], boxes: NDArray[np.float32]
) -> NDArray[np.bool_]:
    fitted = overlay(asking, others, boxes)
    own = _texture(asking) * fitted.inside
    under = _texture(fitted.levels) * fitted.inside
    same_levels = _correlation(asking * fitted.inside, fitted.levels * fitted.inside) >= SAME_LEVELS
    same = same_levels & (_correlation(own, under) >= SAME_TEXTURE)
    agreed: NDArray[np.bool_] = fitted.is_sound & (same | _agree_in_parts(own, under))
    return agreed


def _agree_in_parts(first: Patches, second: Patches) -> NDArray[np.bool_]:
    """Whether most parts of two textures agree, of those that have any."""
    own, under = _parts_of(first), _parts_of(second)
    spreads = np.linalg.norm(own, axis=2), np.linalg.norm(under, axis=2)
    has_texture = np.maximum(*spreads) >= HAS_TEXTURE * BLOCK
    same = (own * under).sum(axis=2) >= SAME_PART * np.maximum(spreads[0] * spreads[1], 1e-3)
    textured, agreeing = has_texture.sum(axis=1), (same & has_texture).sum(axis=1)
    agreed: NDArray[np.bool_] = (textured >= FEWEST_PARTS) & (agreeing >= MOST_PARTS * textured)
    return agreed


def _parts_of(texture: Patches) -> Patches:
    """(n, 16, 64), each part about its own mean."""
    many = CELLS // BLOCK
    parts = texture.reshape(-1, many, BLOCK, many, BLOCK).swapaxes(2, 3).reshape(-1, many**2, BLOCK**2)
    centred: Patches = parts - parts.mean(axis=2, keepdims=True)
    return centred


def _cropped(pictures: NDArray[np.uint8], crops: Places) -> Patches:
    patches = np.empty((len(pictures), CELLS, CELLS), dtype=np.float32)
    for crop in np.unique(crops):
        which = crops == crop
        patches[which] = _patches(pictures[which], CROPS[crop])
    return patches


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


def _correlation(first: Patches, second: Patches) -> NDArray[np.float32]:
    """Of each pair of patches, -1..1; an even patch agrees with nothing."""
    first, second = (patch - patch.mean(axis=(1, 2), keepdims=True) for patch in (first, second))
    shared = np.einsum("nij,nij->n", first, second)
    lengths = np.linalg.norm(first, axis=(1, 2)) * np.linalg.norm(second, axis=(1, 2))
    correlation: NDArray[np.float32] = shared / np.maximum(lengths, 1e-3)
    return correlation
