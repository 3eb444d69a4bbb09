"""The tables of talk about posts: remarks, links for outsiders with what they think, the bell, presence."""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from content.store.columns import At, Day, Hash, Id, Json, Why, Words
from content.store.tables import Base


class CommentRow(Base):
    __tablename__ = "comments"
    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[Id] = mapped_column(ForeignKey("posts.id"))
    version: Mapped[int]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("comments.id"))
    author: Mapped[Words]
    link: Mapped[Hash]  # of an outsider's link; empty for people of the desk
    kind: Mapped[Id]
    text: Mapped[Words]
    quote: Mapped[Words]  # words of the post that it points at
    pin_x: Mapped[float | None]  # shares of the poster's width and height
    pin_y: Mapped[float | None]
    mentions: Mapped[Json]  # names of users
    at: Mapped[At]
    resolved_at: Mapped[At | None]
    resolved_by: Mapped[Words]
    resolved_version: Mapped[int]
    removed_at: Mapped[At | None]
    __table_args__ = (Index(None, "post_id", "id"),)


class ShareLinkRow(Base):
    __tablename__ = "share_links"
    sha256: Mapped[Hash] = mapped_column(primary_key=True)  # of the token, which is kept nowhere
    guest: Mapped[Words]
    role: Mapped[Id]
    scope: Mapped[Id]
    group_id: Mapped[Id]  # empty: all
    first: Mapped[Day]
    last: Mapped[Day]
    rights: Mapped[Id]
    posts: Mapped[Json]  # ids
    code_sha256: Mapped[Hash]  # of token and code; empty: no code
    watermark: Mapped[bool]
    merged: Mapped[bool]
    made_by: Mapped[Words]
    made_at: Mapped[At] = mapped_column(index=True)
    expires_at: Mapped[At]
    revoked_at: Mapped[At | None]
    revoked_by: Mapped[Words]
    opens: Mapped[int]
    opened_at: Mapped[At | None]
    tries: Mapped[int]
    locked_until: Mapped[At | None]
    nudged_at: Mapped[At | None]


class ShareVisitRow(Base):
    __tablename__ = "share_visits"
    id_sha256: Mapped[Hash] = mapped_column(primary_key=True)
    link: Mapped[Hash] = mapped_column(ForeignKey("share_links.sha256"), index=True)
    name: Mapped[Words]
    began_at: Mapped[At]
    seen_at: Mapped[At]


class OpinionRow(Base):
    __tablename__ = "share_opinions"
    id: Mapped[int] = mapped_column(primary_key=True)
    link: Mapped[Hash] = mapped_column(ForeignKey("share_links.sha256"))
    post_id: Mapped[Id] = mapped_column(ForeignKey("posts.id"), index=True)
    version: Mapped[int]
    text_sha256: Mapped[Hash]
    poster_sha256: Mapped[Hash]
    verdict: Mapped[Id]
    name: Mapped[Words]
    remarks_on: Mapped[Id]
    at: Mapped[At]
    __table_args__ = (Index(None, "link", "post_id", "id"),)


class BellRow(Base):
    __tablename__ = "bell_entries"
    id: Mapped[int] = mapped_column(primary_key=True)
    user: Mapped[Id]
    event: Mapped[Id]
    key: Mapped[Id]  # alike ones have the same
    title: Mapped[Why]
    count: Mapped[int]
    post_id: Mapped[Id]
    link: Mapped[Hash]
    actor: Mapped[Words]
    outside: Mapped[bool]
    excerpt: Mapped[Words]
    at: Mapped[At] = mapped_column(index=True)
    read_at: Mapped[At | None]
    __table_args__ = (Index(None, "user", "at"), Index(None, "user", "key"))


class BellChoiceRow(Base):
    __tablename__ = "bell_choices"
    user: Mapped[Id] = mapped_column(primary_key=True)
    event: Mapped[Id] = mapped_column(primary_key=True)
    way: Mapped[Id] = mapped_column(primary_key=True)
    is_on: Mapped[bool]


class BellSettingsRow(Base):
    __tablename__ = "bell_settings"
    user: Mapped[Id] = mapped_column(primary_key=True)
    is_quiet: Mapped[bool]
    quiet_from: Mapped[Id]  # HH:MM
    quiet_to: Mapped[Id]
    mail: Mapped[Words]
    mail_at: Mapped[Json]  # ["08:30", ...]


class DigestRow(Base):
    """When digests go out by a channel of the team, or to a person's mailbox, and how the last one ended."""

    __tablename__ = "digests"
    way: Mapped[Id] = mapped_column(primary_key=True)  # robot: of a channel; mail: of a user
    target: Mapped[Id] = mapped_column(primary_key=True)
    times: Mapped[Json]
    skips_empty: Mapped[bool]
    sent_at: Mapped[At | None]
    arrived: Mapped[bool]
    outcome: Mapped[Why | None]


class PresenceRow(Base):
    """Who looks at which post now; what is older than a minute is nobody."""

    __tablename__ = "presence"
    user: Mapped[Id] = mapped_column(primary_key=True)
    post_id: Mapped[Id] = mapped_column(primary_key=True)
    edits: Mapped[bool]
    at: Mapped[At]
    __table_args__ = (Index(None, "post_id", "at"), Index(None, "at"))
