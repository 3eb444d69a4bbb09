"""The tables of uploads at the desk: batches and their files, until the night clears them away."""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from content.store.columns import At, Id, Json, Why, Words
from content.store.tables import Base


class UploadRow(Base):
    __tablename__ = "uploads"
    id: Mapped[Id] = mapped_column(primary_key=True)
    uploader: Mapped[Words]
    group_id: Mapped[Id]  # empty: not said yet
    state: Mapped[Id]
    run_id: Mapped[Id]  # that took it in; empty: none yet
    made_at: Mapped[At]
    touched_at: Mapped[At]
    __table_args__ = (Index(None, "state", "touched_at"),)


class UploadFileRow(Base):
    """One file; where its bytes lie follows from batch and number alone."""

    __tablename__ = "upload_files"
    upload_id: Mapped[Id] = mapped_column(ForeignKey("uploads.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[Words]  # as it was called there; for people alone
    bytes: Mapped[int]  # declared
    state: Mapped[Id]
    sha256: Mapped[Id] = mapped_column(index=True)  # empty until it is here
    suffix: Mapped[Id]  # of what it is, with a dot
    width: Mapped[int]
    height: Mapped[int]
    reason: Mapped[Id]
    why: Mapped[Why | None]
    looked: Mapped[bool]
    twin: Mapped[Json | None]
    doubt: Mapped[Why | None]
    choice: Mapped[Id]
    author: Mapped[Words]
    group_id: Mapped[Id]
    product: Mapped[Words]
    submission_id: Mapped[Id] = mapped_column(index=True)  # what it became; empty: nothing yet
    evidence: Mapped[bool]  # a picture of what the author said, and no photo


class UploadMeasureRow(Base):
    """What was measured on a file before it is taken in, so that it is measured once."""

    __tablename__ = "upload_measures"
    upload_id: Mapped[Id] = mapped_column(ForeignKey("uploads.id", ondelete="CASCADE"), primary_key=True)
    sha256: Mapped[Id] = mapped_column(primary_key=True)
    thumbnail: Mapped[bytes]
    hashes: Mapped[bytes]
    facts: Mapped[Json | None]
    facts_version: Mapped[Id]
    focus_y: Mapped[float]
    focus_x: Mapped[float]
    values: Mapped[Json]
    version: Mapped[int]
