"""Pages take turns, in the order in which they were asked for; one that takes long holds up no other."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import pytest
from starlette.types import Receive, Scope, Send

from desk.app import create_app
from desk.context import DeskContext
from desk.guard import Turns

FOR_EVER = 3600.0  # seconds


class Room:
    """An app whose answers begin when they are told to; `inside` are the paths that were let in, in order."""

    def __init__(self) -> None:
        self.inside: list[str] = []
        self._doors: dict[str, asyncio.Event] = {}

    async def __call__(self, scope: Scope, _receive: Receive, send: Send) -> None:
        self.inside.append(scope["path"])
        await self._door(scope["path"]).wait()
        if scope["path"] == "/broken":
            raise RuntimeError("broken")
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await self._door(f"{scope['path']}, to its end").wait()

    def begin(self, path: str) -> None:
        self._door(path).set()

    def _door(self, path: str) -> asyncio.Event:
        return self._doors.setdefault(path, asyncio.Event())


async def asked(app: Turns, path: str, method: str) -> None:
    async def receive() -> Any:
        raise AssertionError("nobody reads the body of a page")

    async def send(message: Any) -> None:
        assert message["status"] == 200

    with suppress(RuntimeError):
        await app({"type": "http", "path": path, "method": method}, receive, send)


async def settled() -> None:
    """Everything that can go on has gone on."""
    for _ in range(20):
        await asyncio.sleep(0)


def run(
    paths: list[str],
    then: Callable[[Room], Awaitable[None]],
    *,
    seconds: float = FOR_EVER,
    method: str = "GET",
) -> list[str]:
    """Ask for these, two at once; who was let in after `then`."""

    async def play() -> list[str]:
        room = Room()
        app = Turns(room, at_once=2, seconds=seconds)
        asking = [asyncio.create_task(asked(app, path, method)) for path in paths]
        await settled()
        await then(room)
        await settled()
        for task in asking:
            task.cancel()
        await asyncio.gather(*asking, return_exceptions=True)
        return room.inside

    return asyncio.run(play())


async def nothing(_room: Room) -> None:
    pass


def test_two_pages_are_made_at_once_and_the_others_wait() -> None:
    assert run(["/a", "/b", "/c", "/d"], nothing) == ["/a", "/b"]


@pytest.mark.parametrize("first", ["/a", "/broken"])
def test_the_next_one_is_made_when_an_answer_begins_or_fails(first: str) -> None:
    async def begin(room: Room) -> None:
        room.begin(first)

    assert run([first, "/b", "/c", "/d"], begin) == [first, "/b", "/c"]


def test_a_page_that_takes_long_holds_up_no_other() -> None:
    assert run(["/a", "/b", "/c", "/d", "/e"], nothing, seconds=0) == ["/a", "/b", "/c", "/d", "/e"]


def test_whoever_leaves_while_waiting_takes_no_turn() -> None:
    async def play() -> list[str]:
        room = Room()
        app = Turns(room, at_once=1, seconds=FOR_EVER)
        first, second, third = [asyncio.create_task(asked(app, path, "GET")) for path in ("/a", "/b", "/c")]
        await settled()
        second.cancel()
        room.begin("/a")
        await settled()
        for task in (first, third):
            task.cancel()
        await asyncio.gather(first, second, third, return_exceptions=True)
        return room.inside

    assert asyncio.run(play()) == ["/a", "/c"]


@pytest.mark.parametrize(
    ("path", "method"),
    [
        ("/media/poster/k/192.jpg", "GET"),
        ("/static/week.css", "GET"),
        ("/cull/poster/i1.jpg", "GET"),
        ("/", "POST"),
    ],
)
def test_pictures_and_deeds_need_no_turn(path: str, method: str) -> None:
    assert run([path] * 5, nothing, method=method) == [path] * 5


def test_the_desk_lets_its_pages_take_turns(office: DeskContext) -> None:
    assert Turns in [guard.cls for guard in create_app(office).user_middleware]
