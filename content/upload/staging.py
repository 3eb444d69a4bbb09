"""Where the bytes of uploads lie until they are taken in: named by batch and number, never by what they are
called outside."""

import fcntl
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path

from content.errors import NotReady, UnknownId
from content.files import ADVICE, cause_of
from content.media import MediaFolder
from content.model import Message

BATCH = re.compile(r"[0-9a-f]{32}")
A_MINUTE = 60.0  # seconds; what is older was not written to just now


class OtherOffset(Exception):
    """What a piece would follow is not what is there; `offset` is how many bytes are."""

    def __init__(self, offset: int) -> None:
        super().__init__(offset)
        self.offset = offset


class TooMuch(Exception):
    """More bytes came than were announced."""


@dataclass
class IncomingPiece:
    """Bytes on their way behind those that are there; `left` may still come. TooMuch beyond that."""

    descriptor: int
    left: int

    def write(self, data: bytes) -> None:
        if len(data) > self.left:
            raise TooMuch
        self.left -= len(data)
        view = memoryview(data)
        while view:
            view = view[os.write(self.descriptor, view) :]


@dataclass(frozen=True, slots=True)
class Staging:
    """All uploads, under `root`."""

    root: Path

    def folder(self, batch: str) -> Path:
        """Where a batch lies; UnknownId for what is no name of one."""
        if not BATCH.fullmatch(batch):
            raise UnknownId(Message("upload.unknown"))
        return self.root / batch

    def file(self, batch: str, number: int) -> Path:
        return self.folder(batch) / f"{number:04d}"

    def media(self, batch: str) -> MediaFolder:
        """Working copies of what is not taken in yet."""
        return MediaFolder(self.folder(batch) / "media")

    def offset(self, batch: str, number: int) -> int:
        """How many bytes of a file are here."""
        try:
            return self.file(batch, number).stat().st_size
        except FileNotFoundError:
            return 0

    @contextmanager
    def piece(self, batch: str, number: int, *, offset: int, size: int) -> Iterator[IncomingPiece]:
        """A piece to write at `offset` of a file of `size` bytes. What came of it stays, however it ends.

        OtherOffset where it would not follow what is there, or another piece is being written. NotReady where
        the disk will not have it.
        """
        path = self.file(batch, number)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW
        descriptor = os.open(path, flags, 0o600)
        try:
            there = os.fstat(descriptor).st_size
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise OtherOffset(there) from None
            there = os.fstat(descriptor).st_size
            if there != offset:
                raise OtherOffset(there)
            yield IncomingPiece(descriptor, size - offset)
        except OSError as error:
            advice = ADVICE.get(error.errno or 0, Message("file.look"))
            raise NotReady(
                Message("file.cannot_be_written", path=path.name, cause=cause_of(error), advice=advice)
            ) from error
        finally:
            os.close(descriptor)

    def hash_of(self, batch: str, number: int) -> str:
        """The sha256 of what is there, in hexadecimal."""
        with self.file(batch, number).open("rb") as stream:
            return file_digest(stream, "sha256").hexdigest()

    def settle(self, batch: str, number: int) -> None:
        """Say that nobody writes to it any more: gathering leaves alone what is still being written."""
        path = self.file(batch, number)
        past = path.stat().st_mtime - A_MINUTE
        os.utime(path, (past, past))

    def drop(self, batch: str, number: int) -> None:
        self.file(batch, number).unlink(missing_ok=True)

    def clear(self, batch: str) -> None:
        """Delete all of a batch."""
        shutil.rmtree(self.folder(batch), ignore_errors=True)

    def batches(self) -> list[str]:
        """The names of what lies here, sorted."""
        if not self.root.is_dir():
            return []
        return sorted(entry.name for entry in self.root.iterdir() if BATCH.fullmatch(entry.name))

    def hand_over(self, batch: str, media: MediaFolder) -> None:
        """Move working copies and originals where everything that is taken in lies; gathering finds them
        there. What is there already stays."""
        source = self.media(batch).root
        for file in sorted(source.rglob("*")) if source.is_dir() else ():
            if file.is_file():
                goal = media.root / file.relative_to(source)
                goal.parent.mkdir(parents=True, exist_ok=True)
                if goal.exists():
                    file.unlink()
                else:
                    file.replace(goal)
