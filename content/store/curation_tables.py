"""The tables of curation: what photos are recognised by, and which of them are the same photo."""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from content.store.columns import Hash
from content.store.tables import Base


class PrintRow(Base):
    """A photo that was looked for among all others. Narrow, so that a million are read in seconds."""

    __tablename__ = "prints"
    sha256: Mapped[Hash] = mapped_column(ForeignKey("media.sha256", ondelete="CASCADE"), primary_key=True)
    version: Mapped[int]  # of what was measured
    hashes: Mapped[bytes]
    look: Mapped[bytes]


class LikenessRow(Base):
    """Two media that are the same photo; `one` is the smaller hash."""

    __tablename__ = "likenesses"
    one: Mapped[Hash] = mapped_column(ForeignKey("prints.sha256", ondelete="CASCADE"), primary_key=True)
    other: Mapped[Hash] = mapped_column(ForeignKey("prints.sha256", ondelete="CASCADE"), primary_key=True)
    __table_args__ = (Index(None, "other"),)
