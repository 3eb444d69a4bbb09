"""Words that were said before, and the shop's own pictures."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """No words are known yet: the next night looks for repeats among all there are."""
    op.create_table(
        "wordings",
        sa.Column("submission_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("first", sa.Text(), nullable=False),
        sa.Column("keys", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["submission_id"], ["submissions.id"], name="fk_wordings_submission_id"),
        sa.PrimaryKeyConstraint("submission_id", name="pk_wordings"),
    )
    op.create_index("ix_wordings_first", "wordings", ["first"])
    op.create_table(
        "shop_pictures",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("name", "stamp", "sha256")),
        sa.PrimaryKeyConstraint("name", name="pk_shop_pictures"),
    )
