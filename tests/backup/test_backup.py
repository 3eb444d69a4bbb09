"""A backup brings a workspace back as it was; what is broken, missing or too new is said."""

import json
import os
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from content.backup.manifest import BackedUpFile, read_manifest, write_manifest
from content.backup.retention import KeepRules, expired
from content.backup.vault import PART, Vault, open_vault
from content.errors import NotReady, UnknownId, WrongInput
from content.model import PauseScope
from content.store import Database
from content.workspace import open_workspace
from services.backup import create_backup, list_backups, thin_out, verify_backups
from services.backup_files import without_passwords
from services.context import Context
from services.erase import erase_member
from services.report import digest
from services.restore import RestoreOrder, restore_backup

PASSWORD_SIGNS = st.characters(exclude_characters="@:/'\" \t", exclude_categories=["C", "Z"])
Sishi = Callable[..., tuple[int, str, str]]


def files_of(root: Path) -> dict[str, bytes]:
    """What must come back: all but caches, locks and the database itself."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and not {"prefect", "run.lock"} & set(path.parts) and ".db" not in path.name
    }


def queue_digest(root: Path) -> str:
    workspace = open_workspace(root)
    with workspace.open_store(reading=True) as store:
        posts = store.queue.posts(date(2026, 11, 1), date(2026, 12, 31))
    workspace.database.close()
    return digest(posts, [])


def restored_at(vault: Vault, folder: Path, **order: str) -> Path:
    restore_backup(vault, RestoreOrder(folder, **order))
    return folder


def part_of(vault: Vault, digest: str) -> Path:
    return Path(vault.name) / "parts" / digest[:2] / digest


def test_a_workspace_comes_back_file_by_file_and_post_by_post(
    context: Context, vault: Vault, tmp_path: Path
) -> None:
    (context.root / "var/big.bin").write_bytes(os.urandom(PART + 99))
    created = create_backup(context, vault)
    back = restored_at(vault, tmp_path / "back")
    assert files_of(back) == files_of(context.root)
    assert queue_digest(back) == queue_digest(context.root)
    assert created.manifest.database == "sqlite"
    photo = next(path for path in sorted((context.root / "ugc_inbox").rglob("*")) if path.is_file())
    again = back / photo.relative_to(context.root)
    assert again.stat().st_mtime_ns == photo.stat().st_mtime_ns  # a night need not gather it again
    assert (back / "sishi.toml").stat().st_mode & 0o777 == 0o600


def test_what_a_backup_has_is_neither_read_nor_written_again(context: Context, vault: Vault) -> None:
    first = create_backup(context, vault)
    assert first.new_bytes > 0
    (context.root / "ugc_inbox" / "new.txt").write_text("new")
    second = create_backup(context, vault)
    assert 0 < second.new_bytes < 100
    assert [backup.id for backup in list_backups(vault)] == [first.manifest.id, f"{first.manifest.id}-2"]


def test_nothing_is_sent_from_a_restored_workspace_until_somebody_says_so(
    context: Context, vault: Vault, tmp_path: Path
) -> None:
    create_backup(context, vault)
    workspace = open_workspace(restored_at(vault, tmp_path / "back"))
    with workspace.open_store(reading=True) as store:
        (pause,) = store.channels.pauses()
    assert (pause.scope, pause.until) == (PauseScope.ALL, None)
    workspace.database.close()


def test_who_was_erased_since_a_backup_does_not_come_back_with_it(
    context: Context, vault: Vault, tmp_path: Path
) -> None:
    with context.open_store(reading=True) as store:
        member = store.library.members()[0]
    old = create_backup(context, vault).manifest.id
    erase_member(context.workspace, member.id, at=context.clock(), by="anna")
    create_backup(context, vault)
    restored = restore_backup(vault, RestoreOrder(tmp_path / "back", old))
    assert restored.erased == 1
    workspace = open_workspace(tmp_path / "back")
    with workspace.open_store(reading=True) as store:
        assert member.id not in {known.id for known in store.library.members()}
    workspace.database.close()


def test_secrets_links_and_what_is_made_again_stay_out(context: Context, vault: Vault) -> None:
    root = context.root
    (root / "secrets.json").write_text('{"channels": {"robot": {"key": "s3cret-robot"}}}')
    (root / "var/intake/state").mkdir(parents=True)
    (root / "var/intake/sign.key").write_text("s3cret-sign")
    (root / "var/intake/state/key").write_text("s3cret-page")
    (root / "var/prefect").mkdir(exist_ok=True)
    (root / "var/prefect/server.auth").write_text("s3cret-prefect")
    (root / "ugc_inbox/link.jpg").symlink_to("/etc/passwd")
    (root / "more.toml").write_text('url = "postgresql://anna:s3cret-db@db.example/sishi"\n')
    manifest = create_backup(context, vault).manifest
    assert {
        "secrets.json",
        "var/intake/sign.key",
        "var/intake/state/key",
        "var/prefect",
        "ugc_inbox/link.jpg",
    } <= set(manifest.left_out)
    assert manifest.redacted == ("more.toml",)
    there = b"".join(vault.get(part) or b"" for part in vault.digests())
    assert b"s3cret" not in there
    assert b"postgresql://anna:PASSWORD@db.example/sishi" in there


@pytest.mark.parametrize("harm", ["missing", "damaged"])
def test_a_part_that_is_lost_is_found_and_named_and_the_rest_comes_back(
    context: Context, vault: Vault, tmp_path: Path, harm: str
) -> None:
    manifest = create_backup(context, vault).manifest
    lost = next(file for file in manifest.files if file.path.startswith("ugc_inbox/"))
    part = part_of(vault, lost.parts[0])
    part.unlink() if harm == "missing" else part.write_bytes(part.read_bytes()[:-1] + b"?")
    (verified,) = verify_backups(vault)
    assert not verified.ok
    assert lost.path in (verified.missing if harm == "missing" else verified.damaged)
    restored = restore_backup(vault, RestoreOrder(tmp_path / "back"))
    assert lost.path in restored.damaged
    assert queue_digest(tmp_path / "back") == queue_digest(context.root)


def test_a_broken_manifest_stops_neither_the_next_backup_nor_the_check(
    context: Context, vault: Vault
) -> None:
    broken = create_backup(context, vault).manifest.id
    (Path(vault.name) / "backups" / f"{broken}.json.gz").write_bytes(b"\x1f\x8b nonsense")
    create_backup(context, vault)
    assert [verified.ok for verified in verify_backups(vault)] == [False, True]
    with pytest.raises(NotReady, match="manifest"):
        vault.read(broken)


@pytest.mark.parametrize("path", ["../out.txt", "/etc/out.txt", "a/../../out.txt", "C:/out.txt", ""])
def test_whoever_writes_into_a_vault_cannot_choose_where_a_restore_writes(
    context: Context, vault: Vault, path: str
) -> None:
    manifest = create_backup(context, vault).manifest
    evil = manifest.files[0].model_copy(update={"path": path})
    stored = write_manifest(manifest.model_copy(update={"files": (evil,)}))
    with pytest.raises(NotReady, match="damaged"):
        read_manifest(stored, manifest.id)


def test_a_place_where_something_is_and_a_newer_program_are_refused_before_anything_is_written(
    context: Context, vault: Vault, tmp_path: Path
) -> None:
    manifest = create_backup(context, vault).manifest
    (tmp_path / "full").mkdir()
    (tmp_path / "full/mine.txt").write_text("mine")
    with pytest.raises(WrongInput, match="not empty"):
        restored_at(vault, tmp_path / "full")
    vault.add(manifest.model_copy(update={"id": "29991231T000000Z", "schema_version": "9999"}))
    with pytest.raises(NotReady, match="newer"):
        restored_at(vault, tmp_path / "newer")
    assert not (tmp_path / "newer").exists()
    with pytest.raises(UnknownId):
        restored_at(vault, tmp_path / "none", backup="20000101T000000Z")


@pytest.mark.parametrize("url", ["sqlite:////tmp/elsewhere.db", "sqlite:///../elsewhere.db", "sqlite://"])
def test_a_vault_cannot_choose_a_database_outside_the_workspace(
    context: Context, vault: Vault, tmp_path: Path, url: str
) -> None:
    create_backup(context, vault)
    (context.root / "sishi.toml").write_text(f'database = "{url}"\n')
    create_backup(context, vault)
    with pytest.raises(WrongInput, match="--database"):
        restored_at(vault, tmp_path / "back")
    assert not (tmp_path / "back").exists()


def test_thinning_out_keeps_what_other_backups_need(context: Context, vault: Vault, now: datetime) -> None:
    note = context.root / "ugc_inbox/note.txt"
    note.write_text("first")
    create_backup(context, vault)
    note.write_text("second, longer")
    later = Context(context.workspace, context.workers, lambda: now + timedelta(minutes=1))
    kept = create_backup(later, vault).manifest.id
    parts = set(vault.digests())
    assert thin_out(vault, KeepRules(1, 0, 0), datetime.now(UTC)) == (
        list_backups(vault) and (now.strftime("%Y%m%dT%H%M%SZ"),)
    )
    assert set(vault.digests()) == parts  # younger than a day: somebody may just need them
    thin_out(vault, KeepRules(1, 0, 0), datetime.now(UTC) + timedelta(days=2))
    assert len(vault.digests()) < len(parts)
    assert [(verified.id, verified.ok) for verified in verify_backups(vault)] == [(kept, True)]


@given(
    st.lists(st.integers(0, 60 * 24 * 400), min_size=1, max_size=60, unique=True),
    st.builds(KeepRules, st.integers(1, 9), st.integers(0, 9), st.integers(0, 9)),
)
def test_the_newest_backup_and_that_of_each_of_the_last_days_are_kept(
    minutes: list[int], rules: KeepRules
) -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    backups = [(str(minute), start + timedelta(minutes=minute)) for minute in sorted(minutes)]
    kept = [backup for backup in backups if backup[0] not in expired(backups, rules)]
    newest_of_day = {at.date(): name for name, at in backups}
    assert kept[-1] == backups[-1]
    assert {newest_of_day[day] for day in sorted(newest_of_day)[-rules.days :]} <= {name for name, _ in kept}
    assert len(kept) <= 1 + rules.days + rules.weeks + rules.months


@given(st.text(alphabet=PASSWORD_SIGNS, min_size=1))
def test_no_password_of_an_address_stays_in_settings(password: str) -> None:
    line = f'database = "postgresql://anna:{password}@db/sishi"\n'.encode()
    assert without_passwords(line) == b'database = "postgresql://anna:PASSWORD@db/sishi"\n'


def test_postgresql_comes_back_from_its_own_dump(
    context: Context, vault: Vault, tmp_path: Path, postgres: Database
) -> None:
    name = f"sishi_backup_{os.getpid()}"
    address, other = (
        url.render_as_string(hide_password=False)
        for url in (postgres.engine.url, postgres.engine.url.set(database=name))
    )
    (context.root / "sishi.toml").write_text(f'database = "{address}"\n')
    on_server = Context(open_workspace(context.root), context.workers, context.clock)
    with on_server.open_store() as store:
        store.write_down("test", "kept", actor="anna", at=context.clock())
    assert create_backup(on_server, vault).manifest.database == "postgresql"
    with pytest.raises(WrongInput, match="--database"):
        restored_at(vault, tmp_path / "unsaid")  # nobody's vault says which server is written to
    with pytest.raises(NotReady, match="--database"):
        restored_at(vault, tmp_path / "same", database=address)  # the one that it came from is not empty
    with postgres.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
        try:
            back = open_workspace(restored_at(vault, tmp_path / "back", database=other))
            assert back.database.damage() == []
            with back.open_store(reading=True) as store:
                assert len(store.channels.pauses()) == 1
            back.database.close()
        finally:
            on_server.workspace.database.close()
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


def test_a_bucket_serves_as_a_folder_does(
    context: Context, bucket_server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import httpx

    for name, value in {
        "AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": bucket_server, "AWS_ALLOW_HTTP": "true",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    assert httpx.put(f"{bucket_server}/shelf", trust_env=False).status_code == 200
    bucket = open_vault("s3://shelf/brand")
    first = create_backup(context, bucket)
    assert create_backup(context, bucket).new_bytes == 0
    assert all(verified.ok for verified in verify_backups(bucket))
    back = restored_at(bucket, tmp_path / "back", backup=first.manifest.id)
    assert files_of(back) == files_of(context.root)


@pytest.mark.parametrize("place", ["ftp://x/y", "s3://", "s3://key:secret@bucket/x"])
def test_an_address_that_is_none_is_refused_in_one_sentence(place: str) -> None:
    with pytest.raises(WrongInput):
        open_vault(place)


def test_the_commands_say_what_they_did_and_end_with_a_code(
    told_village: Path, tmp_path: Path, sishi: Sishi
) -> None:
    to, workspace = str(tmp_path / "vault"), str(told_village)
    code, out, _ = sishi("backup", "create", "--to", to, "--workspace", workspace, "--json")
    created = json.loads(out)
    assert code == 0
    assert created["files"] == len(
        read_manifest((Path(to) / f"backups/{created['id']}.json.gz").read_bytes(), "").files
    )
    assert [backup["id"] for backup in json.loads(sishi("backup", "list", "--to", to, "--json")[1])] == [
        created["id"]
    ]
    back = str(tmp_path / "back")
    code, out, _ = sishi("backup", "restore", "--from", to, "--workspace", back, "--json")
    assert (code, json.loads(out)["damaged"]) == (0, [])
    for part in sorted((Path(to) / "parts").rglob("*"))[:2]:
        part.unlink() if part.is_file() else None
    code, out, _ = sishi("backup", "verify", "--to", to, "--json")
    assert (code, json.loads(out)["ok"]) == (1, False)
    assert sishi("backup", "create", "--workspace", workspace)[0] == 2  # nothing says where


def test_a_file_of_a_manifest_is_read_strictly() -> None:
    with pytest.raises(ValueError, match="parts"):
        BackedUpFile(path="a", size=1, mode=0o600, changed=0, parts=("../../x",))
