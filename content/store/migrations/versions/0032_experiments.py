"""Experiments, the arm that was drawn for a group's week, and weeks that a night counted for the pages."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0032"
down_revision = "0031"

JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "experiments",
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("name", "question", "design")),
        *(sa.Column(name, JSON, nullable=False) for name in ("slots", "forms")),
        sa.Column("metric", sa.Text(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("periods", "washout")),
        sa.Column("least", sa.Float(), nullable=False),
        *(sa.Column(name, sa.Float(), nullable=True) for name in ("usual", "spread", "most_leaves")),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("stopped_on", sa.Date(), nullable=True),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("stopped_by", "reason")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_experiments")),
    )
    op.create_table(
        "experiment_cells",
        sa.Column("experiment_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Text(), nullable=False),
        sa.Column("period", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Date(), nullable=False) for name in ("first_day", "last_day")),
        sa.Column("arm", sa.Text(), nullable=False),
        sa.Column("block", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("experiment_id", "group_id", "period", name=op.f("pk_experiment_cells")),
    )
    op.create_index(
        op.f("ix_experiment_cells_group_id_first_day"), "experiment_cells", ["group_id", "first_day"]
    )
    op.create_table(
        "counted_pages",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", "day", name=op.f("pk_counted_pages")),
    )
