"""Bodies have a size and a speed, which are counted before anything parses them; forms come from the page."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.types import Message as Event

from desk.intake.photo_head import PHOTO_BYTES
from desk.intake.uploads import PIECE_BYTES

FORM_BYTES = 9 * PHOTO_BYTES + 1_000_000  # without script nine photos come in one form
WORDS_BYTES = 64_000
SECONDS_OF_SILENCE = 30.0
SECONDS_OF_BODY = 900.0  # 180 MB at 1.6 Mbit/s
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class CountedBodies:
    """413 and 408 for bodies, 403 for a form of another site, raised where the app reads: it words them."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] not in SAFE:
            clock = asyncio.get_running_loop().time
            receive = _Body(receive, _most_of(scope), _refused_by_head(scope), clock, clock()).read
        await self._app(scope, receive, send)


@dataclass
class _Body:
    """What the app receives, until it is too large or too slow; `refused` is a status that needs no body."""

    receive: Receive
    most: int
    refused: int | None
    clock: Callable[[], float]
    began: float
    length: int = 0

    async def read(self) -> Event:
        if self.refused is not None:
            raise HTTPException(self.refused)
        try:
            event = await asyncio.wait_for(self.receive(), SECONDS_OF_SILENCE)
        except TimeoutError:
            raise HTTPException(408) from None
        self.length += len(event.get("body", b""))
        if self.length > self.most:
            raise HTTPException(413)
        if event.get("more_body") and self.clock() - self.began > SECONDS_OF_BODY:
            raise HTTPException(408)
        return event


def _most_of(scope: Scope) -> int:
    """Bytes that the body of this request may have."""
    if scope["method"] == "PUT":
        return PIECE_BYTES
    kinds = [value for name, value in scope["headers"] if name == b"content-type"]
    return FORM_BYTES if kinds and kinds[0].startswith(b"multipart/form-data") else WORDS_BYTES


def _refused_by_head(scope: Scope) -> int | None:
    """A body that says itself that it is too large, or a request that another site's page sends."""
    headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
    length = headers.get(b"content-length", "0")
    if not (length.isascii() and length.isdecimal()) or int(length) > _most_of(scope):
        return 413
    site, origin = headers.get(b"sec-fetch-site"), headers.get(b"origin")
    if site is not None:
        return None if site in ("same-origin", "none") else 403
    is_ours = origin is None or origin.partition("://")[2] == headers.get(b"host", "")
    return None if is_ours else 403
