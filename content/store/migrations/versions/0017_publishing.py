"""Publishing: channels in place of roads, deliveries, attempts, publishers, pauses, platform tokens.

Roads become channels: those by hand are hand-offs; of the others it is not known what they are, so they are
WeCom robots without a key, which `sishi channel list` shows as not connected.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0017"
down_revision = "0016"

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
WHY = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
AT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _channels()
    _processes()
    _outbox()


def _channels() -> None:
    op.create_table(
        "channels",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("slots", JSON, nullable=False),
        sa.Column("a_day", sa.Integer(), nullable=True),
        sa.Column("a_week", sa.Integer(), nullable=True),
        sa.Column("a_month", sa.Integer(), nullable=True),
        sa.Column("by_hand", sa.Boolean(), nullable=False),
        sa.Column("groups", JSON, nullable=False),
        sa.Column("base_url", sa.Text(), nullable=False),
        sa.Column("secret_env", sa.Text(), nullable=False),
        sa.Column("chats", JSON, nullable=False),
        sa.Column("options", JSON, nullable=False),
        sa.Column("blocked_until", AT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_channels"),
    )
    empty = "'{}'::jsonb" if op.get_bind().dialect.name == "postgresql" else "'{}'"
    same = "id, place, name, slots, a_day, a_week, a_month, by_hand, groups"
    op.execute(
        f"INSERT INTO channels ({same}, kind, base_url, secret_env, chats, options) "  # noqa: S608 - no input
        f"SELECT {same}, CASE WHEN by_hand THEN 'handoff' ELSE 'wecom-robot' END, '', '', {empty}, {empty} "
        "FROM roads"
    )
    op.drop_table("roads")
    op.create_table(
        "pauses",
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("until", AT, nullable=True),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("since", AT, nullable=False),
        sa.PrimaryKeyConstraint("scope", "what", name="pk_pauses"),
    )


def _processes() -> None:
    op.create_table(
        "publishers",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("boot", sa.Text(), nullable=False),
        sa.Column("pid", sa.Integer(), nullable=False),
        sa.Column("started", sa.Text(), nullable=False),
        sa.Column("began_at", AT, nullable=False),
        sa.Column("seen_at", AT, nullable=False),
        sa.Column("ended_at", AT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_publishers"),
    )
    op.create_table(
        "platform_tokens",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("expires_at", AT, nullable=False),
        sa.Column("renewed_by", sa.Text(), nullable=False),
        sa.Column("renewing_until", AT, nullable=True),
        sa.PrimaryKeyConstraint("name", name="pk_platform_tokens"),
    )


def _outbox() -> None:
    op.create_table(
        "deliveries",
        sa.Column("post_id", sa.Text(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("parts", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("channel_id", sa.Text(), nullable=False),
        sa.Column("group_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("due_at", AT, nullable=False),
        sa.Column("owner_id", sa.Text(), nullable=True),
        sa.Column("claimed_by", sa.Text(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_try_at", AT, nullable=True),
        sa.Column("out_at", AT, nullable=True),
        sa.Column("why", WHY, nullable=True),
        sa.Column("receipt", JSON, nullable=False),
        sa.PrimaryKeyConstraint("post_id", "part", name="pk_deliveries"),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name="fk_deliveries_post_id"),
    )
    op.create_index("ix_deliveries_state_due_at", "deliveries", ["state", "due_at"])
    op.create_index(
        "ix_deliveries_channel_id_group_id_due_at", "deliveries", ["channel_id", "group_id", "due_at"]
    )
    op.create_index("ix_deliveries_owner_id_due_at", "deliveries", ["owner_id", "due_at"])
    op.create_table(
        "attempts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Text(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("channel_id", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("request_sha256", sa.String(64), nullable=False),
        sa.Column("phase", sa.Text(), nullable=False),
        sa.Column("prepared_at", AT, nullable=False),
        sa.Column("called_at", AT, nullable=True),
        sa.Column("ended_at", AT, nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("message", WHY, nullable=True),
        sa.Column("receipt", JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_attempts"),
    )
    op.create_index("ix_attempts_post_id_part_number", "attempts", ["post_id", "part", "number"])
    op.create_index("ix_attempts_phase", "attempts", ["phase"])
    op.create_index("ix_attempts_channel_id_called_at", "attempts", ["channel_id", "called_at"])
