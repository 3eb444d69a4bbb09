"""Who may sign in, by what, for how long; and who may do what."""

from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content import accounts
from content.model import Role, SignIn, Token, User, Verb, allowed
from content.store import AuditFilter, OpenStore

EDITOR = User("lin", "小林", Role.EDITOR, "$argon2id$x")
HOUR = timedelta(hours=1)


@pytest.fixture
def staffed(open_store: OpenStore, now: datetime) -> OpenStore:
    with open_store() as store:
        store.accounts.put_user(EDITOR, actor="admin", at=now)
    return open_store


def sign_in(now: datetime, key: str = "a") -> SignIn:
    return SignIn(key * 64, "lin", "csrf", now, now + HOUR)


def token(now: datetime) -> Token:
    return Token("b" * 64, "lin", "脚本", frozenset({Verb.VIEW, Verb.USERS}), now, now + HOUR)


def test_a_user_comes_back_and_the_audit_never_has_the_password(staffed: OpenStore, now: datetime) -> None:
    with staffed() as store:
        store.accounts.put_user(replace(EDITOR, role=Role.ADMIN), actor="admin", at=now)
        assert store.accounts.user("lin") == replace(EDITOR, role=Role.ADMIN)
        assert store.accounts.user("nobody") is None
        entries = store.lists.audit_page(AuditFilter(item="lin")).items
    assert [(e.was, e.became) for e in entries] == [("editor", "admin"), ("", "editor")]
    assert "argon2" not in str(entries)


def test_a_session_ends_with_its_time_its_user_or_a_new_password(staffed: OpenStore, now: datetime) -> None:
    with staffed() as store:
        store.accounts.begin_sign_in(sign_in(now))
        assert store.accounts.signed_in("a" * 64, now) == (sign_in(now), EDITOR)
        assert store.accounts.signed_in("a" * 64, now + HOUR) is None
        store.accounts.put_user(User("lin", "小林", Role.EDITOR, "$argon2id$y"), actor="lin", at=now)
        assert store.accounts.signed_in("a" * 64, now) is None
        store.accounts.begin_sign_in(sign_in(now, "c"))
        store.accounts.put_user(replace(EDITOR, disabled=True), actor="admin", at=now)
        assert store.accounts.sign_ins_of("lin") == []


def test_a_session_is_ended_and_pruned(staffed: OpenStore, now: datetime) -> None:
    with staffed() as store:
        store.accounts.begin_sign_in(sign_in(now))
        assert store.accounts.signed_in("a" * 64, now)
        assert store.accounts.end_sign_in("a" * 64)
        assert not store.accounts.end_sign_in("a" * 64)
        store.accounts.begin_sign_in(sign_in(now))
        assert store.accounts.prune_sign_ins(now + HOUR) == 1


def test_a_token_counts_its_use_and_ends(staffed: OpenStore, now: datetime) -> None:
    with staffed() as store:
        store.accounts.add_token(token(now))
        assert store.accounts.token_with("b" * 64, now) == (token(now), EDITOR)
        store.accounts.count_use("b" * 64, now)
        store.accounts.count_use("b" * 64, now)
        (found,) = store.accounts.tokens_of("lin")
        assert (found.used, found.last_used_at) == (2, now)
        assert store.accounts.token_with("b" * 64, now + HOUR) is None
        assert not store.accounts.revoke_token("b" * 64, user="somebody else", at=now)
        assert store.accounts.revoke_token("b" * 64, user="lin", at=now)
        assert store.accounts.token_with("b" * 64, now) is None


def test_a_token_never_does_more_than_its_user(now: datetime) -> None:
    assert token(now).allows(EDITOR, Verb.VIEW)
    assert not token(now).allows(EDITOR, Verb.USERS)
    assert not token(now).allows(EDITOR, Verb.AMEND)


def test_failures_count_until_somebody_gets_in(staffed: OpenStore, now: datetime) -> None:
    with staffed() as store:
        for minutes, ok in ((0, False), (1, True), (2, False), (3, False)):
            store.accounts.add_attempt("lin", ok=ok, at=now + timedelta(minutes=minutes))
        last = now + timedelta(minutes=3)
        assert store.accounts.failures("lin", now) == (2, last)
        assert store.accounts.failures("lin", last) == (1, last)
        assert store.accounts.failures("wang", now) == (0, None)
        assert store.accounts.has_succeeded("lin", now)
        assert not store.accounts.has_succeeded("lin", last)
        assert not store.accounts.has_succeeded("wang", now)
        assert store.accounts.prune_attempts(now + HOUR, now) == 3  # a success is remembered longer
        assert store.accounts.has_succeeded("lin", now)
        assert store.accounts.prune_attempts(now, now + HOUR) == 1


def test_a_password_opens_only_its_own_hash() -> None:
    kept = accounts.hash_password("春日小家 2026")
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert accounts.verified("春日小家 2026", kept)
    assert not accounts.verified("春日小家 2027", kept)
    assert not accounts.verified("anything", "")
    assert not accounts.verified("anything", "no hash")


def test_a_secret_is_kept_as_its_hash_alone() -> None:
    secret, kept = accounts.new_secret(lambda n: bytes(range(n)))
    assert len(secret) == 43
    assert kept == sha256(secret.encode()).hexdigest() == accounts.hash_secret(secret)


@given(st.sampled_from(Role), st.sampled_from(Verb))
def test_each_role_may_what_the_one_below_may(role: Role, verb: Verb) -> None:
    below = list(Role)[: list(Role).index(role)]
    assert allowed(role, verb) or not any(allowed(each, verb) for each in below)


def test_nobody_approves_without_the_role_and_a_disabled_user_does_nothing() -> None:
    assert not allowed(Role.EDITOR, Verb.APPROVE)
    assert allowed(Role.APPROVER, Verb.APPROVE)
    assert [verb for verb in Verb if not allowed(Role.ADMIN, verb)] == []
    assert not replace(EDITOR, disabled=True).may(Verb.VIEW)
