"""Photos without a workspace: how good each is, and which are the same photo."""

import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter

from cli.common import AsJson, print_json, print_table, say
from content.errors import WrongInput
from content.media import MAX_BYTES, SUFFIXES, quiet
from content.messages import render
from content.model import Features, Message
from content.score.sub_scores import score as score_of
from content.shortlist.candidate import ShortlistRules
from content.shortlist.duplicates import Print, clusters
from content.shortlist.flags import flags_of
from content.workers import MEMORY, Completed, Failed, Workers

ALL_WELL, SOME_FAILED = 0, 1
PICTURES = frozenset(SUFFIXES.values()) | {".jpeg", ".jpe", ".jfif", ".mpo", ".heif", ".tiff"}
SECONDS = 20.0  # longest for one photo
AHEAD = 256  # photos handed to the processes at a time, so that lines come as they are done
PRELOAD = ("content.media", "content.score.image")

Paths = Annotated[list[Path], Parameter(negative="")]
Count = Annotated[int, Parameter(name="--workers")]


def score(paths: Paths, /, *, workers: Count = 0, json: AsJson = False) -> int:
    """Say how good photos are, and why; no workspace is needed. With --json a line of JSON for each.

    Example: `sishi score ~/photos --json`
    """
    unreadable = 0
    rows = []
    for path, result in _measured(paths, workers):
        unreadable += isinstance(result, Failed)
        entry = _entry(path, result)
        if json:
            _print_line(entry)
        else:
            rows.append((entry["path"], *_cells(entry)))
    if not json:
        print_table(("path", "score", "flags"), rows)
    return SOME_FAILED if unreadable else ALL_WELL


def dupes(paths: Paths, /, *, workers: Count = 0, json: AsJson = False) -> int:
    """Say which photos are the same photo: cropped, mirrored, turned, framed, resized or saved again.

    Of each, the best comes first. Example: `sishi dupes ~/photos --json`
    """
    measured: list[tuple[Path, Features]] = []
    unreadable: list[tuple[Path, Failed]] = []
    for path, result in _measured(paths, workers):
        if isinstance(result, Failed):
            unreadable.append((path, result))
        else:
            measured.append((path, result))
    prints = [Print(features.hashes, features.thumbnail) for _, features in measured]
    groups = [sorted((measured[place] for place in group), key=_best_first) for group in clusters(prints)]
    if json:
        torn = [{"path": str(path), "unreadable": render(result.why, "en")} for path, result in unreadable]
        print_json({"clusters": [_cluster(group) for group in groups], "unreadable": torn})
    else:
        print_table(("best", "same_photo"), [(best[0], other[0]) for best, *rest in groups for other in rest])
    return SOME_FAILED if unreadable else ALL_WELL


def _measured(paths: Sequence[Path], workers: int) -> Iterator[tuple[Path, Features | Failed]]:
    """Every photo in the order it was named; folders by name, and what lies in them by name."""
    files = list(_files(paths))
    count = min(workers or os.cpu_count() or 1, max(1, len(files)))
    with Workers(count, seconds=SECONDS, memory=MEMORY, preload=PRELOAD) as pool:
        for start in range(0, len(files), AHEAD):
            batch = files[start : start + AHEAD]
            for path, result in zip(batch, pool.map(_look_at, batch), strict=True):
                yield path, result.value if isinstance(result, Completed) else result


def _look_at(path: Path) -> Features:
    from content.score.image import measure  # numpy and Pillow: needed in the workers alone

    if not path.is_file():
        raise OSError("it is no file")
    if (size := path.stat().st_size) > MAX_BYTES:
        raise OSError(f"it has {size:,} bytes; at most {MAX_BYTES:,} are read")
    with quiet():
        return measure(path)


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    """Files as named, whatever they are called; of folders, what is called like a picture."""
    for path in paths:
        if not path.exists():
            raise WrongInput(Message("cli_score.no_file", path=str(path)))
        if not path.is_dir():
            yield path
            continue
        inside = [path / name for name in _pictures_in(path)]
        if not inside:
            say(Message("cli_score.no_photo", folder=str(path)))
        yield from inside


def _pictures_in(folder: Path) -> list[str]:
    """Names relative to the folder, sorted; links to folders are not followed, hidden files left alone."""
    every = (Path(where) / name for where, _, names in os.walk(folder) for name in names)
    pictures = (file for file in every if file.suffix.lower() in PICTURES and file.name[0] != ".")
    return sorted(str(file.relative_to(folder)) for file in pictures)


def _entry(path: Path, result: Features | Failed) -> dict[str, Any]:
    if isinstance(result, Failed):
        return {"path": str(path), "unreadable": render(result.why, "en")}
    scored = score_of([result])
    hashes = result.hashes
    return {
        "path": str(path),
        "score": round(scored.total, 6),
        "features": {name: round(value, 6) for name, value in result.values.items()},
        "sub_scores": {part.name: round(part.value, 6) for part in scored.parts},
        "flags": [flag.value for flag in flags_of(result, ShortlistRules())],
        "hashes": [hashes[n : n + 8].hex() for n in range(0, len(hashes), 8)],
    }


def _print_line(entry: dict[str, Any]) -> None:
    """File names may hold bytes that are no text; JSON's escapes carry them."""
    line = json.dumps(entry, ensure_ascii=False)
    print(line if line.isprintable() else json.dumps(entry), flush=True)


def _cells(entry: dict[str, Any]) -> tuple[str, str]:
    if "unreadable" in entry:
        return "", entry["unreadable"]
    return f"{entry['score']:.2f}", ", ".join(entry["flags"])


def _best_first(measured: tuple[Path, Features]) -> tuple[float, float, str]:
    """More pixels inside the frame, then the higher score, then the name."""
    path, features = measured
    edges = features.values
    inside = (edges["inside_bottom"] - edges["inside_top"]) * (edges["inside_right"] - edges["inside_left"])
    pixels = edges["width"] * edges["height"] * inside
    return -pixels, -score_of([features]).total, str(path)


def _cluster(group: Sequence[tuple[Path, Features]]) -> dict[str, Any]:
    best, *rest = (str(path) for path, _ in group)
    return {"best": best, "others": rest}
