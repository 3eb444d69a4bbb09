"""Talk by day: who answers whom, and how much advertises. Days whose messages are still here are summed up
again by the next night."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"

AGAIN = """
INSERT INTO ledger_touched (group_id, day)
SELECT days.group_id, days.day FROM group_days AS days
LEFT JOIN ledger_begins AS begins ON begins.group_id = days.group_id
LEFT JOIN ledger_touched AS touched ON touched.group_id = days.group_id AND touched.day = days.day
WHERE touched.day IS NULL AND (begins.day IS NULL OR days.day >= begins.day)
"""


def upgrade() -> None:
    op.create_table(
        "talk_days",
        sa.Column("group_id", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("replies", sa.Float(), nullable=False),
        sa.Column("staff_replies", sa.Float(), nullable=False),
        sa.Column("messages", sa.Integer(), nullable=False),
        sa.Column("ads", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("group_id", "day", name=op.f("pk_talk_days")),
    )
    op.execute(AGAIN)
