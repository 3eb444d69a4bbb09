"""A backup brought back into an empty place: nothing is sent from it yet, and nobody erased returns."""

import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import tomlkit

from content.access import FOLDER
from content.backup.manifest import BackedUpFile, BackupManifest
from content.backup.vault import Vault
from content.errors import NotReady, WrongInput
from content.files import cause_of, write_whole
from content.model import Message, PauseScope, grave
from content.settings import read_settings
from content.store.dump import restore_database
from content.store.schema import HEAD
from content.workers import Workers
from content.workspace import SETTINGS, Workspace, open_workspace
from services.channels import PauseOrder, pause
from services.context import Context, utc_now
from services.erase import erase_member

WHO = "backup"


@dataclass(frozen=True, slots=True)
class RestoreOrder:
    """What to bring back, and where: `backup` "" is the newest; `database` "" is that of its settings."""

    workspace: Path
    backup: str = ""
    database: str = ""


@dataclass(frozen=True, slots=True)
class RestoredBackup:
    """`damaged` could not be had back; `erased` is how many members were erased again, who had been since."""

    manifest: BackupManifest
    database: str
    damaged: tuple[str, ...]
    erased: int


def restore_backup(vault: Vault, order: RestoreOrder) -> RestoredBackup:
    """Restore into a folder that is not there or empty. Sending is paused until a person resumes it: what
    went out since the backup is not known here. UnknownId, WrongInput, NotReady, StoreError.

    sishi.toml comes last, so that what was cut off is no workspace.
    """
    manifest = vault.read(order.backup or _newest(vault))
    _check(manifest, order.workspace)
    root = order.workspace.resolve()
    with tempfile.TemporaryDirectory(prefix="sishi-restore-") as folder:
        settings = _settings(vault, manifest, Path(folder), order.database)
        dump = _write(vault, Path(folder), manifest.dump)
        root.mkdir(mode=FOLDER, parents=True, exist_ok=True)
        damaged = _write_files(vault, root, manifest.files)
        database = restore_database(dump, read_settings(settings).database, root)
        write_whole(root / SETTINGS, settings.read_bytes(), mode=0o600)
    database.upgrade()
    workspace = open_workspace(root)
    with Workers(1) as workers:
        pause(Context(workspace, workers), PauseOrder(PauseScope.ALL), actor=WHO)
    return RestoredBackup(manifest, database.name, tuple(damaged), _erase_again(workspace, vault))


def _newest(vault: Vault) -> str:
    backups = vault.ids()
    if not backups:
        raise NotReady(Message("backup.none", vault=vault.name))
    return backups[-1]


def _check(manifest: BackupManifest, target: Path) -> None:
    """Refuse what this program cannot read, and a place where something is."""
    if manifest.schema_version > HEAD:
        raise NotReady(Message("backup.newer_program", backup=manifest.id, version=manifest.version))
    if target.is_symlink() or (target.exists() and not target.is_dir()) or _has_files(target):
        raise WrongInput(Message("backup.place_not_empty", path=str(target)))


def _has_files(folder: Path) -> bool:
    return folder.is_dir() and any(folder.iterdir())


def _settings(vault: Vault, manifest: BackupManifest, folder: Path, database: str) -> Path:
    """sishi.toml, with the database that is asked for. WrongInput where its own is no file inside."""
    entry = next((file for file in manifest.files if file.path == SETTINGS), None)
    if entry is None:
        raise NotReady(Message("backup.no_settings", backup=manifest.id))
    file = _write(vault, folder, entry)
    if database:
        document = tomlkit.parse(file.read_text(encoding="utf-8"))
        document["database"] = database
        file.write_text(tomlkit.dumps(document), encoding="utf-8")
    elif not _lies_inside(read_settings(file).database):
        raise WrongInput(Message("backup.name_database"))
    return file


def _lies_inside(url: str) -> bool:
    """Whether a database is a file of the workspace: whoever writes into a vault must not choose another."""
    path = PurePosixPath(url.removeprefix("sqlite:///"))
    return url.startswith("sqlite:///") and not path.is_absolute() and ".." not in path.parts


def _write_files(vault: Vault, root: Path, files: Iterable[BackedUpFile]) -> list[str]:
    """Write all but sishi.toml; the paths of those that could not be had back."""
    damaged = []
    for file in files:
        if file.path == SETTINGS:
            continue
        try:
            _write(vault, root, file)
        except _Damaged:
            damaged.append(file.path)
    return damaged


class _Damaged(NotReady):
    """A part of a file is missing, or is not what its hash says."""


def _write(vault: Vault, folder: Path, file: BackedUpFile) -> Path:
    """Write one file with its rights and time, whole or not at all. _Damaged; NotReady where it cannot be."""
    target = folder / file.path
    half = target.with_name(f".{target.name}.part")
    try:
        target.parent.mkdir(mode=FOLDER, parents=True, exist_ok=True)
        with half.open("xb") as stream:
            os.fchmod(stream.fileno(), file.mode)
            for part in file.parts:
                content = vault.get(part)
                if content is None:
                    raise _Damaged(Message("backup.file_damaged", path=file.path))
                stream.write(content)
        os.utime(half, ns=(file.changed, file.changed))
        half.replace(target)
    except OSError as error:
        raise NotReady(Message("file.broken", path=str(target), cause=cause_of(error))) from error
    finally:
        half.unlink(missing_ok=True)
    return target


def _erase_again(workspace: Workspace, vault: Vault) -> int:
    """Erase members who were erased after this backup was made; how many."""
    with workspace.open_store(reading=True) as store:
        later = vault.erased() - store.erasure.tombstones().hashes
        members = [member.id for member in store.library.members() if grave("member", member.id) in later]
    for member in members:
        erase_member(workspace, member, at=utc_now(), by=WHO)
    return len(members)
