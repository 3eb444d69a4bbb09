"""The tables of the review: versions, approvals, decisions, the journal, what changed, and accounts."""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from content.store.columns import At, Hash, Id, Json, Why, Words
from content.store.tables import Base


class VersionRow(Base):
    __tablename__ = "post_versions"
    post_id: Mapped[Id] = mapped_column(ForeignKey("posts.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    text: Mapped[Words]
    poster_key: Mapped[Hash] = mapped_column(ForeignKey("posters.key"))
    goes_out_at: Mapped[At]
    story_id: Mapped[Id]
    submission_id: Mapped[Id | None]
    member_id: Mapped[Id | None]
    photo_id: Mapped[Id | None]
    who: Mapped[Words]
    why: Mapped[Why | None]
    at: Mapped[At]


class ApprovalRow(Base):
    __tablename__ = "approvals"
    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[Id] = mapped_column(ForeignKey("posts.id"))
    version: Mapped[int]
    text_sha256: Mapped[Hash]
    poster_sha256: Mapped[Hash]
    who: Mapped[Words]
    at: Mapped[At]
    revoked_at: Mapped[At | None]
    revoked_by: Mapped[Words]
    __table_args__ = (Index(None, "post_id", "version"),)


class DecisionRow(Base):
    __tablename__ = "decisions"
    submission_id: Mapped[Id] = mapped_column(ForeignKey("submissions.id"), primary_key=True)
    who: Mapped[Words]
    choice: Mapped[Id] = mapped_column(index=True)
    rating: Mapped[int]  # 0 (none) to 5
    comment: Mapped[Words]  # printed on the poster
    slot: Mapped[Id]  # where the editor would show it; empty: anywhere
    reason: Mapped[Id]  # a short code of the desk's
    at: Mapped[At]
    version: Mapped[int]


class FocalPointRow(Base):
    """What a person wants crops to keep; it goes before what was measured."""

    __tablename__ = "focal_points"
    sha256: Mapped[Hash] = mapped_column(ForeignKey("media.sha256"), primary_key=True)
    x: Mapped[float]
    y: Mapped[float]
    who: Mapped[Words]
    at: Mapped[At]


class JournalRow(Base):
    __tablename__ = "journal"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[At]
    who: Mapped[Words]
    verb: Mapped[Id]
    steps: Mapped[Json]  # [{"kind", "id", "before", "after", ...}, ...]
    state: Mapped[Id]  # done, undone, spent
    undone: Mapped[Json]  # ids of the steps that were undone
    __table_args__ = (Index(None, "who", "id"),)


class ChangeRow(Base):
    __tablename__ = "changes"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # in the order of commits
    at: Mapped[At] = mapped_column(index=True)
    kind: Mapped[Id]
    what: Mapped[Id]


class CounterRow(Base):
    """Numbers given out in the order of commits: whoever takes one holds the row until it commits."""

    __tablename__ = "counters"
    name: Mapped[Id] = mapped_column(primary_key=True)
    n: Mapped[int]


class UserRow(Base):
    __tablename__ = "users"
    name: Mapped[Id] = mapped_column(primary_key=True)
    display_name: Mapped[Words]
    role: Mapped[Id]
    password: Mapped[Words]  # argon2id
    disabled: Mapped[bool]


class SignInRow(Base):
    __tablename__ = "sign_ins"
    id_sha256: Mapped[Hash] = mapped_column(primary_key=True)
    user: Mapped[Id] = mapped_column(ForeignKey("users.name"), index=True)
    csrf: Mapped[Words]
    began_at: Mapped[At]
    expires_at: Mapped[At] = mapped_column(index=True)


class TokenRow(Base):
    __tablename__ = "tokens"
    sha256: Mapped[Hash] = mapped_column(primary_key=True)
    user: Mapped[Id] = mapped_column(ForeignKey("users.name"), index=True)
    label: Mapped[Words]
    scope: Mapped[Json]  # verbs
    made_at: Mapped[At]
    expires_at: Mapped[At]
    used: Mapped[int]
    last_used_at: Mapped[At | None]
    revoked_at: Mapped[At | None]


class LoginAttemptRow(Base):
    __tablename__ = "login_attempts"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[Id]  # a name or an address: whatever is limited
    at: Mapped[At]
    ok: Mapped[bool]
    __table_args__ = (Index(None, "key", "at"), Index(None, "at"))
