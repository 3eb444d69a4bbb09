"""Editors pin and ban layouts, for a group's slot or for all groups."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0025"


def upgrade() -> None:
    op.create_table(
        "layout_rules",
        sa.Column("group_id", sa.Text(), nullable=False),
        sa.Column("slot", sa.Text(), nullable=False),
        sa.Column("template", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("group_id", "slot", "template", name=op.f("pk_layout_rules")),
    )
