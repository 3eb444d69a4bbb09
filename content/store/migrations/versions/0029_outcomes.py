"""What came back: responses to posts, tables in by hand, and in which hours members wrote.

Days that are still kept message by message are summed up again for their hours.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0029"
down_revision = "0027"

AT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
COUNTS = ("answered", "quoted", "pictures", "reacted", "clicked", "coupons", "left", "right")
TABLE_COUNTS = ("replies", "answers", "likes", "clicks", "pictures", "coupons", "left")


def upgrade() -> None:
    op.add_column("member_days", sa.Column("hours", sa.Integer(), nullable=False, server_default="0"))
    op.execute(
        "INSERT INTO ledger_touched (group_id, day) SELECT d.group_id, d.day FROM group_days d"
        " LEFT JOIN ledger_begins b ON b.group_id = d.group_id"
        " WHERE (b.day IS NULL OR d.day >= b.day) AND NOT EXISTS (SELECT 1 FROM ledger_touched t"
        " WHERE t.group_id = d.group_id AND t.day = d.day)"
    )
    _make_responses()
    _make_results()


def _of(kind: Any, *names: str, nullable: bool = False) -> list[sa.Column[Any]]:
    return [sa.Column(name, kind, nullable=nullable) for name in names]


def _make_responses() -> None:
    op.create_table(
        "post_responses",
        *_of(sa.Text(), "group_id"),
        *_of(sa.Date(), "day"),
        *_of(sa.Text(), "slot", "form", "story_id", "post_id"),
        *_of(AT, "due_at", "sent_at", "ends_at", nullable=True),
        *_of(sa.Text(), "evidence", "left_out"),
        *_of(sa.Integer(), "members", "observed"),
        *_of(sa.Float(), "expected"),
        *_of(sa.Integer(), *COUNTS),
        *_of(JSON, "letters"),
        *_of(sa.Float(), "promo"),
        sa.PrimaryKeyConstraint("group_id", "day", "slot", name="pk_post_responses"),
    )
    op.create_index("ix_post_responses_day", "post_responses", ["day"])
    op.create_index("ix_post_responses_left_out", "post_responses", ["left_out"])
    op.create_table(
        "response_days",
        *_of(sa.Text(), "group_id"),
        *_of(sa.Date(), "day"),
        *_of(sa.Text(), "member_id"),
        *_of(sa.Integer(), "slots"),
        sa.PrimaryKeyConstraint("group_id", "day", "member_id", name="pk_response_days"),
    )
    op.create_table(
        "response_touched",
        *_of(sa.Text(), "group_id"),
        *_of(sa.Date(), "day"),
        *_of(sa.Integer(), "n"),
        sa.PrimaryKeyConstraint("group_id", "day", name="pk_response_touched"),
    )
    op.create_table(
        "response_mark",
        *_of(sa.Text(), "name"),
        *_of(AT, "at"),
        *_of(sa.Text(), "rules"),
        sa.PrimaryKeyConstraint("name", name="pk_response_mark"),
    )


def _make_results() -> None:
    op.create_table(
        "results",
        *_of(sa.Text(), "group_id"),
        *_of(sa.Date(), "day"),
        *_of(sa.Text(), "slot"),
        *_of(AT, "sent_at", nullable=True),
        *_of(sa.Text(), "form", "code"),
        *_of(sa.Integer(), *TABLE_COUNTS, nullable=True),
        sa.PrimaryKeyConstraint("group_id", "day", "slot", name="pk_results"),
    )
    op.create_index("ix_results_code", "results", ["code"])
    op.create_table(
        "clicks",
        *_of(sa.Text(), "target"),
        *_of(AT, "at"),
        *_of(sa.Text(), "member_id"),
        *_of(sa.Integer(), "nth"),
        sa.PrimaryKeyConstraint("target", "at", "member_id", "nth", name="pk_clicks"),
    )
