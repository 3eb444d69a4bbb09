"""What gathering costs: against its floor, of an inbox that did not change, and of files made to harm.

    python benchmarks/gather.py [PHOTO...] [--items N] [--files N] [--hostile DIR] [--only PART...] [--json]

Without photos it draws some. The floor of a photo is what any program must do: decode, resize where it is
larger than a working copy, encode. CPU is of all processes. Figures: docs/measures/gather.md.
"""

import argparse
import io
import json
import os
import random
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from channels.readers.collect import sources_of
from content.gather import Gathered, Gathering, gather
from content.media import LONG_SIDE, ToShelve, shelve
from content.model import Group, Media
from content.workers import MEMORY, Completed, Workers
from content.workspace import Workspace, open_workspace

CHAT = (1440, 1080)  # px: what chat programs make of a phone's photo
GROUPS = 20
BASES = 48  # different pictures; a comment makes each copy of them its own file
TICKS = os.sysconf("SC_CLK_TCK")
LONGEST = 5.0  # CPU seconds a file may take, whatever is in it
PARTS = ("speed", "unchanged", "hostile")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("photos", type=Path, nargs="*")
    parser.add_argument("--items", type=int, default=10_000, help="photos that are gathered")
    parser.add_argument("--files", type=int, default=100_000, help="files of the unchanged inbox")
    parser.add_argument("--hostile", type=Path, help="a folder of broken and harmful pictures")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of a table")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = measured(Path(folder), options)
    if options.json:
        print(json.dumps(figures, indent=1))
    else:
        print("\n".join(f"{name:44s} {value}" for name, value in figures.items()))
    return 0


