"""The preview's page and what it asks for: only for this machine, errors as sentences, nothing is written."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from importlib.resources import files
from typing import Any, TypeVar

from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from content.errors import NotReady, SishiError
from content.messages import render
from content.posters.lint import TemplateFinding
from desk.preview.easel import Ask, Easel, PreviewImage

HOSTS = ["127.0.0.1", "localhost"]  # anything else is another site's name for this machine
LARGEST_ASK = 100_000  # bytes; the texts of a poster have some hundreds
HEARTBEAT = 20.0  # seconds between comments on a quiet stream

KINDS = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
HEADERS = {
    b"content-security-policy": b"default-src 'none'; script-src 'self'; style-src 'self'; "
    b"connect-src 'self'; img-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    b"require-trusted-types-for 'script'",
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
    b"cross-origin-opener-policy": b"same-origin",
    b"cross-origin-resource-policy": b"same-origin",
    b"cache-control": b"no-store",
}

Answer = TypeVar("Answer")


class EditionStream:
    """Whoever listens hears the number of each edition from now on, the latest if it was slow."""

    def __init__(self) -> None:
        self._condition, self._edition, self._closed = asyncio.Condition(), 0, False

    async def tell(self, edition: int) -> None:
        async with self._condition:
            self._edition = edition
            self._condition.notify_all()

    async def close(self) -> None:
        """Every listener ends."""
        async with self._condition:
            self._closed = True
            self._condition.notify_all()

    async def listen(self, heartbeat: float = HEARTBEAT) -> AsyncIterator[str]:
        """Server-sent events."""
        heard = self._edition
        yield f"data: {heard}\n\n"
        while not self._closed:
            latest = await self._after(heard, heartbeat)
            if not self._closed:
                yield f"data: {latest}\n\n" if latest != heard else ": still here\n\n"
            heard = latest

    async def _after(self, heard: int, seconds: float) -> int:
        """The edition once it is another than `heard`, or after so many seconds."""
        async with self._condition:
            with suppress(TimeoutError):
                news = self._condition.wait_for(lambda: self._closed or self._edition != heard)
                await asyncio.wait_for(news, seconds)
            return self._edition


class PreviewHeaders:
    """The same headers on every answer; pure ASGI, so that streams stay streams."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *HEADERS.items()]
            await send(message)

        await self._app(scope, receive, with_headers if scope["type"] == "http" else send)


def create_app(easel: Easel, first: str = "", changes: EditionStream | None = None) -> Starlette:
    """The page for a easel; `first` is the template it opens with."""
    pages = _Pages(easel, first, changes or EditionStream())
    routes = [
        Route("/", pages.index),
        Route("/static/{file}", pages.static),
        Route("/api/templates", pages.templates),
        Route("/api/changes", pages.listen),
        Route("/api/draw", pages.draw, methods=["POST"]),
        Route("/api/chromium", pages.chromium, methods=["POST"]),
        Route("/api/findings", pages.findings, methods=["POST"]),
        Route("/api/lint", pages.lint, methods=["POST"]),
    ]
    middleware = [Middleware(PreviewHeaders), Middleware(TrustedHostMiddleware, allowed_hosts=HOSTS)]

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        watching = asyncio.create_task(pages.watch())
        yield
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching

    return Starlette(routes=routes, middleware=middleware, lifespan=lifespan)


class _Pages:
    def __init__(self, easel: Easel, first: str, changes: EditionStream) -> None:
        self._easel, self._first, self.changes = easel, first, changes

    async def watch(self) -> None:
        """A save becomes an edition, and every open page hears of it."""
        from watchfiles import awatch  # here: tests that watch nothing need it not

        folders = [folder for folder in self._easel.folders if folder.is_dir()]
        async for _ in awatch(*folders, debounce=60, step=20):
            await self.changes.tell(self._easel.changed())

    async def index(self, _: Request) -> Response:
        return _file("index.html")

    async def static(self, request: Request) -> Response:
        return _file(request.path_params["file"])

    async def templates(self, _: Request) -> Response:
        return await _answered(self._catalogue)

    def _catalogue(self) -> Response:
        return JSONResponse({"first": self._first, **self._easel.catalogue()})

    async def listen(self, _: Request) -> Response:
        return StreamingResponse(self.changes.listen(), media_type="text/event-stream")

    async def draw(self, request: Request) -> Response:
        return await _asked(request, lambda ask: _picture(self._easel.draw(ask)))

    async def chromium(self, request: Request) -> Response:
        return await _asked(request, lambda ask: _picture(self._easel.draw_by_chromium(ask)))

    async def findings(self, request: Request) -> Response:
        return await _asked(request, lambda ask: _listed(self._easel.findings(ask)))

    async def lint(self, request: Request) -> Response:
        return await _asked(request, lambda ask: _listed(self._easel.lint(ask.name)))


async def _asked(request: Request, answer: Callable[[Ask], Response]) -> Response:
    """The answer to a JSON body; 415, 413 and 422 say what is wrong with the body."""
    if request.headers.get("content-type", "").partition(";")[0] != "application/json":
        return _sentence("Send application/json.", 415)
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > LARGEST_ASK:
            return _sentence(f"This is more than {LARGEST_ASK:,} bytes.", 413)
    try:
        ask = Ask.model_validate_json(body)
    except ValidationError as error:
        first = error.errors()[0]
        return _sentence(f"{'.'.join(map(str, first['loc'])) or 'The body'}: {first['msg']}.", 422)
    return await _answered(lambda: answer(ask))


async def _answered(answer: Callable[[], Response]) -> Response:
    """In a thread, because drawing takes its time; what goes wrong is told as 422, what is missing as 503."""
    try:
        return await run_in_threadpool(answer)
    except NotReady as error:
        return _sentence(str(error), 503)
    except SishiError as error:
        return _sentence(str(error), 422)


def _picture(drawn: PreviewImage) -> Response:
    headers = {"x-ms": f"{drawn.ms:.0f}", "x-engine": drawn.engine, "x-warnings": str(len(drawn.warnings))}
    return Response(drawn.jpeg, media_type="image/jpeg", headers=headers)


def _listed(findings: list[TemplateFinding]) -> Response:
    return JSONResponse([_as_json(finding) for finding in findings])


def _as_json(finding: TemplateFinding) -> dict[str, Any]:
    return {
        "check": finding.check.value,
        "what": render(finding.what, "en"),
        "case": finding.case,
        "field": finding.field,
        "at": finding.at,
    }


def _sentence(what: str, status: int) -> Response:
    return JSONResponse({"what": what}, status)


def _file(name: str) -> Response:
    """One of the files beside this module; nothing else has a name that passes."""
    pages = {file.name: file for file in files("desk.preview").joinpath("static").iterdir() if file.is_file()}
    if name not in pages:
        return _sentence("There is no such page.", 404)
    kind = KINDS[name[name.rindex(".") :]]
    return Response(pages[name].read_bytes(), media_type=kind)
