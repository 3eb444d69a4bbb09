"""Staff roles, and posts that name members who may be named no longer: a person takes those down."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    op.add_column("staff", sa.Column("role", sa.Text(), nullable=False, server_default=""))
    op.create_table(
        "named_removals",
        sa.Column("post_id", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True)),
        sa.Column("done_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name="fk_named_removals_post_id"),
        sa.PrimaryKeyConstraint("post_id", "member_id", name="pk_named_removals"),
    )
