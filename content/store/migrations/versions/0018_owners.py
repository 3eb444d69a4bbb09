"""Owners: who sends by hand in which groups, leave, links to a day, what its pages report, reminders."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0018"
down_revision = "0017"

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
AT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _owners()
    _links()
    _reports()


def _owners() -> None:
    op.create_table(
        "owners",
        sa.Column("staff_id", sa.Text(), nullable=False),
        sa.Column("backup_id", sa.Text(), nullable=False),
        sa.Column("reminder_channel", sa.Text(), nullable=False),
        sa.Column("lead_seconds", sa.Integer(), nullable=False),
        sa.Column("contacts", JSON, nullable=False),
        sa.PrimaryKeyConstraint("staff_id", name="pk_owners"),
    )
    op.create_table(
        "group_owners",
        sa.Column("group_id", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("group_id", name="pk_group_owners"),
    )
    op.create_index("ix_group_owners_staff_id", "group_owners", ["staff_id"])
    op.create_table(
        "leaves",
        sa.Column("staff_id", sa.Text(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("staff_id", "first", name="pk_leaves"),
    )


def _links() -> None:
    op.create_table(
        "owner_links",
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("staff_id", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("made_at", AT, nullable=False),
        sa.Column("expires_at", AT, nullable=False),
        sa.Column("revoked_at", AT, nullable=True),
        sa.Column("opens", sa.Integer(), nullable=False),
        sa.Column("opened_at", AT, nullable=True),
        sa.PrimaryKeyConstraint("sha256", name="pk_owner_links"),
    )
    op.create_index("ix_owner_links_staff_id_day", "owner_links", ["staff_id", "day"])


def _reports() -> None:
    op.create_table(
        "task_events",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("task", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("posts", JSON, nullable=False),
        sa.Column("at", AT, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_task_events"),
    )
    op.create_index("ix_task_events_staff_id_day", "task_events", ["staff_id", "day"])
    op.create_table(
        "reminders",
        sa.Column("staff_id", sa.Text(), nullable=False),
        sa.Column("task", sa.Text(), nullable=False),
        sa.Column("occasion", sa.Text(), nullable=False),
        sa.Column("channel_id", sa.Text(), nullable=False),
        sa.Column("at", AT, nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("staff_id", "task", "occasion", name="pk_reminders"),
    )
