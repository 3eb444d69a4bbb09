"""The message ledger, days made of it, the roster, the staff and orders; all begin empty.

Exports that were read before are read once more for it, since nothing says that their messages were taken.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0014"
down_revision = "0013"

AT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    _make_ledger()
    _make_days()
    _make_roster()
    _make_orders()


def _of(kind: Any, *names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, kind, nullable=False) for name in names]


def _make_ledger() -> None:
    op.create_table(
        "ledger",
        *_of(sa.Text(), "source", "message_id", "group_id"),
        *_of(AT, "at"),
        sa.Column("member_id", sa.Text(), nullable=True),
        *_of(sa.Text(), "kind"),
        *_of(sa.Integer(), "chars"),
        *_of(sa.Text(), "reply_to"),
        *_of(sa.Integer(), "mentions"),
        *_of(sa.Text(), "letter"),
        *_of(sa.Boolean(), "has_link", "has_price", "has_coupon"),
        *_of(sa.Text(), "coupon"),
        *_of(sa.Boolean(), "revoked"),
        sa.PrimaryKeyConstraint("source", "message_id", name="pk_ledger"),
    )
    op.create_index("ix_ledger_group_id_at", "ledger", ["group_id", "at"])
    op.create_table(
        "ledger_touched",
        *_of(sa.Text(), "group_id"),
        *_of(sa.Date(), "day"),
        sa.PrimaryKeyConstraint("group_id", "day", name="pk_ledger_touched"),
    )
    op.create_table(
        "ledger_begins",
        *_of(sa.Text(), "group_id"),
        *_of(sa.Date(), "day"),
        sa.PrimaryKeyConstraint("group_id", name="pk_ledger_begins"),
    )


def _make_days() -> None:
    op.create_table(
        "group_days",
        *_of(sa.Text(), "group_id"),
        *_of(sa.Date(), "day"),
        *_of(sa.Integer(), "messages", "speakers"),
        *_of(JSON, "kinds", "hours"),
        sa.PrimaryKeyConstraint("group_id", "day", name="pk_group_days"),
    )
    op.create_table(
        "member_days",
        *_of(sa.Text(), "group_id"),
        *_of(sa.Date(), "day"),
        *_of(sa.Text(), "member_id"),
        *_of(sa.Integer(), "messages"),
        sa.PrimaryKeyConstraint("group_id", "day", "member_id", name="pk_member_days"),
    )


def _make_roster() -> None:
    op.create_table(
        "roster_events",
        *_of(sa.Text(), "source", "message_id"),
        *_of(sa.Integer(), "nth"),
        *_of(sa.Text(), "group_id"),
        *_of(AT, "at"),
        *_of(sa.Text(), "change"),
        *(sa.Column(name, sa.Text(), nullable=True) for name in ("member_id", "by_member_id")),
        sa.PrimaryKeyConstraint("source", "message_id", "nth", name="pk_roster_events"),
    )
    op.create_index("ix_roster_events_group_id_at", "roster_events", ["group_id", "at"])
    op.create_table(
        "staff",
        *_of(sa.Text(), "member_id", "name"),
        *_of(sa.Boolean(), "confirmed"),
        sa.PrimaryKeyConstraint("member_id", name="pk_staff"),
    )


def _make_orders() -> None:
    op.create_table(
        "orders",
        *_of(sa.Text(), "id", "member_id"),
        *_of(AT, "at"),
        *_of(sa.Date(), "day"),
        *_of(sa.BigInteger(), "cents"),
        *_of(sa.Text(), "product", "coupon"),
        sa.PrimaryKeyConstraint("id", name="pk_orders"),
    )
    op.create_index("ix_orders_day", "orders", ["day"])
    op.create_index("ix_orders_member_id", "orders", ["member_id"])
