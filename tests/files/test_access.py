"""What lies in var/ is its owner's alone, whatever the umask, and what was open is closed or told."""

import os
import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cli.checks import findings
from cli.language import text_of
from content.access import OTHERS, close_to_others, make_private, make_private_file
from content.model import Group
from content.run_lock import only_run
from content.workspace import open_workspace


@pytest.fixture(params=[0o000, 0o022, 0o077])
def umask(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.umask(request.param)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def open_paths(folder: Path) -> list[str]:
    """The databases and secrets that others may read."""
    return [path.name for path in folder.iterdir() if path.is_file() and mode(path) & OTHERS]


@pytest.mark.usefixtures("umask")
def test_a_new_workspace_is_its_owners_alone(tmp_path: Path) -> None:
    (tmp_path / "sishi.toml").touch()
    workspace = open_workspace(tmp_path)
    with workspace.open_store() as store:
        store.library.put_groups([Group("g1", "一群")])
        assert mode(workspace.var) == 0o700
        assert {"sishi.db", "sishi.db-wal", "sishi.db-shm"} <= {path.name for path in workspace.var.iterdir()}
        assert open_paths(workspace.var) == []


@pytest.mark.usefixtures("umask")
def test_a_run_makes_the_folder_private_too(tmp_path: Path) -> None:
    with only_run(tmp_path):
        assert mode(tmp_path / "var") == 0o700


@pytest.mark.usefixtures("umask")
def test_a_database_elsewhere_is_private_and_its_folder_stays_as_it_is(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir(mode=0o755)
    data.chmod(0o755)
    (tmp_path / "sishi.toml").write_text(f'database = "sqlite:///{data}/s.db"\n', encoding="utf-8")
    with open_workspace(tmp_path).open_store():
        assert (mode(data), open_paths(data)) == (0o755, [])


def test_what_was_open_is_closed_when_it_is_used_again(village: Path) -> None:
    var, database = village / "var", village / "var" / "sishi.db"
    var.chmod(0o755)
    database.chmod(0o664)
    with open_workspace(village).open_store() as store:
        store.runs.begin_run("r1", {}, datetime(2026, 11, 22, tzinfo=UTC))
    assert (mode(var), open_paths(var)) == (0o700, [])
    assert mode(database) == 0o600


def access_finding(root: Path) -> tuple[bool, str, str]:
    finding = next(finding for finding in findings(root) if finding.what == "access")
    return finding.well, text_of(finding.detail), finding.fix


def test_the_doctor_names_what_others_may_read_and_how_to_close_it(
    village: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert access_finding(village)[0]
    monkeypatch.setattr("os.geteuid", lambda: os.getuid() + 1)  # another user's: not ours to close
    (village / "var" / "sishi.db").chmod(0o644)
    well, sentence, fix = access_finding(village)
    assert (well, "sishi.db" in sentence, "chmod" in fix) == (False, True, True)
    (village / "var").chmod(0o755)
    assert access_finding(village)[1].endswith("/var")


def test_what_is_not_there_or_not_ours_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    close_to_others(tmp_path / "nothing")
    theirs = tmp_path / "theirs"
    theirs.touch(mode=0o644)
    theirs.chmod(0o644)
    monkeypatch.setattr("os.geteuid", lambda: os.getuid() + 1)
    close_to_others(theirs)
    make_private_file(theirs)
    assert mode(theirs) == 0o644


def test_a_folder_that_is_there_keeps_what_lies_in_it(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "var"
    make_private(folder)
    (folder / "kept").write_text("kept", encoding="utf-8")
    make_private(folder)
    make_private_file(folder / "kept")
    assert (folder / "kept").read_text(encoding="utf-8") == "kept"
