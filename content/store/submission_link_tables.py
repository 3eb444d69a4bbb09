"""The tables of the members' submission page: links, and what came by them."""

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from content.store.columns import At, Day, Hash, Id, Words
from content.store.tables import Base


class SubmissionLinkRow(Base):
    __tablename__ = "submission_links"
    id: Mapped[Id] = mapped_column(primary_key=True)
    sha256: Mapped[Hash] = mapped_column(unique=True)  # of the code
    group_id: Mapped[Id]
    activity: Mapped[Id]  # empty: none
    title: Mapped[Words]
    until: Mapped[Day | None]
    made_at: Mapped[At]
    made_by: Mapped[Words]
    revoked_at: Mapped[At | None]


class PageSubmissionRow(Base):
    __tablename__ = "page_submissions"
    ref: Mapped[Id] = mapped_column(primary_key=True)
    link_id: Mapped[Id]
    submission_id: Mapped[Id]  # empty: it brought nothing new
    sent_at: Mapped[At]
    language: Mapped[Id]
    wording: Mapped[Id]
    use: Mapped[Id]
    months: Mapped[int]
    code: Mapped[Id]
    taken_at: Mapped[At]
    withdrawn_at: Mapped[At | None]
    erased_at: Mapped[At | None]
    stopped: Mapped[int]
    __table_args__ = (Index(None, "submission_id"),)
