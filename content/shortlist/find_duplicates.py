"""Deduplication: looks for each new photo among all there ever were, once; matches stay known."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from content.model import Features
from content.score.features import VERSION
from content.score.phash import BLOB
from content.shortlist.duplicates import SmallPictures, index_of, pictures_of, same_photos
from content.shortlist.looks import look_of
from content.store import OpenStore

AT_ONCE = 8192  # new photos: their thumbnails take 78 MB


def recognise(open_store: OpenStore) -> int:
    """Look for every photo that was not looked for yet; how many they were."""
    looked_for = 0
    while new := _batch(open_store):
        looked_for += len(new)
    return looked_for


def _batch(open_store: OpenStore) -> dict[str, Features]:
    with open_store(reading=True) as store:
        new = store.curation.unprinted(VERSION, AT_ONCE)
        known, index = _index(new, store.curation.prints() if new else ())
    if not new:
        return new

    def thumbnails(places: Sequence[int]) -> SmallPictures:
        wanted = [known[place] for place in places]
        with open_store(reading=True) as store:
            others = store.curation.thumbnails(wanted)
        return pictures_of([others[sha256] for sha256 in wanted])

    pictures = pictures_of([features.thumbnail for features in new.values()])
    pairs = same_photos(pictures, index, thumbnails, both_ways=len(known) > len(new))
    prints = {sha: (features.hashes, look_of(features.thumbnail)) for sha, features in new.items()}
    with open_store() as store:
        store.curation.add_prints(prints, [(known[first], known[second]) for first, second in pairs], VERSION)
    return new


def _index(
    new: dict[str, Features], prints: Iterable[tuple[str, bytes]]
) -> tuple[list[str], NDArray[np.uint64]]:
    """The media in the order of the index, and the index: the new ones first, as `same_photos` wants it."""
    known, blobs = list(new), bytearray(b"".join(features.hashes for features in new.values()))
    for sha256, hashes in prints:
        if sha256 not in new and len(hashes) == BLOB:  # what has other crops is measured again first
            known.append(sha256)
            blobs += hashes
    return known, index_of(blobs)
