"""What people correct of a submission, and which messages of a chat its words are. Nothing is known of those
there are."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.add_column("submissions", sa.Column("product_from", sa.Text(), nullable=False, server_default=""))
    op.create_table(
        "corrections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_corrections"),
        sa.ForeignKeyConstraint(["submission_id"], ["submissions.id"], name="fk_corrections_submission_id"),
    )
    op.create_index("ix_corrections_submission_id", "corrections", ["submission_id"])
    op.create_table(
        "joined_texts",
        sa.Column("submission_id", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("submission_id", "message_id", name="pk_joined_texts"),
        sa.ForeignKeyConstraint(["submission_id"], ["submissions.id"], name="fk_joined_texts_submission_id"),
    )
