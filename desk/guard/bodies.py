"""Bodies have a limit of bytes and of time, before anything parses them; and no text has a NUL in it."""

import asyncio
import re

from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.types import Message as Event

from content.model import Message
from desk.errors import refuse

MOST_BYTES = 256_000  # a bulk decision of 1,000 items has 120 kB
MOST_SECONDS = 10.0  # from the first byte of the body to the last
PIECE = re.compile(r"/api/v1/uploads/[0-9a-f]{32}/files/[0-9]{1,4}")
FORM_OF_PHOTOS = "/cull/intake"
PIECE_BYTES = 40_000_000  # of an upload, written to the disk as it comes
FORM_BYTES = 200_000_000  # of a form without scripts; its files wait on the disk
SILENCE = 30.0  # seconds between two parts of what comes in pieces
NUL = b"%00"  # PostgreSQL keeps no text with this in it; nobody types it


class Bodies:
    """413 for more than `most` bytes, 408 for slower than `seconds`; the app sees whole bodies only.

    But for uploads: these are handed on as they come, to whoever may send them, up to a limit of their own.
    """

    def __init__(self, app: ASGIApp, most: int = MOST_BYTES, seconds: float = MOST_SECONDS) -> None:
        self._app, self._most, self._seconds = app, most, seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif "\0" in scope["path"] or NUL in scope.get("query_string", b""):
            await refuse(scope, receive, send, 400, "wrong_input", Message("desk_request.bad_character"))
        elif scope["method"] in ("GET", "HEAD", "OPTIONS"):
            await self._app(scope, receive, send)
        elif most := _streamed(scope):
            if _said_length(scope) > most:
                await _refuse_large(scope, receive, send, most)
            else:
                await self._app(scope, _counted(receive, most), send)
        else:
            await self._with_body(scope, receive, send)

    async def _with_body(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            body = await asyncio.wait_for(self._read(scope, receive), self._seconds)
        except TimeoutError:
            await refuse(scope, receive, send, 408, "too_slow", Message("desk_request.too_slow"))
            return
        except _Left:
            return
        if body is None:
            await _refuse_large(scope, receive, send, self._most)
        elif NUL in body and _is_form(scope):
            await refuse(scope, receive, send, 400, "wrong_input", Message("desk_request.bad_character"))
        else:
            await self._app(scope, _once(body, receive), send)

    async def _read(self, scope: Scope, receive: Receive) -> bytes | None:
        """The body; None if it is too large, as soon as that is known."""
        if _said_length(scope) > self._most:
            return None
        parts, length, more = [], 0, True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise _Left
            parts.append(message.get("body", b""))
            length += len(parts[-1])
            if length > self._most:
                return None
            more = message.get("more_body", False)
        return b"".join(parts)


class _Left(Exception):
    """Whoever sent it is gone: nobody waits for an answer, and half a body is none."""


async def _refuse_large(scope: Scope, receive: Receive, send: Send, most: int) -> None:
    await refuse(scope, receive, send, 413, "too_large", Message("desk_request.too_large", n=most))


def _streamed(scope: Scope) -> int:
    """The most bytes of a body that is handed on as it comes; 0 for one that is not."""
    if scope["method"] == "PATCH" and PIECE.fullmatch(scope["path"]):
        return PIECE_BYTES
    return FORM_BYTES if scope["path"] == FORM_OF_PHOTOS else 0


def _counted(receive: Receive, most: int) -> Receive:
    """What comes, until it is too much or nothing comes for long: then as if its sender had left."""
    left = most

    async def read() -> Event:
        nonlocal left
        try:
            async with asyncio.timeout(SILENCE):
                event = await receive()
        except TimeoutError:
            return {"type": "http.disconnect"}
        left -= len(event.get("body", b""))
        return event if left >= 0 else {"type": "http.disconnect"}

    return read


def _said_length(scope: Scope) -> int:
    length = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
    return int(length) if length.isdigit() else 0


def _is_form(scope: Scope) -> bool:
    return any(name == b"content-type" and b"urlencoded" in value for name, value in scope["headers"])


def _once(body: bytes, receive: Receive) -> Receive:
    """The body as one message; after it, what the server says (a client that leaves)."""
    given = False

    async def read() -> Event:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return read
