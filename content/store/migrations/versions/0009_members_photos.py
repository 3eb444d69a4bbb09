"""A member's submissions are found without reading everybody's."""

from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_index("ix_submissions_member_id_posted_at", "submissions", ["member_id", "posted_at"])
