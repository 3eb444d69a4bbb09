"""Rights: whom was asked for what, with which words, and who wrote it down."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"

AT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    _make_requests()
    _make_removals()
    op.create_table(
        "tombstones",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", AT, nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_tombstones"),
    )
    op.execute(LIST_WHAT_IS_OUT)


def _make_requests() -> None:
    op.create_table(
        "consent_requests",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Text(), nullable=False),
        sa.Column("submissions", JSON, nullable=False),
        sa.Column("asked_at", AT, nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("heard", JSON, nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name="fk_consent_requests_member_id"),
        sa.PrimaryKeyConstraint("code", name="pk_consent_requests"),
    )
    op.create_index("ix_consent_requests_member_id", "consent_requests", ["member_id"])


def _make_removals() -> None:
    op.create_table(
        "removals",
        sa.Column("post_id", sa.Text(), nullable=False),
        sa.Column("submission_id", sa.Text(), nullable=False),
        sa.Column("since", AT, nullable=False),
        sa.Column("done_at", AT, nullable=True),
        sa.Column("done_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name="fk_removals_post_id"),
        sa.ForeignKeyConstraint(["submission_id"], ["submissions.id"], name="fk_removals_submission_id"),
        sa.PrimaryKeyConstraint("post_id", "submission_id", name="pk_removals"),
    )


# What was withdrawn before this table was there may still hang in the groups.
LIST_WHAT_IS_OUT = """
INSERT INTO removals (post_id, submission_id, since, done_at, done_by)
SELECT posts.id, submissions.id, consents.recorded_at, NULL, ''
FROM posts
JOIN submissions ON submissions.id = posts.photo_id OR submissions.id = posts.submission_id
JOIN consents ON consents.submission_id = submissions.id AND consents.is_current
WHERE consents.state IN ('refused', 'withdrawn')
    AND posts.state IN ('handed_off', 'sending', 'sent', 'unknown')
"""
