"""Who may sign in, and what their tokens are for, by rules that hold wherever they are asked for."""

from datetime import timedelta

import pytest

from content.errors import SishiError, WrongInput
from content.model import Role, User, Verb
from services.accounts import (
    MOST_TOKENS,
    NewToken,
    NewUser,
    add_user,
    change_user,
    counts,
    make_token,
    revoke_token,
    set_password,
    token_scopes,
)
from services.context import Context

PASSWORD = "correct horse battery"  # noqa: S105 - nobody's


@pytest.fixture
def lin(context: Context) -> User:
    return add_user(context, NewUser("lin", Role.EDITOR, PASSWORD, "林小满"), actor="test")


def test_somebody_always_stays_who_manages_users(context: Context) -> None:
    add_user(context, NewUser("boss", Role.ADMIN, PASSWORD), actor="test")
    for change in ({"role": Role.EDITOR}, {"disabled": True}):
        with pytest.raises(WrongInput, match="Somebody must stay"):
            change_user(context, "boss", actor="test", **change)  # type: ignore[arg-type] # either


@pytest.mark.parametrize(
    ("name", "password"),
    [
        *((name, PASSWORD) for name in ("", "a b", "<b>", "local", "x" * 41)),
        *(("ok", password) for password in ("short", "x" * 201)),
    ],
)
def test_names_and_passwords_that_will_not_do(context: Context, name: str, password: str) -> None:
    with pytest.raises(WrongInput):
        add_user(context, NewUser(name, Role.VIEWER, password), actor="test")


def test_a_name_is_taken_once(context: Context, lin: User) -> None:
    with pytest.raises(WrongInput, match="already"):
        add_user(context, NewUser(lin.name, Role.ADMIN, PASSWORD), actor="test")
    with pytest.raises(SishiError):
        set_password(context, "nobody", PASSWORD, actor="test")


def test_a_token_counts_until_it_is_revoked_or_over(context: Context, lin: User) -> None:
    _, token = make_token(
        context,
        lin,
        NewToken("report", {Verb.VIEW}, 7),
    )
    now = context.clock()
    assert counts(token, now)
    assert not counts(token, now + timedelta(days=7))
    assert revoke_token(context, lin, token.sha256)
    assert not revoke_token(context, lin, token.sha256), "it is revoked once"


def test_a_token_is_for_what_its_owner_may_do_and_never_for_people(context: Context, lin: User) -> None:
    assert not {Verb.OWN_TOKENS, Verb.USERS, Verb.ERASE} & set(token_scopes(Role.ADMIN))
    for scope in ((), (Verb.ERASE,), set(token_scopes(Role.ADMIN)) - set(token_scopes(lin.role))):
        with pytest.raises(WrongInput):
            make_token(context, lin, NewToken("x", scope, 7))


def test_only_so_many_tokens_count_at_a_time(context: Context, lin: User) -> None:
    made = [make_token(context, lin, NewToken(f"{n}", {Verb.VIEW}, 7))[1] for n in range(MOST_TOKENS)]
    with pytest.raises(WrongInput, match=str(MOST_TOKENS)):
        make_token(context, lin, NewToken("more", {Verb.VIEW}, 7))
    revoke_token(context, lin, made[0].sha256)
    make_token(context, lin, NewToken("more", {Verb.VIEW}, 7))
