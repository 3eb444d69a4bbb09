"""What members call a product besides its name; nothing is known of it for those there are."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.add_column("products", sa.Column("aliases", JSON, nullable=False, server_default="[]"))
