"""Photos uploaded at the desk: batches, their files, and what was measured on these."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0036"
down_revision = "0035"

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
WHY = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "uploads",
        *(
            sa.Column(name, sa.Text(), nullable=False)
            for name in ("id", "uploader", "group_id", "state", "run_id")
        ),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("touched_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_uploads")),
    )
    op.create_index(op.f("ix_uploads_state_touched_at"), "uploads", ["state", "touched_at"])
    op.create_table(
        "upload_files",
        sa.Column("upload_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("state", "sha256", "suffix")),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("width", "height")),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("why", WHY, nullable=True),
        sa.Column("looked", sa.Boolean(), nullable=False),
        sa.Column("twin", JSON, nullable=True),
        sa.Column("doubt", WHY, nullable=True),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("choice", "author", "group_id", "product")),
        sa.Column("submission_id", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("upload_id", "number", name=op.f("pk_upload_files")),
        sa.ForeignKeyConstraint(
            ["upload_id"], ["uploads.id"], name=op.f("fk_upload_files_upload_id"), ondelete="CASCADE"
        ),
    )
    op.create_index(op.f("ix_upload_files_sha256"), "upload_files", ["sha256"])
    op.create_index(op.f("ix_upload_files_submission_id"), "upload_files", ["submission_id"])
    op.create_table(
        "upload_measures",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("upload_id", "sha256")),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("values", JSON, nullable=False),
        *(sa.Column(name, sa.Float(), nullable=False) for name in ("focus_x", "focus_y")),
        *(sa.Column(name, sa.LargeBinary(), nullable=False) for name in ("hashes", "thumbnail")),
        sa.Column("facts", JSON, nullable=True),
        sa.Column("facts_version", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("upload_id", "sha256", name=op.f("pk_upload_measures")),
        sa.ForeignKeyConstraint(
            ["upload_id"], ["uploads.id"], name=op.f("fk_upload_measures_upload_id"), ondelete="CASCADE"
        ),
    )
