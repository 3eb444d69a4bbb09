"""What responses teach the planner: forms, how probable its choices were, proposals, and the switch."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0031"
down_revision = "0030"

WHY = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    numbers = ("ratio", "low", "high", "spread")
    op.create_table(
        "learnt_forms",
        sa.Column("day", sa.Date(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("kind", "slot", "form")),
        *(sa.Column(name, sa.Float(), nullable=False) for name in numbers),
        sa.Column("posts", sa.Integer(), nullable=False),
        sa.Column("best", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("day", "kind", "slot", "form", name=op.f("pk_learnt_forms")),
    )
    op.create_table(
        "placement_odds",
        sa.Column("group_id", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("story_id", sa.Text(), nullable=False),
        sa.Column("probability", sa.Float(), nullable=False),
        sa.Column("by_hand", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("group_id", "day", name=op.f("pk_placement_odds")),
    )
    op.create_index(op.f("ix_placement_odds_day"), "placement_odds", ["day"])
    op.create_table(
        "plan_proposals",
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("kind", "group_id", "slot")),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("before", "after")),
        sa.Column("why", WHY, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_proposals")),
    )
    op.create_index(op.f("ix_plan_proposals_state"), "plan_proposals", ["state"])
    op.create_table(
        "learning_switches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learning_switches")),
    )
