"""How often and how much: of a nickname, of an address, of the folder; proofs of work while a flood lasts.

Counts of the day are kept in a file, by names that stand for nicknames and addresses; all else is forgotten
with the process.
"""

import json
import shutil
from collections import Counter, deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from threading import Lock
from time import monotonic

from content.files import read_limited, write_whole
from content.submission_page.folder import PageFolder

AN_HOUR = 3600.0
PER_ADDRESS = 60  # submissions an hour; a shop's guests share one
PIECES_PER_ADDRESS = 6000  # pieces of photos an hour: 300 photos of 10 MB
TRIES_PER_ADDRESS, TRIES_OF_ALL = 10, 300  # wrong codes an hour
MOST_COUNTED = 50_000  # names in memory; beyond that the oldest is forgotten
FLOOD, FLOOD_SECONDS = 60, 600.0  # so many submissions in ten minutes are no community's
WORK_BITS = 15  # a phone tries 33,000 hashes in a second or two
WAIT_SECONDS = 20.0  # from opening the form, where no script works
STALE_SECONDS = 6 * AN_HOUR  # an older form proves no work
DAY_BYTES = 4_000_000
SPARE_BYTES = 200_000_000  # of the disk, which are not ours
MEASURED_EVERY = 30.0  # seconds


@dataclass
class Recent:
    """How often something happened in the last `seconds`, by name."""

    seconds: float = AN_HOUR
    clock: Callable[[], float] = monotonic
    _times: dict[str, deque[float]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def count(self, name: str) -> int:
        with self._lock:
            return len(self._recent(name))

    def add(self, name: str) -> None:
        with self._lock:
            times = self._recent(name)
            times.append(self.clock())
            self._times.pop(name, None)
            self._times[name] = times  # the newest last
            while len(self._times) > MOST_COUNTED:
                self._times.pop(next(iter(self._times)))

    def _recent(self, name: str) -> deque[float]:
        times = self._times.get(name, deque())
        since = self.clock() - self.seconds
        while times and times[0] < since:
            times.popleft()
        return times


@dataclass
class Daily:
    """How often something happened on a day, by name; kept in a file that each day begins anew."""

    file: Path
    _day: str = ""
    _counts: Counter[str] = field(default_factory=Counter)
    _lock: Lock = field(default_factory=Lock)

    def count(self, day: str, name: str) -> int:
        with self._lock:
            self._turn(day)
            return self._counts[name]

    def add(self, day: str, name: str) -> None:
        """NotReady where the disk is full."""
        with self._lock:
            self._turn(day)
            self._counts[name] += 1
            write_whole(self.file, json.dumps({"day": day, "counts": self._counts}).encode(), 0o600)

    def _turn(self, day: str) -> None:
        if day == self._day:
            return
        self._day, self._counts = day, Counter()
        with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
            kept = json.loads(read_limited(self.file, DAY_BYTES))
            if kept["day"] == day:
                self._counts.update({str(name): int(count) for name, count in kept["counts"].items()})


@dataclass
class Room:
    """How much the page may still keep: of its own folder, and of the disk."""

    folder: PageFolder
    clock: Callable[[], float] = monotonic
    _measured_at: float | None = None
    _used: int = 0
    _lock: Lock = field(default_factory=Lock)

    def is_left(self, megabytes: int) -> bool:
        with self._lock:
            now = self.clock()
            if self._measured_at is None or now - self._measured_at >= MEASURED_EVERY:
                self._measured_at, self._used = now, _bytes_in(self.folder.drop, self.folder.parts)
            return self._used < megabytes * 1_000_000 and self._is_on_disk()

    def take(self, size: int) -> None:
        """Count what was just written, until the folder is measured again."""
        with self._lock:
            self._used += size

    def _is_on_disk(self) -> bool:
        try:
            return shutil.disk_usage(self.folder.root).free > SPARE_BYTES
        except OSError:
            return False


@dataclass
class SubmissionLimits:
    """All limits of a process."""

    folder: PageFolder
    clock: Callable[[], float] = monotonic

    def __post_init__(self) -> None:
        self.sent, self.pieces = Recent(clock=self.clock), Recent(clock=self.clock)
        self.wrong_codes = Recent(clock=self.clock)
        self.all_sent = Recent(FLOOD_SECONDS, self.clock)
        self.daily = Daily(self.folder.state / "day.json")
        self.room = Room(self.folder, self.clock)

    @property
    def is_flooded(self) -> bool:
        """Whether so much comes that each must show that it took some trouble."""
        return self.all_sent.count("") >= FLOOD

    def add_sent(self, address: str) -> None:
        self.sent.add(address)
        self.all_sent.add("")

    def is_guessing(self, address: str) -> bool:
        """Whether so many codes from there were wrong that none is looked up for a while."""
        return self.wrong_codes.count(address) >= TRIES_PER_ADDRESS

    def may_try_code(self, address: str) -> bool:
        return (
            self.wrong_codes.count(address) < TRIES_PER_ADDRESS and self.wrong_codes.count("") < TRIES_OF_ALL
        )

    def add_wrong_code(self, address: str) -> None:
        self.wrong_codes.add(address)
        self.wrong_codes.add("")


def is_work(once: str, proof: str, bits: int = WORK_BITS) -> bool:
    """Whether a proof took so many tries: the hash of both begins with `bits` zeros."""
    if not proof or len(proof) > 20:
        return False
    value = int.from_bytes(sha256(f"{once}:{proof}".encode(errors="replace")).digest())
    return value >> (256 - bits) == 0


def has_taken_trouble(age: float | None, once: str, proof: str) -> bool:
    """Whether a form of this age may come in while a flood lasts: it shows work, or somebody took time."""
    if age is None or age > STALE_SECONDS:
        return False
    return is_work(once, proof) or (not proof and age >= WAIT_SECONDS)


def _bytes_in(*folders: Path) -> int:
    total = 0
    for folder in folders:
        for file in folder.rglob("*"):
            with suppress(OSError):
                total += file.lstat().st_size
    return total
