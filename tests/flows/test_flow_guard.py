"""No page of another site and no other user of the machine gets anything of a Prefect server of ours."""

import json
import os
import stat
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from uuid import UUID

import httpx
import pytest
from prefect import flow
from prefect.client.orchestration import SyncPrefectClient
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from content.workspace import Workspace
from flows.address import Address, address_file, announced, auth_file, new_auth, running_server
from flows.guard import guarded
from flows.server import PrefectServer
from tests.chromium import CHROMIUM, NEEDS_CHROMIUM

ATTACK = """
async ([api, deployment]) => {
  const json = {"content-type": "application/json"};
  const step = {"prefect.deployments.steps.run_shell_script": {script: "touch /tmp/owned"}};
  const tries = {};
  for (const credentials of ["omit", "include"]) {
    tries[`read ${credentials}`] = [`${api}/artifacts/filter`,
      {method: "POST", credentials, headers: json, body: "{}"}];
    tries[`health ${credentials}`] = [`${api}/health`, {credentials}];
    tries[`settings ${credentials}`] = [`${api}/admin/settings`, {credentials}];
    tries[`patch ${credentials}`] = [`${api}/deployments/${deployment}`,
      {method: "PATCH", credentials, headers: json, body: JSON.stringify({pull_steps: [step]})}];
    tries[`start ${credentials}`] = [`${api}/deployments/${deployment}/create_flow_run`,
      {method: "POST", credentials, headers: json, body: "{}"}];
  }
  const heard = {};
  for (const [name, [url, options]] of Object.entries(tries)) {
    heard[name] = await fetch(url, options).then(answer => `read ${answer.status}`, () => "nothing");
  }
  const blind = {method: "POST", mode: "no-cors", credentials: "include", body: "{}"};
  const answer = await fetch(`${api}/deployments/${deployment}/create_flow_run`, blind);
  heard["blind"] = (await answer.text()) || "nothing";

  const frame = Object.assign(document.createElement("iframe"), {name: "hidden"});
  const form = Object.assign(document.createElement("form"), {method: "POST", target: "hidden",
    enctype: "text/plain", action: `${api}/deployments/${deployment}/create_flow_run`});
  form.append(Object.assign(document.createElement("input"), {name: '{"x": "', value: '"}'}));
  document.body.append(frame, form);
  const loaded = new Promise(resolve => { frame.onload = resolve; });
  form.submit();
  await loaded;

  const listen = (path, protocols) => new Promise(resolve => {
    const socket = new WebSocket(`${api.replace("http", "ws")}${path}`, protocols);
    socket.onopen = () => {
      socket.send(JSON.stringify({type: "auth", token: null}));
      socket.send(JSON.stringify({type: "filter", filter: {}}));
    };
    socket.onmessage = message => resolve(`heard ${message.data}`);
    socket.onclose = socket.onerror = () => resolve("nothing");
  });
  for (const path of ["/events/in", "/events/out", "/logs/out", "/task_runs/subscriptions/scheduled",
                      "/work_pools/x/workers/connect"]) {
    heard[`socket ${path}`] = await listen(path, ["prefect"]);
    heard[`old socket ${path}`] = await listen(path, []);
  }
  return heard;
}
"""


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of another site on this machine."""
    folder = tmp_path_factory.mktemp("elsewhere")
    (folder / "index.html").write_text("<!doctype html><title>elsewhere</title><body>", encoding="utf-8")
    handler = partial(Silent, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


class Silent(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Says nothing."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Chromium, for which every name is this machine's."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with sync_api.sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--host-resolver-rules=MAP *.example 127.0.0.1"]
        running = playwright.chromium.launch(executable_path=str(CHROMIUM), args=arguments)
        yield running
        running.close()


def attack(browser: Any, page_at: str, address: Address, deployment: UUID) -> dict[str, str]:
    """What a page at `page_at` hears of all it tries against the server."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(page_at)
    heard: dict[str, str] = page.evaluate(ATTACK, [address.api, str(deployment)])
    context.close()
    return heard


def client_of(address: Address) -> SyncPrefectClient:
    return SyncPrefectClient(address.api, auth_string=address.auth)


