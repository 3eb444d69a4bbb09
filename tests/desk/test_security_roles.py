"""Who may do what: a table of every route and every role, read from the app itself."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from hashlib import sha256

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from content.model import PostState, Role, Token, User, Verb, allowed
from content.workspace import Workspace
from desk.app import OPEN, create_app
from desk.auth import may
from desk.context import DeskContext
from desk.guard.origins import UPLOADS
from desk.routes import Door, doors

HERE = "http://127.0.0.1"
NARROW = frozenset({Verb.VIEW, Verb.RETURN})
NEVER_ENDS = "/changes"  # a stream: what it tells whom is told in test_security_live.py
LEAVES = "/logout"


@pytest.fixture
def addressed(workspace: Workspace) -> Callable[[str], str]:
    """An address of this village for a route's pattern."""
    with workspace.open_store(reading=True) as store:
        post = store.queue.posts()[0]
        photo = store.intake.submissions(["i00"])[0].media[0].sha256
    said = {
        "group": "g1",
        "group_id": "g1",
        "link": "0a1b2c3d",
        "week": "2026-W48",
        "day": "2026-11-23",
        "older": "1",
        "newer": "1",
        "kind": "csv",
        "name": "none",
        "run_id": "r1",
        "post_id": post.id,
        "submission": "i00",
        "member": "m00",
        "sha": photo,
        "sha256": "0" * 64,
        "width": "96",
        "channel": "robot",
        "staff": "lin",
        "scope": "all",
        "slot": "noon",
        "table": "forms",
        "number": "1",
        "experiment": "1",
        "word": "accept",
        "upload_id": "0" * 32,
        "file_number": "0",
        "story_id": "s1",
        "which": "logo",
    }

    def fill(pattern: str) -> str:
        ids = {"/groups": "g1", "/runs": "r1", "/posts": post.id, "/submissions": "i00"}
        here = next((key for part, key in ids.items() if f"{part}/{{id}}" in pattern), "i00")
        keyed = post.poster if pattern.startswith("/media/poster") else "i00"
        return pattern.format(**said, id=here, key=keyed)

    return fill


def ask(client: TestClient, door: Door, address: str, **headers: str) -> int:
    """The status of a request as the door wants it: JSON for the API, a form elsewhere."""
    more = {"json": {}} if door.path.startswith("/api/") else {"data": {"x": "x"}}
    if door.path in UPLOADS:
        more = {"files": {"x": b"x"}}
    if door.method in ("GET", "HEAD", "DELETE"):
        more = {}
    answer = client.request(door.method, address, headers=headers, follow_redirects=False, **more)  # type: ignore[arg-type]
    return answer.status_code


def closed(app: FastAPI) -> Iterator[Door]:
    """The doors that ask who comes; the one that leads out last."""
    inside = [door for door in doors(app) if door.verb is not None]
    return iter(sorted(inside, key=lambda door: door.path == LEAVES))


def wrong_answers(
    app: FastAPI, addressed: Callable[[str], str], client: TestClient, may_do: Callable[[Verb], bool]
) -> list[str]:
    wrong = []
    for door in closed(app):
        assert door.verb
        if may_do(door.verb) and door.path == NEVER_ENDS:
            continue
        status = ask(client, door, addressed(door.path))
        if (status in (401, 403)) is may_do(door.verb) or status == 500:
            wrong.append(f"{door.method} {door.path} ({door.verb}) answers {status}")
    return wrong


@pytest.mark.parametrize("role", Role)
def test_each_role_passes_the_doors_it_may_and_no_other(
    role: Role,
    team: FastAPI,
    addressed: Callable[[str], str],
    client_as: Callable[[Role], TestClient],
) -> None:
    assert wrong_answers(team, addressed, client_as(role), lambda verb: allowed(role, verb)) == []


def test_a_stranger_passes_no_door(team: FastAPI, addressed: Callable[[str], str]) -> None:
    stranger = TestClient(team, base_url=HERE, headers={"Sec-Fetch-Site": "same-origin"})
    answers = {
        f"{door.method} {door.path}": ask(stranger, door, addressed(door.path)) for door in closed(team)
    }
    assert {door: status for door, status in answers.items() if status != 401} == {}


def test_a_token_passes_the_doors_of_its_scope_only(
    team: FastAPI, addressed: Callable[[str], str], workspace: Workspace, now: datetime
) -> None:
    with workspace.open_store() as store:
        store.accounts.put_user(User("bot", "bot", Role.EDITOR), actor="test", at=now)
        store.accounts.add_token(
            Token(sha256(b"narrow").hexdigest(), "bot", "reports", NARROW, now, now + timedelta(days=7))
        )
    program = TestClient(team, base_url=HERE, headers={"Authorization": "Bearer narrow"})
    assert wrong_answers(team, addressed, program, lambda verb: verb in NARROW) == []


def test_a_signed_in_browser_is_sent_to_the_door_when_its_time_is_over(team: FastAPI) -> None:
    browser = TestClient(team, base_url=HERE, headers={"Accept": "text/html"}, follow_redirects=False)
    answer = browser.get("/week/g1/2026-W48?sel=g1-2026-11-23-noon")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/login?next=/week/g1/2026-W48%3Fsel%3Dg1-2026-11-23-noon"


def test_a_route_without_a_rule_is_no_desk(office: DeskContext, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desk.app.OPEN", OPEN - {"/healthz"})
    with pytest.raises(LookupError, match="/healthz"):
        create_app(office)


def test_every_route_that_is_open_is_there(app: FastAPI) -> None:
    assert {door.path for door in doors(app) if door.verb is None} == OPEN


def test_every_verb_that_changes_something_has_a_door(app: FastAPI) -> None:
    """FORCE_UNLOCK has none of its own: it is unlocking, by somebody who may open another's lock."""
    assert set(Verb) - {door.verb for door in doors(app)} == {Verb.FORCE_UNLOCK}


def test_what_changes_something_asks_for_more_than_looking(app: FastAPI) -> None:
    lookers = {door.path for door in closed(app) if door.method != "GET" and door.verb is Verb.VIEW}
    assert lookers == {"/logout", "/settings/sign-out-elsewhere"}  # one's own sessions


def test_a_disabled_user_is_out_at_once(
    client_as: Callable[[Role], TestClient], workspace: Workspace, now: datetime
) -> None:
    client = client_as(Role.EDITOR)
    assert client.get("/api/v1/me").status_code == 200
    with workspace.open_store() as store:
        store.accounts.put_user(User("editor", "editor", Role.EDITOR, disabled=True), actor="test", at=now)
    assert client.get("/api/v1/me").status_code == 401


def test_a_role_that_shrinks_shrinks_at_once(
    client_as: Callable[[Role], TestClient], workspace: Workspace, now: datetime
) -> None:
    client = client_as(Role.APPROVER)
    with workspace.open_store() as store:
        store.accounts.put_user(User("approver", "approver", Role.VIEWER), actor="test", at=now)
        (post, *_) = store.queue.posts(states=[PostState.IN_REVIEW])
    said = {"items": [{"id": post.id, "revision": post.revision}], "why": "no"}
    assert client.post("/api/v1/posts/return", json=said).status_code == 403


def test_may_says_its_verb() -> None:
    assert may(Verb.APPROVE).dependency.verb is Verb.APPROVE
