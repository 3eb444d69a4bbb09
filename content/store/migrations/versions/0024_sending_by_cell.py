"""Sending by cell: what a channel leaves to others, who stands in for an owner's slot, how a notice ended."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0024"
down_revision = "0023"

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.add_column("channels", sa.Column("exceptions", JSON, nullable=False, server_default=sa.text("'[]'")))
    op.add_column("owners", sa.Column("stand_ins", JSON, nullable=False, server_default=sa.text("'{}'")))
    op.add_column("notices", sa.Column("outcome", sa.Text(), nullable=False, server_default=""))
