"""The desk's API over the sample workspace: every GET, what changes something, and what is refused."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from secrets import token_urlsafe
from typing import Any

from starlette.testclient import TestClient

from content.messages import render
from content.model import Role, SignIn, User
from content.workers import Workers
from content.workspace import Workspace, open_workspace
from desk.auth import COOKIE, hashed, local_cookie
from desk.context import DeskContext
from tests.desk.conftest import desk_of
from tests.recorded.workspace import NOW

API = "/api/v1"
HERE = "http://127.0.0.1"
POST = "xuhui-3-2026-11-24-noon"
KEPT_HEADERS = ("content-type", "etag", "allow", "location", "retry-after", "cache-control")

READ = {
    "posts": (
        "/posts?group=xuhui-3",
        "/posts?state=approved",
        "/posts?q=咖啡&most=2",
        f"/posts/{POST}",
        f"/posts/{POST}/versions",
        f"/posts/{POST}/alternatives",
    ),
    "submissions": (
        "/submissions?most=6",
        "/submissions?sort=score&most=2",
        "/submissions?consent=withdrawn",
        "/submissions/{submission}",
        "/submissions/{dropped}",
    ),
    "groups": ("/groups", "/groups/xuhui-3"),
    "runs": ("/runs", "/runs/night-1"),
    "audit": ("/audit", f"/audit?item={POST}"),
    "me": ("/me", "/undo", "/redo", "/undo?group=london-1", "/undo?room=culling", "/tokens"),
}


@contextmanager
def opened(root: Path, language: str, role: Role | None = None) -> Iterator[TestClient]:
    """The desk in a language, as the person of this machine sees it, or one who signed in with a role."""
    workspace = open_workspace(root)
    office = DeskContext(workspace, Workers(1), entry="" if role else "secret", clock=lambda: NOW)
    client = TestClient(desk_of(office), base_url=HERE, follow_redirects=False)
    client.headers.update({"Sec-Fetch-Site": "same-origin", "Accept-Language": language})
    client.cookies.set(COOKIE, _signed_in(workspace, role) if role else local_cookie(office))
    try:
        yield client
    finally:
        office.beside.stop()
        workspace.database.close()


def _signed_in(workspace: Workspace, role: Role) -> str:
    """What the browser of a new user holds."""
    secret = token_urlsafe(32)
    with workspace.open_store() as store:
        store.accounts.put_user(User(role.value, render(role.label, "zh"), role), actor="test", at=NOW)
        store.accounts.begin_sign_in(SignIn(hashed(secret), role.value, "", NOW, NOW + timedelta(hours=1)))
    return secret


class Notes:
    """Writes down what a client asks and what it is answered."""

    def __init__(self, client: TestClient) -> None:
        self._client = client
        self._exchanges: list[dict[str, Any]] = []

    def ask(self, method: str, path: str, **options: Any) -> Any:
        """The answer's JSON; `options` as for the client."""
        answer = self._client.request(method, API + path if path.startswith("/") else path, **options)
        is_json = answer.headers.get("content-type", "").startswith("application/json")
        body = answer.json() if is_json else answer.text
        headers = {name: answer.headers[name] for name in KEPT_HEADERS if name in answer.headers}
        self._exchanges.append(
            {"request": f"{method} {path}", "status": answer.status_code, "headers": headers, "body": body}
        )
        return body

    def as_text(self) -> str:
        return json.dumps(self._exchanges, ensure_ascii=False, indent=1) + "\n"


def changes(root: Path, names: Mapping[str, str]) -> str:
    """A little of everything that people do at the desk, with what it is answered."""
    with opened(root, "en") as client:
        notes = Notes(client)
        posts = client.get(f"{API}/posts?group=xuhui-3").json()["items"]
        seen = [{"id": post["id"], "revision": post["revision"]} for post in posts]
        sights = [
            {name: post[name] for name in ("id", "version", "text_sha256", "poster_sha256")} for post in posts
        ]
        notes.ask("POST", "/posts/approve", json={"items": sights[:3], "why": "真实"})
        notes.ask("POST", "/posts/approve", json={"items": [sights[0]]})
        notes.ask("POST", "/posts/return", json={"items": seen[4:5], "why": "换张亮一点的"})
        notes.ask("POST", "/posts/return", json={"items": seen[6:7]})
        notes.ask("POST", "/posts/withdraw", json={"items": [_moved_on(seen[2])], "why": "再看看"})
        notes.ask("POST", "/posts/lock", json={"items": seen[6:7]})
        notes.ask("POST", "/posts/unlock", json={"items": [_moved_on(seen[6])]})
        changed = {"text": posts[5]["text"] + "\n周二见。", "why": "加一句"}
        notes.ask("PATCH", f"/posts/{posts[5]['id']}", json=changed, headers={"If-Match": '"1"'})
        notes.ask("PATCH", f"/posts/{posts[5]['id']}", json=changed, headers=_revision(seen[5]))
        notes.ask("PATCH", f"/posts/{posts[5]['id']}", json=changed, headers=_revision(seen[5]))
        later = {**seen[7], "goes_out_at": "2026-11-24T21:30:00+08:00"}
        notes.ask("POST", "/posts/postpone", json={"items": [later], "why": "晚一点"})
        notes.ask("POST", "/posts/postpone", json={"items": [{**_moved_on(seen[7]), "slot": "noon"}]})
        exchanged = {**seen[8], "other": seen[9]["id"], "other_revision": seen[9]["revision"]}
        notes.ask("POST", "/posts/exchange", json={"items": [exchanged]})
        instead = client.get(f"{API}/posts/{posts[10]['id']}/alternatives").json()["items"]
        swapped = {**seen[10], "story": instead[0]["story"], "submission": instead[0]["submission"] or ""}
        notes.ask("POST", "/posts/swap", json={"items": [swapped], "why": "更应景"})
        decisions = [
            {"id": names["dropped"], "seen": 0, "choice": "keep", "rating": 4, "comment": "其实很好"},
            {"id": names["decided"], "seen": 0, "choice": "drop", "reason": "dark"},
            {"id": "nothing-here", "seen": 0, "choice": "keep"},
        ]
        notes.ask("POST", "/submissions/decide", json={"items": decisions, "why": "看过了"})
        notes.ask("POST", "/submissions/decide", json={"items": decisions[:1]})
        notes.ask("POST", "/undo", json={})
        notes.ask("POST", "/redo", json={})
        notes.ask("POST", "/undo", json={"scope": {"group": "london-1"}})
        notes.ask("PUT", f"/submissions/{names['kept']}/focal-point", json={"x": 0.25, "y": 0.5})
        notes.ask("DELETE", f"/submissions/{names['kept']}/focal-point")
        return notes.as_text()


