"""Who may sign in, who is signed in, and by which tokens programs act for them: hashes, no secrets."""

from datetime import datetime

from sqlalchemy import and_, delete, func, or_, select, update

from content.model import Role, SignIn, Token, User, Verb
from content.store.base import StorePart
from content.store.review_tables import LoginAttemptRow, SignInRow, TokenRow, UserRow


class Accounts(StorePart):
    # -- users ----------------------------------------------------------------------------------
    def users(self) -> list[User]:
        """Every user, by name."""
        return [_user(row) for row in self._session.scalars(select(UserRow).order_by(UserRow.name))]

    def called(self) -> dict[str, str]:
        """name of a user -> what to call them."""
        return {user.name: user.display_name for user in self.users()}

    def user(self, name: str) -> User | None:
        row = self._session.get(UserRow, name)
        return _user(row) if row else None

    def put_user(self, user: User, *, actor: str, at: datetime) -> None:
        """Add a user or replace what is known of one; the audit says which, never the password.

        A user who is disabled, or whose password changed, is signed out everywhere.
        """
        was = self.user(user.name)
        row = {
            "name": user.name,
            "display_name": user.display_name,
            "role": user.role.value,
            "password": user.password,
            "disabled": user.disabled,
        }
        self._put(UserRow, [row])
        if was and (user.disabled or was.password != user.password):
            self.end_sign_ins_of(user.name)
        became = _standing(user)
        self.write_down(
            "users", user.name, actor=actor, was=_standing(was) if was else "", became=became, at=at
        )
        self.note("user", user.name, at)

    # -- sign-ins -------------------------------------------------------------------------------
    def begin_sign_in(self, sign_in: SignIn) -> None:
        self._session.add(
            SignInRow(
                id_sha256=sign_in.id_sha256,
                user=sign_in.user,
                csrf=sign_in.csrf,
                began_at=sign_in.began_at,
                expires_at=sign_in.expires_at,
            )
        )
        self._session.flush()

    def signed_in(self, id_sha256: str, now: datetime) -> tuple[SignIn, User] | None:
        """Whose session this is; None if there is none, it has expired, or its user is disabled."""
        row = self._session.execute(
            select(SignInRow, UserRow)
            .join(UserRow, UserRow.name == SignInRow.user)
            .where(SignInRow.id_sha256 == id_sha256, SignInRow.expires_at > now, UserRow.disabled.is_(False))
        ).first()
        return (_sign_in(row[0]), _user(row[1])) if row else None

    def sign_ins_of(self, user: str) -> list[SignIn]:
        rows = self._session.scalars(
            select(SignInRow).where(SignInRow.user == user).order_by(SignInRow.began_at.desc())
        )
        return [_sign_in(row) for row in rows]

    def end_sign_in(self, id_sha256: str) -> bool:
        return self._change(delete(SignInRow).where(SignInRow.id_sha256 == id_sha256)) == 1

    def end_sign_ins_of(self, user: str) -> int:
        """Sign a user out everywhere; how many sessions that were."""
        return self._change(delete(SignInRow).where(SignInRow.user == user))

    def prune_sign_ins(self, now: datetime) -> int:
        """Forget the sessions that have expired."""
        return self._change(delete(SignInRow).where(SignInRow.expires_at <= now))

    # -- tokens ---------------------------------------------------------------------------------
    def add_token(self, token: Token) -> None:
        self._session.add(
            TokenRow(
                sha256=token.sha256,
                user=token.user,
                label=token.label,
                scope=sorted(token.scope),
                made_at=token.made_at,
                expires_at=token.expires_at,
                used=token.used,
                last_used_at=token.last_used_at,
                revoked_at=token.revoked_at,
            )
        )
        self._session.flush()

    def tokens_of(self, user: str) -> list[Token]:
        """All tokens a user ever had, the newest first."""
        rows = self._session.scalars(
            select(TokenRow).where(TokenRow.user == user).order_by(TokenRow.made_at.desc(), TokenRow.sha256)
        )
        return [_token(row) for row in rows]

    def token_with(self, sha256: str, now: datetime) -> tuple[Token, User] | None:
        """Whose token this is; None if it has expired, was revoked, or its user is disabled."""
        row = self._session.execute(
            select(TokenRow, UserRow)
            .join(UserRow, UserRow.name == TokenRow.user)
            .where(TokenRow.sha256 == sha256, TokenRow.expires_at > now, TokenRow.revoked_at.is_(None))
            .where(UserRow.disabled.is_(False))
        ).first()
        return (_token(row[0]), _user(row[1])) if row else None

    def count_use(self, sha256: str, now: datetime) -> None:
        """Write down that a token was used."""
        mine = update(TokenRow).where(TokenRow.sha256 == sha256)
        self._change(mine.values(used=TokenRow.used + 1, last_used_at=now))

    def revoke_token(self, sha256: str, *, user: str, at: datetime) -> bool:
        """Take back a user's token; False if the user has no such token that still counts."""
        mine = update(TokenRow).where(
            TokenRow.sha256 == sha256, TokenRow.user == user, TokenRow.revoked_at.is_(None)
        )
        return self._change(mine.values(revoked_at=at)) == 1

    # -- attempts -------------------------------------------------------------------------------
    def add_attempt(self, key: str, *, ok: bool, at: datetime) -> None:
        """Write down a try to sign in; `key` is what is limited: an address, or
        a name from an address."""
        self._session.add(LoginAttemptRow(key=key, ok=ok, at=at))
        self._session.flush()

    def failures(self, key: str, since: datetime) -> tuple[int, datetime | None]:
        """How many tries failed since, and since the last one that did not; when the newest of them was."""
        last = select(func.max(LoginAttemptRow.id)).where(
            LoginAttemptRow.key == key, LoginAttemptRow.ok.is_(True)
        )
        failed = (
            select(func.count(), func.max(LoginAttemptRow.at))
            .select_from(LoginAttemptRow)
            .where(LoginAttemptRow.key == key, LoginAttemptRow.at >= since, LoginAttemptRow.ok.is_(False))
            .where(LoginAttemptRow.id > func.coalesce(last.scalar_subquery(), 0))
        )
        count, newest = self._session.execute(failed).one()
        return count, newest

    def has_succeeded(self, key: str, since: datetime) -> bool:
        """Whether a try did not fail since."""
        well = select(LoginAttemptRow.id).where(
            LoginAttemptRow.key == key, LoginAttemptRow.at >= since, LoginAttemptRow.ok.is_(True)
        )
        return self._session.scalar(well.limit(1)) is not None

    def prune_attempts(self, failed_before: datetime, succeeded_before: datetime) -> int:
        """Forget old tries; how many."""
        failed = and_(LoginAttemptRow.ok.is_(False), LoginAttemptRow.at < failed_before)
        well = and_(LoginAttemptRow.ok.is_(True), LoginAttemptRow.at < succeeded_before)
        return self._change(delete(LoginAttemptRow).where(or_(failed, well)))


def _standing(user: User) -> str:
    return "disabled" if user.disabled else user.role.value


def _user(row: UserRow) -> User:
    return User(row.name, row.display_name, Role(row.role), row.password, row.disabled)


def _sign_in(row: SignInRow) -> SignIn:
    return SignIn(row.id_sha256, row.user, row.csrf, row.began_at, row.expires_at)


def _token(row: TokenRow) -> Token:
    return Token(
        sha256=row.sha256,
        user=row.user,
        label=row.label,
        scope=frozenset(Verb(verb) for verb in row.scope if verb in set(Verb)),
        made_at=row.made_at,
        expires_at=row.expires_at,
        used=row.used,
        last_used_at=row.last_used_at,
        revoked_at=row.revoked_at,
    )
