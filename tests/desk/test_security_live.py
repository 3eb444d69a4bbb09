"""The stream of changes: each hears what they may, and nobody hears on once they are out."""

import asyncio
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import replace
from datetime import datetime
from threading import Event

import pytest
from fastapi import FastAPI, Request
from starlette.testclient import TestClient
from starlette.types import Message

from content.model import Post, Role, User, Verb
from content.store import Store
from content.workspace import Workspace
from desk.auth import COOKIE, Person, person_of
from desk.context import DeskContext
from desk.live import NEEDS, Live, Look

SOON = 0.01  # seconds between looks


def news(workspace: Workspace, now: datetime) -> None:
    """A user is added, then a post is changed: two changes, the one only for those who manage users."""
    with workspace.open_store() as store:
        store.accounts.put_user(User("new", "new", Role.VIEWER), actor="test", at=now)
    with workspace.open_store() as store:
        _touch(store, store.queue.posts()[0], now)


def _touch(store: Store, post: Post, now: datetime) -> None:
    store.queue.change(
        post, replace(post, text=f"{post.text}!"), kind="amend", actor="test", why=None, at=now
    )


class Watched(Live):
    """It says when it has looked."""

    def __init__(self, office: DeskContext, every: float) -> None:
        super().__init__(office, every)
        self.looked = Event()

    def tell(self, event: tuple[str, str]) -> None:
        for queue in self._queues:
            queue.put_nowait(event)

    def _look(self, seen: Look | None) -> tuple[Look, list[tuple[str, str]]]:
        found = super()._look(seen)
        self.looked.set()
        return found


async def heard(office: DeskContext, hears: Callable[[str], bool], happens: Callable[[], None]) -> list[str]:
    """What a listener is told, until it hears of a post."""
    live, told = Watched(office, every=SOON), []
    async with aclosing(live.listen(hears, lambda: True)) as stream:  # type: ignore[type-var] # it is a generator
        told.append(await anext(stream))
        first = asyncio.ensure_future(anext(stream))
        await asyncio.to_thread(live.looked.wait, 5)  # the first look only sees where the store stands
        await asyncio.to_thread(happens)
        told.append(await first)
        while '"post"' not in told[-1]:
            told.append(await anext(stream))
    return told


@pytest.mark.parametrize("role", Role)
def test_each_role_hears_of_what_it_may_see(
    office: DeskContext, workspace: Workspace, now: datetime, role: Role
) -> None:
    user = User("x", "x", role)
    told = asyncio.run(
        heard(office, lambda kind: user.may(NEEDS.get(kind, Verb.VIEW)), lambda: news(workspace, now))
    )
    assert any('"user"' in event for event in told) is user.may(Verb.USERS)


def test_an_event_names_what_changed_and_not_what_became_of_it(
    office: DeskContext, workspace: Workspace, now: datetime
) -> None:
    with workspace.open_store(reading=True) as store:
        post = store.queue.posts()[0]
    told = asyncio.run(heard(office, lambda kind: kind == "post", lambda: news(workspace, now)))
    assert told[1:] == [f'event: change\ndata: {{"kind": "post", "what": "{post.id}"}}\n\n']


def test_the_stream_ends_with_the_session(office: DeskContext) -> None:
    async def listens() -> list[str]:
        stream = Live(office, every=SOON).listen(lambda kind: True, lambda: False, heartbeat=SOON)
        return [event async for event in stream]

    assert asyncio.run(listens()) == ["retry: 3000\n\n"]


def test_the_stream_ends_with_the_session_also_where_there_is_news_all_the_time(
    office: DeskContext, workspace: Workspace, now: datetime
) -> None:
    live = Watched(office, every=SOON)

    async def listens() -> int:
        told = 0
        async for _ in live.listen(lambda kind: True, lambda: False, heartbeat=SOON * 20):
            told += 1
            live.tell(("post", str(told)))
        return told

    assert asyncio.run(asyncio.wait_for(listens(), 5)) > 1


def test_who_is_somebody_else_by_now_hears_no_more(
    team: FastAPI, client_as: Callable[[Role], TestClient], workspace: Workspace, now: datetime
) -> None:
    """A role that changed ends the stream; the browser asks anew, by its new role."""
    secret = client_as(Role.ADMIN).cookies[COOKIE]
    was = person_with(team, secret)
    with workspace.open_store() as store:
        store.accounts.put_user(User("admin", "admin", Role.VIEWER), actor="test", at=now)
    assert was is not None
    assert person_with(team, secret) not in (None, was)


def person_with(app: FastAPI, secret: str) -> Person | None:
    headers = [(b"cookie", f"{COOKIE}={secret}".encode())]
    return person_of(Request({"type": "http", "headers": headers, "app": app}))


def test_a_stranger_gets_no_stream(team: FastAPI) -> None:
    assert TestClient(team, base_url="http://127.0.0.1").get("/changes").status_code == 401


def test_the_stream_is_kept_by_nobody(team: FastAPI, client_as: Callable[[Role], TestClient]) -> None:
    browser = client_as(Role.VIEWER)
    start, body = asyncio.run(opened(team, browser.cookies[COOKIE]))
    headers = dict(start["headers"])
    assert start["status"] == 200
    assert headers[b"content-type"].startswith(b"text/event-stream")
    assert headers[b"cache-control"] == b"no-store"
    assert b"content-encoding" not in headers  # compressed, it would arrive late
    assert body["body"] == b"retry: 3000\n\n"


async def opened(app: FastAPI, secret: str) -> tuple[Message, Message]:
    """The first two messages of /changes; then the browser leaves."""
    sent: asyncio.Queue[Message] = asyncio.Queue()
    left = asyncio.Event()

    async def receive() -> Message:
        await left.wait()
        return {"type": "http.disconnect"}

    headers = [
        (b"host", b"127.0.0.1"),
        (b"cookie", f"{COOKIE}={secret}".encode()),
        (b"accept-encoding", b"gzip"),
    ]
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": "/changes",
        "raw_path": b"/changes",
        "query_string": b"",
        "headers": headers,
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }
    serving = asyncio.create_task(app(scope, receive, sent.put))
    start, body = await sent.get(), await sent.get()
    left.set()
    serving.cancel()
    await asyncio.gather(serving, return_exceptions=True)
    return start, body
