"""The review: versions, approvals, decisions, journal, changes, accounts; and what lists ask for.

A database of 0001 may be full: what its posts say now becomes their first known version.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"

AT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    _widen_posts()
    _widen_audit()
    _widen_submissions()
    _index_the_rest()
    _make_history()
    _make_curation()
    _make_feed()
    _make_accounts()
    op.execute(KEEP_FIRST_VERSIONS)


def _words(name: str) -> sa.Column[str]:
    """A column of words that is empty in the rows there are."""
    return sa.Column(name, sa.Text(), nullable=False, server_default="")


def _widen_posts() -> None:
    op.add_column("posts", sa.Column("photo_id", sa.Text(), nullable=True))
    op.add_column("posts", sa.Column("revision", sa.Integer(), nullable=False, server_default="1"))
    for name in ("locked_by", "hand", "note", "changed_by"):
        op.add_column("posts", _words(name))
    op.execute(WHOSE_PHOTO)
    op.execute(WHO_CHANGED_IT)
    op.drop_index("ix_posts_state", "posts")
    op.create_index("ix_posts_photo_id", "posts", ["photo_id"])
    op.create_index("ix_posts_poster_key_state", "posts", ["poster_key", "state"])
    op.create_index("ix_posts_goes_out_at_id", "posts", ["goes_out_at", "id"])
    op.create_index("ix_posts_state_goes_out_at_id", "posts", ["state", "goes_out_at", "id"])
    op.create_index("ix_posts_group_id_goes_out_at_id", "posts", ["group_id", "goes_out_at", "id"])
    op.create_index("ix_posts_story_id_goes_out_at_id", "posts", ["story_id", "goes_out_at", "id"])


# The morning shows its own photo where the telling has one; all else shows the day's.
WHOSE_PHOTO = """
UPDATE posts SET photo_id = COALESCE(submission_id, (
    SELECT share_id FROM tellings WHERE tellings.group_id = posts.group_id AND tellings.day = posts.day
))
"""
WHO_CHANGED_IT = """
UPDATE posts SET changed_by = COALESCE((
    SELECT who FROM audit WHERE audit.what = posts.id ORDER BY audit.id DESC LIMIT 1
), 'sishi')
"""
KEEP_FIRST_VERSIONS = """
INSERT INTO post_versions (post_id, version, text, poster_key, goes_out_at, story_id, submission_id,
    member_id, photo_id, who, why, at)
SELECT id, version, text, poster_key, goes_out_at, story_id, submission_id, member_id,
    photo_id, changed_by, '', changed_at
