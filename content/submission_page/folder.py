"""The folder of the submission page: what lies where, and who writes it.

    published/   the house writes, the page reads: site.json, brand pictures, status/ of each submission
    drop/        the page writes, the house takes: DAY/REF/ with entry.json and the photos
    requests/    the page writes, the house takes: REF.json, a submission that is to be withdrawn
    receipts/    the page's own: what a code stands for, by the code's digest; no name, no words
    parts/       the page's own: photos that are still being sent
    state/       the page's own: its key, counts of the day

Nobody but the page's user and the house's may enter. Where these are two, both are in the folder's group.
"""

from contextlib import suppress
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
        _make(self.root, PAGES)
        for folder in (self.published, self.published / "status"):
            _make(folder, OURS)
        for folder in (self.drop, self.requests, self.receipts, self.parts, self.state):
            _make(folder, PAGES)


def _make(folder: Path, mode: int) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError):
        folder.mkdir()
        folder.chmod(mode)
