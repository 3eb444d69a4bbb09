"""The tables of owners: who sends by hand where, days of leave, links, reports of pages, reminders."""

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from content.store.columns import At, Day, Hash, Id, Json, Words
from content.store.tables import Base


class OwnerRow(Base):
    __tablename__ = "owners"
    staff_id: Mapped[Id] = mapped_column(primary_key=True)
    backup_id: Mapped[Id]  # empty: nobody
    reminder_channel: Mapped[Id]  # empty: nothing reminds
    lead_seconds: Mapped[int]
    contacts: Mapped[Json]  # channel -> id or address there
    stand_ins: Mapped[Json] = mapped_column(server_default="{}")  # slot -> who sends it instead


class GroupOwnerRow(Base):
    __tablename__ = "group_owners"
    group_id: Mapped[Id] = mapped_column(primary_key=True)
    staff_id: Mapped[Id] = mapped_column(index=True)


class LeaveRow(Base):
    __tablename__ = "leaves"
    staff_id: Mapped[Id] = mapped_column(primary_key=True)
    first: Mapped[Day] = mapped_column(primary_key=True)
    last: Mapped[Day]


class OwnerLinkRow(Base):
    __tablename__ = "owner_links"
    sha256: Mapped[Hash] = mapped_column(primary_key=True)  # of the token, which is kept nowhere
    staff_id: Mapped[Id]
    day: Mapped[Day]
    made_at: Mapped[At]
    expires_at: Mapped[At]
    revoked_at: Mapped[At | None]
    opens: Mapped[int]
    opened_at: Mapped[At | None]
    __table_args__ = (Index(None, "staff_id", "day"),)


class TaskEventRow(Base):
    """What an owner's page reported of a task, once for each key of the page's own."""

    __tablename__ = "task_events"
    key: Mapped[Id] = mapped_column(primary_key=True)
    staff_id: Mapped[Id]
    day: Mapped[Day]
    task: Mapped[Id]
    kind: Mapped[Id]
    posts: Mapped[Json]
    at: Mapped[At]
    __table_args__ = (Index(None, "staff_id", "day"),)


class ReminderRow(Base):
    __tablename__ = "reminders"
    staff_id: Mapped[Id] = mapped_column(primary_key=True)
    task: Mapped[Id] = mapped_column(primary_key=True)
    occasion: Mapped[Id] = mapped_column(primary_key=True)
    channel_id: Mapped[Id]
    at: Mapped[At]
    outcome: Mapped[Id]
    code: Mapped[Words]
