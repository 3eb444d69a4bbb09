"""Personal API tokens: made once, shown once, kept as their hash, with a scope and an end."""

from collections.abc import Collection
from datetime import datetime, timedelta

from content.accounts import new_secret
from content.errors import WrongInput
from content.model import MAY, Message, Token, Verb
from desk.auth import Person
from desk.context import Office
from desk.errors import Refusal

DAYS = (7, 30, 90, 365)
MOST = 20  # tokens that count at a time
NEVER = frozenset({Verb.OWN_TOKENS, Verb.USERS, Verb.ERASE})  # no program makes keys, or erases people


def scopes(person: Person) -> list[Verb]:
    """What a token of this person could be for, in the order of the verbs."""
    return [verb for verb in Verb if verb in MAY[person.user.role] - NEVER]


def make_token(
    office: Office, person: Person, label: str, scope: Collection[Verb], days: int
) -> tuple[str, Token]:
    """(secret, token). The secret is nowhere else. Refusal for programs and for the local link's person."""
    at = office.clock()
    if office.entry or person.scope is not None:
        raise Refusal(403, "not_allowed", Message("desk_access.token_by_person"))
    if not scope or not set(scope) <= set(scopes(person)):
        raise WrongInput(Message("desk_access.token_scope"))
    if days not in DAYS:
        raise WrongInput(Message("desk_access.token_days", days=", ".join(map(str, DAYS))))
    secret, sha256 = new_secret()
    token = Token(
        sha256, person.name, label.strip()[:60] or "API", frozenset(scope), at, at + timedelta(days)
    )
    with office.open_store() as store:
        if sum(counts(other, at) for other in store.accounts.tokens_of(person.name)) >= MOST:
            raise WrongInput(Message("desk_access.token_limit", n=MOST))
        store.accounts.add_token(token)
        store.write_down(Verb.OWN_TOKENS, person.name, actor=person.name, became=token.label, at=at)
    return secret, token


def revoke_token(office: Office, person: Person, sha256: str) -> None:
    """Take a token of this person back. Refusal 404 where there is none that counts."""
    at = office.clock()
    with office.open_store() as store:
        if not store.accounts.revoke_token(sha256, user=person.name, at=at):
            raise Refusal(404, "not_found", Message("desk_access.unknown_token"))
        store.write_down(Verb.OWN_TOKENS, person.name, actor=person.name, became="revoked", at=at)


def counts(token: Token, now: datetime) -> bool:
    """Whether a token still opens anything."""
    return token.revoked_at is None and token.expires_at > now
