"""The folder of the submission page: what lies where, and who writes it.

    published/   the house writes, the page reads: site.json, brand pictures, status/ of each submission
    drop/        the page writes, the house takes: DAY/REF/ with entry.json and the photos
    requests/    the page writes, the house takes: REF.json, a submission that is to be withdrawn
    receipts/    the page's own: what a code stands for, by the code's digest; no name, no words
    parts/       the page's own: photos that are still being sent
    state/       the page's own: its key, counts of the day

Nobody but the page's user and the house's may enter. Where these are two, both are in the folder's group.
"""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

OURS, PAGES = 0o750, 0o770  # published by the house; written by the page
PUBLISHED_FILE = 0o640


@dataclass(frozen=True, slots=True)
class PageFolder:
    """What lies where below `root`."""

    root: Path

    @property
    def published(self) -> Path:
        return self.root / "published"

    @property
    def site(self) -> Path:
        return self.published / "site.json"

    @property
    def drop(self) -> Path:
        return self.root / "drop"

    @property
    def requests(self) -> Path:
        return self.root / "requests"

    @property
    def receipts(self) -> Path:
        return self.root / "receipts"

    @property
    def parts(self) -> Path:
        return self.root / "parts"

    @property
    def state(self) -> Path:
        return self.root / "state"

    def status(self, ref: str) -> Path:
        return self.published / "status" / ref[:2] / f"{ref}.json"

    def receipt(self, digest: str) -> Path:
        return self.receipts / digest[:2] / f"{digest}.json"

    def request(self, ref: str) -> Path:
        return self.requests / f"{ref}.json"

    def prepare(self) -> None:
        """Make what is not there. OSError. What is there keeps its rights: two users may share it."""
        _make(self.root, OURS)
        for folder in (self.published, self.published / "status"):
            _make(folder, OURS)
        for folder in self._of_the_page():
            _make(folder, PAGES)

    def hand_over(self, user: int, group: int) -> None:
        """Let another user be the page's: it owns what the page writes, and its group may read what the house
        publishes, now and later. Only root may do so: PermissionError, also where the page put a link in the
        place of a folder: what that leads to stays whose it is."""
        for folder in (self.published, *self._of_the_page()):
            if folder.is_symlink():
                raise PermissionError(errno.EPERM, "a link in the place of a folder", str(folder))
        os.chown(self.root, -1, group)
        self.root.chmod(OURS)  # the page's user may not put anything in the place of these folders
        for folder in self._of_the_page():
            _give(folder, user, group)
        _give(self.published, -1, group, OURS | stat.S_ISGID)  # new files are the group's

    def _of_the_page(self) -> tuple[Path, ...]:
        return self.drop, self.requests, self.receipts, self.parts, self.state


def _give(top: Path, user: int, group: int, mode: int | None = None) -> None:
    """Give all below to them, and folders these rights. No link is followed; what has a second name stays:
    it may be a file of somewhere else."""
    for _, _, files, folder in os.fwalk(top):
        os.fchown(folder, user, group)
        if mode is not None:
            os.fchmod(folder, mode)
        for name in files:
            with suppress(OSError), _opened(name, folder) as descriptor:
                seen = os.fstat(descriptor)
                if stat.S_ISREG(seen.st_mode) and seen.st_nlink == 1:
                    os.fchown(descriptor, user, group)


@contextmanager
def _opened(name: str, folder: int) -> Iterator[int]:
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    descriptor = os.open(name, flags, dir_fd=folder)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _make(folder: Path, mode: int) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError):
        folder.mkdir()
        folder.chmod(mode)