def measured(folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    figures: dict[str, Any] = {}
    pictures = chat_photos(options.photos)
    if "speed" in options.only:
        figures |= speed(folder / "speed", pictures, options.items)
    if "unchanged" in options.only:
        figures |= unchanged(folder / "unchanged", options.files)
    if "hostile" in options.only:
        figures |= hostile(folder / "hostile", pictures, options.hostile)
    return figures


# -- the floor and what gathering makes of it ---------------------------------------------------------
def speed(folder: Path, pictures: Sequence[bytes], items: int) -> dict[str, Any]:
    workspace = a_workspace(folder)
    files = [drop(workspace, n, commented(pictures[n % len(pictures)], n)) for n in range(items)]
    floor = floor_of(files[:: max(1, items // 1000)])
    taken, wall, cpu, peak = gathered(workspace)
    assert taken.new == items, taken
    return {
        "photos": items,
        "floor_cpu_ms": round(floor * 1000, 2),
        "gather_cpu_ms": round(cpu / items * 1000, 2),
        "gather_over_floor": round(cpu / items / floor, 2),
        "photos_per_second": round(items / wall, 1),
        "peak_mb_early": round(peak.early / 1e6),
        "peak_mb_end": round(peak.end / 1e6),
    }


def floor_of(files: Sequence[Path]) -> float:
    """CPU seconds a photo of the working copies alone, on two processes as gathering has them."""
    with Workers(2, seconds=20.0, memory=MEMORY, preload=("content.media",)) as workers:
        spent = [outcome.value for outcome in workers.map(bare, files) if isinstance(outcome, Completed)]
    return sum(spent) / len(files)


def bare(file: Path) -> float:
    """Read, decode, resize where it must be, encode."""
    began = time.process_time()
    picture = Image.open(io.BytesIO(file.read_bytes()))
    picture.draft("RGB", picture.size)
    picture.load()
    if max(picture.size) > LONG_SIDE:
        picture.thumbnail((LONG_SIDE, LONG_SIDE), Image.Resampling.BICUBIC, reducing_gap=2.0)
    picture.save(io.BytesIO(), "JPEG", quality=90, subsampling=2)
    return time.process_time() - began


# -- an inbox that did not change -----------------------------------------------------------------------
def unchanged(folder: Path, files: int) -> dict[str, Any]:
    """Half photos, half sidecars. The photos are few in content: what they show does not matter here."""
    workspace = a_workspace(folder)
    tiny = [drawn(seed, (64, 48)) for seed in range(50)]
    for n in range(files // 2):
        file = drop(workspace, n, tiny[n % len(tiny)])
        author = {"id": f"m{n % 999}", "nickname": "x"}
        sidecar = {"id": f"i{n}", "media": [file.name], "text": f"第 {n} 张", "member": author}
        file.with_suffix(".json").write_text(json.dumps(sidecar, ensure_ascii=False), encoding="utf-8")
    gathered(workspace)
    before = written(workspace)
    taken, wall, cpu, _ = gathered(workspace)
    assert taken == Gathered(), taken
    return {
        "unchanged_files": files,
        "unchanged_seconds": round(wall, 2),
        "unchanged_cpu_seconds": round(cpu, 2),
        "unchanged_writes": len(written(workspace) ^ before),
    }


def written(workspace: Workspace) -> set[tuple[str, int, int]]:
    """Everything under var, by path, size and time; the lock of the database is no content."""
    files = (path for path in workspace.var.rglob("*") if path.is_file() and path.suffix != ".db-shm")
    return {(str(path), path.stat().st_size, path.stat().st_mtime_ns) for path in files}


# -- files made to harm ---------------------------------------------------------------------------------
def hostile(folder: Path, pictures: Sequence[bytes], others: Path | None) -> dict[str, Any]:
    """Those of a folder, and cuts and bit flips of 200 photos: each is taken or refused, none hangs."""
    chance = random.Random(4)  # noqa: S311 - the same harm each time
    workspace = a_workspace(folder)
    harmed = [harm(pictures[n % len(pictures)], chance, flips=n % 2) for n in range(200)]
    inbox = workspace.root / "ugc_inbox/g000"
    inbox.mkdir(parents=True, exist_ok=True)
    for n, data in enumerate(harmed):
        (inbox / f"harmed-{n}.jpg").write_bytes(data)
    for n, file in enumerate(sorted(path for path in others.rglob("*") if path.is_file()) if others else ()):
        shutil.copyfile(file, inbox / f"hostile-{n:04d}-{file.name[-60:]}.jpg")
    files = sorted(inbox.iterdir())
    with Workers(2, seconds=20.0, memory=MEMORY, preload=("content.media",)) as workers:
        jobs = [ToShelve(file, folder / "timed", "UTC") for file in files]
        outcomes = list(workers.map(timed, jobs))
    seconds = sorted(outcome.value[0] for outcome in outcomes if isinstance(outcome, Completed))
    settle(files)
    taken, *_ = gathered(workspace)
    return {
        "hostile_files": len(files),
        "hostile_taken": taken.new + taken.duplicates,
        "hostile_quarantined": taken.quarantined,
        "hostile_unaccounted": len(files) - taken.new - taken.duplicates - taken.quarantined,
        "hostile_crashed_or_hung": sum(not isinstance(outcome, Completed) for outcome in outcomes),
        "hostile_over_5_cpu_s": sum(duration > LONGEST for duration in seconds),
        "hostile_slowest_cpu_s": round(seconds[-1], 2),
        "hostile_reasons": dict(Counter(refusal.reason for refusal in refusals(workspace))),
    }


def timed(job: ToShelve) -> tuple[float, bool]:
    """CPU seconds, and whether it was taken."""
    began = time.process_time()
    outcome = shelve(job)
    return time.process_time() - began, isinstance(outcome, Media)


def harm(data: bytes, chance: random.Random, *, flips: int) -> bytes:
    if not flips:
        return data[: chance.randrange(len(data))]
    broken = bytearray(data)
    for _ in range(chance.choice((1, 8, 64, 512))):
        broken[chance.randrange(len(broken))] ^= 1 << chance.randrange(8)
    return bytes(broken)


def refusals(workspace: Workspace) -> list[Any]:
    with workspace.open_store(reading=True) as store:
        return list(store.inbox_index.quarantined())


# -- what they share ------------------------------------------------------------------------------------
def a_workspace(folder: Path) -> Workspace:
    (folder / "ugc_inbox").mkdir(parents=True)
    (folder / "sishi.toml").touch()
    workspace = open_workspace(folder)
    with workspace.open_store() as store:
        store.library.put_groups([Group(f"g{n:03d}", f"{n} 群") for n in range(GROUPS)])
    return workspace


def drop(workspace: Workspace, n: int, data: bytes) -> Path:
    file = workspace.root / f"ugc_inbox/g{n % GROUPS:03d}/{n:06d}.jpg"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    return file


def settle(files: Sequence[Path]) -> None:
    """An hour ago, so that nothing seems to be written still."""
    at = time.time() - 3600
    for file in files:
        os.utime(file, (at, at))


def gathered(workspace: Workspace) -> "tuple[Gathered, float, float, Peak]":
    """Everything in the inbox as a night takes it; wall and CPU seconds, and the largest process."""
    with Workers(2, seconds=20.0, memory=MEMORY, preload=("content.media",)) as workers:
        list(workers.map(abs, range(8)))  # up, as a night's are: it shares them among its stages
        now, total, peak = datetime.now(UTC), Gathered(), Peak()
        spent, began = cpu_seconds(), time.perf_counter()
        for source in sources_of(workspace, workspace.root / "ugc_inbox", "ugc_inbox", now):
            work = Gathering(source, workspace.media, workspace.var / "quarantine", workers, now, "bench")
            for folder in source.folders():
                total += gather(workspace.open_store, work, folder)
                peak.look()
        return total, time.perf_counter() - began, cpu_seconds() - spent, peak


@dataclass
class Peak:
    """Most memory of any of our processes: after the first folder, and at the end."""

    early: int = 0
    end: int = 0

    def look(self) -> None:
        self.end = max(status_of(pid)["VmHWM"] for pid in our_processes())
        self.early = self.early or self.end


def our_processes() -> list[int]:
    """This one and all that it began."""
    parents = {}
    for entry in Path("/proc").iterdir():
        with suppress(OSError, ValueError):
            parents[int(entry.name)] = int(stat_of(int(entry.name))[1])
    processes = [os.getpid()]
    for pid in processes:
        processes += [child for child, parent in parents.items() if parent == pid]
    return processes


def stat_of(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()


def status_of(pid: int) -> dict[str, int]:
    lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    sizes = (line.split() for line in lines if line.endswith(" kB"))
    return {name.rstrip(":"): int(size) * 1024 for name, size, _ in sizes}


def cpu_seconds() -> float:
    """User and system time of this process and its workers so far."""
    ticks = sum(int(tick) for pid in our_processes() for tick in stat_of(pid)[11:13])
    return ticks / TICKS


def chat_photos(photos: Sequence[Path]) -> list[bytes]:
    """Pictures of a chat's size, made of those given, else drawn."""
    if not photos:
        return [drawn(seed, CHAT) for seed in range(BASES)]
    return [resized(Image.open(photos[n % len(photos)])) for n in range(min(BASES, len(photos)))]


def drawn(seed: int, size: tuple[int, int]) -> bytes:
    rng = np.random.default_rng(seed)
    coarse = Image.fromarray(rng.integers(0, 256, (size[1] // 12, size[0] // 12, 3), np.uint8))
    fine = Image.fromarray(rng.integers(0, 256, (size[1] // 2, size[0] // 2, 3), np.uint8)).resize(size)
    return as_jpeg(Image.blend(coarse.resize(size, Image.Resampling.BICUBIC), fine, 0.12))


def resized(picture: Image.Image) -> bytes:
    return as_jpeg(picture.convert("RGB").resize(CHAT, Image.Resampling.LANCZOS))


def as_jpeg(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=85)
    return out.getvalue()


def commented(data: bytes, n: int) -> bytes:
    """The same picture with a comment of its own: another file, another hash, the same work."""
    comment = f"{n:08d}".encode()
    return data[:2] + b"\xff\xfe" + (len(comment) + 2).to_bytes(2, "big") + comment + data[2:]


if __name__ == "__main__":
    raise SystemExit(main())
