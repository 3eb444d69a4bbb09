"""The tables of intake: what sources carry beside the pictures. The submissions themselves are in tables."""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from content.store.columns import At, Id, Json, Words
from content.store.tables import Base


class MessageRow(Base):
    """A message that showed a submission, by the id its source gives it: recalls and answers name it."""

    __tablename__ = "messages"
    source: Mapped[Id] = mapped_column(primary_key=True)  # the reader: its ids are unique among its exports
    message_id: Mapped[Id] = mapped_column(primary_key=True)
    submission_id: Mapped[Id] = mapped_column(ForeignKey("submissions.id"), primary_key=True, index=True)
    chat: Mapped[Id]  # the source's own id of the group
    quotes: Mapped[Id]  # the message it answers
    quoted: Mapped[Words]


class ReactionRow(Base):
    """Each sign of each member once, however often it is gathered."""

    __tablename__ = "reactions"
    submission_id: Mapped[Id] = mapped_column(ForeignKey("submissions.id"), primary_key=True)
    member_id: Mapped[Id] = mapped_column(primary_key=True, index=True)
    kind: Mapped[Id] = mapped_column(primary_key=True)
    at: Mapped[At | None]


class ReplyRow(Base):
    __tablename__ = "replies"
    submission_id: Mapped[Id] = mapped_column(ForeignKey("submissions.id"), primary_key=True)
    id: Mapped[Id] = mapped_column(primary_key=True)
    member_id: Mapped[Id | None] = mapped_column(index=True)
    text: Mapped[Words]
    quotes: Mapped[Id]
    at: Mapped[At | None]


class ConsentEventRow(Base):
    """A word on consent that a source carried. Kept, since what it is about may be gathered later."""

    __tablename__ = "consent_events"
    source: Mapped[Id] = mapped_column(primary_key=True)
    evidence: Mapped[Id] = mapped_column(primary_key=True)
    state: Mapped[Id]
    member_id: Mapped[Id | None]
    message_id: Mapped[Id | None]
    uses: Mapped[Json]
    at: Mapped[At | None]
    gathered_at: Mapped[At]
    said_as: Mapped[Id | None]  # the alias it was said under; empty: the member's own id
    __table_args__ = (Index(None, "source", "message_id"), Index(None, "member_id"))


class CorrectionRow(Base):
    """What a person set of a submission, and what its source says beside that (`who` is empty then).

    Of each field at most one is current: where there is one, the source's later words wait in its own row.
    """

    __tablename__ = "corrections"
    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[Id] = mapped_column(ForeignKey("submissions.id"), index=True)
    field: Mapped[Id]  # member, product, text, group
    value: Mapped[Words | None]
    who: Mapped[Id]
    at: Mapped[At]
    is_current: Mapped[bool]


class JoinedTextRow(Base):
    """A message that joined a picture as its words; the words themselves are the submission's text."""

    __tablename__ = "joined_texts"
    submission_id: Mapped[Id] = mapped_column(ForeignKey("submissions.id"), primary_key=True)
    message_id: Mapped[Id] = mapped_column(primary_key=True)
    seconds: Mapped[float]  # after the picture; negative: before it
