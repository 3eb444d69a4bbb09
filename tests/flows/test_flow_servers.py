"""Which Prefect server a run uses, and what a server of our own refuses."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from content.errors import NotReady, NoWorkspace, WrongInput
from content.workspace import Workspace
from flows.address import address_file, answers, auth_file, running_server
from flows.local import configured_api, run_night
from flows.params import NightlyParams
from flows.server import PrefectServer
from flows.up import up


@pytest.fixture(autouse=True)
def no_prefect_of_the_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("PREFECT_API_URL", "PREFECT_PROFILES_PATH", "PREFECT_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("PREFECT_SERVER_API_AUTH_STRING", raising=False)


@pytest.fixture
def taken() -> Iterator[int]:
    """A port on which something else listens that says nothing."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_without_any_word_no_server_is_configured() -> None:
    assert configured_api() is None


def test_the_environment_names_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREFECT_API_URL", "http://prefect.example/api")
    assert configured_api() == "http://prefect.example/api"


def test_the_active_profile_names_the_server_and_another_may_be_chosen(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "profiles.toml").write_text(
        'active = "team"\n[profiles.team]\nPREFECT_API_URL = "http://team.example/api"\n[profiles.alone]\n',
        encoding="utf-8",
    )
    assert configured_api() == "http://team.example/api"
    monkeypatch.setenv("PREFECT_PROFILE", "alone")
    assert configured_api() is None


def test_an_address_left_behind_by_a_killed_house_is_not_used(workspace: Workspace) -> None:
    address_file(workspace.root).parent.mkdir()
    address_file(workspace.root).write_text("http://127.0.0.1:9/api", encoding="utf-8")
    auth_file(workspace.root).write_text("sishi:of-a-killed-house", encoding="utf-8")
    assert running_server(workspace.root) is None


def test_a_configured_server_that_is_silent_is_one_sentence(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")
    with pytest.raises(NotReady, match="unset PREFECT_API_URL"):
        run_night(NightlyParams(workspace=str(workspace.root)))


def test_a_night_in_no_workspace_starts_nothing(tmp_path: Path) -> None:
    with pytest.raises(NoWorkspace):
        run_night(NightlyParams(workspace=str(tmp_path)))
    assert not (tmp_path / "var").exists()


def test_a_taken_port_is_named_before_anything_starts(workspace: Workspace, taken: int) -> None:
    with pytest.raises(NotReady, match=f"Port {taken} on 127.0.0.1 cannot be used.*--port"):
        up(workspace.root, port=taken)


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.7", "::", "shop.example"])  # noqa: S104 - to be refused
def test_strangers_are_kept_out_unless_there_is_a_password(workspace: Workspace, host: str) -> None:
    with pytest.raises(WrongInput, match="PREFECT_SERVER_API_AUTH_STRING"):
        up(workspace.root, host=host, port=0)


def test_to_serve_only_there_must_be_a_server(workspace: Workspace) -> None:
    with pytest.raises(WrongInput, match="PREFECT_API_URL"):
        up(workspace.root, serve_only=True)


def test_what_is_not_a_prefect_server_does_not_answer() -> None:
    assert not answers("http://127.0.0.1:9/api")


@pytest.mark.slow
@pytest.mark.xdist_group("house")
def test_a_server_that_cannot_start_says_where_its_reason_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PREFECT_API_DATABASE_CONNECTION_URL", "sqlite+aiosqlite:////nowhere/at/all.db")
    with PrefectServer.start(tmp_path, kind="lean") as server, pytest.raises(NotReady, match=r"server\.log"):
        server.wait()
    assert server.process.returncode is not None
    assert "unable to open database" in server.log.read_text(encoding="utf-8")
