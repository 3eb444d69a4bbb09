"""One's own API tokens as JSON. They are made by people who signed in, never by a token."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Request
from fastapi import Path as InPath
from pydantic import BaseModel, Field
from starlette.responses import Response

from content.model import Token, Verb
from desk.api.shapes import Strict
from desk.auth import Person, may, office_of
from desk.tokens import make_token, revoke_token
from services.accounts import NewToken

router = APIRouter(prefix="/api/v1/tokens", tags=["tokens"])


class TokenItem(BaseModel):
    """A token by the hash of its secret; `scope` are verbs."""

    sha256: str
    label: str
    scope: list[Verb]
    made_at: datetime
    expires_at: datetime
    used: int
    last_used_at: datetime | None
    revoked_at: datetime | None


class Tokens(BaseModel):
    items: list[TokenItem]


class Made(TokenItem):
    """A new token with its secret, which is told this once."""

    secret: str


class Making(Strict):
    """`scope` are verbs that you may do yourself; `days` until it ends."""

    label: Annotated[str, Field(min_length=1, max_length=60)]
    scope: Annotated[
        list[Annotated[str, Field(json_schema_extra={"enum": [verb.value for verb in Verb]}, max_length=40)]],
        Field(min_length=1, max_length=30),
    ]
    days: Literal[7, 30, 90, 365] = 30


@router.get("")
def tokens(request: Request, person: Person = may(Verb.OWN_TOKENS)) -> Tokens:
    """All one ever had, the newest first."""
    with office_of(request).open_store(reading=True) as store:
        own = store.accounts.tokens_of(person.name)
    return Tokens(items=[_item(token) for token in own])


@router.post("", status_code=201)
def make(request: Request, body: Making, person: Person = may(Verb.OWN_TOKENS)) -> Made:
    """A new token. 403 where a token asks for it."""
    scope = {verb for verb in Verb if verb in body.scope}
    if len(scope) < len(set(body.scope)):
        scope = set()  # an unknown verb: refused with what there is to say
    secret, token = make_token(office_of(request), person, NewToken(body.label, scope, body.days))
    return Made(**_item(token).model_dump(), secret=secret)


@router.delete("/{sha256}", status_code=204)
def revoke(
    request: Request,
    sha256: Annotated[str, InPath(pattern="^[0-9a-f]{64}$")],
    person: Person = may(Verb.OWN_TOKENS),
) -> Response:
    """Take a token back; it opens nothing from now on."""
    revoke_token(office_of(request), person, sha256)
    return Response(status_code=204)


def _item(token: Token) -> TokenItem:
    return TokenItem(
        sha256=token.sha256,
        label=token.label,
        scope=sorted(token.scope),
        made_at=token.made_at,
        expires_at=token.expires_at,
        used=token.used,
        last_used_at=token.last_used_at,
        revoked_at=token.revoked_at,
    )
