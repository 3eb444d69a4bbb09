"""Authentication and authorization: who is asking, and whether they may.

On one machine a link with a secret opens the desk; its cookie stands for a person who may do everything. As
soon as there are users, people sign in, and programs bring a token.
"""

import hmac
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool

from content.model import Message, Role, User, Verb, allowed
from desk.context import DeskContext
from desk.errors import Refusal

COOKIE = "sishi"
LOCAL = User("local", "local", Role.ADMIN)  # whoever holds this machine


@dataclass(frozen=True, slots=True)
class Person:
    """`session` is the hash of the cookie's secret; `scope` limits what a token may, None for a browser."""

    user: User
    session: str = ""
    scope: frozenset[Verb] | None = field(default=None)

    @property
    def name(self) -> str:
        return self.user.name

    def may(self, verb: Verb) -> bool:
        return allowed(self.user.role, verb) and (self.scope is None or verb in self.scope)


def may(verb: Verb) -> Any:
    """For routes: the person asking, who may do this. Every route has one, or stands in desk.app.OPEN."""

    async def person_who_may(request: Request) -> Person:
        known = _on_this_machine(request)
        person = known or await run_in_threadpool(person_of, request)
        if person is None:
            raise Refusal(401, "sign_in", Message("desk_access.sign_in"))
        if not person.may(verb):
            role = Message("desk_access.role", role=person.user.role, verb=verb)
            raise Refusal(403, "not_allowed", role)
        request.state.person = person
        return person

    person_who_may.verb = verb  # type: ignore[attr-defined] # the table of routes and roles is read from it
    return Depends(person_who_may)


def office_of(request: Request) -> DeskContext:
    office: DeskContext = request.app.state.office
    return office


def person_of(request: Request) -> Person | None:
    """Whoever the cookie or the token stands for; None for a stranger."""
    office = office_of(request)
    bearer = request.headers.get("authorization", "")
    if bearer:
        return _by_token(office, bearer)
    secret = request.cookies.get(COOKIE, "")
    if office.entry or not secret:
        return _on_this_machine(request)
    with office.open_store(reading=True) as store:
        signed_in = store.accounts.signed_in(hashed(secret), office.clock())
    return Person(signed_in[1], hashed(secret)) if signed_in else None


def _on_this_machine(request: Request) -> Person | None:
    """Whoever holds the cookie of the link: known without a look at the database."""
    office, secret = office_of(request), request.cookies.get(COOKIE, "")
    if not office.entry or not secret or request.headers.get("authorization"):
        return None
    known = hmac.compare_digest(secret.encode(), local_cookie(office).encode())
    return Person(LOCAL, hashed(secret)) if known else None


def _by_token(office: DeskContext, header: str) -> Person | None:
    kind, _, secret = header.partition(" ")
    if kind.lower() != "bearer" or not secret:
        return None
    with office.open_store() as store:
        token_and_user = store.accounts.token_with(hashed(secret.strip()), office.clock())
        if token_and_user is None:
            return None
        store.accounts.count_use(token_and_user[0].sha256, office.clock())
    return Person(token_and_user[1], scope=token_and_user[0].scope)


def hashed(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def local_cookie(office: DeskContext) -> str:
    """What the browser of this machine holds: derived from the entry's secret, but not the secret itself."""
    return hmac.new(office.entry.encode(), b"cookie", sha256).hexdigest()