def _moved_on(item: Mapping[str, Any]) -> dict[str, Any]:
    return {**item, "revision": item["revision"] + 1}


def _revision(item: Mapping[str, Any]) -> dict[str, str]:
    return {"If-Match": f'"{item["revision"]}"'}


def answers(root: Path, language: str, names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """(file, text) of every GET in a language, and of what is refused."""
    with opened(root, language) as client:
        for area, paths in READ.items():
            notes = Notes(client)
            for path in paths:
                notes.ask("GET", path.format_map(names))
            yield f"desk/{area}.{language}.json", notes.as_text()
        if language == "en":
            described = client.get("/openapi.json").json()
            yield "desk/openapi.json", json.dumps(described, ensure_ascii=False, indent=1) + "\n"
        yield f"desk/refused.{language}.json", _refused(client, names)
    yield f"desk/not-allowed.{language}.json", _not_allowed(root, language)


def _refused(client: TestClient, names: Mapping[str, str]) -> str:
    notes = Notes(client)
    here, digest = {"id": POST, "revision": 1}, sha256(b"").hexdigest()
    sight = {"id": POST, "version": 1, "text_sha256": digest, "poster_sha256": digest}
    notes.ask("GET", "/posts/nothing-here")
    notes.ask("GET", "/submissions/nothing-here")
    notes.ask("GET", "/groups/nothing-here")
    notes.ask("GET", "/runs/nothing-here")
    notes.ask("GET", "/nothing-here")
    notes.ask("PUT", "/posts")
    notes.ask("GET", "/posts?state=finished")
    notes.ask("GET", "/submissions?after=n0.5~x")
    notes.ask("GET", "/posts?first=tomorrow")
    notes.ask("PATCH", f"/posts/{POST}", json={"text": "x"})
    notes.ask("PATCH", f"/posts/{POST}", json={"text": "x"}, headers={"If-Match": '"99"'})
    notes.ask("PATCH", f"/posts/{POST}", json={"text": ""}, headers={"If-Match": '"1"'})
    notes.ask("POST", "/posts/approve", json={"items": [here]})
    notes.ask("POST", "/posts/approve", json={"items": [sight]})
    notes.ask("POST", "/posts/reopen", json={"items": [here]})
    notes.ask("POST", "/posts/lock", content=b"{", headers={"Content-Type": "application/json"})
    notes.ask("POST", "/posts/lock", content=b"x", headers={"Content-Type": "text/plain"})
    notes.ask("POST", "/posts/lock", json={"items": [here]}, headers={"Sec-Fetch-Site": "cross-site"})
    notes.ask("POST", "/posts/lock", content=b" " * 3_000_000)
    notes.ask("GET", "/me", headers={"Host": "elsewhere.example"})
    notes.ask("POST", "/submissions/nothing-here/consent/withdraw", json={})
    notes.ask("PUT", f"/submissions/{names['kept']}/focal-point", json={"x": 2, "y": 0})
    notes.ask("POST", "/tokens", json={"label": "x", "scope": ["fly"]})
    notes.ask("POST", "/undo", json={"entry": 999})
    client.cookies.clear()
    notes.ask("GET", "/me")
    notes.ask("GET", "/me", headers={"Authorization": "Bearer nothing"})
    return notes.as_text()


def _not_allowed(root: Path, language: str) -> str:
    with opened(root, language, Role.VIEWER) as client:
        notes = Notes(client)
        notes.ask("GET", "/me")
        notes.ask("POST", "/posts/lock", json={"items": [{"id": POST, "revision": 1}]})
        notes.ask("POST", "/submissions/decide", json={"items": [{"id": "x", "seen": 0, "choice": "keep"}]})
        return notes.as_text()
