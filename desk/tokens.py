"""Personal API tokens at the desk: who signed in makes them, no program and no local link."""

from content.model import Message, Token
from desk.auth import Person
from desk.context import DeskContext
from desk.errors import Refusal
from services import accounts
from services.accounts import NewToken


def make_token(office: DeskContext, person: Person, new: NewToken) -> tuple[str, Token]:
    """(secret, token). Refusal for programs and for the local link's person."""
    if office.entry or person.scope is not None:
        raise Refusal(403, "not_allowed", Message("desk_access.token_by_person"))
    return accounts.make_token(office, person.user, new)


def revoke_token(office: DeskContext, person: Person, sha256: str) -> None:
    """Take a token of this person back. Refusal 404 where there is none that counts."""
    if not accounts.revoke_token(office, person.user, sha256):
        raise Refusal(404, "not_found", Message("desk_access.unknown_token"))
