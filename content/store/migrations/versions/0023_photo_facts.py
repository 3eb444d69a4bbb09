"""Photo facts: faces and calm parts, with what found them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0023"
down_revision = "0022"

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "photo_facts",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("facts", JSON, nullable=False),
        sa.ForeignKeyConstraint(["sha256"], ["media.sha256"], name="fk_photo_facts_sha256"),
        sa.PrimaryKeyConstraint("sha256", name="pk_photo_facts"),
    )
    op.create_index("ix_photo_facts_version", "photo_facts", ["version"])
