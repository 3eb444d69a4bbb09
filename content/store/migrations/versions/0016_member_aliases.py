"""Members who are one person: other ids of a member, and under which of them something was sent or said.

Nobody was merged before, so the columns stay empty.
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.create_table(
        "member_aliases",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("nickname", sa.Text(), nullable=False),
        sa.Column("group_id", sa.Text(), nullable=True),
        sa.Column("merged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("merged_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_member_aliases"),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name="fk_member_aliases_member_id"),
    )
    op.create_index("ix_member_aliases_member_id", "member_aliases", ["member_id"])
    op.add_column("submissions", sa.Column("sent_as", sa.Text(), nullable=True))
    op.add_column("consent_events", sa.Column("said_as", sa.Text(), nullable=True))
