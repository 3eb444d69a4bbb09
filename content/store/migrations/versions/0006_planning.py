"""Planning: what stories and groups say beyond the first tables."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"

AT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    _widen_stories()
    _make_plan_rules()
    _make_moves()


def _widen_stories() -> None:
    """Parts, audience, voice and SOP of stories; tags and times of holidays for groups."""
    for table, name, empty in (
        *(("stories", "forms", "{}"), ("stories", "tags", "[]"), ("stories", "sop", "{}")),
        *(("groups", "tags", "[]"), ("groups", "holiday_slots", "{}")),
    ):
        op.add_column(table, sa.Column(name, JSON, nullable=False, server_default=empty))
    for name in ("persona", "arc"):
        op.add_column("stories", sa.Column(name, sa.Text(), nullable=False, server_default=""))


def _make_plan_rules() -> None:
    """What the weeks are to be like: templates, elements, campaigns, roads and pins."""
    _make(
        "week_templates",
        ("kind", sa.Text),
        ("weekday", sa.Integer),
        ("slot", sa.Text),
        keys=3,
        more=[_json("forms")],
    )
    _make("element_rules", ("kind", sa.Text), ("element", sa.Text), ("a_week", sa.Integer), keys=2)
    _make("pins", ("group_id", sa.Text), ("day", sa.Date), ("story_id", sa.Text), keys=3)
    _make(
        "arcs",
        *(("id", sa.Text), ("product_id", sa.Text), ("starts_on", sa.Date)),
        *(("seeding_days", sa.Integer), ("conversion_days", sa.Integer)),
        keys=1,
        more=[_json("kinds"), _json("groups")],
    )
    limits = [sa.Column(name, sa.Integer(), nullable=True) for name in ("a_day", "a_week", "a_month")]
    by_hand: sa.Column[bool] = sa.Column("by_hand", sa.Boolean(), nullable=False)
    _make(
        "roads",
        *(("id", sa.Text), ("place", sa.Integer), ("name", sa.Text)),
        keys=1,
        more=[_json("slots"), *limits, by_hand, _json("groups")],
    )


def _make_moves() -> None:
    """What a night's plan told otherwise than the one before."""
    was = [sa.Column(name, JSON, nullable=True) for name in ("was", "became")]
    words = [sa.Column(name, sa.Text(), nullable=False) for name in ("rule", "zh", "en")]
    at = sa.Column("at", AT, nullable=False)
    group = sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name="fk_plan_moves_group_id_groups")
    _make(
        "plan_moves",
        *(("run_id", sa.Text), ("group_id", sa.Text), ("day", sa.Date)),
        keys=3,
        more=[*was, *words, at, group],
    )
    op.create_index("ix_plan_moves_at", "plan_moves", ["at"])


def _json(name: str) -> sa.Column[object]:
    return sa.Column(name, JSON, nullable=False)


def _make(
    table: str,
    *columns: tuple[str, Callable[[], Any]],
    keys: int,
    more: list[sa.schema.SchemaItem] | None = None,
) -> None:
    """A table whose first `keys` columns are its primary key."""
    made = [sa.Column(name, kind(), nullable=False) for name, kind in columns]
    key = sa.PrimaryKeyConstraint(*(name for name, _ in columns[:keys]), name=f"pk_{table}")
    op.create_table(table, *made, *(more or []), key)
