"""Back up a workspace with many photos: whole, then again with few new ones, then verify.

    python -m benchmarks.backup [--photos 10000] [--new 100] [--kilobytes 300]

Photos are random bytes (nothing compresses, as with JPEG). Seconds of waiting and of this process's CPU.
"""

import argparse
import json
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import TypeVar

from content.backup.vault import open_vault
from content.workers import Workers
from content.workspace import open_workspace
from services.backup import create_backup, verify_backups
from services.context import Context

Value = TypeVar("Value")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--photos", type=int, default=10_000)
    options.add_argument("--new", type=int, default=100)
    options.add_argument("--kilobytes", type=int, default=300)
    chosen = options.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="sishi-backup-"))
    try:
        print(json.dumps(measure(folder, chosen.photos, chosen.new, chosen.kilobytes * 1000), indent=1))
    finally:
        shutil.rmtree(folder)


def measure(folder: Path, photos: int, new: int, size: int) -> dict[str, object]:
    """Seconds (waiting, CPU) of the first backup, one with nothing new, one with `new` photos, a check."""
    root, random = folder / "brand", Random(1)  # noqa: S311 - bytes that stand for photos
    (root / "var/media").mkdir(parents=True)
    (root / "sishi.toml").touch()
    _write(root / "var/media", range(photos), random, size)
    workspace = open_workspace(root)
    workspace.database.upgrade()
    vault = open_vault(str(folder / "vault"))
    with Workers(1) as workers:
        context = Context(workspace, workers)
        seconds = {"first": _timed(lambda: create_backup(context, vault))}
        seconds["nothing new"] = _timed(lambda: create_backup(context, vault))
        _write(root / "var/media", range(photos, photos + new), random, size)
        seconds[f"{new} new"] = _timed(lambda: create_backup(context, vault))
        seconds["verify all"] = _timed(lambda: verify_backups(vault))
    workspace.database.close()
    return {"photos": photos, "megabytes": photos * size / 1e6, "seconds": seconds}


def _write(folder: Path, numbers: range, random: Random, size: int) -> None:
    for number in numbers:
        shelf = folder / f"{number % 256:02x}"
        shelf.mkdir(exist_ok=True)
        (shelf / f"{number}.jpg").write_bytes(random.randbytes(size))


def _timed(work: Callable[[], Value]) -> dict[str, float]:
    start, cpu = time.perf_counter(), time.process_time()
    work()
    waited = time.perf_counter() - start
    return {"waiting": round(waited, 2), "cpu": round(time.process_time() - cpu, 2)}


if __name__ == "__main__":
    main()
