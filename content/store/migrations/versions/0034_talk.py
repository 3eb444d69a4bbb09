"""Talk about posts: remarks, links for outsiders and their opinions, the bell and digests, presence."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0034"
down_revision = "0032"

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
WHY = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
AT = sa.DateTime(timezone=True)
HASH = sa.String(64)


def upgrade() -> None:
    _comments()
    _links()
    _visits()
    _bell()
    _digests()


def _comments() -> None:
    op.create_table(
        "comments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("link", HASH, nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("kind", "text", "quote")),
        *(sa.Column(name, sa.Float(), nullable=True) for name in ("pin_x", "pin_y")),
        sa.Column("mentions", JSON, nullable=False),
        sa.Column("at", AT, nullable=False),
        sa.Column("resolved_at", AT, nullable=True),
        sa.Column("resolved_by", sa.Text(), nullable=False),
        sa.Column("resolved_version", sa.Integer(), nullable=False),
        sa.Column("removed_at", AT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comments")),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_comments_post_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["comments.id"], name=op.f("fk_comments_parent_id")),
    )
    op.create_index(op.f("ix_comments_post_id_id"), "comments", ["post_id", "id"])


def _links() -> None:
    op.create_table(
        "share_links",
        sa.Column("sha256", HASH, nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("guest", "role", "scope", "group_id")),
        *(sa.Column(name, sa.Date(), nullable=False) for name in ("first", "last")),
        sa.Column("rights", sa.Text(), nullable=False),
        sa.Column("posts", JSON, nullable=False),
        sa.Column("code_sha256", HASH, nullable=False),
        *(sa.Column(name, sa.Boolean(), nullable=False) for name in ("watermark", "merged")),
        sa.Column("made_by", sa.Text(), nullable=False),
        *(sa.Column(name, AT, nullable=False) for name in ("made_at", "expires_at")),
        sa.Column("revoked_at", AT, nullable=True),
        sa.Column("revoked_by", sa.Text(), nullable=False),
        sa.Column("opens", sa.Integer(), nullable=False),
        sa.Column("opened_at", AT, nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        *(sa.Column(name, AT, nullable=True) for name in ("locked_until", "nudged_at")),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_share_links")),
    )
    op.create_index(op.f("ix_share_links_made_at"), "share_links", ["made_at"])


def _visits() -> None:
    op.create_table(
        "share_visits",
        *(sa.Column(name, HASH, nullable=False) for name in ("id_sha256", "link")),
        sa.Column("name", sa.Text(), nullable=False),
        *(sa.Column(name, AT, nullable=False) for name in ("began_at", "seen_at")),
        sa.PrimaryKeyConstraint("id_sha256", name=op.f("pk_share_visits")),
        sa.ForeignKeyConstraint(["link"], ["share_links.sha256"], name=op.f("fk_share_visits_link")),
    )
    op.create_index(op.f("ix_share_visits_link"), "share_visits", ["link"])
    op.create_table(
        "share_opinions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("link", HASH, nullable=False),
        sa.Column("post_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *(sa.Column(name, HASH, nullable=False) for name in ("text_sha256", "poster_sha256")),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("verdict", "name", "remarks_on")),
        sa.Column("at", AT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_share_opinions")),
        sa.ForeignKeyConstraint(["link"], ["share_links.sha256"], name=op.f("fk_share_opinions_link")),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_share_opinions_post_id")),
    )
    op.create_index(op.f("ix_share_opinions_post_id"), "share_opinions", ["post_id"])
    op.create_index(op.f("ix_share_opinions_link_post_id_id"), "share_opinions", ["link", "post_id", "id"])


def _bell() -> None:
    op.create_table(
        "bell_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("user", "event", "key")),
        sa.Column("title", WHY, nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Text(), nullable=False),
        sa.Column("link", HASH, nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("outside", sa.Boolean(), nullable=False),
        sa.Column("excerpt", sa.Text(), nullable=False),
        sa.Column("at", AT, nullable=False),
        sa.Column("read_at", AT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bell_entries")),
    )
    op.create_index(op.f("ix_bell_entries_at"), "bell_entries", ["at"])
    op.create_index(op.f("ix_bell_entries_user_at"), "bell_entries", ["user", "at"])
    op.create_index(op.f("ix_bell_entries_user_key"), "bell_entries", ["user", "key"])
    op.create_table(
        "bell_choices",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("user", "event", "way")),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("user", "event", "way", name=op.f("pk_bell_choices")),
    )
    op.create_table(
        "bell_settings",
        sa.Column("user", sa.Text(), nullable=False),
        sa.Column("is_quiet", sa.Boolean(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("quiet_from", "quiet_to", "mail")),
        sa.Column("mail_at", JSON, nullable=False),
        sa.PrimaryKeyConstraint("user", name=op.f("pk_bell_settings")),
    )


def _digests() -> None:
    op.create_table(
        "digests",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("way", "target")),
        sa.Column("times", JSON, nullable=False),
        sa.Column("skips_empty", sa.Boolean(), nullable=False),
        sa.Column("sent_at", AT, nullable=True),
        sa.Column("arrived", sa.Boolean(), nullable=False),
        sa.Column("outcome", WHY, nullable=True),
        sa.PrimaryKeyConstraint("way", "target", name=op.f("pk_digests")),
    )
    op.create_table(
        "presence",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("user", "post_id")),
        sa.Column("edits", sa.Boolean(), nullable=False),
        sa.Column("at", AT, nullable=False),
        sa.PrimaryKeyConstraint("user", "post_id", name=op.f("pk_presence")),
    )
    op.create_index(op.f("ix_presence_post_id_at"), "presence", ["post_id", "at"])
    op.create_index(op.f("ix_presence_at"), "presence", ["at"])
