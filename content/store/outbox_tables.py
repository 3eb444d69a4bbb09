"""The tables of publishing: channels, deliveries, attempts, the processes that send, pauses, tokens."""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from content.store.columns import At, Hash, Id, Json, Why, Words
from content.store.tables import Base


class ChannelRow(Base):
    __tablename__ = "channels"
    id: Mapped[Id] = mapped_column(primary_key=True)
    place: Mapped[int]  # the first that has room takes a post
    name: Mapped[Words]
    kind: Mapped[Id]
    slots: Mapped[Json]  # the first choice first
    a_day: Mapped[int | None]
    a_week: Mapped[int | None]
    a_month: Mapped[int | None]
    by_hand: Mapped[bool]
    groups: Mapped[Json]
    base_url: Mapped[Words]
    secret_env: Mapped[Id]  # the name of a variable, never what is in it
    chats: Mapped[Json]  # group -> id of the chat at the platform
    options: Mapped[Json]
    blocked_until: Mapped[At | None]
    exceptions: Mapped[Json] = mapped_column(server_default="[]")  # (group, slot): left to others


class PauseRow(Base):
    __tablename__ = "pauses"
    scope: Mapped[Id] = mapped_column(primary_key=True)
    what: Mapped[Id] = mapped_column(primary_key=True)
    until: Mapped[At | None]
    by: Mapped[Words]
    since: Mapped[At]


class PublisherRow(Base):
    __tablename__ = "publishers"
    id: Mapped[Id] = mapped_column(primary_key=True)
    host: Mapped[Words]
    boot: Mapped[Words]
    pid: Mapped[int]
    started: Mapped[Words]
    began_at: Mapped[At]
    seen_at: Mapped[At]
    ended_at: Mapped[At | None]


class DeliveryRow(Base):
    """One part of a post that left its queue, or is about to."""

    __tablename__ = "deliveries"
    post_id: Mapped[Id] = mapped_column(ForeignKey("posts.id"), primary_key=True)
    part: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    parts: Mapped[int]
    version: Mapped[int]  # of the post: what was approved
    kind: Mapped[Id]
    channel_id: Mapped[Id]  # also of one that was removed since
    group_id: Mapped[Id]
    state: Mapped[Id]
    due_at: Mapped[At]
    owner_id: Mapped[Id | None]
    claimed_by: Mapped[Id]
    tries: Mapped[int]
    next_try_at: Mapped[At | None]
    out_at: Mapped[At | None]
    why: Mapped[Why | None]
    receipt: Mapped[Json]
    __table_args__ = (
        Index(None, "state", "due_at"),
        Index(None, "channel_id", "group_id", "due_at"),
        Index(None, "owner_id", "due_at"),
    )


class AttemptRow(Base):
    """The journal: a try of a part, or what a person said became of it. Never deleted before its post is."""

    __tablename__ = "attempts"
    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[Id]
    part: Mapped[int]
    number: Mapped[int]
    version: Mapped[int]
    channel_id: Mapped[Id]
    actor: Mapped[Words]  # a publisher's id, or a person
    key: Mapped[Id]
    request_sha256: Mapped[Hash]
    phase: Mapped[Id]
    prepared_at: Mapped[At]
    called_at: Mapped[At | None]
    ended_at: Mapped[At | None]
    outcome: Mapped[Id]
    code: Mapped[Words]
    message: Mapped[Why | None]
    receipt: Mapped[Json]
    __table_args__ = (
        Index(None, "post_id", "part", "number"),
        Index(None, "phase"),
        Index(None, "channel_id", "called_at"),
    )


class PlatformTokenRow(Base):
    """An access token or the id of an uploaded file, for as long as the platform keeps it."""

    __tablename__ = "platform_tokens"
    name: Mapped[Id] = mapped_column(primary_key=True)
    value: Mapped[Words]
    expires_at: Mapped[At]
    renewed_by: Mapped[Id]  # who is fetching another one; empty: nobody
    renewing_until: Mapped[At | None]


class NoticeRow(Base):
    """Something that people were told once: an alert about a post, a morning's canary, and how it ended."""

    __tablename__ = "notices"
    kind: Mapped[Id] = mapped_column(primary_key=True)
    what: Mapped[Id] = mapped_column(primary_key=True)
    at: Mapped[At] = mapped_column(index=True)
    outcome: Mapped[Words] = mapped_column(
        server_default=""
    )  # "" while its call is open, or where it has none
