"""Links to the members' submission page, and what came by them."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "submission_links",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("group_id", "activity", "title")),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("made_at", moment, nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("revoked_at", moment, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission_links")),
        sa.UniqueConstraint("sha256", name=op.f("uq_submission_links_sha256")),
    )
    op.create_table(
        "page_submissions",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("ref", "link_id", "submission_id")),
        sa.Column("sent_at", moment, nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("language", "wording", "use")),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("taken_at", moment, nullable=False),
        sa.Column("withdrawn_at", moment, nullable=True),
        sa.Column("erased_at", moment, nullable=True),
        sa.Column("stopped", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("ref", name=op.f("pk_page_submissions")),
    )
    op.create_index(op.f("ix_page_submissions_submission_id"), "page_submissions", ["submission_id"])
