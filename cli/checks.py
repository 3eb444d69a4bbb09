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

from content.access import database_files, is_open_to_others
from content.errors import SishiError
from content.model import Message
from content.posters.fonts import missing_fonts
from content.workspace import Workspace, open_workspace
from services.files import check_files
from services.next_step import next_step, shortage_of, stories_short
from services.publisher_health import Heartbeat, health_of, unattended

ENOUGH_DISK = 2_000_000_000  # bytes: 10,000 photos with their working copies, and a month of posters


@dataclass(frozen=True, slots=True)
class Finding:
    """`what` is a code of the area doctor; `fix` is empty where all is well. What `warns` works, and is to be
    looked at all the same."""

    what: str
    well: bool
    detail: Message | str
    fix: Message | str = ""
    warns: bool = False


def findings(root: Path) -> list[Finding]:
    """All checks in order; those that need a workspace are left out where there is none."""
    results = [*_fonts(), _python()]
    try:
        workspace = open_workspace(root)
    except SishiError as error:
        return [*results, Finding("workspace", False, error.message, "sishi init DIR --sample")]
    results.append(Finding("workspace", True, str(workspace.root)))
    checks: tuple[Callable[[Workspace], Finding], ...] = (
        _database,
        _access,
        _files,
        _disk,
        _clock,
        _prefect,
        _stories,
        _publisher,
        _next,
    )
    return [*results, *(check(workspace) for check in checks)]


def _fonts() -> Iterator[Finding]:
    missing = missing_fonts()
    for font in missing:
        yield Finding(
            "font",
            False,
            Message("doctor.font_missing", font=font.family),
            Message("doctor.install_font", package=font.package),
        )
    if not missing:
        yield Finding("fonts", True, Message("doctor.fonts_there"))


def _python() -> Finding:
    python = Message("doctor.python_is", version=sys.version.split()[0], n=os.cpu_count())
    return Finding("python", True, python)


def _database(workspace: Workspace) -> Finding:
    try:
        with workspace.open_store(reading=True) as store:
            count = len(store.library.groups())
    except SishiError as error:
        return Finding("database", False, error.message, Message("doctor.fix_database"))
    return Finding("database", True, Message("doctor.database_is", name=workspace.database.name, n=count))


def _access(workspace: Workspace) -> Finding:
    """Opening the workspace closes what is ours: what is still open belongs to somebody else."""
    var, prefect = workspace.var, workspace.var / "prefect"
    databases = [workspace.database.file, prefect / "prefect.db"]
    files = [part for file in databases if file is not None for part in database_files(file)]
    for path in (var, *files, prefect / "server.auth", prefect / "server.url"):
        if is_open_to_others(path):
            fix = f"chown -R $USER {path} && chmod -R go= {path}"
            return Finding("access", False, Message("doctor.open_to_others", path=str(path)), fix)
    return Finding("access", True, Message("doctor.closed_to_others", path=str(var)))


def _files(workspace: Workspace) -> Finding:
    """Every picture and poster in use is read and held against its hash: 10,000 photos take half a minute."""
    try:
        files = check_files(workspace)
    except SishiError:
        return Finding("files", False, Message("doctor.files_unseen"), Message("doctor.see_above"))
    damaged = (
        Message("doctor.originals", count=files.damaged_originals),
        Message("doctor.working_copies", count=files.damaged_working_copies),
        Message("doctor.posters", count=files.damaged_posters),
    )
    kinds = tuple(kind for kind in damaged if kind.params["count"])
    if not kinds:
        intact = Message("doctor.files_intact", photos=files.pictures, posters=files.posters)
        return Finding("files", True, intact)
    return Finding("files", False, Message("doctor.files_damaged", kinds=kinds), Message("doctor.fix_files"))


def _disk(workspace: Workspace) -> Finding:
    free = shutil.disk_usage(workspace.root).free
    if not os.access(workspace.root, os.W_OK):
        locked = Message("doctor.not_writable", path=str(workspace.root))
        return Finding("disk", False, locked, f"chown -R $USER {workspace.root}")
    if free < ENOUGH_DISK:
        few = Message("doctor.disk_few", free=free / 1e9)
        return Finding("disk", False, few, Message("doctor.free_disk"))
    return Finding("disk", True, Message("doctor.disk_free", free=free / 1e9))


def _clock(workspace: Workspace) -> Finding:
    now = datetime.now(UTC)
    zone = ZoneInfo(workspace.settings.zone)
    if now.year < 2026:
        return Finding("clock", False, Message("doctor.clock_wrong", now=now), Message("doctor.set_clock"))
    return Finding("clock", True, Message("doctor.clock_is", now=now.astimezone(zone), zone=zone.key))


def _prefect(workspace: Workspace) -> Finding:
    url = os.environ.get("PREFECT_API_URL")
    own = str(workspace.var / "prefect")
    server = Message("doctor.server_at", url=url) if url else Message("doctor.own_server", folder=own)
    return Finding("prefect", True, Message("doctor.prefect_is", version=version("prefect"), server=server))


def _stories(workspace: Workspace) -> Finding:
    """Whether every group has stories enough for the days that each of them rests."""
    try:
        with workspace.open_store(reading=True) as store:
            count = len(store.library.stories())
            shortage = shortage_of(workspace, store, datetime.now(UTC))
    except SishiError:
        return Finding("stories", False, Message("doctor.files_unseen"), Message("doctor.see_above"))
    if shortage is None:
        return Finding("stories", True, Message("doctor.stories_last", n=count))
    return Finding("stories", True, stories_short(shortage), warns=True)


def _publisher(workspace: Workspace) -> Finding:
    """Whether a publisher runs where approved posts need one."""
    now = datetime.now(UTC)
    try:
        with workspace.open_store(reading=True) as store:
            waiting = unattended(store, now, workspace.publish_rules.grace)
            health = health_of(store, now)
    except SishiError:
        return Finding("publisher", False, Message("doctor.files_unseen"), Message("doctor.see_above"))
    if waiting is not None:
        missing = Message("doctor.publisher_missing", n=waiting.posts, due=waiting.due)
        return Finding("publisher", not waiting.is_urgent, missing, "sishi publisher", warns=True)
    if health.heartbeat is Heartbeat.ALIVE and health.seen_at is not None:
        return Finding("publisher", True, Message("doctor.publisher_runs", seen=health.seen_at))
    return Finding("publisher", True, Message("doctor.publisher_idle"))


def _next(workspace: Workspace) -> Finding:
    """The one thing to do next; what is wrong above comes before it."""
    try:
        step = next_step(workspace, datetime.now(UTC))
    except SishiError:
        return Finding("next", True, Message("doctor.see_above"))
    return Finding("next", True, step or Message("next.nothing"))
