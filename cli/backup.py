"""`sishi backup`: make, list, verify, restore."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from cli.common import AsJson, WorkDir, print_json, print_table, say
from content.errors import WrongInput
from content.model import Message

if TYPE_CHECKING:
    from content.backup.manifest import BackupManifest
    from services.backup import VerifiedBackup

ALL_WELL, SOME_BROKEN = 0, 1
HERE = WorkDir()
Vault = Annotated[str, Parameter(name="--to")]


def create(*, to: Vault = "", place: WorkDir = HERE, json: AsJson = False) -> int:
    """Back up database, settings, brand, photos and posters. What a former backup has is not copied again.
    Secrets stay out; the exit code is 1 where a file could not be read.

    Without --to it goes where `backup.to` of sishi.toml says, and old backups go by its rules.

    Example: `sishi backup create --to /mnt/disk/sishi`
    """
    from content.backup.vault import open_vault
    from services.backup import create_backup, keep_rules

    with place.context() as context:
        settings = context.workspace.settings.backup
        vault = open_vault(to or settings.to or _nowhere())
        created = create_backup(context, vault, None if to else keep_rules(settings))
    manifest = created.manifest
    facts = _facts(manifest) | {
        "new_bytes": created.new_bytes,
        "vault": vault.name,
        "left_out": manifest.left_out,
        "unread": manifest.unread,
        "redacted": manifest.redacted,
        "removed": created.removed,
    }
    if json:
        print_json(facts)
    else:
        say(
            Message(
                "backup.created",
                backup=manifest.id,
                vault=vault.name,
                n=len(manifest.files),
                megabytes=manifest.bytes / 1e6,
                new=created.new_bytes / 1e6,
            )
        )
        for path in manifest.unread:
            say(Message("backup.unread", path=path))
        if manifest.redacted:
            say(Message("backup.redacted", files=manifest.redacted))
    return SOME_BROKEN if manifest.unread else ALL_WELL


def list_all(*, to: Vault = "", place: WorkDir = HERE, json: AsJson = False) -> None:
    """List the backups of a vault, the oldest first.

    Example: `sishi backup list --to /mnt/disk/sishi`
    """
    from content.backup.vault import open_vault
    from services.backup import list_backups

    backups = [_facts(manifest) for manifest in list_backups(open_vault(_vault(to, place)))]
    if json:
        print_json(backups)
    else:
        columns = ("id", "created_at", "files", "bytes", "database")
        print_table(columns, [[backup[column] for column in columns] for backup in backups])


def verify(backup: str = "", *, to: Vault = "", place: WorkDir = HERE, json: AsJson = False) -> int:
    """Read every part of one backup, or of all, and hold it against its hash. Exit code 1 if one is broken.

    Example: `sishi backup verify --to /mnt/disk/sishi`
    """
    from content.backup.vault import open_vault
    from services.backup import verify_backups

    verified = verify_backups(open_vault(_vault(to, place)), backup)
    well = all(verdict.ok for verdict in verified)
    if json:
        print_json({"ok": well, "backups": [_entry(verdict) for verdict in verified]})
    else:
        for verdict in verified:
            say(_sentence(verdict))
            for path in (*verdict.missing, *verdict.damaged):
                say(Message("backup.path_lost", path=path))
    return ALL_WELL if well else SOME_BROKEN


def restore(
    *,
    from_: Annotated[str, Parameter(name="--from")],
    workspace: Path,
    backup: str = "",
    database: str = "",
    json: AsJson = False,
) -> int:
    """Bring a backup, the newest by default, back into a folder that is not there or empty. Sending is paused
    until `sishi send resume`; secrets must be entered again. The exit code is 1 where a file was damaged.

    Example: `sishi backup restore --from /mnt/disk/sishi --workspace restored`
    """
    from content.backup.vault import open_vault
    from services.restore import RestoreOrder, restore_backup

    restored = restore_backup(open_vault(from_), RestoreOrder(workspace, backup, database))
    manifest = restored.manifest
    if json:
        more = {"workspace": workspace.resolve(), "damaged": restored.damaged, "erased": restored.erased}
        print_json(_facts(manifest) | more | {"store": restored.database, "left_out": manifest.left_out})
    else:
        say(Message("backup.restored", backup=manifest.id, place=str(workspace), n=len(manifest.files)))
        for path in restored.damaged:
            say(Message("backup.path_lost", path=path))
        if restored.erased:
            say(Message("backup.erased_again", n=restored.erased))
        say(Message("backup.after_restore", place=str(workspace)))
    return SOME_BROKEN if restored.damaged else ALL_WELL


def _vault(to: str, place: WorkDir) -> str:
    """What --to says; else the settings of the workspace."""
    return to or place.open().settings.backup.to or _nowhere()


def _nowhere() -> str:
    raise WrongInput(Message("backup.nowhere"))


def _facts(manifest: "BackupManifest") -> dict[str, object]:
    return {
        "id": manifest.id,
        "created_at": manifest.created_at.isoformat(),
        "files": len(manifest.files),
        "bytes": manifest.bytes,
        "database": manifest.database,
        "version": manifest.version,
        "schema_version": manifest.schema_version,
    }


def _entry(verified: "VerifiedBackup") -> dict[str, object]:
    return {
        "id": verified.id,
        "ok": verified.ok,
        "files": verified.files,
        "bytes": verified.bytes,
        "missing": verified.missing,
        "damaged": verified.damaged,
    }


def _sentence(verified: "VerifiedBackup") -> Message:
    if verified.error:
        return verified.error
    if verified.ok:
        return Message("backup.whole", backup=verified.id, n=verified.files)
    lost = len(verified.missing) + len(verified.damaged)
    return Message("backup.broken", backup=verified.id, n=lost)
