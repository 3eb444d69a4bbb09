"""Pictures as people name them in tables: in other letters, without suffix, without their folder."""

import os
import time
from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from unicodedata import normalize

from channels.readers.places import is_open, may_be, unquoted
from channels.readers.roles import FileRole, role_of

REMEMBERED = 10  # seconds: how long a listing of a folder serves the rows of one table
PICTURES = frozenset({FileRole.PICTURE, FileRole.LIVE})


def named_picture(folder: Path, name: str) -> Path:
    """The file of that name below `folder`; else the only picture there, or one folder deeper, that is called
    so but for the case, the form of its letters, its suffix or its folder; else where it would lie.
    """
    exact = folder / name
    if exact.exists():
        return exact
    called = _listing(folder, _written_at(folder), int(time.monotonic()) // REMEMBERED)
    path = unquoted(name.replace("\\", "/"))
    alike = called.get(_folded(path.rpartition("/")[2]), ())
    is_meant = len(alike) == 1 and (alike[0].parent == folder or may_be(path, str(alike[0])))
    return alike[0] if is_meant else exact


@lru_cache(maxsize=8)
def _listing(folder: Path, written_at: int, lately: int) -> Mapping[str, tuple[Path, ...]]:  # noqa: ARG001 - they tell listings apart
    """Pictures by folded name, and by it without suffix where no picture is called that."""
    by_name: defaultdict[str, list[Path]] = defaultdict(list)
    by_stem: defaultdict[str, list[Path]] = defaultdict(list)
    for file in _files(folder, deeper=True):
        by_name[_folded(file.name)].append(file)
        by_stem[_folded(file.stem)].append(file)
    return {name: tuple(files) for name, files in {**by_stem, **by_name}.items()}


def _files(folder: Path, *, deeper: bool) -> list[Path]:
    files: list[Path] = []
    try:
        entries = [entry for entry in os.scandir(folder) if is_open(entry.name)]
    except OSError:
        return files
    for entry in entries:
        if entry.is_file(follow_symlinks=False) and role_of(entry.path, lambda: b"") in PICTURES:
            files.append(Path(entry.path))
        elif deeper and entry.is_dir(follow_symlinks=False):
            files += _files(Path(entry.path), deeper=False)
    return files


def _written_at(folder: Path) -> int:
    try:
        return folder.stat().st_mtime_ns
    except OSError:
        return 0


def _folded(name: str) -> str:
    return normalize("NFKC", name).strip().casefold()
