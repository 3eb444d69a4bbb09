"""Everything that became of one submission, on one page."""

from datetime import date

from sqlalchemy import or_, select

from content.errors import UnknownId
from content.model import Message
from content.store.base import StorePart, UnitOfWork
from content.store.cards import CARDS, POSTS, Cards
from content.store.curation import Curation, as_outcome, as_verdict
from content.store.decisions import Decisions
from content.store.intake import Intake
from content.store.lists import AuditFilter, Lists
from content.store.rail import Rail
from content.store.rights import as_consent
from content.store.tables import ConsentRow, FeaturesRow, MemberRow, ScoreRow, SubmissionRow, VerdictRow
from content.store.views import ConsentRecord, SubmissionLife

MOST_USES = 200  # posts on the page of one photo


class SubmissionHistory(StorePart):
    def __init__(
        self,
        unit: UnitOfWork,
        cards: Cards,
        curation: Curation,
        decisions: Decisions,
        intake: Intake,
        lists: Lists,
        rail: Rail,
    ) -> None:
        super().__init__(unit)
        self._cards = cards
        self._curation = curation
        self._decisions = decisions
        self._intake = intake
        self._lists = lists
        self._rail = rail

    def submission_life(self, submission_id: str, today: date | None = None) -> SubmissionLife:
        """The whole life of a submission, its present consent as it reads `today`; UnknownId."""
        row = self._session.get(SubmissionRow, submission_id)
        if row is None:
            raise UnknownId(Message("submission.unknown", submission=submission_id))
        submission = self._intake.submission(submission_id)
        cover = submission.media[0].sha256 if submission.media else ""
        score = self._session.get(ScoreRow, submission_id)
        verdict = self._session.get(VerdictRow, submission_id)
        features = self._session.get(FeaturesRow, cover)
        member = self._session.get(MemberRow, submission.member or "")
        return SubmissionLife(
            submission=submission,
            nickname=member.nickname if member else "",
            run=row.run_id,
            gathered_at=row.gathered_at,
            consents=self._consents(submission_id, today),
            outcome=as_outcome(score) if score else None,
            features=features.values if features else {},
            verdict=as_verdict(verdict) if verdict else None,
            verdict_run=verdict.run_id if verdict else "",
            decision=self._decisions.about([submission_id]).get(submission_id),
            focus=self._curation.focal_points([submission_id]).get(cover),
            focal_point=self._decisions.focal_point(cover),
            uses=tuple(
                self._cards.cards_where(
                    CARDS.where(or_(POSTS.photo_id == submission_id, POSTS.submission_id == submission_id))
                    .order_by(POSTS.goes_out_at.desc(), POSTS.id)
                    .limit(MOST_USES)
                )
            ),
            stack=tuple(self._rail.stack(submission_id)),
            audit=self._lists.audit_page(AuditFilter(item=submission_id)).items,
        )

    def _consents(self, submission_id: str, today: date | None) -> tuple[ConsentRecord, ...]:
        rows = self._session.scalars(
            select(ConsentRow).where(ConsentRow.submission_id == submission_id).order_by(ConsentRow.id)
        )
        return tuple(
            ConsentRecord(
                as_consent(row).on(today) if today and row.is_current else as_consent(row),
                row.recorded_at,
                row.recorded_by,
                row.is_current,
            )
            for row in rows
        )
