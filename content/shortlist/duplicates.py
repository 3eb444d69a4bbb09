"""Image deduplication: photos that are the same photo, cropped, mirrored, turned, framed, resized or
recompressed.

Two steps. Hashes that lie near each other name the pairs to look at, and how one lies within the other
(hash_index). Then the two thumbnails are laid over each other that way and fitted (align), and only a pair
that agrees (agreement) is the same photo. Two shots of one scene are different photos.
docs/measures/curation.md.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from content.score.frame import Inside
from content.score.phash import (
    BANDS,
    CROPS,
    ORIENTATIONS,
    Dct,
    area_rows,
    crop_dcts,
    from_blob,
    hashes_of,
    turn,
    turned,
)
from content.score.thumbnail import COLOURS, colours_of, levels_of
from content.shortlist.agreement import Tints, correlation, same_photo
from content.shortlist.align import CELLS, Overlay, Patches, maps_of, overlay, tints_within
from content.shortlist.hash_index import asking_with, meet

UNFITTED = 0.5  # least correlation of levels before they are fitted: of 99 copies in 100 it is more
WHOLE = 0  # the place of the whole picture in CROPS
_LAID_OVER = 512  # pairs of thumbnails in one go
_FITTED = 256  # pairs fitted in one go: 40 MB
_ASKING = 2048  # photos that ask in one go ...
_WAYS = 8  # ... in so many ways: what that takes stays below 100 MB
# A turned photo is met by the crops about the middle only: to cut one side as well is rare.
_MIDDLE = tuple(n for n, box in enumerate(CROPS) if box.top + box.bottom == 1 == box.left + box.right)

_BOXES = np.array([(box.top, box.bottom, box.left, box.right) for box in CROPS], dtype=np.float32)

Places = NDArray[np.intp]
Thumbnails = Callable[[Sequence[int]], "SmallPictures"]


@dataclass(frozen=True, slots=True)
class SmallPictures:
    """(n, 96, 96) grey levels and (n, 12, 12, 2) colours."""

    levels: NDArray[np.uint8]
    colours: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.levels)

    def __getitem__(self, which: Places | slice | list[int]) -> "SmallPictures":
        return SmallPictures(self.levels[which], self.colours[which])


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
    """(crops, n) hashes, a row for each of CROPS, of the photos' blobs one after the other."""
    return np.ascontiguousarray(from_blob(blobs).reshape(-1, len(CROPS)).T)


def pictures_of(thumbnails: Sequence[bytes]) -> SmallPictures:
    """What packed thumbnails (content.score.thumbnail) show."""
    return SmallPictures(levels_of(thumbnails), colours_of(thumbnails))


def same_photos(
    pictures: SmallPictures, index: NDArray[np.uint64], thumbnails: Thumbnails, *, both_ways: bool = False
) -> list[tuple[int, int]]:
    """(place in `pictures`, place in the index) of each two that are the same photo, ascending.

    The index holds the pictures themselves first, in their order; a photo is no copy of itself. One side asks
    whether it lies within the other; `both_ways` asks also whether the other lies within it, which is needed
    where the index holds more than the pictures. `thumbnails` gives those of places in the index.
    """
    same: set[tuple[int, int]] = set()
    for start in range(0, len(pictures), _ASKING):
        pairs = _likely(pictures.levels[start : start + _ASKING], index, start, both_ways=both_ways)
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
        own = [(crop, way) for crop in range(1, BANDS.start) for way in _orientations(crop)]
        parts += [_met(dcts, own[n : n + _WAYS], index, WHOLE) for n in range(0, len(own), _WAYS)]
    pairs = _Pairs(
        *(np.concatenate(column) for column in zip(*(part.columns() for part in parts), strict=True))
    )
    return _likeliest(replace(pairs, photo=pairs.photo + start))


def _met(dcts: Dct, ways: Sequence[tuple[int, int]], index: NDArray[np.uint64], crop: int) -> _Pairs:
    """The pictures whose own crop, turned, lies near a crop in the index; `ways` are (crop, orientation)."""
    asking = asking_with(*hashes_of(np.concatenate([turned(dcts[own], way) for own, way in ways])))
    met = meet(asking, index[crop])
    way, photo = np.divmod(met.asking, dcts.shape[1])
    own, orientation = np.array(ways, dtype=np.intp)[way].T
    return _Pairs(photo, own, orientation, met.known, np.full(len(photo), crop, np.intp), met.cost)


def _likeliest(pairs: _Pairs) -> _Pairs:
    """Of all ways in which two photos may be one, the cheapest, and the cheapest by a band."""
    pairs = pairs[np.flatnonzero(pairs.photo != pairs.other)]
    by_band = pairs.crop >= BANDS.start
    order = np.lexsort((pairs.cost, by_band, pairs.other, pairs.photo))
    pairs, by_band = pairs[order], by_band[order]
    first = np.ones(len(pairs.photo), dtype=bool)
    first[1:] = np.any([np.diff(column) != 0 for column in (pairs.photo, pairs.other, by_band)], axis=0)
    return pairs[np.flatnonzero(first)]


def _ways(crop: int) -> list[tuple[int, int]]:
    """Which crop of one's own, turned how, asks for a crop; behind text or stickers its own like."""
    if crop in BANDS:
        return [(crop, 0)]
    return [(WHOLE, way) for way in _orientations(crop)]


def _orientations(crop: int) -> range:
    return range(len(ORIENTATIONS)) if crop in _MIDDLE else range(1)


def _agree(pictures: SmallPictures, others: SmallPictures, pairs: _Pairs) -> NDArray[np.bool_]:
    """Which pairs are the same photo, once both are cropped, one is turned, and the box is fitted."""
    asking, answering = _cropped(pictures.levels, pairs.own), _cropped(others.levels, pairs.crop)
    tints = tints_within(pictures.colours, maps_of(_BOXES[pairs.own])).swapaxes(1, 2)
    tints = tints.reshape(-1, 2, COLOURS, COLOURS)
    for orientation in np.unique(pairs.orientation):
        which = pairs.orientation == orientation
        asking[which] = turn(asking[which], int(orientation))
        for channel in (0, 1):
            tints[which, channel] = turn(tints[which, channel], int(orientation))
    tints = tints.reshape(len(tints), 2, -1).swapaxes(1, 2)
    agreed = same_photo(asking, *_unfitted(answering, tints, others.colours, _BOXES[pairs.crop]))
    likely = np.flatnonzero(~agreed & (correlation(asking, answering) >= UNFITTED))
    for start in range(0, len(likely), _FITTED):
        some = likely[start : start + _FITTED]
        fitted = overlay(asking[some], others.levels[some], _BOXES[pairs.crop[some]])
        under = tints_within(others.colours[some], fitted.maps)
        own = tints[some] * under.any(axis=2, keepdims=True)
        agreed[some] = same_photo(asking[some], fitted, (own, under))
    return agreed


def _unfitted(
    answering: Patches, tints: Tints, colours: NDArray[np.uint8], boxes: NDArray[np.float32]
) -> tuple[Overlay, tuple[Tints, Tints]]:
    """What lies in the boxes as they are named: most copies agree there, and fitting costs the most."""
    maps = maps_of(boxes)
    everywhere = np.ones_like(answering), np.ones(len(answering), dtype=bool)
    return Overlay(answering, *everywhere, maps), (tints, tints_within(colours, maps))


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
