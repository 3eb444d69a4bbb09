"""What a request must look like before any page is asked: origin, kind, host, size; and what answers say."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send

from desk.auth import COOKIE, local_cookie
from desk.context import DeskContext
from desk.guard import Bodies, Hosts, Origins
from desk.guard.headers import POLICY
from desk.guard.hosts import ANY_ADDRESS
from desk.guard.origins import UPLOADS
from desk.routes import Door, doors

HERE = "http://127.0.0.1"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
JSON = {"Content-Type": "application/json"}
CROSS = (
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "cross-site", "Origin": HERE},
    {"Origin": "http://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://127.0.0.1.evil.example"},
    {"Referer": f"{HERE}/week"},
    {},
)


@pytest.fixture
def bare(app: FastAPI, office: DeskContext) -> TestClient:
    """A browser with the desk's cookie that says nothing of where its requests come from."""
    made = TestClient(app, base_url=HERE, follow_redirects=False)
    made.cookies.set(COOKIE, local_cookie(office))
    return made


def unsafe(app: FastAPI) -> list[Door]:
    return [door for door in doors(app) if door.method not in ("GET", "HEAD")]


def kind_of(door: Door) -> dict[str, str]:
    return JSON if door.path.startswith("/api/") else FORM


@pytest.mark.parametrize("headers", CROSS)
def test_nothing_is_changed_from_another_page(
    bare: TestClient, app: FastAPI, headers: dict[str, str]
) -> None:
    passed = [
        door.path
        for door in unsafe(app)
        if not (headers == {"Origin": "null"} and door.path.startswith("/share/"))  # desk/guard/origins.py
        and bare.request(door.method, door.path, headers=headers | kind_of(door)).json()["code"]
        != "cross_site"
    ]
    assert passed == []


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}, {"Origin": HERE}]
)
def test_the_desks_own_pages_pass(bare: TestClient, headers: dict[str, str]) -> None:
    assert bare.post("/theme", data={"to": "dark"}, headers=headers).status_code == 303


def test_a_program_with_a_token_needs_no_origin_but_a_browser_cannot_pretend_to_be_one(
    bare: TestClient, app: FastAPI
) -> None:
    program = TestClient(app, base_url=HERE, headers={"Authorization": "Bearer unknown"})
    assert program.post("/api/v1/undo").json()["code"] == "sign_in"
    said = bare.post("/api/v1/undo", headers={"Authorization": "Bearer unknown"})
    assert said.json()["code"] == "cross_site"  # it sends a cookie, so it is a browser


@pytest.mark.parametrize(
    "kind", ["text/plain", "multipart/form-data; boundary=x", "application/xml", "", "text/json"]
)
def test_only_the_right_kind_of_body_is_read(client: TestClient, app: FastAPI, kind: str) -> None:
    taken = [
        door.path
        for door in unsafe(app)
        if client.request(door.method, door.path, content=b"{}", headers={"Content-Type": kind}).status_code
        != 415
    ]
    files = kind.startswith("multipart/")
    assert sorted(taken) == (sorted(UPLOADS) if files else [])  # the pages that a table is sent to


def test_a_form_cannot_pass_for_json_nor_json_for_a_form(client: TestClient, app: FastAPI) -> None:
    for door in unsafe(app):
        other = FORM if door.path.startswith("/api/") else JSON
        assert client.request(door.method, door.path, content=b"{}", headers=other).status_code == 415, door


@pytest.mark.parametrize(
    "host",
    ["evil.example", "127.0.0.1.evil.example", "127.0.0.1:80:80", "localhost.", "[::2]", "", "LOCALHOST@x"],
)
def test_it_answers_to_its_own_names_only(client: TestClient, host: str) -> None:
    answer = client.get("/healthz", headers={"Host": host})
    assert (answer.status_code, answer.json()["code"]) == (421, "unknown_host")


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:8000", "LocalHost:8000"])
def test_its_own_names_may_have_a_port(client: TestClient, host: str) -> None:
    assert client.get("/healthz", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("192.168.1.5:4400", 200),
        ("10.0.0.1", 200),
        ("[fd00::5]:4400", 200),
        ("localhost", 200),
        ("evil.example", 421),
        ("10.0.0.1.evil.example", 421),
        ("fd00::5", 421),
        ("[10.0.0.1]", 421),
        ("2130706433", 421),
        ("*", 421),
        ("", 421),
    ],
)
def test_a_desk_on_all_addresses_answers_to_any_address_and_to_no_other_name(host: str, status: int) -> None:
    scope = request([(b"host", host.encode())])
    assert status_of(Hosts(hello, {"localhost", ANY_ADDRESS}), scope) == status


def test_a_proxys_word_on_the_host_counts_for_nothing(client: TestClient) -> None:
    told = {"X-Forwarded-Host": "evil.example", "X-Host": "evil.example", "Forwarded": "host=evil.example"}
    answer = client.get("/week/g1", headers=told)
    assert answer.status_code == 303
    assert "evil" not in str(answer.headers)
    assert (
        client.get("/healthz", headers={"Host": "evil.example", "X-Forwarded-Host": "localhost"}).status_code
        == 421
    )


