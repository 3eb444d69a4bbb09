"""Files: those from outside read within limits, ours written so that they are there whole or not at all.

What other people put on the disk may be a pipe that never ends, a device, or a gigabyte of keys. Whoever
opens such a path goes through `open_regular`, `read_limited` or `read_text`; their errors are OSErrors.
"""

import ctypes
import errno
import os
import stat
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from content.errors import NotReady, SishiError
from content.formats import BadToml
from content.messages import render
from content.model import Message
from content.validation import BadValue

# The most bytes read of a file from outside, by what it is; docs/sources.md says them to people.
SIDECAR_BYTES = 256_000  # a caption of 10,000 characters has some 30,000; the rest are names
INDEX_BYTES = 20_000_000  # 100,000 rows of 200 bytes, ten times the photos of a large community
TABLE_BYTES = 20_000_000  # as above, for groups, products, members, stories, consents, orders, days
MARKUP_BYTES = 2_000_000  # of tables in YAML and TOML, parsed at 0.2 MB/s: 4,000 stories; CSV takes more
SETTINGS_BYTES = 1_000_000  # sishi.toml, brand.toml, days.toml, words and templates, all written by hand
DATA_BYTES = 200_000_000  # plans, batches and chat exports in JSON, which are read whole
FONT_BYTES = 100_000_000  # Chinese fonts of many weights have some 30,000,000
PICTURE_BYTES = 40_000_000  # a phone's largest photo is a quarter of it

_FREE, _CHECK = Message("file.free_some_space"), Message("file.check_rights")
ADVICE = {
    errno.ENOSPC: _FREE,
    errno.EDQUOT: _FREE,
    errno.EROFS: Message("file.make_writable"),
    errno.EACCES: _CHECK,
    errno.EPERM: _CHECK,
}
_KINDS = (
    (stat.S_ISDIR, Message("file.is_folder")),
    (stat.S_ISFIFO, Message("file.is_pipe")),
    (stat.S_ISSOCK, Message("file.is_socket")),
    (stat.S_ISCHR, Message("file.is_device")),
    (stat.S_ISBLK, Message("file.is_device")),
    (stat.S_ISLNK, Message("file.is_link")),
)
# What the system calls most often say. Others are quoted in the system's English.
_SYSTEM = {
    errno.ENOENT: Message("file.not_there"),
    errno.EACCES: Message("file.denied"),
    errno.EISDIR: Message("file.directory"),
    errno.ENOTDIR: Message("file.no_directory"),
    errno.ENOSPC: Message("file.disk_full"),
    errno.EROFS: Message("file.read_only"),
    errno.ENAMETOOLONG: Message("file.name_too_long"),
}


class Unusable(OSError):
    """A file from outside that is not read, whatever is in it; its message is one clause."""

    def __init__(self, number: int, message: Message, path: str) -> None:
        super().__init__(number, render(message, "en"), path)
        self.message = message

    def __str__(self) -> str:
        return render(self.message, "en")

    def __reduce__(self) -> tuple[type["Unusable"], tuple[int, Message, str]]:
        return type(self), (self.errno or 0, self.message, self.filename)


class NotAFile(Unusable):
    """A pipe, a socket, a device or a folder stands where a file is expected."""


class TooLarge(Unusable):
    """The file has more bytes than are read of its kind."""


def open_regular(path: Path | str) -> BinaryIO:
    """The file, to be read. NotAFile for anything else, at once: a pipe or a device is never waited for."""
    # O_NONBLOCK: opening a pipe that nobody writes to would wait for ever. Regular files do not heed it.
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        if error.errno != errno.ENXIO:
            raise
        raise _not_a_file(Message("file.is_socket"), path) from error
    try:
        kind = kind_of(os.fstat(descriptor).st_mode)
        if kind:
            raise _not_a_file(kind, path)
        return os.fdopen(descriptor, "rb")
    except BaseException:
        os.close(descriptor)
        raise


def _not_a_file(kind: Message, path: Path | str) -> NotAFile:
    return NotAFile(errno.EINVAL, Message("file.no_file", kind=kind), str(path))


def kind_of(mode: int) -> Message | None:
    """What else than a regular file a mode of `os.stat` tells of, such as a named pipe; None for a file."""
    if stat.S_ISREG(mode):
        return None
    return next((kind for test, kind in _KINDS if test(mode)), Message("file.is_other"))


