"""Whatever happened to the database's file, every command says it in one sentence with what to do."""

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Sishi = Callable[..., Any]


def flip(file: Path) -> None:
    data = bytearray(file.read_bytes())
    for page in range(1, len(data) // 4096, 3):
        data[page * 4096 : page * 4096 + 2000] = b"\xff" * 2000
    file.write_bytes(data)


def misspell_the_schema(file: Path) -> None:
    """Bytes that are no UTF-8 where SQLite keeps a table's name, which it quotes when it complains."""
    data = file.read_bytes()
    file.write_bytes(data.replace(b"CREATE TABLE submissions", b"CREATE TABLE\x9b ubm\xffssions"))


def drop(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (table,) in tables:
            if table != "alembic_version" and not table.startswith("sqlite_"):
                connection.execute(f"DROP TABLE {table}")


DAMAGE: dict[str, Callable[[Path], object]] = {
    "flipped": flip,
    "misspelled": misspell_the_schema,
    "dropped": drop,
    "truncated": lambda file: file.write_bytes(file.read_bytes()[:20_000]),
    "text": lambda file: file.write_text("this is a letter and no database " * 200),
}
COMMANDS = [
    "status",
    "queue list",
    "queue show p1",
    "queue export week.csv",
    "plan show",
    "explain x",
    "shortlist list",
    "quarantine list",
    "group list",
    "member list",
    "story list",
    "consent list",
    "consent withdraw x --by lin --why no",
    "koc list",
    "activity list",
    "model list",
    "calibrate",
    "user list",
    "db check",
]


@pytest.fixture
def damaged(sishi: Sishi, tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    assert sishi("init", str(tmp_path / "ws")).code == 0
    assert sishi("group", "list", at=tmp_path / "ws").code == 0  # makes the database
    file = tmp_path / "ws/var/sishi.db"
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for name in ("sishi.db-wal", "sishi.db-shm"):
        file.with_name(name).unlink(missing_ok=True)
    DAMAGE[request.param](file)
    return tmp_path / "ws"


@pytest.mark.parametrize("damaged", DAMAGE, indirect=True)
def test_every_command_says_that_the_database_is_damaged(
    sishi: Sishi, damaged: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(damaged)
    for command in COMMANDS:
        answer = sishi(*command.split(), at=damaged)
        assert answer.code == 2, command
        assert "Traceback" not in answer.err, command
        if not command.startswith(("queue show", "explain", "consent withdraw", "run", "replan")):
            assert "The database" in answer.err, f"{command}: {answer.err}"


@pytest.mark.parametrize("damaged", DAMAGE, indirect=True)
def test_the_check_says_what_and_what_to_do(sishi: Sishi, damaged: Path) -> None:
    answer = sishi("db", "check", at=damaged)
    assert (answer.code, "backup" in answer.err) == (2, True)


def test_a_whole_database_passes_the_check(sishi: Sishi, tmp_path: Path) -> None:
    sishi("init", str(tmp_path))
    sishi("group", "list", at=tmp_path)
    assert sishi("db", "check", at=tmp_path).code == 0


def test_the_log_of_another_database_is_not_taken_for_ours(sishi: Sishi, tmp_path: Path) -> None:
    sishi("init", str(tmp_path))
    sishi("group", "list", at=tmp_path)
    with sqlite3.connect(tmp_path / "var/sishi.db") as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    (tmp_path / "var/sishi.db-wal").write_bytes(b"of another database" * 1000)
    assert sishi("db", "check", at=tmp_path).code == 0


@pytest.mark.parametrize("lost, is_kept", [("-shm", True), ("-wal", False)])
def test_files_lost_beside_the_database_leave_it_whole(
    sishi: Sishi, tmp_path: Path, lost: str, is_kept: bool
) -> None:
    """A crash leaves what was not merged in `-wal`; without it the database is as it was before."""
    made = [sys.executable, "-m", "cli", "init", str(tmp_path / "ws"), "--sample"]
    subprocess.run(made, check=True, capture_output=True)  # of its own: here connections would stay open
    file = tmp_path / "ws/var/sishi.db"
    crashed = (
        "import os, sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute('PRAGMA journal_mode=WAL');"
        "c.execute('DELETE FROM groups'); c.commit(); os._exit(0)"
    )
    subprocess.run([sys.executable, "-c", crashed, str(file)], check=True)
    file.with_name(file.name + lost).unlink()
    assert (
        sishi("db", "check", at=tmp_path / "ws").code == 0 or is_kept
    )  # rows that pointed to the groups are told there
    left = sishi("group", "list", "--json")
    assert left.code == 0
    assert (left.json == []) == is_kept
