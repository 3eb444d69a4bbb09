"""Backups made, listed, verified, thinned out, and restored into an empty place.

The database is dumped first: whatever it points to was written before it, and files are only ever added.
"""

import tempfile
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from content.backup.manifest import BackedUpFile, BackupManifest
from content.backup.retention import KeepRules, expired
from content.backup.vault import Vault, open_vault
from content.errors import NotReady
from content.model import Message
from content.settings import BackupSettings
from content.store.dump import dump_database, kind_of_database
from content.store.schema import schema_version
from services.backup_files import files_to_keep, is_redacted, pieces, without_passwords
from services.context import Context

STAMP = "%Y%m%dT%H%M%SZ"
DUMP_MODE = 0o600


@dataclass(frozen=True, slots=True)
class CreatedBackup:
    """`new_bytes` are those that the vault did not have, as they lie there; `removed` are backups that the
    rules no longer keep."""

    manifest: BackupManifest
    new_bytes: int
    removed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class VerifiedBackup:
    """What of a backup cannot be had back: `missing` and `damaged` are paths of the workspace. `error` says
    why its manifest cannot be read at all."""

    id: str
    files: int = 0
    bytes: int = 0
    missing: tuple[str, ...] = ()
    damaged: tuple[str, ...] = ()
    error: Message | None = None

    @property
    def ok(self) -> bool:
        return not (self.missing or self.damaged or self.error)


