"""The desk as an app: guards, pages, API, pictures."""

from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES, GZipMiddleware
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from content.errors import SishiError
from desk import fonts, media
from desk.answers import answer
from desk.api import routers as api_routers
from desk.context import DeskContext
from desk.errors import Problem, Refusal
from desk.guard import Bodies, Headers, Hosts, Origins, Turns
from desk.guard.methods import Methods
from desk.pages import routers as page_routers
from desk.pages.owner_day import OWNERS
from desk.pages.share_guest import GUESTS
from desk.pages.wecom_side import SIDE
from desk.routes import doors
from desk.templating import HERE, SHARED

# Routes that strangers reach; every other names the verb it needs.
# An owner's day and a guest's posts ask for the token in their address instead, WeCom's sidebar asks WeCom.
OPEN = (
    frozenset({"/login", "/enter", "/healthz", "/static", "/fonts/{name}", "/language", "/theme"})
    | OWNERS
    | SIDE
    | GUESTS
)
PACKED = (
    *DEFAULT_EXCLUDED_CONTENT_TYPES,
    "font/*",
)  # fonts hardly shrink
PROBLEMS = {
    code: {"model": Problem} for code in (400, 401, 403, 404, 405, 408, 409, 413, 415, 421, 422, 429, 503)
}


def create_app(office: DeskContext) -> FastAPI:
    """The whole desk for one office. Nothing is opened before the first request.

    LookupError where a route names no verb and is not OPEN: better no desk than one with a hole.
    """
    app = FastAPI(title="Sishi desk", version="1", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.office = office
    for router in page_routers:
        app.include_router(router, include_in_schema=False)
    for router in api_routers:
        app.include_router(router, responses=PROBLEMS)  # type: ignore[arg-type] # as FastAPI documents it
    app.include_router(media.router)
    app.include_router(fonts.router, include_in_schema=False)
    app.mount("/static", _static(), name="static")
    if holes := {door.path for door in doors(app) if door.verb is None} - OPEN:
        raise LookupError(f"Nobody said who may come in at {', '.join(sorted(holes))}.")
    for kind in (Refusal, SishiError, HTTPException, RequestValidationError):
        app.add_exception_handler(kind, answer)
    app.add_middleware(Turns)
    app.add_middleware(Origins)
    app.add_middleware(Bodies)
    app.add_middleware(Methods, doors=doors(app))
    app.add_middleware(Hosts, hosts=office.hosts)
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=1, exclude_content_types=PACKED)
    app.add_middleware(Headers)
    return app


def _static() -> "Static":
    """The desk's own files, and the sheets that its pages share with exported ones."""
    static = Static(directory=HERE / "static")
    static.all_directories.append(SHARED)
    return static


class Static(StaticFiles):
    """Files that `asset` names by their content are kept for good; browsers ask again for the others."""

    def file_response(
        self, full_path: Any, stat_result: Any, scope: Scope, status_code: int = 200
    ) -> Response:
        answer = super().file_response(full_path, stat_result, scope, status_code)
        named = scope["query_string"].startswith(b"v=")
        answer.headers["Cache-Control"] = "public, max-age=31536000, immutable" if named else "no-cache"
        return answer