def test_two_hosts_are_none() -> None:
    scope = {
        "type": "http",
        "headers": [(b"host", b"localhost"), (b"host", b"evil.example")],
        "method": "GET",
    }
    assert status_of(Hosts(hello, {"localhost"}), scope) == 421


def test_a_large_body_is_refused_before_it_is_parsed(client: TestClient) -> None:
    answer = client.post("/api/v1/posts/approve", content=b"[" * 300_000, headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_a_body_that_says_it_is_large_is_not_even_read() -> None:
    async def never() -> Message:
        raise AssertionError("read")

    scope = request(headers=[(b"content-length", b"9999999")])
    assert status_of(Bodies(hello), scope, never) == 413


@given(st.lists(st.binary(max_size=40), max_size=8), st.integers(0, 200))
def test_a_body_arrives_whole_or_not_at_all(parts: list[bytes], most: int) -> None:
    async def echo(_scope: Scope, receive: Receive, send: Send) -> None:
        got = await receive()
        assert got == {"type": "http.request", "body": b"".join(parts), "more_body": False}
        await hello(_scope, receive, send)

    messages = [{"type": "http.request", "body": part, "more_body": True} for part in parts]
    messages.append({"type": "http.request", "body": b"", "more_body": False})
    status = status_of(Bodies(echo, most=most), request(), arriving(messages))
    assert status == (200 if sum(map(len, parts)) <= most else 413)


def test_a_body_that_drips_is_given_up() -> None:
    async def drip() -> Message:
        await asyncio.sleep(0.02)
        return {"type": "http.request", "body": b"x", "more_body": True}

    assert status_of(Bodies(hello, seconds=0.05), request(), drip) == 408


def test_a_body_that_breaks_off_reaches_no_page() -> None:
    messages = [{"type": "http.request", "body": b"{", "more_body": True}, {"type": "http.disconnect"}]
    assert status_of(Bodies(hello), request(), arriving(messages)) is None


@pytest.mark.parametrize("path", ["/queue?q=%00", "/post/a%00b", "/api/v1/posts?group=a%00"])
def test_a_character_that_no_text_has_is_refused(client: TestClient, path: str) -> None:
    assert client.get(path).status_code in (400, 422)


def test_a_form_with_a_character_that_no_text_has_is_refused(client: TestClient) -> None:
    answer = client.post("/login", content=b"name=a%00b&password=x", headers=FORM)
    assert answer.status_code == 400


def test_every_answer_has_the_strict_policy(client: TestClient, app: FastAPI) -> None:
    for path in ("/", "/login", "/nothing", "/api/v1/nothing", "/static/tokens.css", "/healthz"):
        headers = client.get(path).headers
        assert headers["content-security-policy"] == POLICY, path
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert headers["referrer-policy"] == "same-origin"
        assert headers["cross-origin-opener-policy"] == "same-origin"
    refused = client.post("/login", headers={"Sec-Fetch-Site": "cross-site"})
    assert refused.headers["content-security-policy"] == POLICY
    assert client.get("/", headers={"Host": "x"}).headers["content-security-policy"] == POLICY


def test_the_policy_allows_nothing_inline_and_nothing_from_elsewhere() -> None:
    assert "unsafe" not in POLICY
    assert "http" not in POLICY
    assert "*" not in POLICY
    assert "data:" not in POLICY
    assert "require-trusted-types-for 'script'" in POLICY
    assert "frame-ancestors 'none'" in POLICY
    assert "form-action 'self'" in POLICY


def test_no_other_page_may_read_an_answer(client: TestClient) -> None:
    for origin in ("http://evil.example", "null"):
        answer = client.get("/api/v1/me", headers={"Origin": origin})
        assert not [name for name in answer.headers if name.startswith("access-control")]
    asked = client.options("/api/v1/undo", headers={"Origin": "http://evil.example"})
    assert asked.status_code == 405


@pytest.mark.parametrize(
    "path", ["/api/v1/nothing", "/api/v1/posts/nothing", "/api/v1/posts?most=0", "/openapi.jsonx"]
)
def test_the_api_refuses_in_one_shape(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code in (404, 422)
    assert set(answer.json()) == {"code", "message", "fields"}


def test_every_address_of_the_api_refuses_in_that_shape(client: TestClient, app: FastAPI) -> None:
    for door in doors(app):
        if door.path.startswith("/api/"):
            answer = client.request("TRACE", door.path)
            assert answer.status_code == 405, door
            assert set(answer.json()) == {"code", "message", "fields"}, door


async def hello(_scope: Scope, _receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b""})


def request(headers: list[tuple[bytes, bytes]] | None = None) -> Scope:
    return {"type": "http", "method": "POST", "path": "/", "headers": headers or []}


def arriving(messages: list[dict[str, Any]]) -> Callable[[], Awaitable[Message]]:
    waiting = iter(messages)

    async def receive() -> Message:
        return next(waiting)

    return receive


def status_of(app: Any, scope: Scope, receive: Any = None) -> int | None:
    """What the app answers, None where it does not."""
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(app(scope, receive or arriving([]), send))
    return sent[0]["status"] if sent else None


def test_what_is_no_request_passes() -> None:
    for guard in (Bodies(hello), Origins(hello), Hosts(hello, ())):
        assert status_of(guard, {"type": "lifespan", "headers": []}) == 200
