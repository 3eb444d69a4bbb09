"""Who comes in and what their keys open: sign-in, its limits, users, tokens, and the terminal's commands."""

import asyncio
import io
import socket
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI
from starlette.testclient import TestClient

from cli.common import WorkDir
from cli.desk import _run_arguments, disable_user, list_users
from cli.desk import add_user as add_on_terminal
from cli.desk import set_password as put_on_terminal
from content.errors import NotReady, WrongInput
from content.model import Role, Token, Verb
from content.workers import Workers
from content.workspace import Workspace
from desk.auth import COOKIE, hashed
from desk.backoff import FREE
from desk.preview import server as preview
from desk.server import Server, Serving, is_loopback, listening, open_app, serve_desk
from services.accounts import NewUser, add_user
from services.context import Context

SAID = "correct horse battery"
ClientAs = Callable[..., TestClient]


@pytest.fixture
def lin(workspace: Workspace, workers: Workers, now: datetime) -> str:
    context = Context(workspace, workers, lambda: now)
    add_user(context, NewUser("lin", Role.EDITOR, SAID, "林小满"), actor="test")
    return "lin"


@pytest.fixture
def door(team: FastAPI) -> TestClient:
    """A browser before the sign-in page."""
    return TestClient(
        team, base_url="http://127.0.0.1", headers={"Sec-Fetch-Site": "same-origin"}, follow_redirects=False
    )


