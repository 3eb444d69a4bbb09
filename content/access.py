"""Who may read what a workspace holds: its owner alone, whatever the umask was when it was made.

Members' photos, names and words lie in var/, and the secrets of running servers.
"""

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

FOLDER, FILE = 0o700, 0o600
OTHERS = 0o077
BESIDE_A_DATABASE = (
    "-wal",
    "-shm",
    "-journal",
)  # what SQLite keeps beside its file, with the file's own rights


def make_private(folder: Path) -> None:
    """Make a folder that its owner alone may enter. One that is there is closed if it is ours. OSError."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError):
        folder.mkdir(mode=FOLDER)
    close_to_others(folder)


def make_private_file(file: Path) -> None:
    """An empty file that its owner alone may read; one that is there is closed if it is ours. OSError."""
    with suppress(FileExistsError):
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, FILE))
    close_to_others(file)


def close_to_others(path: Path) -> None:
    """Take from others what rights they have, where it is there and ours; else `sishi doctor` says so."""
    with suppress(OSError):
        status = path.stat()
        if status.st_uid == os.geteuid() and status.st_mode & OTHERS:
            path.chmod(stat.S_IMODE(status.st_mode) & ~OTHERS)


def database_files(file: Path) -> Iterator[Path]:
    """The SQLite file and what lies beside it."""
    yield file
    for ending in BESIDE_A_DATABASE:
        yield file.with_name(file.name + ending)


def is_open_to_others(path: Path) -> bool:
    """Whether another user of the machine has any right to it."""
    try:
        return bool(path.stat().st_mode & OTHERS)
    except OSError:
        return False
