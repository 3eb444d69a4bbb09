"""What `sishi doctor` looks at. Each check says what it found and, where something is wrong, what to do."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from zoneinfo import ZoneInfo

from cli.common import picture_workers
from content.access import database_files, is_open_to_others
from content.errors import SishiError
from content.media import torn
from content.posters.fonts import missing_fonts
from content.posters.stage import WAITING, is_as_drawn
from content.workspace import Workspace, open_workspace

ENOUGH_DISK = 2_000_000_000  # bytes: 10,000 photos with their working copies, and a month of posters


@dataclass(frozen=True, slots=True)
class Finding:
    """`fix` is empty where all is well."""

    what: str
    well: bool
    said: str
    fix: str = ""


def findings(root: Path) -> list[Finding]:
    """All checks in order; those that need a workspace are left out where there is none."""
    found = [*_fonts(), _python()]
    try:
        workspace = open_workspace(root)
    except SishiError as error:
        return [*found, Finding("workspace", False, str(error), "sishi init DIR --sample")]
    found.append(Finding("workspace", True, str(workspace.root)))
    checks: tuple[Callable[[Workspace], Finding], ...] = (
        _database,
        _access,
        _files,
        _disk,
        _clock,
        _prefect,
    )
    return [*found, *(check(workspace) for check in checks)]


def _fonts() -> Iterator[Finding]:
    missing = missing_fonts()
    for font in missing:
        yield Finding(
            "font", False, f"{font.family} is missing", f"sudo apt-get install {font.package}, or: make fonts"
        )
    if not missing:
        yield Finding("fonts", True, "all there")


def _python() -> Finding:
    return Finding("python", True, f"{sys.version.split()[0]}, {os.cpu_count()} processors")


def _database(workspace: Workspace) -> Finding:
    try:
        with workspace.open_store(reading=True) as store:
            return Finding("database", True, f"{workspace.database.name}, {len(store.groups())} groups")
    except SishiError as error:
        return Finding("database", False, str(error), "see the sentence above, or: sishi db upgrade")


def _access(workspace: Workspace) -> Finding:
    """Opening the workspace closes what is ours: what is still open belongs to somebody else."""
    var, prefect = workspace.var, workspace.var / "prefect"
    databases = [workspace.database.file, prefect / "prefect.db"]
    files = [part for file in databases if file is not None for part in database_files(file)]
    for path in (var, *files, prefect / "server.auth", prefect / "server.url"):
        if is_open_to_others(path):
            fix = f"chown -R $USER {path} && chmod -R go= {path}"
            return Finding("access", False, f"other users of this machine may read {path}", fix)
    return Finding("access", True, f"{var} is its owner's alone")


def _files(workspace: Workspace) -> Finding:
    """Every picture and poster in use is read and held against its hash: 10,000 photos take half a minute."""
    try:
        with workspace.open_store(reading=True) as store:
            pictures = store.media_in_use()
            keys = {post.poster for post in store.posts(states=WAITING)}
            drawn = store.rendered(keys)
    except SishiError:
        return Finding("files", False, "not looked at, for want of the database", "see above")
    states = [torn(workspace.media, picture, deep=True) for picture in pictures]
    counts = {
        "originals": sum(original for original, _ in states),
        "working copies": sum(working for _, working in states),
        "posters": sum(not is_as_drawn(workspace.root / one.path, one) for one in drawn.values()),
    }
    if not any(counts.values()):
        return Finding("files", True, f"{len(pictures)} photos and {len(drawn)} posters as they were written")
    damaged = ", ".join(f"{count} {what}" for what, count in counts.items() if count)
    return Finding(
        "files",
        False,
        f"missing or damaged: {damaged}",
        "sishi doctor --repair, then sishi run: it takes originals from the inbox again, and draws posters; "
        "photos that the inbox no longer has must be put there",
    )


def repair(root: Path) -> int:
    """Make damaged working copies again, and have damaged originals looked for in the inbox by the next run;
    how many photos were damaged. Every byte is read. SishiError where a run is under way."""
    from content.gather import heal

    workspace = open_workspace(root)
    with workspace.only_run(), picture_workers(workspace) as workers:
        return heal(workspace.open_store, workspace.media, workers, deep=True)


def _disk(workspace: Workspace) -> Finding:
    free = shutil.disk_usage(workspace.root).free
    if not os.access(workspace.root, os.W_OK):
        return Finding(
            "disk", False, f"{workspace.root} may not be written to", f"chown -R $USER {workspace.root}"
        )
    if free < ENOUGH_DISK:
        return Finding("disk", False, f"{free / 1e9:.1f} GB free", "free some space, or move the workspace")
    return Finding("disk", True, f"{free / 1e9:.0f} GB free")


def _clock(workspace: Workspace) -> Finding:
    now = datetime.now(UTC)
    zone = ZoneInfo(workspace.settings.zone)
    if now.year < 2026:
        return Finding(
            "clock", False, f"it says {now:%Y-%m-%d}", "set the clock: sudo timedatectl set-ntp true"
        )
    return Finding("clock", True, f"{now.astimezone(zone):%Y-%m-%d %H:%M} in {zone.key}")


def _prefect(workspace: Workspace) -> Finding:
    where = os.environ.get("PREFECT_API_URL")
    said = (
        f"server at {where}" if where else f"no server set; runs use their own in {workspace.var / 'prefect'}"
    )
    return Finding("prefect", True, f"{version('prefect')}, {said}")
