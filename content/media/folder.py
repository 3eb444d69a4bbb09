"""Where pictures lie, and whether they lie there as they were written."""

import os
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from content.model import Media

SEAL = b"sishi-sha256:"  # and 32 bytes: what a working copy ends with
_DIGEST = 32
_SEALED = len(SEAL) + _DIGEST
JPEG_BEGINS, JPEG_ENDS = b"\xff\xd8", b"\xff\xd9"


@dataclass(frozen=True, slots=True)
class MediaFolder:
    """Where originals and working copies lie, both named by the sha256 of the original."""

    root: Path

    def original(self, sha: str, suffix: str) -> Path:
        return Path(f"{self.root}/original/{sha[:2]}/{sha}{suffix}")

    def working(self, sha: str) -> Path:
        return Path(f"{self.root}/working/{sha[:2]}/{sha}.jpg")

    def logo(self, sha: str) -> Path:
        return self.root / "logo" / f"{sha}.png"


def torn(folder: MediaFolder, medium: Media, *, deep: bool = False) -> tuple[bool, bool]:
    """Whether the original, and whether the working copy, is missing or not as it was written.

    A power cut leaves files empty, cut off or full of zeros at their end: sizes and ends tell these.
    `deep` reads and hashes both files whole, and so finds any changed byte.
    """
    original, working = folder.original(medium.sha256, medium.suffix), folder.working(medium.sha256)
    if deep:
        return not holds(original, medium.sha256), not is_whole_copy(working)
    return _size(original) != medium.bytes, not _ends_well(working)


def is_whole_copy(working: Path) -> bool:
    """Whether a working copy is as it was written; one from before there were seals ends as a JPEG does."""
    try:
        data = working.read_bytes()
    except OSError:
        return False
    picture, seal, digest = data[:-_SEALED], data[-_SEALED:-_DIGEST], data[-_DIGEST:]
    if seal == SEAL:
        return sha256(picture).digest() == digest
    return data.startswith(JPEG_BEGINS) and data.endswith(JPEG_ENDS)


def sealed(picture: bytes) -> bytes:
    """The JPEG with its hash after its end, where no decoder looks."""
    return picture + SEAL + sha256(picture).digest()


def holds(original: Path, sha: str) -> bool:
    """Whether the file is there with the bytes that have this hash."""
    try:
        return sha256(original.read_bytes()).hexdigest() == sha
    except OSError:
        return False


def _ends_well(working: Path) -> bool:
    try:
        with working.open("rb") as stream:
            begin = stream.read(2)
            stream.seek(-_SEALED, os.SEEK_END)
            end = stream.read()
    except OSError:  # not there, or too short to seek in
        return False
    return begin == JPEG_BEGINS and (end.startswith(SEAL) or end.endswith(JPEG_ENDS))


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return -1
