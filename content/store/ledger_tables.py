"""The tables of the ledger: messages without their words, days, who came and went, who bought."""

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from content.store.columns import At, Big, Day, Id, Json, Words
from content.store.tables import Base


class LedgerRow(Base):
    """A message. What is not said is empty; a member may be unknown."""

    __tablename__ = "ledger"
    source: Mapped[Id] = mapped_column(primary_key=True)  # the reader: its ids are unique among its exports
    message_id: Mapped[Id] = mapped_column(primary_key=True)
    group_id: Mapped[Id]
    at: Mapped[At]
    member_id: Mapped[Id | None]
    kind: Mapped[Id]
    chars: Mapped[int]
    reply_to: Mapped[Id]
    mentions: Mapped[int]
    letter: Mapped[Id]
    has_link: Mapped[bool]
    has_price: Mapped[bool]
    has_coupon: Mapped[bool]
    coupon: Mapped[Id]
    revoked: Mapped[bool]
    __table_args__ = (Index(None, "group_id", "at"),)


class LedgerTouchedRow(Base):
    """A day whose messages changed since it was last summed up."""

    __tablename__ = "ledger_touched"
    group_id: Mapped[Id] = mapped_column(primary_key=True)
    day: Mapped[Day] = mapped_column(primary_key=True)


class LedgerBeginsRow(Base):
    """From which day on a group's messages are all here; the days before stand in `group_days` alone."""

    __tablename__ = "ledger_begins"
    group_id: Mapped[Id] = mapped_column(primary_key=True)
    day: Mapped[Day]


class GroupDayRow(Base):
    __tablename__ = "group_days"
    group_id: Mapped[Id] = mapped_column(primary_key=True)
    day: Mapped[Day] = mapped_column(primary_key=True)
    messages: Mapped[int]  # without notices and what was recalled
    speakers: Mapped[int]  # known members
    kinds: Mapped[Json]  # {kind: how many}
    hours: Mapped[Json]  # 24 counts of messages, group-local


class TalkDayRow(Base):
    """How a day's messages answer one another; whose are the team's is as it was when it was summed up."""

    __tablename__ = "talk_days"
    group_id: Mapped[Id] = mapped_column(primary_key=True)
    day: Mapped[Day] = mapped_column(primary_key=True)
    replies: Mapped[float]  # a quote is 1, a probable answer less
    staff_replies: Mapped[float]  # those of which one end is the team's
    messages: Mapped[int]  # of members
    ads: Mapped[int]  # of these, with a link, a card or a coupon


class MemberDayRow(Base):
    __tablename__ = "member_days"
    group_id: Mapped[Id] = mapped_column(primary_key=True)
    day: Mapped[Day] = mapped_column(primary_key=True)
    member_id: Mapped[Id] = mapped_column(primary_key=True)
    messages: Mapped[int]
    hours: Mapped[int] = mapped_column(server_default="0")  # bit n: wrote in hour n what may be a response


class RosterEventRow(Base):
    """Somebody joined or left; `nth` of those whom one notice names."""

    __tablename__ = "roster_events"
    source: Mapped[Id] = mapped_column(primary_key=True)
    message_id: Mapped[Id] = mapped_column(primary_key=True)
    nth: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[Id]
    at: Mapped[At]
    change: Mapped[Id]
    member_id: Mapped[Id | None]
    by_member_id: Mapped[Id | None]
    __table_args__ = (Index(None, "group_id", "at"),)


class StaffRow(Base):
    """One of the team's own, in whichever group; or a guess of a source, until somebody confirms it."""

    __tablename__ = "staff"
    member_id: Mapped[Id] = mapped_column(primary_key=True)
    name: Mapped[Words]
    confirmed: Mapped[bool]
    role: Mapped[Words] = mapped_column(default="", server_default="")


class ShopOrderRow(Base):
    __tablename__ = "orders"
    id: Mapped[Id] = mapped_column(primary_key=True)
    member_id: Mapped[Id]
    at: Mapped[At]
    day: Mapped[Day] = mapped_column(index=True)  # of the shop
    cents: Mapped[Big]
    product: Mapped[Words]
    coupon: Mapped[Id]
    __table_args__ = (Index(None, "member_id"),)
