"""The tables of naming members in posts: who may be named, and who was."""

from sqlalchemy.orm import Mapped, mapped_column

from content.store.columns import At, Id, Words
from content.store.tables import Base


class NamingConsentRow(Base):
    """A member's last word on being named among those who answered rightly."""

    __tablename__ = "naming_consents"
    member_id: Mapped[Id] = mapped_column(primary_key=True)
    allowed: Mapped[bool]
    evidence: Mapped[Words]
    at: Mapped[At]
    by: Mapped[Words]


class BoundTextRow(Base):
    """A post's text as it went out, with names filled in. Added, and never changed but by an erasure."""

    __tablename__ = "bound_texts"
    post_id: Mapped[Id] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    text: Mapped[Words]
    at: Mapped[At]


class NamedMemberRow(Base):
    """Who is named in a bound text; `place` from 1, in the order of the names."""

    __tablename__ = "named_members"
    post_id: Mapped[Id] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    member_id: Mapped[Id] = mapped_column(index=True)
