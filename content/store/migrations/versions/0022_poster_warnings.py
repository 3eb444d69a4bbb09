"""What could look better on a poster stays with it: signs that no font has, photos that are too small."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    json = sa.JSON().with_variant(JSONB(), "postgresql")
    op.add_column("posters", sa.Column("warnings", json, nullable=False, server_default="[]"))
