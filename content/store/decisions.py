"""What people say of submissions: keep or drop, a rating, a comment; and where crops should look."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import bindparam, delete, select, update

from content.model import Choice, Decision, FocalPoint, Slot
from content.store.base import StorePart, batched
from content.store.review_tables import DecisionRow, FocalPointRow
from content.store.tables import AuditRow, SubmissionRow

_DECISIONS = DecisionRow.__table__.c
_COMMENT = select(_DECISIONS.comment).where(_DECISIONS.submission_id == bindparam("id"))


class Decisions(StorePart):
    def about(self, ids: Iterable[str] | None = None) -> dict[str, Decision]:
        """submission id -> what a person decided, for those there is a decision on (None: all)."""
        everything = select(DecisionRow)
        if ids is None:
            return {row.submission_id: as_decision(row) for row in self._session.scalars(everything)}
        return {
            row.submission_id: as_decision(row)
            for batch in batched(sorted(set(ids)))
            for row in self._session.scalars(everything.where(DecisionRow.submission_id.in_(batch)))
        }

    def comment_on(self, submission_id: str) -> str:
        """What a person wants printed beside this submission; empty if nothing."""
        return self._read(_COMMENT, id=submission_id).scalar() or ""

    def comments_ever(self, ids: Iterable[str]) -> set[tuple[str, str]]:
        """(who, comment) of everything that people ever wanted printed beside these submissions."""
        rows = self._session.execute(
            select(AuditRow.who, AuditRow.detail).where(AuditRow.what.in_(sorted(set(ids))))
        )
        return {
            (actor, detail["to"]["comment"])
            for actor, detail in rows
            if detail and "comment" in detail.get("changed", ()) and detail["to"]["comment"]
        }

    def put_decision(self, decision: Decision, *, seen: int) -> Decision | None:
        """Make it the next version after `seen` (0: there is none yet); None if it is not that any more."""
        row = {
            "submission_id": decision.submission,
            "who": decision.who,
            "choice": decision.choice.value,
            "rating": decision.rating,
            "comment": decision.comment,
            "slot": decision.slot.value if decision.slot else "",
            "reason": decision.reason,
            "at": decision.at,
            "version": seen + 1,
        }
        fresh = self._insert(DecisionRow).values(row)
        mine = fresh.on_conflict_do_update(
            index_elements=["submission_id"], set_=row, where=DecisionRow.version == seen
        )
        if self._change(mine) != 1:
            return None
        choice = "" if decision.choice is Choice.UNDECIDED else decision.choice.value
        of = update(SubmissionRow).where(SubmissionRow.id == decision.submission)
        self._change(of.values(choice=choice))
        self.note("submission", decision.submission, decision.at)
        return replace(decision, version=seen + 1)

    def focal_point(self, sha256: str) -> FocalPoint | None:
        """What a person said a crop of this medium should keep."""
        row = self._session.get(FocalPointRow, sha256)
        return FocalPoint(row.sha256, row.x, row.y, row.who, row.at) if row else None

    def set_focal_point(
        self, sha256: str, point: tuple[float, float] | None, *, actor: str, at: datetime
    ) -> None:
        """Let crops of this medium look at `point` (fractions of the upright picture); None: as measured."""
        if point is None:
            self._change(delete(FocalPointRow).where(FocalPointRow.sha256 == sha256))
        else:
            row = {"sha256": sha256, "x": point[0], "y": point[1], "who": actor, "at": at}
            self._put(FocalPointRow, [row])
        self.note("media", sha256, at)


def as_decision(row: DecisionRow) -> Decision:
    return Decision(
        submission=row.submission_id,
        who=row.who,
        choice=Choice(row.choice),
        at=row.at,
        rating=row.rating,
        comment=row.comment,
        slot=Slot(row.slot) if row.slot else None,
        reason=row.reason,
        version=row.version,
    )
