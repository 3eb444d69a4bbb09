"""What uploaded photos look like before they are taken in: measured as the night does, held against all that
is here and against measured other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from content.model import Features, FileState, Media, Message, Twin, UploadFile
from content.score.features import VERSION
from content.score.phash import BLOB
from content.score.stage import measure_all
from content.shortlist.duplicates import WHOLE, SmallPictures, index_of, pictures_of, same_photos
from content.store import Store
from content.workers import Completed
from services.context import Context
from services.uploads import staging

AT_ONCE = 24  # files looked at in one go: about a second
ALIKE = 6  # bits of 64 between the hashes of two pictures that a person should see beside measured other
UNPRINTED = 2_000  # photos of today that no night compared yet


@dataclass(frozen=True, slots=True)
class _Known:
    """Photos that are here: their hashes as an index, and how to get at their thumbnails."""

    names: Sequence[str]
    index: NDArray[np.uint64]
    small: Mapping[str, bytes]


def look(context: Context, batch_id: str, most: int = AT_ONCE) -> int:
    """Look at so many files that nobody looked at yet; how many are left."""
    with context.open_store(reading=True) as store:
        batch = store.uploads.batch(batch_id)
    new = [file for file in batch.photos if file.state is FileState.HERE and not file.looked]
    if not new:
        return 0
    seen = _looked_at(context, batch_id, new[:most])
    with context.open_store() as store:
        for file in seen:
            store.uploads.put_file(batch_id, file, context.clock())
    return len(new) - len(seen)


def _looked_at(context: Context, batch_id: str, files: Sequence[UploadFile]) -> list[UploadFile]:
    features = _measured(context, batch_id, files)
    with context.open_store(reading=True) as store:
        earlier = {
            sha: measured
            for sha, measured in store.upload_measures.of_batch(batch_id).items()
            if sha not in features
        }
        batch = store.uploads.batch(batch_id)
        twins = _twins(context, store, features, earlier)
        exact = store.upload_measures.showing([file.sha256 for file in files])
        elsewhere = store.uploads.in_other_batches(batch_id, [file.sha256 for file in files])
        showing = store.upload_measures.showing({sha for matches in twins.values() for sha, _, _ in matches})
    with context.open_store() as store:
        store.upload_measures.add(batch_id, features)
    first = {file.sha256: file.number for file in reversed(batch.photos) if file.sha256}
    return [
        replace(
            file,
            looked=True,
            twin=_twin(file, exact, first, elsewhere)
            or _near(file, twins.get(file.sha256, ()), showing, first),
            doubt=_doubt(context, file, features.get(file.sha256)),
        )
        for file in files
    ]


def _measured(context: Context, batch_id: str, files: Sequence[UploadFile]) -> dict[str, Features]:
    media, workspace = staging(context).media(batch_id), context.workspace
    pictures = {
        file.sha256: Media(file.sha256, file.suffix, file.width, file.height, file.bytes) for file in files
    }
    outcomes = measure_all(list(pictures.values()), media, context.workers, workspace.face_search)
    return {sha: end.value for sha, end in outcomes.items() if isinstance(end, Completed)}


def _twin(
    file: UploadFile,
    exact: Mapping[str, tuple[str, Media]],
    first: Mapping[str, int],
    elsewhere: set[str],
) -> Twin | None:
    """The very same file: here already, earlier in this batch, or being sent by somebody else."""
    if file.sha256 in exact:
        return Twin(submission=exact[file.sha256][0])
    if first.get(file.sha256, file.number) < file.number:
        return Twin(file=first[file.sha256])
    return Twin() if file.sha256 in elsewhere else None


def _near(
    file: UploadFile,
    matches: Sequence[tuple[str, bool, int]],
    showing: Mapping[str, tuple[str, Media]],
    first: Mapping[str, int],
) -> Twin | None:
    """The closest of the photos that it is, or that look much like it; those that are here go first."""
    for sha, same, distance in sorted(
        matches, key=lambda measured: (not measured[1], measured[0] not in showing, measured[2])
    ):
        if sha in showing:
            key, medium = showing[sha]
            larger = file.width * file.height > medium.width * medium.height
            return Twin(submission=key, same=same, distance=distance, larger=larger)
        if first.get(sha, file.number) < file.number:
            return Twin(file=first[sha], same=same, distance=distance)
    return None


def _doubt(context: Context, file: UploadFile, features: Features | None) -> Message | None:
    """Why the shortlist would pass it over, by the gates that look at the picture alone."""
    rules = context.workspace.settings.shortlist
    if features is None:
        return Message("shortlist.not_measured")
    light, focus = features.values["p95"], features.values["foc_best"]
    if min(file.width, file.height) < rules.min_side:
        return Message("upload.small", side=min(file.width, file.height), least=rules.min_side)
    if light < rules.min_light:
        return Message("upload.dark")
    return Message("upload.blurred") if focus < rules.min_focus else None


def _twins(
    context: Context, store: Store, features: Mapping[str, Features], earlier: Mapping[str, Features]
) -> dict[str, list[tuple[str, bool, int]]]:
    """sha256 -> (another's sha256, whether it is the same photo, bits between their hashes)."""
    known = _known(store, features, earlier)

    def thumbnails(places: Sequence[int]) -> SmallPictures:
        wanted = [known.names[place] for place in places]
        missing = {sha for sha in wanted if sha not in known.small}
        with context.open_store(reading=True) as reading:
            small = {**known.small, **reading.curation.thumbnails(missing)}
        return pictures_of([small[sha] for sha in wanted])

    pictures = pictures_of([measured.thumbnail for measured in features.values()])
    if not len(pictures):
        return {}
    pairs = same_photos(pictures, known.index, thumbnails, both_ways=True)
    same = {(known.names[first], known.names[other]) for first, other in pairs}
    same |= {(other, first) for first, other in same}
    bits = _bits(known.index[WHOLE], len(features))
    return {
        sha: [
            (other, (sha, other) in same, int(bits[place, there]))
            for there, other in enumerate(known.names)
            if other != sha and ((sha, other) in same or bits[place, there] <= ALIKE)
        ]
        for place, sha in enumerate(features)
    }


def _bits(hashes: NDArray[np.uint64], new: int) -> NDArray[np.uint8]:
    """(new, all): in how many bits the hashes of whole pictures differ."""
    bits: NDArray[np.uint8] = np.bitwise_count(hashes[:new, None] ^ hashes[None, :])
    return bits


def _known(store: Store, features: Mapping[str, Features], earlier: Mapping[str, Features]) -> _Known:
    """The new ones first, as `same_photos` wants it; then this batch's, today's, and all of the nights'."""
    today = store.curation.unprinted(VERSION, UNPRINTED)
    blobs = {sha: measured.hashes for sha, measured in [*features.items(), *earlier.items(), *today.items()]}
    for sha, hashes in store.curation.prints():
        if len(hashes) == BLOB:
            blobs.setdefault(sha, hashes)
    small = {
        sha: measured.thumbnail for sha, measured in [*today.items(), *earlier.items(), *features.items()]
    }
    return _Known(list(blobs), index_of(bytearray(b"".join(blobs.values()))), small)
