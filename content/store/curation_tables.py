"""The tables of curation: what photos and words are recognised by, and which of them are the same."""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from content.store.columns import Hash, Id, Words
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


class WordingRow(Base):
    """The words of a submission, once looked for among all others. Narrow, as prints are."""

    __tablename__ = "wordings"
    submission_id: Mapped[Id] = mapped_column(ForeignKey("submissions.id"), primary_key=True)
    version: Mapped[int]  # of how keys are made
    first: Mapped[Id] = mapped_column(index=True)  # the submission that said it first; its own id if it did
    keys: Mapped[bytes]  # empty: too short to be anybody's own


class ShopPictureRow(Base):
    """A picture of the shop's own, by the name of its file; `sha256` is empty where it could not be read."""

    __tablename__ = "shop_pictures"
    name: Mapped[Id] = mapped_column(primary_key=True)
    stamp: Mapped[Words]  # the file's size and time
    sha256: Mapped[Words]
