"""Naming members in posts: who may be named, and the texts that name them."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"

AT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "naming_consents",
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("allowed", sa.Boolean(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("at", AT, nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("member_id", name="pk_naming_consents"),
    )
    op.create_table(
        "bound_texts",
        sa.Column("post_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", AT, nullable=False),
        sa.PrimaryKeyConstraint("post_id", "version", "number", name="pk_bound_texts"),
    )
    op.create_table(
        "named_members",
        sa.Column("post_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("post_id", "version", "number", "place", name="pk_named_members"),
    )
    op.create_index("ix_named_members_member_id", "named_members", ["member_id"])
