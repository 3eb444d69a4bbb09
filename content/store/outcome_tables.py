"""The tables of what came back: responses to posts, who responded, and tables that came in by hand."""

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from content.store.columns import At, Day, Id, Json
from content.store.tables import Base


class PostResponseRow(Base):
    """What came back to a slot of a group's day; counts of members, and no member."""

    __tablename__ = "post_responses"
    group_id: Mapped[Id] = mapped_column(primary_key=True)
    day: Mapped[Day] = mapped_column(primary_key=True)
    slot: Mapped[Id] = mapped_column(primary_key=True)
    form: Mapped[Id]
    story_id: Mapped[Id]
    post_id: Mapped[Id]
    due_at: Mapped[At | None]
    sent_at: Mapped[At | None]
    ends_at: Mapped[At | None]
    evidence: Mapped[Id]
    left_out: Mapped[Id]  # empty: it counts
    members: Mapped[int]
    observed: Mapped[int]
    expected: Mapped[float]
    answered: Mapped[int]
    quoted: Mapped[int]
    pictures: Mapped[int]
    reacted: Mapped[int]
    clicked: Mapped[int]
    coupons: Mapped[int]
    left: Mapped[int]
    right: Mapped[int]
    letters: Mapped[Json]
    promo: Mapped[float]
    __table_args__ = (Index(None, "day"), Index(None, "left_out"))


class ResponseDayRow(Base):
    """A member who responded to posts of a day; a bit for each slot."""

    __tablename__ = "response_days"
    group_id: Mapped[Id] = mapped_column(primary_key=True)
    day: Mapped[Day] = mapped_column(primary_key=True)
    member_id: Mapped[Id] = mapped_column(primary_key=True)
    slots: Mapped[int]


class ResponseTouchedRow(Base):
    """A day whose responses are to be counted again; `n` counts how often it was said since."""

    __tablename__ = "response_touched"
    group_id: Mapped[Id] = mapped_column(primary_key=True)
    day: Mapped[Day] = mapped_column(primary_key=True)
    n: Mapped[int]


class ResponseMarkRow(Base):
    """How far counting has come: what changed since is counted again; `rules` as of then, JSON."""

    __tablename__ = "response_mark"
    name: Mapped[Id] = mapped_column(primary_key=True)
    at: Mapped[At]
    rules: Mapped[Id]


class SlotResultRow(Base):
    """A row of a results table. NULL: not counted."""

    __tablename__ = "results"
    group_id: Mapped[Id] = mapped_column(primary_key=True)
    day: Mapped[Day] = mapped_column(primary_key=True)
    slot: Mapped[Id] = mapped_column(primary_key=True)
    sent_at: Mapped[At | None]
    form: Mapped[Id]
    code: Mapped[Id]
    replies: Mapped[int | None]
    answers: Mapped[int | None]
    likes: Mapped[int | None]
    clicks: Mapped[int | None]
    pictures: Mapped[int | None]
    coupons: Mapped[int | None]
    left: Mapped[int | None]
    __table_args__ = (Index(None, "code"),)


class ClickRow(Base):
    """A link that was opened; `target` is a post or a short link's code, member empty where nobody knows."""

    __tablename__ = "clicks"
    target: Mapped[Id] = mapped_column(primary_key=True)
    at: Mapped[At] = mapped_column(primary_key=True)
    member_id: Mapped[Id] = mapped_column(primary_key=True)
    nth: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
