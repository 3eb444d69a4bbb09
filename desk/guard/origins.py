"""What changes something must come from a page of the desk itself, or from a program with a token."""

from starlette.types import ASGIApp, Receive, Scope, Send

from content.model import Message
from desk.errors import refuse
from desk.guard.bodies import PIECE
from desk.guard.hosts import host_of

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
FORM, JSON = "application/x-www-form-urlencoded", "application/json"
FILES = "multipart/form-data"
OCTETS = "application/offset+octet-stream"  # a piece of a file; other sites cannot send it unasked
UPLOADS = frozenset(
    {"/send/owners/import", "/cull/intake", "/stories/import", "/brand/logo"}
)  # pages that a file is sent to


class Origins:
    """Cross-site requests are refused by what browsers say of them, beside SameSite=Strict cookies.

    Sec-Fetch-Site decides where it is sent, else Origin. A request with an Authorization header is a
    program's: no browser adds that by itself.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in SAFE:
            await self._app(scope, receive, send)
            return
        headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
        if not (_from_here(headers, host_of(scope)) or _by_token(headers, scope["path"])):
            await refuse(scope, receive, send, 403, "cross_site", Message("desk_request.cross_site"))
        elif not _kind_is_known(scope, headers):
            unknown = Message("desk_request.unknown_kind", kind=JSON)
            await refuse(scope, receive, send, 415, "unknown_kind", unknown)
        else:
            await self._app(scope, receive, send)


def _from_here(headers: dict[bytes, str], host: str) -> bool:
    if b"authorization" in headers and b"cookie" not in headers:
        return True
    site = headers.get(b"sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = headers.get(b"origin")
    return origin is not None and origin.partition("://")[2] == host


def _by_token(headers: dict[bytes, str], path: str) -> bool:
    """A guest's form: its page sends no referrer, so over plain HTTP its origin is "null". Nobody elsewhere
    knows the token in its address."""
    unsaid = b"sec-fetch-site" not in headers and headers.get(b"origin") == "null"
    return unsaid and path.startswith("/share/")


def _kind_is_known(scope: Scope, headers: dict[bytes, str]) -> bool:
    """The API takes JSON and pages take forms: a form of another site cannot pass for JSON."""
    kind = headers.get(b"content-type", "").partition(";")[0].strip().lower()
    empty = headers.get(b"content-length", "0") == "0" and b"transfer-encoding" not in headers
    if scope["path"].startswith("/api/"):
        is_piece = kind == OCTETS and scope["method"] == "PATCH" and PIECE.fullmatch(scope["path"])
        return kind == JSON or (empty and not kind) or bool(is_piece)
    if scope["path"] in UPLOADS:
        return kind == FILES
    return kind == FORM or (empty and not kind)
