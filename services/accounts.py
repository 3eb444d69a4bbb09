"""Who may sign in, and what opens the API: people, roles, passwords and tokens. Its rules keep the desk
openable: somebody can always manage users."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import regex

from content.accounts import hash_password, new_secret
from content.errors import UnknownId, WrongInput
from content.model import MAY, Message, Role, Token, User, Verb
from content.store import Store
from services.context import Context

NAME = r"^[\p{L}\p{N}][\p{L}\p{N}._@-]{0,39}$"  # what one signs in with
TAKEN = frozenset({"local", "sishi"})  # who holds this machine, and the night
SHORTEST_PASSWORD = 10  # characters: NIST SP 800-63B asks for 8, and length is all that helps
LONGEST_PASSWORD = 200
TOKEN_DAYS = (7, 30, 90, 365)
MOST_TOKENS = 20  # of a user that count at a time
NOT_BY_TOKEN = frozenset(
    {Verb.OWN_TOKENS, Verb.USERS, Verb.ERASE, Verb.SHARE, Verb.NOTICES}
)  # no program makes keys, or erases people


@dataclass(frozen=True, slots=True)
class NewUser:
    """`display_name` is what others read; the name itself where it is empty."""

    name: str
    role: Role
    password: str
    display_name: str = ""


@dataclass(frozen=True, slots=True)
class NewToken:
    """`scope`: the verbs it is for; `days` until it ends."""

    label: str
    scope: Collection[Verb]
    days: int


def add_user(context: Context, new: NewUser, *, actor: str) -> User:
    """Let somebody sign in. WrongInput where the name is taken or the password too short."""
    if not regex.match(NAME, new.name):
        raise WrongInput(Message("desk_access.bad_name", name=new.name))
    display_name = new.display_name.strip()[:40] or new.name
    user = User(new.name, display_name, new.role, hash_password(_good(new.password)))
    with context.open_store() as store:
        if new.name in TAKEN or store.accounts.user(new.name) is not None:
            raise WrongInput(Message("desk_access.name_taken", name=new.name))
        store.accounts.put_user(user, actor=actor, at=context.clock())
    return user


def change_user(
    context: Context, name: str, *, actor: str, role: Role | None = None, disabled: bool | None = None
) -> User:
    """Another role, or off and on again. WrongInput where nobody could manage users any more."""
    with context.open_store() as store:
        before = _known(store, name)
        now = replace(
            before,
            role=before.role if role is None else role,
            disabled=before.disabled if disabled is None else disabled,
        )
        if before != now:
            _somebody_stays(store, now)
            store.accounts.put_user(now, actor=actor, at=context.clock())
    return now


def set_password(context: Context, name: str, password: str, *, actor: str) -> User:
    """A new password; the user is signed out everywhere."""
    kept = hash_password(_good(password))
    with context.open_store() as store:
        now = replace(_known(store, name), password=kept)
        store.accounts.put_user(now, actor=actor, at=context.clock())
    return now


def token_scopes(role: Role) -> list[Verb]:
    """What a token of somebody with this role could be for, in the order of the verbs."""
    return [verb for verb in Verb if verb in MAY[role] - NOT_BY_TOKEN]


def make_token(context: Context, user: User, new: NewToken) -> tuple[str, Token]:
    """(secret, token). The secret is nowhere else. WrongInput for what the user may not do, or too many."""
    now, scope = context.clock(), frozenset(new.scope)
    if not scope or not scope <= set(token_scopes(user.role)):
        raise WrongInput(Message("desk_access.token_scope"))
    if new.days not in TOKEN_DAYS:
        raise WrongInput(Message("desk_access.token_days", days=", ".join(map(str, TOKEN_DAYS))))
    secret, sha256 = new_secret()
    label = new.label.strip()[:60] or "API"
    token = Token(sha256, user.name, label, scope, now, now + timedelta(new.days))
    with context.open_store() as store:
        if sum(counts(other, now) for other in store.accounts.tokens_of(user.name)) >= MOST_TOKENS:
            raise WrongInput(Message("desk_access.token_limit", n=MOST_TOKENS))
        store.accounts.add_token(token)
        store.write_down(Verb.OWN_TOKENS, user.name, actor=user.name, became=token.label, at=now)
    return secret, token


def revoke_token(context: Context, user: User, sha256: str) -> bool:
    """Take a token of this user back; whether there was one that counted."""
    now = context.clock()
    with context.open_store() as store:
        if not store.accounts.revoke_token(sha256, user=user.name, at=now):
            return False
        store.write_down(Verb.OWN_TOKENS, user.name, actor=user.name, became="revoked", at=now)
    return True


def counts(token: Token, now: datetime) -> bool:
    """Whether a token still opens anything."""
    return token.revoked_at is None and token.expires_at > now


def _good(password: str) -> str:
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        limits = {"least": SHORTEST_PASSWORD, "most": LONGEST_PASSWORD}
        raise WrongInput(Message("desk_access.password_length", **limits))
    return password


def _known(store: Store, name: str) -> User:
    user = store.accounts.user(name)
    if user is None:
        raise UnknownId(Message("desk_access.unknown_user", name=name))
    return user


def _somebody_stays(store: Store, changed: User) -> None:
    others = [user for user in store.accounts.users() if user.name != changed.name]
    if not any(user.role is Role.ADMIN and not user.disabled for user in (*others, changed)):
        raise WrongInput(Message("desk_access.last_admin"))