class _Writer:
    """Puts files into the vault; `new_bytes` counts what it had not. Parts that are there are not read again
    where the newest backup knows the file by size and time."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._there: set[str] = set(vault.digests())
        self._before = _newest_files(vault)
        self.new_bytes = 0

    def put(self, root: Path, path: str) -> tuple[BackedUpFile, bool]:
        """The file as the manifest has it, and whether passwords were taken out. OSError."""
        file = root / path
        status = file.stat()
        before = self._before.get(path)
        mode = status.st_mode & 0o777
        same = before and (before.size, before.changed) == (status.st_size, status.st_mtime_ns)
        if before and same and self._there.issuperset(before.parts) and not is_redacted(path):
            return before.model_copy(update={"mode": mode}), False
        contents: Iterable[bytes] = pieces(file)
        redacted = False
        if is_redacted(path):
            written = b"".join(contents)
            plain = without_passwords(written)
            contents, redacted = [plain], plain != written
        parts, size = self._put_all(contents)
        entry = BackedUpFile(path=path, size=size, mode=mode, changed=status.st_mtime_ns, parts=parts)
        return entry, redacted

    def _put_all(self, contents: Iterable[bytes]) -> tuple[tuple[str, ...], int]:
        parts, size = [], 0
        for content in contents:
            digest = sha256(content).hexdigest()
            if digest not in self._there:
                self.new_bytes += self._vault.put(digest, content)
                self._there.add(digest)
            parts.append(digest)
            size += len(content)
        return tuple(parts), size


def create_backup(context: Context, vault: Vault, rules: KeepRules | None = None) -> CreatedBackup:
    """Back the workspace up; with `rules`, forget the backups that they no longer keep.

    A file that is the same as in the newest backup is not read again. Others may go on working meanwhile.
    NotReady, StoreError.
    """
    workspace, now = context.workspace, context.clock()
    workspace.database.check()
    writer = _Writer(vault)
    with tempfile.TemporaryDirectory(prefix="sishi-backup-") as folder:
        dump = dump_database(workspace.database, Path(folder))
        dumped, _ = writer.put(dump.parent, dump.name)
    keep = files_to_keep(context.root)
    files, unread, redacted = _put_files(writer, context.root, keep.files)
    manifest = BackupManifest(
        id=_free_id(vault, now),
        created_at=now,
        version=version("sishi"),
        schema_version=str(schema_version(workspace.database.engine)),
        database=kind_of_database(workspace.database),
        dump=dumped.model_copy(update={"mode": DUMP_MODE}),
        files=tuple(files),
        left_out=tuple(keep.left_out),
        unread=tuple(unread),
        redacted=tuple(redacted),
    )
    vault.add(manifest)
    _check_whole(vault, manifest)
    with context.open_store(reading=True) as store:
        vault.add_erased(store.erasure.tombstones().hashes)
    removed = thin_out(vault, rules, now) if rules else ()
    return CreatedBackup(manifest, writer.new_bytes, removed)


def keep_rules(settings: BackupSettings) -> KeepRules:
    """Which backups the settings keep."""
    return KeepRules(settings.keep_days, settings.keep_weeks, settings.keep_months)


def back_up_tonight(context: Context) -> CreatedBackup | None:
    """What the settings ask of a night: a backup, and old ones forgotten; None where they name no place."""
    settings = context.workspace.settings.backup
    if not settings.to:
        return None
    return create_backup(context, open_vault(settings.to), keep_rules(settings))


def list_backups(vault: Vault) -> list[BackupManifest]:
    """What can be restored, the oldest first. NotReady names a manifest that is damaged."""
    return [vault.read(backup) for backup in vault.ids()]


def verify_backups(vault: Vault, backup: str = "") -> list[VerifiedBackup]:
    """Read every part of one backup, or of all, and hold it against its hash."""
    read: dict[str, bool | None] = {}  # digest -> whole; None: missing
    there = vault.digests()
    return [_verify(vault, name, there, read) for name in ([backup] if backup else vault.ids())]


def thin_out(vault: Vault, rules: KeepRules, now: datetime) -> tuple[str, ...]:
    """Forget backups that the rules no longer keep, and parts that no backup needs and that are older than a
    day, for one that is being made needs those that it just wrote. The backups forgotten."""
    backups = list_backups(vault)
    gone = expired([(backup.id, backup.created_at) for backup in backups], rules)
    vault.remove(gone)
    kept = [backup for backup in backups if backup.id not in gone]
    needed = {part for backup in kept for file in backup.everything for part in file.parts}
    vault.remove_parts(vault.unneeded(needed, now))
    return tuple(gone)


def _newest_files(vault: Vault) -> Mapping[str, BackedUpFile]:
    for backup in reversed(vault.ids()):
        try:
            return {file.path: file for file in vault.read(backup).files}
        except NotReady:
            continue  # `verify` says so; this backup is made all the same
    return {}


def _put_files(
    writer: _Writer, root: Path, paths: Iterable[str]
) -> tuple[list[BackedUpFile], list[str], list[str]]:
    """The files, those that could not be read, and those that passwords were taken from."""
    files, unread, redacted = [], [], []
    for path in paths:
        try:
            file, without = writer.put(root, path)
        except FileNotFoundError:
            continue  # gone meanwhile, and the dump does not need it
        except OSError:
            unread.append(path)
            continue
        files.append(file)
        if without:
            redacted.append(path)
    return files, unread, redacted


def _free_id(vault: Vault, now: datetime) -> str:
    stamp, taken = now.strftime(STAMP), set(vault.ids())
    names = (stamp, *(f"{stamp}-{number}" for number in range(2, 1000)))
    return next(name for name in names if name not in taken)


def _check_whole(vault: Vault, manifest: BackupManifest) -> None:
    """Somebody who thins the vault out meanwhile may have taken a part that was there at first."""
    there = vault.digests()
    if any(part not in there for file in manifest.everything for part in file.parts):
        vault.remove([manifest.id])
        raise NotReady(Message("backup.disturbed", vault=vault.name))


def _verify(
    vault: Vault, backup: str, there: Collection[str], read: dict[str, bool | None]
) -> VerifiedBackup:
    try:
        manifest = vault.read(backup)
    except NotReady as error:
        return VerifiedBackup(backup, error=error.message)
    missing, damaged = [], []
    for file in manifest.everything:
        for part in file.parts:
            if part not in read:
                read[part] = None if part not in there else vault.get(part) is not None
        states = [read[part] for part in file.parts]
        if None in states:
            missing.append(file.path)
        elif not all(states):
            damaged.append(file.path)
    verified = VerifiedBackup(backup, len(manifest.files), manifest.bytes)
    return replace(verified, missing=tuple(missing), damaged=tuple(damaged))
