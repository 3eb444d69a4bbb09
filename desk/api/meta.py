"""What the API says of itself and of whoever asks."""

from typing import Any

from fastapi import APIRouter, Request
from pydantic import BaseModel
from starlette.responses import JSONResponse

from content.model import Role, Verb
from desk.auth import Person, may
from desk.names import names_for

router = APIRouter(tags=["meta"])


class Me(BaseModel):
    """Who asks: what the role allows and, for a token, its scope lets through."""

    name: str
    display_name: str
    role: Role
    verbs: list[Verb]
    by_token: bool


@router.get("/api/v1/me")
def me(request: Request, person: Person = may(Verb.VIEW)) -> Me:
    """The person or token that asks."""
    return Me(
        name=person.name,
        display_name=names_for(request)(person.name),
        role=person.user.role,
        verbs=[verb for verb in Verb if person.may(verb)],
        by_token=person.scope is not None,
    )


@router.get("/openapi.json", include_in_schema=False)
def openapi(request: Request, person: Person = may(Verb.VIEW)) -> JSONResponse:
    """The API's description, for people and programs that are signed in."""
    described: dict[str, Any] = request.app.openapi()
    return JSONResponse(described)
