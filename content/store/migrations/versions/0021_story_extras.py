"""What posters print besides a story's own words; nothing is known of it for those there are."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0021"
down_revision = "0020"

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.add_column("stories", sa.Column("extras", JSON, nullable=False, server_default="{}"))
