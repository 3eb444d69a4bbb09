"""Curation: features, models that were learnt, and what members are to the community."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"

AT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    _make_prints()
    _widen_verdicts()
    _make_models()
    _make_koc()


def _text(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def _make_prints() -> None:
    """What photos are recognised by. None is there yet: the next night looks for copies among all."""
    op.create_table(
        "prints",
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.LargeBinary(), nullable=False) for name in ("hashes", "look")),
        sa.ForeignKeyConstraint(["sha256"], ["media.sha256"], name="fk_prints_sha256", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("sha256", name="pk_prints"),
    )
    op.create_table(
        "likenesses",
        *(sa.Column(name, sa.String(64), nullable=False) for name in ("one", "other")),
        *(
            sa.ForeignKeyConstraint(
                [name], ["prints.sha256"], name=f"fk_likenesses_{name}", ondelete="CASCADE"
            )
            for name in ("one", "other")
        ),
        sa.PrimaryKeyConstraint("one", "other", name="pk_likenesses"),
    )
    op.create_index("ix_likenesses_other", "likenesses", ["other"])


def _widen_verdicts() -> None:
    """Which weights made a score, and with which chance a lot drew what was kept."""
    op.add_column("scores", sa.Column("weights", sa.Text(), nullable=False, server_default="hand-1"))
    op.add_column("verdicts", sa.Column("chance", sa.Float(), nullable=False, server_default="1"))


def _make_models() -> None:
    """What was learnt, and which of it counted when."""
    op.create_table(
        "models",
        sa.Column("version", sa.Integer(), nullable=False),
        *_text("brand"),
        sa.Column("made_at", AT, nullable=False),
        sa.Column("features", sa.Integer(), nullable=False),
        *(sa.Column(name, JSON, nullable=False) for name in ("weights", "typical", "counts")),
        *(sa.Column(name, AT, nullable=False) for name in ("first_at", "last_at")),
        *(sa.Column(name, sa.Float(), nullable=True) for name in ("ndcg", "ndcg_hand")),
        sa.Column("windows", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("version", name="pk_models"),
        sa.UniqueConstraint("fingerprint", name="uq_models_fingerprint"),
    )
    op.create_table(
        "model_uses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *_text("who"),
        sa.Column("at", AT, nullable=False),
        *_text("why"),
        sa.Column("by_hand", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_model_uses"),
    )
    op.create_table(
        "chances",
        *_text("submission_id"),
        sa.Column("chance", sa.Float(), nullable=False),
        sa.Column("at", AT, nullable=False),
        sa.ForeignKeyConstraint(["submission_id"], ["submissions.id"], name="fk_chances_submission_id"),
        sa.PrimaryKeyConstraint("submission_id", name="pk_chances"),
    )


def _make_koc() -> None:
    """Where members stand, their orders, bursts of likes that were let through, and photo activities."""
    op.create_table(
        "standings",
        *_text("member_id", "rung"),
        sa.Column("rung_at", AT, nullable=True),
        *_text("type"),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name="fk_standings_member_id"),
        sa.PrimaryKeyConstraint("member_id", name="pk_standings"),
    )
    op.create_table(
        "cleared_bursts",
        *_text("submission_id"),
        sa.Column("at", AT, nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name="fk_cleared_bursts_submission_id"
        ),
        sa.PrimaryKeyConstraint("submission_id", name="pk_cleared_bursts"),
    )
    op.create_table(
        "member_orders",
        *_text("member_id"),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("orders", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("member_id", "day", name="pk_member_orders"),
    )
    op.create_index("ix_member_orders_day", "member_orders", ["day"])
    op.create_table(
        "activities",
        *_text("code", "name", "kind"),
        *(sa.Column(name, sa.Date(), nullable=False) for name in ("starts_on", "ends_on")),
        sa.Column("groups", JSON, nullable=False),
        sa.Column("per_member", sa.Integer(), nullable=False),
        *_text("made_by"),
        sa.Column("made_at", AT, nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_activities"),
    )