FROM posts
"""


def _widen_audit() -> None:
    op.add_column("audit", _words("kind"))
    op.add_column("audit", sa.Column("detail", JSON, nullable=True))
    op.create_index("ix_audit_who_at_id", "audit", ["who", "at", "id"])
    op.create_index("ix_audit_kind_at_id", "audit", ["kind", "at", "id"])
    op.create_index("ix_audit_at_id", "audit", ["at", "id"])


def _widen_submissions() -> None:
    unknown = sa.Column("consent_state", sa.Text(), nullable=False, server_default="unknown")
    op.add_column("submissions", unknown)
    op.add_column("submissions", _words("choice"))
    op.execute(CURRENT_CONSENTS)
    op.drop_index("ix_submissions_posted_at", "submissions")
    op.create_index("ix_submissions_posted_at_id", "submissions", ["posted_at", "id"])
    for name in ("group_id", "run_id", "consent_state"):
        op.create_index(f"ix_submissions_{name}_posted_at_id", "submissions", [name, "posted_at", "id"])
    choices = ["choice", "consent_state", "posted_at", "id"]
    op.create_index("ix_submissions_choice_consent_state_posted_at_id", "submissions", choices)


CURRENT_CONSENTS = """
UPDATE submissions SET consent_state = COALESCE((
    SELECT state FROM consents WHERE consents.submission_id = submissions.id AND consents.is_current LIMIT 1
), 'unknown')
"""


def _index_the_rest() -> None:
    op.create_index("ix_scores_total_submission_id", "scores", ["total", "submission_id"])
    op.create_index("ix_verdicts_of", "verdicts", ["of"])
    op.create_index("ix_gaps_day", "gaps", ["day"])
    failed = sa.text("failed IS NOT NULL")
    op.create_index("ix_posters_failed", "posters", ["key"], sqlite_where=failed, postgresql_where=failed)


def _make_history() -> None:
    op.create_table(
        "post_versions",
        sa.Column("post_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("poster_key", sa.String(length=64), nullable=False),
        sa.Column("goes_out_at", AT, nullable=False),
        sa.Column("story_id", sa.Text(), nullable=False),
        sa.Column("submission_id", sa.Text(), nullable=True),
        sa.Column("member_id", sa.Text(), nullable=True),
        sa.Column("photo_id", sa.Text(), nullable=True),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("at", AT, nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name="fk_post_versions_post_id"),
        sa.ForeignKeyConstraint(["poster_key"], ["posters.key"], name="fk_post_versions_poster_key"),
        sa.PrimaryKeyConstraint("post_id", "version", name="pk_post_versions"),
    )
    op.create_table(
        "approvals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text_sha256", sa.String(length=64), nullable=False),
        sa.Column("poster_sha256", sa.String(length=64), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("at", AT, nullable=False),
        sa.Column("revoked_at", AT, nullable=True),
        sa.Column("revoked_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name="fk_approvals_post_id"),
        sa.PrimaryKeyConstraint("id", name="pk_approvals"),
    )
    op.create_index("ix_approvals_post_id_version", "approvals", ["post_id", "version"])


def _make_curation() -> None:
    op.create_table(
        "decisions",
        sa.Column("submission_id", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("choice", sa.Text(), nullable=False),
        sa.Column("rating", sa.Integer(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("slot", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", AT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["submission_id"], ["submissions.id"], name="fk_decisions_submission_id"),
        sa.PrimaryKeyConstraint("submission_id", name="pk_decisions"),
    )
    op.create_index("ix_decisions_choice", "decisions", ["choice"])
    op.create_table(
        "focal_points",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("x", sa.Double(), nullable=False),
        sa.Column("y", sa.Double(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("at", AT, nullable=False),
        sa.ForeignKeyConstraint(["sha256"], ["media.sha256"], name="fk_focal_points_sha256"),
        sa.PrimaryKeyConstraint("sha256", name="pk_focal_points"),
    )


def _make_feed() -> None:
    op.create_table(
        "journal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", AT, nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("verb", sa.Text(), nullable=False),
        sa.Column("steps", JSON, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("undone", JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_journal"),
    )
    op.create_index("ix_journal_who_id", "journal", ["who", "id"])
    op.create_table(
        "changes",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", AT, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_changes"),
    )
    op.create_index("ix_changes_at", "changes", ["at"])
    op.create_table(
        "counters",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_counters"),
    )


def _make_accounts() -> None:
    op.create_table(
        "users",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("display_name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("password", sa.Text(), nullable=False),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_users"),
    )
    op.create_table(
        "sign_ins",
        sa.Column("id_sha256", sa.String(length=64), nullable=False),
        sa.Column("user", sa.Text(), nullable=False),
        sa.Column("csrf", sa.Text(), nullable=False),
        sa.Column("began_at", AT, nullable=False),
        sa.Column("expires_at", AT, nullable=False),
        sa.ForeignKeyConstraint(["user"], ["users.name"], name="fk_sign_ins_user"),
        sa.PrimaryKeyConstraint("id_sha256", name="pk_sign_ins"),
    )
    op.create_index("ix_sign_ins_user", "sign_ins", ["user"])
    op.create_index("ix_sign_ins_expires_at", "sign_ins", ["expires_at"])
    op.create_table(
        "tokens",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("user", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("scope", JSON, nullable=False),
        sa.Column("made_at", AT, nullable=False),
        sa.Column("expires_at", AT, nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.Column("last_used_at", AT, nullable=True),
        sa.Column("revoked_at", AT, nullable=True),
        sa.ForeignKeyConstraint(["user"], ["users.name"], name="fk_tokens_user"),
        sa.PrimaryKeyConstraint("sha256", name="pk_tokens"),
    )
    op.create_index("ix_tokens_user", "tokens", ["user"])
    op.create_table(
        "login_attempts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("at", AT, nullable=False),
        sa.Column("ok", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_login_attempts"),
    )
    op.create_index("ix_login_attempts_key_at", "login_attempts", ["key", "at"])
    op.create_index("ix_login_attempts_at", "login_attempts", ["at"])