def cause_of(error: Exception) -> Message | str:
    """Why something failed, for the {cause} of a message. What nobody has worded is quoted in English."""
    if isinstance(error, (Unusable, SishiError, BadValue)):
        return error.message
    if isinstance(error, BadToml):
        return error.fault.message
    if isinstance(error, UnicodeDecodeError):
        return Message("file.not_utf8", at=error.start)
    if isinstance(error, OSError) and error.strerror:
        return _SYSTEM.get(error.errno or 0, error.strerror)
    return str(error)


def read_limited(path: Path, most: int) -> bytes:
    """All bytes of a regular file. TooLarge if there are more than `most`, of which no more are read."""
    with open_regular(path) as stream:
        size = os.fstat(stream.fileno()).st_size
        data = stream.read(size + 1) if size <= most else b""  # room for as much as there may be costs time
        if len(data) > size:  # it grows, or it is one whose size nobody tells
            data += stream.read(most + 1 - len(data))
    if size > most or len(data) > most:
        reason = Message("file.too_many_bytes", bytes=max(size, len(data)), most=most)
        raise TooLarge(errno.EFBIG, reason, str(path))
    return data


def read_text(path: Path, most: int = SETTINGS_BYTES) -> str:
    """UTF-8 of a regular file with at most `most` bytes; otherwise OSError or UnicodeDecodeError."""
    return read_limited(path, most).decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")


def write_whole(path: Path, data: bytes, mode: int = 0o666, *, flushed: bool = True) -> None:
    """Write beside it, flush to the disk, rename. What a power cut leaves is the old file, or the new one.

    `mode` are its rights from its first byte on, less those that the umask takes. Not `flushed`: whoever
    writes many files flushes them together (`sync_filesystem`) before anything says that they are there.
    NotReady where the disk will not have it; then nothing is left behind.
    """
    folder, name = os.path.split(path)  # strings and descriptors: half of what paths and streams take
    part = os.path.join(folder, f".{name}.{os.getpid()}.part")  # noqa: PTH118 - as above
    try:
        _write(part, data, mode, flushed=flushed)
        os.replace(part, path)  # noqa: PTH105 - as above
        if flushed:
            sync_folder(folder or ".")
    except OSError as error:
        _forget(part)
        advice = ADVICE.get(error.errno or 0, Message("file.look"))
        raise NotReady(
            Message("file.cannot_be_written", path=str(path), cause=cause_of(error), advice=advice)
        ) from error
    except BaseException:
        _forget(part)
        raise


def _write(file: str, data: bytes, mode: int, *, flushed: bool) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC
    try:
        descriptor = os.open(file, flags, mode)
    except FileNotFoundError:  # seldom: there are 256 folders
        os.makedirs(os.path.dirname(file), exist_ok=True)  # noqa: PTH103, PTH120 - a string, as it came
        descriptor = os.open(file, flags, mode)
    try:
        left = memoryview(data)
        while left:
            left = left[os.write(descriptor, left) :]
        if flushed:
            os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_filesystem(folder: Path) -> None:
    """Flush all that was written to the disk that the folder lies on, files and their names; one call does
    for hundreds. NotReady where the disk will not have it."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        if _SYNCFS is None:
            os.sync()
        elif _SYNCFS(descriptor) != 0:
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    except OSError as error:
        advice = ADVICE.get(error.errno or 0, Message("file.look"))
        raise NotReady(
            Message("file.cannot_be_written", path=str(folder), cause=cause_of(error), advice=advice)
        ) from error
    finally:
        os.close(descriptor)


_SYNCFS = getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None)  # of Linux alone


def sync_file(path: Path) -> None:
    """Flush what was written to the file to its disk."""
    with path.open("rb") as stream:
        os.fsync(stream.fileno())


def sync_folder(folder: str | Path) -> None:
    """Flush the names in a folder to the disk: a file renamed into it is there after a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):  # file systems that know no such thing
            raise
    finally:
        os.close(descriptor)


def _forget(part: str) -> None:
    with suppress(OSError):  # it, or its folder, is not there or not ours
        os.unlink(part)  # noqa: PTH108 - a string, as it came