# -- coming in ----------------------------------------------------------------------------------
def test_the_right_password_opens_and_leads_to_where_one_wanted(door: TestClient, lin: str) -> None:
    answer = door.post("/login", data={"name": lin, "password": SAID, "next": "/queue?status=returned"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/queue?status=returned")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert door.get("/").status_code == 200


@pytest.mark.parametrize("away", ["https://evil.example", "//evil.example", "/\\evil.example", "java:x"])
def test_the_sign_in_leads_nobody_elsewhere(door: TestClient, lin: str, away: str) -> None:
    answer = door.post("/login", data={"name": lin, "password": SAID, "next": away})
    assert answer.headers["location"] == "/"


def test_a_wrong_password_and_a_name_nobody_has_are_answered_alike(door: TestClient, lin: str) -> None:
    wrong = door.post("/login", data={"name": lin, "password": "no"})
    nobody = door.post("/login", data={"name": "nobody", "password": "no"})
    assert wrong.status_code == nobody.status_code == 401
    assert wrong.text.replace(f'value="{lin}"', "") == nobody.text.replace('value="nobody"', "")


def test_after_some_wrong_tries_even_the_right_password_waits(
    door: TestClient, lin: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desk.pages.enter.verified", lambda password, _: password == SAID)
    tries = [door.post("/login", data={"name": lin, "password": "no"}).status_code for _ in range(FREE)]
    assert tries == [401] * FREE
    answer = door.post("/login", data={"name": lin, "password": SAID})
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 0
    assert COOKIE not in answer.cookies


def test_a_session_from_before_the_sign_in_is_worth_nothing_after(
    door: TestClient, lin: str, workspace: Workspace, now: datetime
) -> None:
    door.post("/login", data={"name": lin, "password": SAID})
    before = door.cookies[COOKIE]
    door.post("/login", data={"name": lin, "password": SAID})
    assert door.cookies[COOKIE] != before
    with workspace.open_store(reading=True) as store:
        assert store.accounts.signed_in(hashed(before), now) is None


def test_a_planted_cookie_opens_nothing_and_is_not_taken_over(door: TestClient, lin: str) -> None:
    door.cookies.set(COOKIE, "planted")
    assert door.get("/").status_code == 401
    answer = door.post("/login", data={"name": lin, "password": SAID})
    assert "planted" not in answer.headers["set-cookie"]


def test_signing_out_ends_the_session_on_the_server(door: TestClient, lin: str) -> None:
    door.post("/login", data={"name": lin, "password": SAID})
    kept = door.cookies[COOKIE]
    door.post("/logout")
    door.cookies.set(COOKIE, kept)
    assert door.get("/").status_code == 401


def test_no_password_reaches_the_store(lin: str, workspace: Workspace) -> None:
    with workspace.open_store(reading=True) as store:
        user = store.accounts.user(lin)
    assert user is not None
    assert user.password.startswith("$argon2id$")
    assert SAID not in user.password


# -- users --------------------------------------------------------------------------------------
def test_an_admin_adds_changes_and_disables_people(
    client_as: ClientAs, workspace: Workspace, door: TestClient
) -> None:
    boss = client_as(Role.ADMIN)
    made = {"name": "zhou", "password": SAID, "role": "editor", "shown": "周正"}
    assert boss.post("/settings/users", data=made).status_code == 303
    boss.post("/settings/users/zhou", data={"role": "approver"})
    door.post("/login", data={"name": "zhou", "password": SAID})
    assert door.get("/").status_code == 200
    boss.post("/settings/users/zhou", data={"disabled": "true"})
    assert door.get("/").status_code == 401
    with workspace.open_store(reading=True) as store:
        zhou = store.accounts.user("zhou")
    assert zhou is not None
    assert (zhou.role, zhou.disabled) == (Role.APPROVER, True)
    assert SAID not in boss.get("/settings/users").text


@pytest.mark.parametrize("role", [Role.VIEWER, Role.EDITOR, Role.APPROVER])
def test_nobody_else_sees_users(client_as: ClientAs, role: Role) -> None:
    asking = client_as(role)
    assert asking.get("/settings/users").status_code == 403
    assert asking.post("/settings/users/lin", data={"role": "admin"}).status_code == 403


def test_a_new_password_signs_the_user_out_everywhere(
    client_as: ClientAs, door: TestClient, lin: str
) -> None:
    door.post("/login", data={"name": lin, "password": SAID})
    client_as(Role.ADMIN).post(f"/settings/users/{lin}/password", data={"password": "another long one"})
    assert door.get("/").status_code == 401


def test_an_admin_does_not_lock_themselves_out(client_as: ClientAs) -> None:
    boss = client_as(Role.ADMIN)
    client_as(Role.ADMIN, "second")
    assert boss.post("/settings/users/admin", data={"disabled": "true"}).status_code == 422
    assert boss.get("/settings/users").status_code == 200


# -- tokens -------------------------------------------------------------------------------------
def made_token(client: TestClient, *scope: str) -> str:
    answer = client.post("/api/v1/tokens", json={"label": "report", "scope": list(scope), "days": 7})
    assert answer.status_code == 201
    return str(answer.json()["secret"])


def program(team: FastAPI, secret: str) -> TestClient:
    return TestClient(team, base_url="http://127.0.0.1", headers={"Authorization": f"Bearer {secret}"})


def test_a_token_does_what_it_is_for_and_nothing_else(client_as: ClientAs, team: FastAPI) -> None:
    asking = program(team, made_token(client_as(Role.APPROVER), "view"))
    me = asking.get("/api/v1/me").json()
    assert (me["name"], me["verbs"], me["by_token"]) == ("approver", ["view"], True)
    assert asking.get("/api/v1/groups").status_code == 200
    assert asking.post("/api/v1/posts/lock", json={"items": [{"id": "x", "revision": 1}]}).status_code == 403


def test_a_secret_is_shown_once_and_kept_as_its_hash(client_as: ClientAs, workspace: Workspace) -> None:
    editor = client_as(Role.EDITOR)
    page = editor.post("/settings/tokens", data={"label": "脚本", "scope": ["view"], "days": "30"})
    secret = page.text.split('class="secret">')[1].split("<")[0]
    assert secret not in editor.get("/settings").text
    with workspace.open_store(reading=True) as store:
        (token,) = store.accounts.tokens_of("editor")
    assert token.sha256 == hashed(secret)


def test_a_token_makes_no_tokens(client_as: ClientAs, team: FastAPI) -> None:
    asking = program(team, made_token(client_as(Role.ADMIN), "view", "amend"))
    assert asking.post("/api/v1/tokens", json={"label": "x", "scope": ["view"]}).status_code == 403
    offered = client_as(Role.ADMIN).get("/settings").text
    assert 'value="amend"' in offered
    assert 'value="own_tokens"' not in offered


@pytest.mark.parametrize("wrong", [{"scope": ["approve"]}, {"scope": ["fly"]}, {"scope": []}, {"days": 8}])
def test_a_token_for_more_than_one_may_is_refused(client_as: ClientAs, wrong: dict[str, object]) -> None:
    asked = {"label": "x", "scope": ["view"], "days": 7} | wrong
    assert client_as(Role.EDITOR).post("/api/v1/tokens", json=asked).status_code == 422


def test_a_revoked_token_opens_nothing(client_as: ClientAs, team: FastAPI) -> None:
    editor = client_as(Role.EDITOR)
    secret = made_token(editor, "view")
    assert editor.delete(f"/api/v1/tokens/{hashed(secret)}").status_code == 204
    assert program(team, secret).get("/api/v1/me").status_code == 401
    assert editor.delete(f"/api/v1/tokens/{hashed(secret)}").status_code == 404


def test_nobody_revokes_the_token_of_another(client_as: ClientAs, team: FastAPI) -> None:
    secret = made_token(client_as(Role.EDITOR), "view")
    assert client_as(Role.ADMIN).delete(f"/api/v1/tokens/{hashed(secret)}").status_code == 404
    assert program(team, secret).get("/api/v1/me").status_code == 200


def test_a_token_ends(client_as: ClientAs, team: FastAPI, workspace: Workspace, now: datetime) -> None:
    client_as(Role.EDITOR)
    begun, ended = now - timedelta(8), now - timedelta(1)
    over = Token(hashed("old"), "editor", "old", frozenset({Verb.VIEW}), begun, ended)
    with workspace.open_store() as store:
        store.accounts.add_token(over)
    assert program(team, "old").get("/api/v1/me").status_code == 401


def test_the_person_of_the_local_link_has_no_tokens(client: TestClient) -> None:
    assert client.post("/api/v1/tokens", json={"label": "x", "scope": ["view"]}).status_code == 403


def test_the_description_is_for_those_who_are_in(client: TestClient, door: TestClient) -> None:
    described = client.get("/openapi.json").json()
    assert {"/api/v1/me", "/api/v1/audit", "/api/v1/tokens"} <= described["paths"].keys()
    assert door.get("/openapi.json").status_code == 401


def test_lists_of_the_api_go_on_where_they_ended(client: TestClient) -> None:
    entries, after = [], ""
    while after is not None:
        page = client.get("/api/v1/audit", params={"after": after} if after else {}).json()
        entries, after = [*entries, *page["items"]], page["next"]
    assert len({entry["id"] for entry in entries}) == len(entries) > 0
    assert [entry["at"] for entry in entries] == sorted((entry["at"] for entry in entries), reverse=True)
    assert [run["ended"] for run in client.get("/api/v1/runs").json()["items"]] == ["partly"]
    assert client.get("/api/v1/runs/r1").json()["report"]["posts"] > 0
    assert client.get("/api/v1/groups/g2").json()["slots"].keys() == {"morning", "evening"}


# -- the terminal -------------------------------------------------------------------------------
def test_users_are_made_on_the_terminal(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    place = WorkDir(workspace.root)
    monkeypatch.setattr("sys.stdin", io.StringIO(SAID + "\n"))
    add_on_terminal("lin", role=Role.ADMIN, password_stdin=True, place=place)
    list_users(place=place)
    assert capsys.readouterr().out.split("\t")[:3] == ["lin", "lin", "admin"]
    with pytest.raises(WrongInput, match="Somebody must stay"):
        disable_user("lin", place=place)


def test_without_a_terminal_the_password_must_be_piped(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    with pytest.raises(WrongInput, match="--password-stdin"):
        put_on_terminal("lin", place=WorkDir(workspace.root))


def test_a_night_is_asked_for_again_as_it_was() -> None:
    asked = {"first_day": "2026-11-23", "days": 7, "groups": ["g1"], "inboxes": [], "seed": 3}
    said = " ".join(_run_arguments(Path("/ws"), {**asked, "posters": False}))
    assert said == "run --workspace /ws --date 2026-11-23 --days 7 --seed 3 --groups g1 --no-posters"


# -- the door of the server ---------------------------------------------------------------------
@pytest.mark.parametrize("where", [{"host": "0.0.0.0"}, {"public_hosts": ["desk.example.com"]}])  # noqa: S104 - is refused
def test_an_open_door_without_anybody_is_refused_with_the_fix(
    workspace: Workspace, where: dict[str, object]
) -> None:
    with pytest.raises(WrongInput, match="sishi user add NAME --role admin"):
        serve_desk(workspace.root, port=0, **where)  # type: ignore[arg-type] # one of both


def test_a_taken_port_is_said_with_another(workspace: Workspace) -> None:
    with listening("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(NotReady, match=rf"{port}.*--port"):
            serve_desk(workspace.root, port=port)


@pytest.mark.parametrize("listen", [partial(listening, "127.0.0.1", 0), partial(preview.listening, 0)])
def test_answers_are_sent_without_delay(listen: Callable[[], socket.socket]) -> None:
    async def sent_at_once() -> bool:
        accepted: asyncio.Queue[socket.socket] = asyncio.Queue()
        listener = listen()
        async with await asyncio.start_server(
            lambda _, writer: accepted.put_nowait(writer.get_extra_info("socket")), sock=listener
        ):
            _, writer = await asyncio.open_connection(*listener.getsockname())
            here = await asyncio.wait_for(accepted.get(), 5)
            writer.close()
            return bool(here.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))

    assert asyncio.run(sent_at_once())


def test_a_process_takes_one_connection_at_a_time_and_lets_many_wait() -> None:
    async def taken_of(count: int) -> tuple[int, int]:
        config = uvicorn.Config(FastAPI(), lifespan="off", log_level="warning")
        config.load()
        server = Server(config)
        server.lifespan = config.lifespan_class(config)
        with listening("127.0.0.1", 0) as listener, ExitStack() as browsers:
            await server.startup([listener])
            for _ in range(count):  # meanwhile the loop stands still: all of them wait
                browsers.enter_context(socket.create_connection(listener.getsockname(), timeout=0.5))
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            early = len(asyncio.all_tasks()) - 1
            while len(server.server_state.connections) < count:
                await asyncio.sleep(0)
            server.servers[0].close()
            return early, len(server.server_state.connections)

    early, late = asyncio.run(asyncio.wait_for(taken_of(20), 10))
    assert early <= 2
    assert late == 20


def test_loopback_is_known_by_all_its_names() -> None:
    assert all(is_loopback(host) for host in ("127.0.0.1", "::1", "localhost"))
    assert not any(is_loopback(host) for host in ("0.0.0.0", "10.0.0.2", "desk"))  # noqa: S104 - compared


@pytest.mark.parametrize(("said", "kept"), [("", True), ("[desk]\nkeep_plans = false\n", False)])
def test_postgresql_keeps_the_plans_of_pages_unless_a_pooler_stands_before_it(
    tmp_path: Path, said: str, kept: bool
) -> None:
    settings = 'database = "postgresql://nobody@127.0.0.1:1/none"\n' + said  # nothing is asked of it
    (tmp_path / "sishi.toml").write_text(settings, encoding="utf-8")
    app = open_app(Serving(tmp_path, "", frozenset()))
    try:
        engine = app.state.office.workspace.database.engine
        assert engine.get_execution_options().get("keeps_plans", False) is kept
    finally:
        app.state.house.close()
