"""Staff roles: what each of the team's own does, as the owners' page shows it."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    op.add_column("staff", sa.Column("role", sa.Text(), nullable=False, server_default=""))