def assert_nothing_gets_in(browser: Any, elsewhere: int, address: Address, deployment: UUID) -> None:
    with client_of(address) as client:
        before = {run.id for run in client.read_flow_runs()}
        for page_at in (f"http://127.0.0.1:{elsewhere}/", f"http://shop.example:{elsewhere}/"):
            heard = attack(browser, page_at, address, deployment)
            assert set(heard.values()) == {"nothing"}, heard
        assert not client.read_deployment(deployment).pull_steps
        assert {run.id for run in client.read_flow_runs() if not run.auto_scheduled} <= before
    for host in ("shop.example", f"shop.example:{address.pages.rpartition(':')[2]}", "localhost.example", ""):
        for path in ("/api/health", "/api/admin/version", "/ui-settings", "/"):
            basic = httpx.BasicAuth(*address.auth.split(":"))
            answer = httpx.get(f"{address.pages}{path}", headers={"Host": host}, auth=basic)
            assert (answer.status_code, "19" in answer.text) == (421, False), (host, path)
    page = browser.new_page()
    rebound = address.pages.replace("127.0.0.1", "shop.example")
    assert page.goto(f"{rebound}/api/health").status == 421
    page.close()


@flow(name="victim")
def victim() -> None:
    """Does nothing."""


@NEEDS_CHROMIUM
@pytest.mark.slow
@pytest.mark.xdist_group("prefect")
def test_another_sites_page_gets_nothing_of_the_server_of_a_run(
    browser: Any, elsewhere: int, fresh_server: tuple[PrefectServer, Path]
) -> None:
    address = fresh_server[0].address
    with client_of(address) as client:
        deployment = client.create_deployment(client.create_flow(victim), "victim")
    assert_nothing_gets_in(browser, elsewhere, address, deployment)


@NEEDS_CHROMIUM
@pytest.mark.slow
@pytest.mark.xdist_group("prefect")
def test_another_sites_page_gets_nothing_of_the_house_and_its_owner_may_sign_in(
    browser: Any, elsewhere: int, house: Any
) -> None:
    process = house.running()
    address = running_server(house.workspace.root)
    assert address is not None
    with house.client as client:
        deployment = client.read_deployment_by_name("nightly/brand").id
    assert_nothing_gets_in(browser, elsewhere, address, deployment)

    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address.pages)
    page.get_by_placeholder("admin:pass").fill(address.auth)
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Deployments").wait_for()
    page.wait_for_load_state("networkidle")
    assert {url for url in asked if not url.startswith((address.pages, "data:", "blob:"))} == set()
    page.close()

    secret = address.auth.encode()
    assert secret not in Path(f"/proc/{process.pid}/cmdline").read_bytes()
    assert address.auth not in house.log
    others = [file for file in house.workspace.var.rglob("*") if file.is_file()]
    assert [file for file in others if secret in file.read_bytes()] == [auth_file(house.workspace.root)]


@pytest.mark.slow
@pytest.mark.xdist_group("prefect")
def test_without_the_secret_there_is_health_and_nothing_else(
    fresh_server: tuple[PrefectServer, Path],
) -> None:
    api = fresh_server[0].api
    assert httpx.get(f"{api}/health").json() is True
    basic = httpx.BasicAuth("sishi", "of-the-start-before")
    for auth in (None, basic):
        for method, path in (
            ("GET", "/admin/settings"),
            ("GET", "/version"),
            ("POST", "/flow_runs/filter"),
            ("POST", "/artifacts/filter"),
            ("POST", "/admin/database/clear"),
            ("POST", "/variables/name/health"),
        ):
            assert httpx.request(method, f"{api}{path}", json={}, auth=auth).status_code == 401, path


def answers_to(host: str, listening_on: str = "127.0.0.1", **headers: str) -> int:
    app = Starlette(routes=[Route("/", lambda _: PlainTextResponse("in"))])
    browser = TestClient(guarded(app, listening_on), base_url="http://127.0.0.1:4200")
    return browser.get("/", headers={"Host": host, **headers}).status_code


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:4200", "localhost:4200", "LOCALHOST", "[::1]:4200"])
def test_the_names_of_this_machine_are_served(host: str) -> None:
    assert answers_to(host) == 200


@pytest.mark.parametrize(
    "host",
    [
        "",
        "shop.example",
        "127.0.0.1.example",
        "127.0.0.1@shop.example",
        "localhost.:4200",
        "192.0.2.7",
        "[::2]",
    ],
)
def test_other_names_are_not(host: str) -> None:
    assert answers_to(host) == 421


