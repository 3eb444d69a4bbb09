"""Consents, current and earlier. The one door through which they change is content.rights.consents."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from content.errors import UnknownId
from content.model import Consent, ConsentScope, ConsentState, Message
from content.store.base import StorePart
from content.store.tables import (
    ConsentRow,
    SubmissionRow,
)

SOURCE = "gather"  # who records what a source says
PICTURE = "sha256:"  # stands before the hash of a screenshot in a consent's evidence
_PICTURES = re.compile(rf"{PICTURE}([0-9a-f]{{64}})")


@dataclass(frozen=True, slots=True)
class RecordedConsent:
    """A consent and who recorded it."""

    consent: Consent
    by: str


class Rights(StorePart):
    def consent(self, submission_id: str) -> Consent:
        """The current consent of a submission as recorded; `Consent.on` tells how it reads on a day."""
        row = self._current(submission_id)
        if row is None:
            raise _unknown(submission_id)
        return as_consent(row)

    def submissions_by(self, member_id: str) -> tuple[str, ...]:
        """Ids of all that a member sent, sorted."""
        mine = select(SubmissionRow.id).where(SubmissionRow.member_id == member_id).order_by(SubmissionRow.id)
        return tuple(self._session.scalars(mine))

    def hold_submission(self, submission_id: str) -> str:
        """Its group; nobody else records a consent of it until this unit of work ends. UnknownId."""
        mine = select(SubmissionRow).where(SubmissionRow.id == submission_id).with_for_update()
        row = self._session.scalars(mine).first()
        if row is None:
            raise _unknown(submission_id)
        return row.group_id

    def current(self, submission_id: str) -> RecordedConsent | None:
        """The consent that counts, with who recorded it; None before the first."""
        row = self._current(submission_id)
        return RecordedConsent(as_consent(row), row.recorded_by) if row else None

    def consents_by(self, submission_id: str, by: str) -> list[Consent]:
        """Every consent that `by` ever recorded, the newest first."""
        rows = self._session.scalars(
            select(ConsentRow)
            .where(ConsentRow.submission_id == submission_id, ConsentRow.recorded_by == by)
            .order_by(ConsentRow.id.desc())
        )
        return [as_consent(row) for row in rows]

    def evidence_pictures(self, submissions: Collection[str]) -> set[str]:
        """SHA-256 of the screenshots that consents of these submissions name as evidence, and no others."""
        named = ConsentRow.evidence.contains(PICTURE)
        rows = select(ConsentRow.submission_id, ConsentRow.evidence).where(named)
        mine: set[str] = set()
        others: set[str] = set()
        for submission, evidence in self._session.execute(rows):
            (mine if submission in submissions else others).update(_PICTURES.findall(evidence))
        return mine - others

    def put_consent(self, submission_id: str, consent: Consent, *, at: datetime, by: str) -> None:
        """Make it the current one, and what was into history. Whether it may be, and what follows, is decided
        in content.rights.consents, which alone calls this."""
        if (was := self._current(submission_id)) is not None:
            was.is_current = False
        self._session.add(consent_row(submission_id, consent, at, by))
        row = self._session.get_one(SubmissionRow, submission_id)
        row.consent_state, row.consent_until = consent.state.value, consent.until
        self._session.flush()
        self.note("submission", submission_id, at)

    def _current(self, submission_id: str) -> ConsentRow | None:
        mine = current_consents().where(ConsentRow.submission_id == submission_id)
        return self._session.scalars(mine).first()


def plain(consent: Consent) -> dict[str, object]:
    """A consent as JSON."""
    return {
        "state": consent.state.value,
        "groups": consent.scope.value,
        "uses": sorted(consent.uses),
        "since": consent.since.isoformat() if consent.since else None,
        "until": consent.until.isoformat() if consent.until else None,
        "evidence": consent.evidence,
    }


def current_consents() -> Select[ConsentRow]:
    return select(ConsentRow).where(ConsentRow.is_current.is_(True))


def as_consent(row: Any) -> Consent:
    return Consent(
        state=ConsentState(row.state),
        scope=ConsentScope(row.scope),
        uses=frozenset(row.uses),
        since=row.since,
        until=row.until,
        evidence=row.evidence,
    )


def consent_row(submission_id: str, consent: Consent, at: datetime, by: str) -> ConsentRow:
    return ConsentRow(
        submission_id=submission_id,
        state=consent.state.value,
        scope=consent.scope.value,
        uses=sorted(consent.uses),
        since=consent.since,
        until=consent.until,
        evidence=consent.evidence,
        recorded_at=at,
        recorded_by=by,
        is_current=True,
    )


def _unknown(submission_id: str) -> UnknownId:
    return UnknownId(Message("submission.unknown_consent", submission=submission_id))
