"""What waits to be planned anew; and when members left."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

AT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("members", sa.Column("left_on", sa.Date(), nullable=True))
    op.create_table(
        "replans",
        sa.Column("id", sa.Integer(), primary_key=True),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("cause", "what")),
        sa.Column("posts", sa.Integer(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("zh", "en", "asked_by")),
        sa.Column("asked_at", AT, nullable=False),
        sa.Column("done_at", AT, nullable=True),
        sa.Column("run_id", sa.Text(), nullable=False),
    )
    op.create_index("ix_replans_done_at", "replans", ["done_at"])
