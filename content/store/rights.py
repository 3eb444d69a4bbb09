"""Rights: the one door through which a consent changes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from content.errors import IllegalMove, UnknownId
from content.inbox import ConsentEvent
from content.model import (
    CONSENT_MOVES,
    TAKEN_BACK,
    USES,
    Consent,
    ConsentScope,
    ConsentState,
    Message,
    may_become,
    may_hear,
    own_words,
)
from content.store.base import StorePart, UnitOfWork
from content.store.tables import (
    ConsentRow,
    SubmissionRow,
)
from content.store.withdrawals import Withdrawals, last_day

SOURCE = "gather"  # who records what a source says
KIND = "consent"  # of the audit's entries


class Rights(StorePart):
    def __init__(self, unit: UnitOfWork, withdrawals: Withdrawals) -> None:
        super().__init__(unit)
        self._withdrawals = withdrawals

    def record_consent(
        self, submission_id: str, consent: Consent, *, at: datetime, by: str, why: Message | None = None
    ) -> bool:
        """The one door: make `consent` the current one; False if it already is. Earlier ones stay as history.

        A consent that runs out is not recorded: it reads as expired on every day after its last, by its dates
        alone, so that a clock that was wrong spoils none.

        In the same transaction an audit row is written, and what may not be shown any more leaves the
        shortlist, the plan and the queue; what members saw is listed for removal by hand. IllegalMove where
        the table of moves forbids it.
        """
        row = self._held(submission_id)
        was = self._current(submission_id)
        known = as_consent(was) if was else None
        if known == consent:
            return False
        if known is not None and not may_become(known.on(last_day(at)), consent):
            raise _illegal(submission_id, known.on(last_day(at)), consent)
        if was is not None:
            was.is_current = False
        self._session.add(consent_row(submission_id, consent, at, by))
        row.consent_state, row.consent_until = consent.state.value, consent.until
        self._session.flush()
        self.note("submission", submission_id, at)
        if known is not None:  # the first word came with the submission
            self._write_consent(submission_id, known, consent, at, by, why)
            self._withdrawals.take_from_show(submission_id, row.group_id, consent, at, by)
        return True

    def hear_consent(self, submission_id: str, consent: Consent, *, at: datetime, by: str = SOURCE) -> bool:
        """Let a source's word count where it may; False if it says nothing new or must not be believed."""
        day, was = last_day(at), self._current(submission_id)
        if was is not None:
            if self._is_old(submission_id, consent, by):
                return False
            if not may_hear(as_consent(was).on(day), consent.on(day), same_source=was.recorded_by == by):
                return False
        return self.record_consent(submission_id, consent, at=at, by=by)

    def apply_consent_events(
        self, events: Sequence[tuple[ConsentEvent, tuple[str, ...]]], *, at: datetime, by: str
    ) -> int:
        """Let what was said in a chat count; how many submissions it changed.

        Each event comes with the ids of the submissions it is about; none of them and a member: all that
        this member sent. What grants no use of ours is no consent. Reading an export again changes nothing.
        """
        changed = 0
        for event, ids in events:
            if event.state is ConsentState.GRANTED and event.uses.isdisjoint(USES):
                continue
            consent = Consent(event.state, uses=event.uses, evidence=event.evidence)
            about = ids or (self.submissions_by(event.member) if event.member else ())
            changed += sum(self.hear_consent(key, consent, at=at, by=by) for key in about)
        return changed

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

    # -- rows -------------------------------------------------------------------------------------
    def _held(self, submission_id: str) -> SubmissionRow:
        """The submission, held: nobody else records a consent of it until this unit of work ends."""
        mine = select(SubmissionRow).where(SubmissionRow.id == submission_id).with_for_update()
        row = self._session.scalars(mine).first()
        if row is None:
            raise _unknown(submission_id)
        return row

    def _current(self, submission_id: str) -> ConsentRow | None:
        mine = current_consents().where(ConsentRow.submission_id == submission_id)
        return self._session.scalars(mine).first()

    def _is_old(self, submission_id: str, consent: Consent, by: str) -> bool:
        """Whether this source said so last, or ever where it is a no: old chats are read again and again."""
        rows = self._session.scalars(
            select(ConsentRow)
            .where(ConsentRow.submission_id == submission_id, ConsentRow.recorded_by == by)
            .order_by(ConsentRow.id.desc())
        )
        said = [as_consent(row) for row in rows]
        return consent in said if consent.state in TAKEN_BACK else said[:1] == [consent]

    def _write_consent(
        self, key: str, was: Consent, now: Consent, at: datetime, by: str, why: Message | None
    ) -> None:
        detail = {"from": plain(was), "to": plain(now)}
        why = why or own_words(now.evidence)
        self.write_down(KIND, key, actor=by, at=at, was=was.state, became=now.state, why=why, detail=detail)


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


def current_consents() -> Select[tuple[ConsentRow]]:
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


def _illegal(key: str, was: Consent, now: Consent) -> IllegalMove:
    allowed = tuple(sorted(CONSENT_MOVES[was.state]))
    return IllegalMove(
        Message("rights.illegal_move", submission=key, state=was.state, wanted=now.state, allowed=allowed)
    )
