"""Consents expire by their dates alone, so what was stored as expired is granted; quarantine knows whose."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

PROGRAM, SOURCE = "sishi", "gather"  # who stored an expiry that nobody had said


def upgrade() -> None:
    op.add_column("submissions", sa.Column("consent_until", sa.Date(), nullable=True))
    op.add_column("quarantine", sa.Column("member_id", sa.Text(), nullable=True))
    _grant_again()
    op.execute(
        """
UPDATE submissions SET
    consent_state = COALESCE((SELECT state FROM consents
        WHERE consents.submission_id = submissions.id AND is_current), consent_state),
    consent_until = (SELECT until FROM consents WHERE consents.submission_id = submissions.id AND is_current)
"""
    )


def _grant_again() -> None:
    """The program's own rows go, and the word they stood over counts again; a source's were grants it gave.

    A person who recorded an expiry said so, and is left alone. The audit keeps what was done.
    """
    connection = op.get_bind()
    consents = sa.table(
        "consents",
        *(sa.column(name, sa.Text()) for name in ("submission_id", "state", "recorded_by")),
        sa.column("id", sa.Integer()),
        sa.column("until", sa.Date()),
        sa.column("recorded_at", sa.DateTime()),
        sa.column("is_current", sa.Boolean()),
    )
    stored = consents.c.state == "expired"
    by_program = stored & (consents.c.recorded_by == PROGRAM) & consents.c.until.is_not(None)
    ran_out = connection.execute(
        sa.select(consents.c.id, consents.c.submission_id).where(by_program, consents.c.is_current.is_(True))
    ).all()
    for row_id, submission_id in ran_out:
        before = connection.execute(
            sa.select(sa.func.max(consents.c.id)).where(
                consents.c.submission_id == submission_id,
                consents.c.id < row_id,
                consents.c.state == "granted",
            )
        ).scalar()
        connection.execute(
            sa.update(consents)
            .where(consents.c.id == (before or row_id))
            .values(is_current=True, state="granted")
        )
        if before:
            connection.execute(sa.delete(consents).where(consents.c.id == row_id))
    heard = stored & (consents.c.recorded_by == SOURCE) & consents.c.until.is_not(None)
    recorded_on = sa.func.substr(sa.cast(consents.c.recorded_at, sa.Text()), 1, 10)
    over = sa.cast(consents.c.until, sa.Text()) < recorded_on
    connection.execute(sa.update(consents).where(heard, over).values(state="granted"))
