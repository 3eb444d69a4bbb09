"""What is answered to an error: {"code", "message", "fields"} for programs, a page with the same words for
people."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from fastapi import Request
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, RedirectResponse, Response

from desk.errors import Refusal, as_refusal
from desk.i18n import language_of, worded
from desk.placeholder import placeholder
from desk.render import render


def answer(request: Request, error: Exception) -> Response:
    """What to answer to an error: JSON under /api, a page elsewhere."""
    refusal = as_refusal(error)
    if request.url.path.startswith(("/api/", "/openapi")):
        return JSONResponse(_problem(refusal, language_of(request)), refusal.status, _headers(error))
    if refusal.status == 410 and request.headers.get("accept", "").startswith("image/"):
        return placeholder(refusal.status, worded(refusal.message, language_of(request)))
    if refusal.status == 401 and _opens_a_page(request):
        if request.headers.get("sec-fetch-site") == "cross-site":
            return render(request, "again.html.j2")  # its cookie stays at home when it comes by a link
        return RedirectResponse(f"/login?next={quote(_address(request))}", 303)
    page = render(request, "error.html.j2", status=refusal.status, refusal=refusal)
    page.headers.update(_headers(error))
    return page


def _headers(error: Exception) -> Mapping[str, str]:
    """What the framework says beside its refusal, as Allow."""
    return (error.headers or {}) if isinstance(error, HTTPException) else {}


def _problem(refusal: Refusal, language: str) -> dict[str, Any]:
    fields = {name: worded(message, language) for name, message in refusal.fields.items()}
    return {"code": refusal.code, "message": worded(refusal.message, language), "fields": fields}


def _opens_a_page(request: Request) -> bool:
    accepted = request.headers.get("accept", "")
    return request.method == "GET" and "text/html" in accepted and "x-part" not in request.headers


def _address(request: Request) -> str:
    query = request.url.query
    return f"{request.url.path}?{query}" if query else request.url.path
