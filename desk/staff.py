"""Who works at the desk: adding people, roles and passwords, by rules that keep the door openable."""

from dataclasses import replace
from datetime import datetime

import regex

from content.accounts import hash_password
from content.errors import UnknownId, WrongInput
from content.model import Message, Role, User
from content.store import OpenStore, Store

NAME = r"^[\p{L}\p{N}][\p{L}\p{N}._@-]{0,39}$"  # what one signs in with
TAKEN = frozenset({"local", "sishi"})  # who holds this machine, and the night
LEAST = 10  # characters of a password: NIST SP 800-63B asks for 8, and length is all that helps
MOST = 200


def add_user(
    open_store: OpenStore, name: str, role: Role, password: str, *, actor: str, at: datetime, shown: str = ""
) -> User:
    """Add somebody. WrongInput where the name is taken or the password too short."""
    if not regex.match(NAME, name):
        raise WrongInput(Message("desk_access.bad_name", name=name))
    user = User(name, shown.strip()[:40] or name, role, hash_password(_good(password)))
    with open_store() as store:
        if name in TAKEN or store.accounts.user(name) is not None:
            raise WrongInput(Message("desk_access.name_taken", name=name))
        store.accounts.put_user(user, actor=actor, at=at)
    return user


def change_user(
    open_store: OpenStore,
    name: str,
    *,
    actor: str,
    at: datetime,
    role: Role | None = None,
    disabled: bool | None = None,
) -> User:
    """Another role, or off and on again. WrongInput where nobody could manage users any more."""
    with open_store() as store:
        was = _known(store, name)
        now = replace(
            was,
            role=was.role if role is None else role,
            disabled=was.disabled if disabled is None else disabled,
        )
        if was != now:
            _somebody_stays(store, now)
            store.accounts.put_user(now, actor=actor, at=at)
    return now


def set_password(open_store: OpenStore, name: str, password: str, *, actor: str, at: datetime) -> User:
    """A new password; the user is signed out everywhere."""
    kept = hash_password(_good(password))
    with open_store() as store:
        now = replace(_known(store, name), password=kept)
        store.accounts.put_user(now, actor=actor, at=at)
    return now


def _good(password: str) -> str:
    if not LEAST <= len(password) <= MOST:
        raise WrongInput(Message("desk_access.password_length", least=LEAST, most=MOST))
    return password


def _known(store: Store, name: str) -> User:
    user = store.accounts.user(name)
    if user is None:
        raise UnknownId(Message("desk_access.unknown_user", name=name))
    return user


def _somebody_stays(store: Store, now: User) -> None:
    others = [user for user in store.accounts.users() if user.name != now.name]
    if not any(user.role is Role.ADMIN and not user.disabled for user in (*others, now)):
        raise WrongInput(Message("desk_access.last_admin"))
