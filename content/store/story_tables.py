"""The tables of stories that are being written: drafts, and the versions that were used."""

from sqlalchemy.orm import Mapped, mapped_column

from content.store.columns import At, Id, Json, Words
from content.store.tables import Base


class StoryDraftRow(Base):
    """What somebody is writing: of a story in use, or of one that nobody has used yet."""

    __tablename__ = "story_drafts"
    story_id: Mapped[Id] = mapped_column(primary_key=True)
    story: Mapped[Json]  # as StoryRow has it, by column
    base: Mapped[int]  # the version in use that it began with; 0: there was none
    revision: Mapped[int]  # counts every save
    changed_by: Mapped[Words]
    at: Mapped[At]


class StoryVersionRow(Base):
    """What a story said as that version. Versions that an import wrote are not kept."""

    __tablename__ = "story_versions"
    story_id: Mapped[Id] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    story: Mapped[Json]
    changed_by: Mapped[Words]
    at: Mapped[At]
