"""One shape of error: what a page or the API refuses, with its status, its code and its sentence."""

from collections.abc import Mapping

from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse
from starlette.types import Receive, Scope, Send

from content.errors import (
    IllegalMove,
    NotAllowed,
    NotReady,
    OtherOrder,
    PictureTakenBack,
    SishiError,
    UnknownId,
    WrongInput,
)
from content.messages import render
from content.model import Message

CODES = {
    400: "wrong_input",
    401: "sign_in",
    403: "not_allowed",
    404: "not_found",
    405: "wrong_method",
    409: "conflict",
    410: "taken_back",
    422: "wrong_input",
    428: "version_missing",
    429: "too_often",
    503: "not_ready",
}


SEEN = {"version", "text_sha256", "poster_sha256"}  # what an approval names, like If-Match a change


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
        message: Message | str,
        *,
        fields: Mapping[str, Message | str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message
        self.fields = dict(fields or {})

    def __str__(self) -> str:
        return render(self.message, "en") if isinstance(self.message, Message) else self.message


async def refuse(
    scope: Scope, receive: Receive, send: Send, status: int, code: str, message: Message
) -> None:
    """The answer of a guard, before any page is asked: for programs, so in English."""
    body = {"code": code, "message": render(message, "en"), "fields": {}}
    await JSONResponse(body, status)(scope, receive, send)


def as_refusal(error: Exception) -> Refusal:
    """What to answer to an error; what is none of the program's own is raised again."""
    if isinstance(error, Refusal):
        return error
    if isinstance(error, RequestValidationError):
        if any(
            problem["loc"] == ("header", "If-Match") and problem["type"] == "missing"
            for problem in error.errors()
        ):
            return Refusal(428, "version_missing", Message("desk_request.no_revision"))
        if missing := _unseen(error):
            names = ", ".join(missing)
            return Refusal(428, "version_missing", Message("desk_request.no_sight", names=names))
        fields = {
            ".".join(str(part) for part in problem["loc"][1:]): problem["msg"] for problem in error.errors()
        }
        return Refusal(422, "wrong_input", Message("desk_request.invalid"), fields=fields)
    if isinstance(error, HTTPException):
        return Refusal(error.status_code, CODES.get(error.status_code, "error"), str(error.detail))
    return Refusal(*_of_content(error), error.message if isinstance(error, SishiError) else str(error))


def _unseen(error: RequestValidationError) -> list[str]:
    """What an approval leaves unsaid of what was seen, if nothing else is wrong with it."""
    places = [(problem["type"], tuple(problem["loc"])) for problem in error.errors()]
    if any(kind != "missing" or place[:2] != ("body", "items") for kind, place in places):
        return []
    names = [str(place[-1]) for _, place in places]
    return list(dict.fromkeys(names)) if set(names) <= SEEN else []


def _of_content(error: Exception) -> tuple[int, str]:
    if isinstance(error, UnknownId):
        return 404, "not_found"
    if isinstance(error, NotAllowed):
        return 403, "not_allowed"
    if isinstance(error, PictureTakenBack):
        return 410, "taken_back"
    if isinstance(error, OtherOrder):
        return 409, "other_order"
    if isinstance(error, IllegalMove):
        return 409, "illegal_move"
    if isinstance(error, NotReady):
        return 503, "not_ready"
    if isinstance(error, WrongInput | SishiError):
        return 422, "wrong_input"
    raise error
