"""One shape of error: {"code", "message", "fields"} for programs, a page with the same words for people."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from content.errors import IllegalMove, NotReady, OtherOrder, SishiError, UnknownId, WrongInput
from desk.tongue import language_of, spoken

CODES = {
    400: "wrong_input",
    401: "sign_in",
    403: "not_allowed",
    404: "not_found",
    405: "wrong_method",
    409: "conflict",
    422: "wrong_input",
    428: "version_missing",
    429: "too_often",
    503: "not_ready",
}


class Problem(BaseModel):
    """What the API answers instead of a result."""

    model_config = ConfigDict(extra="forbid")

    code: str
    message: str
    fields: dict[str, str] = {}


class Refusal(Exception):
    """Raised anywhere in a page or the API: an answer with this status, code and sentence."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        *,
        fields: Mapping[str, str] | None = None,
        body: Any = None,
    ) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message
        self.fields, self.body = dict(fields or {}), body


async def refuse(scope: Scope, receive: Receive, send: Send, status: int, code: str, message: str) -> None:
    """The answer of a guard, before any page is asked."""
    await JSONResponse({"code": code, "message": message, "fields": {}}, status)(scope, receive, send)


def answer(request: Request, error: Exception) -> Response:
    """What to answer to an error: JSON under /api, a page elsewhere."""
    refusal = _as_refusal(error)
    if request.url.path.startswith(("/api/", "/openapi")):
        body = refusal.body or _problem(refusal, language_of(request))
        return JSONResponse(body, refusal.status, _headers(error))
    from desk.paper import render  # here: paper renders errors too, and so knows this module

    if refusal.status == 401 and _opens_a_page(request):
        if request.headers.get("sec-fetch-site") == "cross-site":
            return render(
                request, "again.html.j2"
            )  # its cookie stays at home when a link elsewhere is followed
        return RedirectResponse(f"/login?next={quote(_address(request))}", 303)
    page = render(request, "error.html.j2", status=refusal.status, refusal=refusal)
    page.headers.update(_headers(error))
    return page


def _headers(error: Exception) -> Mapping[str, str]:
    """What the framework says beside its refusal, as Allow."""
    return (error.headers or {}) if isinstance(error, HTTPException) else {}


def _problem(refusal: Refusal, language: str) -> dict[str, Any]:
    fields = {name: spoken(said, language) for name, said in refusal.fields.items()}
    return {"code": refusal.code, "message": spoken(refusal.message, language), "fields": fields}


def _opens_a_page(request: Request) -> bool:
    accepted = request.headers.get("accept", "")
    return request.method == "GET" and "text/html" in accepted and "x-part" not in request.headers


def _address(request: Request) -> str:
    query = request.url.query
    return f"{request.url.path}?{query}" if query else request.url.path


def _as_refusal(error: Exception) -> Refusal:
    if isinstance(error, Refusal):
        return error
    if isinstance(error, RequestValidationError):
        if any(
            found["loc"] == ("header", "If-Match") and found["type"] == "missing" for found in error.errors()
        ):
            return Refusal(428, "version_missing", 'Say which revision you changed: If-Match: "N".')
        fields = {".".join(str(part) for part in found["loc"][1:]): found["msg"] for found in error.errors()}
        return Refusal(422, "wrong_input", "Something in the request is not as it must be.", fields=fields)
    if isinstance(error, HTTPException):
        return Refusal(error.status_code, CODES.get(error.status_code, "error"), str(error.detail))
    return Refusal(*_of_content(error), str(error))


def _of_content(error: Exception) -> tuple[int, str]:
    if isinstance(error, UnknownId):
        return 404, "not_found"
    if isinstance(error, OtherOrder):
        return 409, "other_order"
    if isinstance(error, IllegalMove):
        return 409, "illegal_move"
    if isinstance(error, NotReady):
        return 503, "not_ready"
    if isinstance(error, WrongInput | SishiError):
        return 422, "wrong_input"
    raise error
