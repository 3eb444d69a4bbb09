"""What the photos of a workspace still lack before a week can show them."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, exists, func, select

from content.model import Choice, ConsentState, PostState
from content.store.base import StorePart
from content.store.tables import GapRow, PostRow, QuarantineRow, SubmissionMediaRow
from content.store.tables import SubmissionRow as Sub

NO = (ConsentState.REFUSED.value, ConsentState.WITHDRAWN.value)
DROPPED = Choice.DROP.value
WAITING = (PostState.DRAFT.value, PostState.IN_REVIEW.value, PostState.RETURNED.value)


@dataclass(frozen=True, slots=True)
class PhotoCounts:
    """Submissions with a photo: all, and those young enough to be shown that nobody said no to.

    Of these, what each lacks first: author, then product, then consent."""

    all: int
    recent: int
    without_author: int
    without_product: int
    without_consent: int


@dataclass(frozen=True, slots=True)
class WeekCounts:
    """From a day on: posts to come that wait for a person or are approved, and what could not be filled."""

    in_review: int
    approved: int
    gaps: int


class Readiness(StorePart):
    def photos(self, since: datetime) -> PhotoCounts:
        """What was gathered, and what those that were posted `since` lack."""
        usable = and_(Sub.posted_at >= since, Sub.consent_state.not_in(NO), Sub.choice != DROPPED)
        author, product = Sub.member_id.is_not(None), Sub.product_id.is_not(None)
        unasked = Sub.consent_state == ConsentState.UNKNOWN.value
        with_photo = exists().where(SubmissionMediaRow.submission_id == Sub.id)
        row = self._session.execute(
            select(
                func.count(),
                _count(usable),
                _count(usable, ~author),
                _count(usable, author, ~product),
                _count(usable, author, product, unasked),
            )
            .select_from(Sub)
            .where(with_photo)
        ).one()
        return PhotoCounts(*row)

    def week(self, first: date) -> WeekCounts:
        """The posts and gaps from the day `first` on."""
        coming = PostRow.day >= first
        waiting = PostRow.state.in_(WAITING)
        in_review, approved = self._session.execute(
            select(_count(coming, waiting), _count(coming, PostRow.state == PostState.APPROVED.value))
        ).one()
        gaps = self._session.scalar(select(func.count()).select_from(GapRow).where(GapRow.day >= first))
        return WeekCounts(in_review, approved, gaps or 0)

    def refused(self) -> int:
        """How many items and exports wait in quarantine."""
        waiting = select(func.count()).select_from(QuarantineRow).where(QuarantineRow.solved_at.is_(None))
        return self._session.scalar(waiting) or 0


def _count(*conditions: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count().filter(and_(*conditions))
