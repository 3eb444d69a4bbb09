"""The tables of rights: requests for consent, what must be taken down by hand, and who was erased."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from content.store.columns import At, Hash, Id, Json, Words
from content.store.tables import Base


class RequestRow(Base):
    """A question put to a member. What was asked for stands in the consents of its submissions.

    The code is no secret: it is said aloud in a chat, and only the asked member's answer counts.
    """

    __tablename__ = "consent_requests"
    code: Mapped[Id] = mapped_column(primary_key=True)
    member_id: Mapped[Id] = mapped_column(ForeignKey("members.id"), index=True)
    submissions: Mapped[Json]  # ids
    asked_at: Mapped[At]
    asked_by: Mapped[Words]
    heard: Mapped[Json]  # ids of the messages that were read as answers
    answer: Mapped[Id]  # granted, refused, unclear; empty: none yet
    note: Mapped[Words]  # what a person must look at


class RemovalRow(Base):
    """A post that members saw, and whose photo's author took the consent back."""

    __tablename__ = "removals"
    post_id: Mapped[Id] = mapped_column(ForeignKey("posts.id"), primary_key=True)
    submission_id: Mapped[Id] = mapped_column(ForeignKey("submissions.id"), primary_key=True)
    since: Mapped[At]
    done_at: Mapped[At | None]
    done_by: Mapped[Words]


class NamedRemovalRow(Base):
    """A post that members saw, and that names one who may be named no longer."""

    __tablename__ = "named_removals"
    post_id: Mapped[Id] = mapped_column(ForeignKey("posts.id"), primary_key=True)
    member_id: Mapped[Id] = mapped_column(primary_key=True)  # the pseudonym of one who was erased
    since: Mapped[At]
    done_at: Mapped[At | None]
    done_by: Mapped[Words]


class TombstoneRow(Base):
    """What was erased, known again by the hash of its name alone. `kind` is member or media."""

    __tablename__ = "tombstones"
    sha256: Mapped[Hash] = mapped_column(primary_key=True)
    kind: Mapped[Id]
    at: Mapped[At]
