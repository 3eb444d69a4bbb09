"""Photos that come piece by piece: a break costs one piece, and the next goes on where the last ended.

Whoever sends a photo names it by 128 random bits, which nobody else knows. Its first piece tells whether it
is a photo. What no form names within a day is deleted.
"""

import os
import re
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from threading import Lock
from time import time

from content.files import sync_file
from desk.intake.photo_head import HEAD_BYTES, MOST_PIXELS, PHOTO_BYTES, PhotoHead, photo_head

UPLOAD = re.compile(r"[0-9a-f]{32}")
PIECE_BYTES = 600_000  # a piece of 512 KiB, with room
KEPT_SECONDS = 86_400.0
SWEPT_EVERY = 600.0
MOST_PARTS = 5_000


class Refused(StrEnum):
    """Why a photo is not taken; each has its own way out."""

    TOO_LARGE = "too_large"
    TOO_MANY_PIXELS = "too_many_pixels"
    VIDEO = "video"
    UNREADABLE = "unreadable"
    EMPTY = "empty"
    TOO_MANY = "too_many"


@dataclass(frozen=True, slots=True)
class PhotoPiece:
    """Where a photo's bytes go on: `at` of `size` in all."""

    upload: str
    at: int
    size: int


@dataclass
class PageUploads:
    """The photos under way in a folder."""

    folder: Path
    _lock: Lock = field(default_factory=Lock)
    _swept_at: float = 0.0

    def size(self, upload: str) -> int:
        """Bytes that are here; 0 for what is not."""
        with suppress(OSError):
            return self._file(upload).stat().st_size
        return 0

    def add(self, piece: PhotoPiece, data: bytes) -> int | Refused:
        """Add a piece where it belongs; how many bytes are here now, from where the sender goes on. One that
        is here already, or does not join, changes nothing."""
        if not 0 < piece.size <= PHOTO_BYTES or piece.at + len(data) > piece.size:
            return Refused.TOO_LARGE if piece.size > 0 else Refused.EMPTY
        with self._lock:
            here = self.size(piece.upload)
            if piece.at != here or not data:
                return here
            if here == 0 and (refused := _refused(data)):
                return refused
            if here == 0 and self._is_full():
                raise OSError("too many photos are under way")
            with self._file(piece.upload).open("ab") as file:
                file.write(data)
        return here + len(data)

    def take(self, upload: str) -> tuple[Path, PhotoHead] | Refused:
        """A photo's file, flushed to the disk, and what it is."""
        file = self._file(upload)
        try:
            with file.open("rb") as stream:
                head = stream.read(HEAD_BYTES)
                size = os.fstat(stream.fileno()).st_size
        except OSError:
            return Refused.UNREADABLE
        if size > PHOTO_BYTES:
            return Refused.TOO_LARGE
        if refused := _refused(head):
            return refused
        seen = photo_head(head)
        if seen is None:
            return Refused.UNREADABLE
        sync_file(file)
        return file, seen

    def keep(self, upload: str, data: bytes) -> None:
        """Keep a photo that came whole in a form, until the form is complete."""
        with self._file(upload).open("wb") as file:
            file.write(data)

    def forget(self, upload: str) -> None:
        self._file(upload).unlink(missing_ok=True)

    def sweep(self) -> None:
        """Delete what nobody sent for a day."""
        now = time()
        if now - self._swept_at < SWEPT_EVERY:
            return
        self._swept_at = now
        for file in self.folder.glob("*"):
            with suppress(OSError):
                if file.is_file() and now - file.stat().st_mtime > KEPT_SECONDS:
                    file.unlink()

    def _file(self, upload: str) -> Path:
        if not UPLOAD.fullmatch(upload):
            raise ValueError(upload)
        return self.folder / f"{upload}.part"

    def _is_full(self) -> bool:
        return sum(1 for _ in self.folder.glob("*.part")) >= MOST_PARTS


def _refused(head: bytes) -> Refused | None:
    """What the head of a photo tells against it."""
    if not head:
        return Refused.EMPTY
    seen = photo_head(head)
    if seen is None:
        return Refused.VIDEO if head[4:8] == b"ftyp" or head[:4] == b"\x1aE\xdf\xa3" else Refused.UNREADABLE
    if seen.pixels is not None and not 0 < seen.pixels <= MOST_PIXELS:
        return Refused.TOO_MANY_PIXELS
    return None
