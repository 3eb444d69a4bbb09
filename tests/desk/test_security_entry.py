"""Coming in: links, passwords, sessions, tokens; what guessing and fixing gets one."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256

import pytest
from fastapi import FastAPI
from httpx import Response
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from starlette.testclient import TestClient

from content.accounts import hash_password, verified
from content.model import Role, SignIn, Token, User, Verb
from content.settings import DeskSettings
from content.workspace import Workspace
from desk.app import create_app
from desk.auth import COOKIE, hashed, local_cookie
from desk.backoff import FREE, LONGEST, MOST_FROM_HERE, delay, keys
from desk.context import DeskContext
from desk.guard import Connections
from desk.pages import enter
from desk.pages.enter import inside
from desk.server import config_of
from tests.desk.conftest import HERE, SAME_SITE, desk_of

PASSWORD = "correct horse battery"  # noqa: S105 - of nobody
WRONG = "wrong"
KEPT = hash_password(PASSWORD)
FORWARDED = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https"}


@pytest.fixture
def anna(workspace: Workspace, now: datetime) -> User:
    user = User("anna", "安娜", Role.EDITOR, KEPT)
    with workspace.open_store() as store:
        store.accounts.put_user(user, actor="test", at=now)
    return user


@pytest.fixture
def browser(team: FastAPI) -> TestClient:
    return TestClient(team, base_url=HERE, headers=SAME_SITE, follow_redirects=False)


def sign_in(browser: TestClient, name: str = "anna", password: str = PASSWORD, **more: str) -> int:
    return browser.post("/login", data={"name": name, "password": password, **more}).status_code


# -- sessions -----------------------------------------------------------------------------------
def test_the_right_password_opens_a_session_that_the_server_keeps_by_its_hash(
    browser: TestClient, anna: User, workspace: Workspace
) -> None:
    assert sign_in(browser) == 303
    secret = browser.cookies[COOKIE]
    with workspace.open_store(reading=True) as store:
        (kept,) = store.accounts.sign_ins_of("anna")
    assert kept.id_sha256 == sha256(secret.encode()).hexdigest()
    assert len(secret) >= 43  # 32 bytes
    assert browser.get("/api/v1/me").json()["name"] == "anna"


def test_a_session_that_was_planted_before_is_not_taken_over(
    browser: TestClient, anna: User, workspace: Workspace, now: datetime
) -> None:
    planted = "planted-by-somebody-else"
    browser.cookies.set(COOKIE, planted)
    with workspace.open_store() as store:
        store.accounts.put_user(replace(anna, name="eve"), actor="test", at=now)
        store.accounts.begin_sign_in(SignIn(hashed(planted), "eve", "", now, now + timedelta(hours=1)))
    answer = browser.post("/login", data={"name": "anna", "password": PASSWORD})
    assert f"{COOKIE}=" in answer.headers["set-cookie"]
    assert planted not in answer.headers["set-cookie"]
    other = TestClient(browser.app, base_url=HERE, cookies={COOKIE: planted})
    assert other.get("/api/v1/me").status_code == 401  # and what it was before is over


def test_cookies_say_what_browsers_need_to_know(team: FastAPI, office: DeskContext, anna: User) -> None:
    browser = TestClient(team, base_url=HERE, headers=SAME_SITE, follow_redirects=False)
    said = browser.post("/login", data={"name": "anna", "password": PASSWORD}).headers["set-cookie"].lower()
    assert "httponly" in said
    assert "samesite=strict" in said
    assert "path=/" in said
    assert "domain" not in said
    assert "secure" not in said  # plain http on this machine
    served = create_app(replace(office, entry="", secure=True))
    browser = TestClient(served, base_url="https://127.0.0.1", headers=SAME_SITE, follow_redirects=False)
    assert (
        "secure"
        in browser.post("/login", data={"name": "anna", "password": PASSWORD}).headers["set-cookie"].lower()
    )


def test_signing_out_ends_the_session_on_the_server(browser: TestClient, anna: User) -> None:
    sign_in(browser)
    secret = browser.cookies[COOKIE]
    assert browser.post("/logout").status_code == 303
    browser.cookies.set(COOKIE, secret)
    assert browser.get("/api/v1/me").status_code == 401


def test_a_session_ends_by_itself(
    client_as: Callable[[Role], TestClient], workspace: Workspace, now: datetime
) -> None:
    client = client_as(Role.EDITOR)
    later = DeskContext(workspace, client.app.state.office.workers, clock=lambda: now + timedelta(hours=13))
    client.app.state.office = later
    assert client.get("/api/v1/me").status_code == 401


def test_another_password_ends_all_sessions(
    browser: TestClient, anna: User, workspace: Workspace, now: datetime
) -> None:
    sign_in(browser)
    with workspace.open_store() as store:
        store.accounts.put_user(replace(anna, password=hash_password("something else")), actor="test", at=now)
    assert browser.get("/api/v1/me").status_code == 401


@pytest.mark.parametrize("secret", ["", "x", "' or 1=1 --", "a" * 5000, "秘密"])
def test_a_made_up_cookie_opens_nothing(team: FastAPI, office: DeskContext, secret: str) -> None:
    for app in (team, desk_of(office)):
        browser = TestClient(app, base_url=HERE)
        answer = browser.get("/api/v1/me", headers={"Cookie": f"{COOKIE}={secret}".encode()})
        assert answer.status_code == 401


# -- the local link -----------------------------------------------------------------------------
def test_the_local_link_leaves_its_secret_in_no_address_and_no_cookie(
    app: FastAPI, office: DeskContext
) -> None:
    browser = TestClient(app, base_url=HERE, follow_redirects=False)
    answer = browser.get("/enter?token=secret")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert browser.cookies[COOKIE] == local_cookie(office) != "secret"
    assert browser.get("/").status_code == 200


@pytest.mark.parametrize("token", ["", "wrong", "Secret", "secret ", "秘密"])
def test_another_link_opens_nothing(app: FastAPI, token: str) -> None:
    browser = TestClient(app, base_url=HERE, follow_redirects=False)
    assert browser.get("/enter", params={"token": token}).status_code == 403
    assert not browser.cookies


def test_where_people_sign_in_no_link_opens_the_desk(browser: TestClient) -> None:
    assert browser.get("/enter?token=").status_code == 403


def test_the_local_cookie_of_one_desk_is_worth_nothing_at_another(office: DeskContext) -> None:
    assert local_cookie(office) != local_cookie(replace(office, entry="other"))


# -- guessing -----------------------------------------------------------------------------------
@dataclass
class Door:
    """The sign-in of one desk as people at many addresses try it; passwords are compared, not hashed."""

    app: FastAPI
    office: DeskContext
    now: datetime

    def wait(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    def tries(self, name: str, password: str = WRONG, *, at: str = "10.0.0.1") -> Response:
        self.app.state.office = replace(self.office, entry="", clock=lambda: self.now)
        client = TestClient(self.app, HERE, headers=SAME_SITE, follow_redirects=False, client=(at, 5000))
        return client.post("/login", data={"name": name, "password": password})

    def status(self, name: str, password: str = WRONG, *, at: str = "10.0.0.1") -> int:
        return self.tries(name, password, at=at).status_code

    def fail(self, times: int, name: str = "anna", *, at: str = "10.0.0.1") -> None:
        for _ in range(times):
            assert self.status(name, at=at) == 401


@pytest.fixture
def door(
    team: FastAPI, office: DeskContext, anna: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> Door:
    monkeypatch.setattr(enter, "verified", lambda said, kept: bool(kept) and said == PASSWORD)
    return Door(team, office, now)


def test_after_some_wrong_passwords_the_right_one_waits_and_then_comes_in(door: Door) -> None:
    door.fail(FREE)
    answer = door.tries("anna", PASSWORD)
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "2")
    assert "2 秒" in answer.text
    door.wait(2)
    assert door.status("anna", PASSWORD) == 303
    door.fail(FREE)  # and whoever came in begins anew


def test_each_wrong_password_doubles_the_wait_up_to_a_quarter_of_an_hour(door: Door) -> None:
    door.fail(FREE)
    waits = []
    for _ in range(12):
        waits.append(int(door.tries("anna").headers["retry-after"]))
        door.wait(waits[-1])
        door.fail(1)
    assert waits == [2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]
    door.wait(900)
    assert door.status("anna", PASSWORD) == 303


def test_who_tries_while_waiting_waits_no_longer_for_it(door: Door) -> None:
    door.fail(FREE)
    for _ in range(50):
        assert door.status("anna", PASSWORD) == 429
    door.wait(2)
    assert door.status("anna", PASSWORD) == 303


def test_guessing_a_name_elsewhere_locks_nobody_out(door: Door) -> None:
    for n in range(40):
        door.fail(FREE, at=f"10.9.0.{n}")
    assert door.status("anna", PASSWORD, at="10.0.0.1") == 303


def test_one_persons_typos_keep_no_colleague_behind_the_same_address_out(door: Door) -> None:
    door.fail(FREE, "wang")
    for _ in range(20):
        door.wait(900)
        door.fail(1, "wang")
    assert door.status("wang", PASSWORD) == 429
    assert door.status("anna", PASSWORD) == 303


def test_whoever_tries_many_names_is_slowed_down_but_keeps_out_nobody_known_there(door: Door) -> None:
    assert door.status("anna", PASSWORD) == 303
    door.wait(86_400)
    for n in range(MOST_FROM_HERE):
        door.fail(1, f"name{n}")
    answer = door.tries("another")
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "30")
    assert door.status("anna", PASSWORD) == 303  # signed in from there before
    assert door.status("another", at="10.0.0.2") == 401
    door.wait(30)
    door.fail(1, "another")


def test_a_clock_that_was_ahead_locks_nobody_out(door: Door) -> None:
    door.wait(86_400)
    door.fail(FREE)
    door.wait(-86_400)
    assert int(door.tries("anna", PASSWORD).headers["retry-after"]) <= 2


@given(st.integers(0, 10_000))
def test_a_wait_never_shrinks_with_more_failures_and_always_ends(failures: int) -> None:
    assert delay(failures) <= delay(failures + 1) <= LONGEST


def test_of_ipv6_one_customers_addresses_are_one(door: Door) -> None:
    for n in range(FREE):
        door.fail(1, at=f"2001:db8:0:1::{n}")
    assert door.status("anna", PASSWORD, at="2001:db8:0:1::ffff") == 429
    assert door.status("anna", PASSWORD, at="2001:db8:0:2::1") == 303


def test_a_proxys_word_on_the_address_is_not_taken_here(door: Door) -> None:
    """Only the server, which knows its proxies, may say where a request comes from."""
    door.fail(FREE)
    client = TestClient(door.app, HERE, headers=SAME_SITE | FORWARDED, client=("10.0.0.1", 5000))
    assert client.post("/login", data={"name": "anna", "password": PASSWORD}).status_code == 429


@pytest.mark.parametrize(
    ("proxies", "client", "counted", "secure"),
    [
        ([], "127.0.0.1", "127.0.0.1", False),
        (["127.0.0.1"], "127.0.0.1", "203.0.113.9", True),
        (["127.0.0.1"], "10.0.0.7", "10.0.0.7", False),
        (["10.0.0.0/8"], "10.0.0.7", "203.0.113.9", True),
    ],
)
def test_a_proxys_word_counts_where_the_settings_trust_it(
    team: FastAPI,
    anna: User,
    workspace: Workspace,
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
    proxies: list[str],
    client: str,
    counted: str,
    secure: bool,
) -> None:
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "*")  # uvicorn's own: it says nothing here
    config = config_of(lambda: team, Connections(proxies=proxies))
    config.load()
    browser = TestClient(
        config.loaded_app, HERE, headers=SAME_SITE | FORWARDED, follow_redirects=False, client=(client, 5000)
    )
    assert browser.post("/login", data={"name": "anna", "password": "wrong"}).status_code == 401
    with workspace.open_store(reading=True) as store:
        assert store.accounts.failures(keys(counted, "anna")[0], now) == (1, now)
    said = browser.post("/login", data={"name": "anna", "password": PASSWORD}).headers["set-cookie"]
    assert ("secure" in said.lower()) is secure


@pytest.mark.parametrize("proxy", ["*", "proxy.example", "10.0.0.0/99", ""])
def test_a_proxy_is_named_by_its_address(proxy: str) -> None:
    with pytest.raises(ValidationError, match="no address"):
        DeskSettings(trusted_proxies=[proxy])


def test_a_name_that_nobody_has_takes_as_long_as_one_that_somebody_has(
    browser: TestClient, anna: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[str] = []
    monkeypatch.setattr(enter, "verified", lambda said, kept: bool(tried.append(kept)))
    assert sign_in(browser, name="nobody") == sign_in(browser, name="anna") == 401
    assert tried == ["", KEPT]
    assert verified(PASSWORD, "") is False  # and content.accounts hashes for nobody just as well


def test_the_answers_do_not_tell_whether_the_name_was_right(browser: TestClient, anna: User) -> None:
    known = browser.post("/login", data={"name": "anna", "password": "wrong"}).text
    unknown = browser.post("/login", data={"name": "anne", "password": "wrong"}).text
    assert known.replace("anna", "anne") == unknown


def test_a_disabled_user_does_not_come_in(
    browser: TestClient, anna: User, workspace: Workspace, now: datetime
) -> None:
    with workspace.open_store() as store:
        store.accounts.put_user(replace(anna, disabled=True), actor="test", at=now)
    assert sign_in(browser) == 401


def test_a_user_without_a_password_does_not_come_in_without_one(
    browser: TestClient, anna: User, workspace: Workspace, now: datetime
) -> None:
    with workspace.open_store() as store:
        store.accounts.put_user(replace(anna, password=""), actor="test", at=now)
    assert sign_in(browser, password=" ") == 401


# -- where to go on -----------------------------------------------------------------------------
AWAY = (
    "//evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https://evil.example",
    "javascript:alert(1)",
    "/\t/evil.example",
    "/%0d%0aSet-Cookie:x=1\r\n",
    " //evil.example",
    "",
    "week",
    "/\n/evil.example",
    "/\u2028/evil.example",
)


@pytest.mark.parametrize("away", AWAY)
def test_signing_in_leads_nowhere_else(browser: TestClient, anna: User, away: str) -> None:
    answer = browser.post("/login", data={"name": "anna", "password": PASSWORD, "next": away})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    for path in ("/language", "/theme"):
        assert browser.post(path, data={"to": "en", "next": away}).headers["location"] == "/"
    assert browser.get("/login", params={"next": away}).headers["location"] == "/"


def test_signing_in_leads_back_to_where_one_was(browser: TestClient, anna: User) -> None:
    there = "/week/g1/2026-W48?sel=g1-2026-11-23-noon&tab=notes"
    answer = browser.post("/login", data={"name": "anna", "password": PASSWORD, "next": there})
    assert answer.headers["location"] == there


@given(st.text(max_size=40))
def test_what_is_inside_begins_with_one_slash_and_has_no_line_end(address: str) -> None:
    kept = inside(address)
    assert kept == "/" or kept == address
    assert kept.startswith("/")
    assert kept[1:2] not in ("/", "\\")
    assert kept.isprintable()


@pytest.mark.parametrize("path", ["/act/undo", "/queue/return"])
def test_forms_lead_nowhere_else_either(client: TestClient, path: str) -> None:
    said = {"next": "//evil.example", "item": f"a 1 1 {'0' * 64} {'0' * 64}", "why": "x"}
    answer = client.post(path, data=said)
    assert answer.headers["location"] == "/"


# -- tokens -------------------------------------------------------------------------------------
@pytest.fixture
def program(team: FastAPI, workspace: Workspace, anna: User, now: datetime) -> Callable[..., TestClient]:
    """A program with a token, which is like a good one but for what is said."""
    good = Token(hashed("good"), "anna", "reports", frozenset({Verb.VIEW}), now, now + timedelta(days=7))

    def make(**differs: object) -> TestClient:
        with workspace.open_store() as store:
            store.accounts.add_token(replace(good, **differs))  # type: ignore[arg-type] # what a test says
        return TestClient(team, base_url=HERE, headers={"Authorization": "Bearer good"})

    return make


def test_a_good_token_opens_what_it_is_for_and_is_counted(
    program: Callable[..., TestClient], workspace: Workspace, now: datetime
) -> None:
    client = program()
    assert client.get("/api/v1/me").json()["by_token"] is True
    assert client.post("/api/v1/undo").status_code == 403
    with workspace.open_store(reading=True) as store:
        (token,) = store.accounts.tokens_of("anna")
    assert (token.used, token.last_used_at) == (2, now)


def test_a_token_that_is_over_or_revoked_opens_nothing(
    program: Callable[..., TestClient], now: datetime
) -> None:
    assert program(expires_at=now).get("/api/v1/me").status_code == 401


def test_a_revoked_token_opens_nothing(program: Callable[..., TestClient], now: datetime) -> None:
    assert program(revoked_at=now - timedelta(seconds=1)).get("/api/v1/me").status_code == 401


def test_a_token_never_does_more_than_its_user_may(program: Callable[..., TestClient]) -> None:
    client = program(scope=frozenset(Verb))
    assert client.post("/api/v1/posts/approve", json={"items": []}).status_code == 403
    assert client.get("/settings/users").status_code == 403


@pytest.mark.parametrize(
    "header", ["good", "Basic good", "Bearer", "Bearer  ", "Bearer good2", "bearer\tgood"]
)
def test_other_words_are_no_token(program: Callable[..., TestClient], header: str) -> None:
    client = program()
    assert client.get("/api/v1/me", headers={"Authorization": header}).status_code == 401


def test_a_browser_with_a_bad_token_is_not_who_its_cookie_says(client: TestClient) -> None:
    assert client.get("/api/v1/me", headers={"Authorization": "Bearer x"}).status_code == 401


def test_a_token_is_shown_once_and_kept_as_its_hash(
    client_as: Callable[[Role], TestClient], workspace: Workspace
) -> None:
    client = client_as(Role.EDITOR)
    made = client.post("/api/v1/tokens", json={"label": "reports", "scope": ["view"], "days": 7}).json()
    assert made["sha256"] == hashed(made["secret"])
    assert made["secret"] not in client.get("/api/v1/tokens").text + client.get("/settings").text
    database = b"".join(file.read_bytes() for file in workspace.var.glob("sishi.db*"))
    assert made["secret"].encode() not in database
    assert made["sha256"].encode() in database


def test_nobody_makes_a_token_for_more_than_they_may(client_as: Callable[[Role], TestClient]) -> None:
    said = {"label": "x", "scope": ["approve"], "days": 7}
    assert client_as(Role.EDITOR).post("/api/v1/tokens", json=said).status_code == 422
    said["scope"] = ["users"]
    assert client_as(Role.ADMIN).post("/api/v1/tokens", json=said).status_code == 422


def test_nobody_takes_back_the_token_of_another(
    client_as: Callable[..., TestClient], program: Callable[..., TestClient]
) -> None:
    client = program()
    eve = client_as(Role.ADMIN, "eve")
    assert eve.delete(f"/api/v1/tokens/{hashed('good')}").status_code == 404
    assert client.get("/api/v1/me").status_code == 200
