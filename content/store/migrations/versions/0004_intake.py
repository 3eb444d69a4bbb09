"""Intake: reactions, replies and message ids of what chats carry; quarantine by folder.

What stands in quarantine is looked at anew by the next gathering, which then knows its folder.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"

AT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.add_column("media", sa.Column("animated", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("submissions", sa.Column("like_count", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("quarantine", sa.Column("folder", sa.Text(), nullable=False, server_default=""))
    op.create_index("ix_quarantine_inbox_folder", "quarantine", ["inbox", "folder"])
    op.execute("UPDATE quarantine SET solved_at = since WHERE solved_at IS NULL")
    _make_messages()
    _make_reactions()
    _make_replies()
    _make_consent_events()


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def _make_messages() -> None:
    op.create_table(
        "messages",
        *map(_text, ("source", "message_id", "submission_id", "chat", "quotes", "quoted")),
        sa.ForeignKeyConstraint(["submission_id"], ["submissions.id"], name="fk_messages_submission_id"),
        sa.PrimaryKeyConstraint("source", "message_id", "submission_id", name="pk_messages"),
    )
    op.create_index("ix_messages_submission_id", "messages", ["submission_id"])


def _make_reactions() -> None:
    op.create_table(
        "reactions",
        *map(_text, ("submission_id", "member_id", "kind")),
        sa.Column("at", AT, nullable=True),
        sa.ForeignKeyConstraint(["submission_id"], ["submissions.id"], name="fk_reactions_submission_id"),
        sa.PrimaryKeyConstraint("submission_id", "member_id", "kind", name="pk_reactions"),
    )
    op.create_index("ix_reactions_member_id", "reactions", ["member_id"])


def _make_replies() -> None:
    op.create_table(
        "replies",
        *map(_text, ("submission_id", "id")),
        _text("member_id", nullable=True),
        *map(_text, ("text", "quotes")),
        sa.Column("at", AT, nullable=True),
        sa.ForeignKeyConstraint(["submission_id"], ["submissions.id"], name="fk_replies_submission_id"),
        sa.PrimaryKeyConstraint("submission_id", "id", name="pk_replies"),
    )
    op.create_index("ix_replies_member_id", "replies", ["member_id"])


def _make_consent_events() -> None:
    op.create_table(
        "consent_events",
        *map(_text, ("source", "evidence", "state")),
        _text("member_id", nullable=True),
        _text("message_id", nullable=True),
        sa.Column("uses", JSON, nullable=False),
        sa.Column("at", AT, nullable=True),
        sa.Column("gathered_at", AT, nullable=False),
        sa.PrimaryKeyConstraint("source", "evidence", name="pk_consent_events"),
    )
    op.create_index("ix_consent_events_source_message_id", "consent_events", ["source", "message_id"])
    op.create_index("ix_consent_events_member_id", "consent_events", ["member_id"])