def test_a_server_for_other_machines_goes_by_addresses_and_its_own_names() -> None:
    assert answers_to("192.0.2.7:4200", "0.0.0.0") == 200  # noqa: S104 - nothing is bound
    assert answers_to("prefect.example", "prefect.example") == 200
    assert answers_to("shop.example", "0.0.0.0") == 421  # noqa: S104


@pytest.mark.parametrize(
    "origin, status",
    [
        ("http://127.0.0.1:4200", 200),
        ("https://127.0.0.1:4200", 200),
        ("http://127.0.0.1:4400", 403),
        ("http://shop.example", 403),
        ("null", 403),
        ("", 403),
    ],
)
def test_only_our_own_pages_may_ask(origin: str, status: int) -> None:
    assert answers_to("127.0.0.1:4200", Origin=origin) == status


def test_a_socket_of_another_page_is_never_opened() -> None:
    async def accept(socket: WebSocket) -> None:
        await socket.accept()
        await socket.close()

    app = guarded(Starlette(routes=[WebSocketRoute("/", accept)]), "127.0.0.1")
    browser, socket_at = TestClient(app), "ws://127.0.0.1:4200/"
    with browser.websocket_connect(socket_at, headers={"Origin": "http://127.0.0.1:4200"}):
        pass
    for headers in ({"Origin": "http://shop.example"}, {"Host": "shop.example"}):
        with pytest.raises(WebSocketDisconnect), browser.websocket_connect(socket_at, headers=headers):
            pass


def test_pages_send_nothing_elsewhere_and_are_shown_in_no_frame() -> None:
    app = Starlette(routes=[Route("/", lambda _: PlainTextResponse("in"))])
    policy = (
        TestClient(guarded(app, "127.0.0.1"), base_url="http://127.0.0.1")
        .get("/")
        .headers["content-security-policy"]
    )
    assert policy.startswith("default-src 'self'")
    assert "frame-ancestors 'none'" in policy
    assert "http" not in policy


def test_each_start_has_a_secret_of_its_own_unless_one_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PREFECT_SERVER_API_AUTH_STRING", raising=False)
    assert len({new_auth() for _ in range(9)}) == 9
    assert len(new_auth()) > 40
    monkeypatch.setenv("PREFECT_SERVER_API_AUTH_STRING", "team:word")
    assert new_auth() == "team:word"


def test_the_secret_is_for_its_owner_alone_and_goes_with_the_house(workspace: Workspace) -> None:
    root, address = workspace.root, Address("http://127.0.0.1:9/api", "sishi:secret")
    auth_file(root).parent.mkdir(parents=True)
    auth_file(root).write_text("of one that was killed", encoding="utf-8")
    auth_file(root).chmod(0o666)
    before = os.umask(0)
    try:
        with announced(root, address):
            assert stat.S_IMODE(auth_file(root).stat().st_mode) == 0o600
            assert stat.S_IMODE(address_file(root).stat().st_mode) == 0o600
            assert auth_file(root).read_text(encoding="utf-8") == "sishi:secret"
    finally:
        os.umask(before)
    assert not auth_file(root).exists()
    assert "secret" not in repr(address)


class Health(Silent):
    """Another program where a killed house was: it answers whatever it is asked, by whomever."""

    def do_GET(self) -> None:
        body = json.dumps(True).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def test_who_answers_where_a_killed_house_was_is_not_taken_for_it(workspace: Workspace) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), Health) as other:
        Thread(target=other.serve_forever, daemon=True).start()
        auth_file(workspace.root).parent.mkdir(parents=True)
        with announced(workspace.root, Address(f"http://127.0.0.1:{other.server_port}/api", "sishi:old")):
            assert running_server(workspace.root) is None
        other.shutdown()


@pytest.mark.slow
@pytest.mark.xdist_group("prefect")
def test_the_server_of_another_workspace_is_not_taken_for_ours(
    workspace: Workspace, fresh_server: tuple[PrefectServer, Path]
) -> None:
    auth_file(workspace.root).parent.mkdir(parents=True)
    theirs = fresh_server[0].address
    with announced(workspace.root, Address(theirs.api, "sishi:ours-of-before")):
        assert running_server(workspace.root) is None
    with announced(workspace.root, theirs):
        assert running_server(workspace.root) == theirs
