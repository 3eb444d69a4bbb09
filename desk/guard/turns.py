"""Pages take turns: many made at once in one process only wait for each other, each a little longer."""

import asyncio
from collections.abc import Callable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

AT_ONCE = 2  # one may wait for its database while another is made
A_TURN = 0.05  # seconds; pages take a third of that
PICTURES = ("/media/", "/static/", "/fonts/")  # these are read from the disk, or drawn by other processes


class Turns:
    """Lets so many pages be made `at_once`, in the order in which they were asked for.

    A turn ends when the answer begins, or after `seconds`, so that a page that takes long holds up no other.
    """

    def __init__(self, app: ASGIApp, at_once: int = AT_ONCE, seconds: float = A_TURN) -> None:
        self._app, self._seconds = app, seconds
        self._free = asyncio.Semaphore(at_once)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not _is_page(scope):
            await self._app(scope, receive, send)
            return
        await self._free.acquire()
        end = _once(self._free.release)
        late = asyncio.get_running_loop().call_later(self._seconds, end)

        async def begin(message: Message) -> None:
            if message["type"] == "http.response.start":
                end()
            await send(message)

        try:
            await self._app(scope, receive, begin)
        finally:
            late.cancel()
            end()


def _is_page(scope: Scope) -> bool:
    if scope["type"] != "http" or scope["method"] != "GET":
        return False
    path: str = scope["path"]
    return not path.startswith(PICTURES) and not path.endswith(".jpg")


def _once(do: Callable[[], None]) -> Callable[[], None]:
    """Does it when first called, and nothing after that."""
    left = [do]

    def first() -> None:
        if left:
            left.pop()()

    return first
