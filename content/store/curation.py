"""What was measured and decided about submissions: features, scores, verdicts."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, select

from content.model import Dropped, Features, Kept, Part, Reason, Score, Unreadable
from content.store.base import StorePart, batched
from content.store.review_tables import FocalPointRow
from content.store.tables import FeaturesRow, ScoreRow, SubmissionMediaRow, SubmissionRow, VerdictRow

Verdict = Kept | Dropped


class Curation(StorePart):
    def unscored(self, version: int) -> list[str]:
        """Ids of submissions without a score of this version, sorted."""
        scored = select(ScoreRow.submission_id).where(ScoreRow.version == version)
        rows = self._session.scalars(
            select(SubmissionRow.id).where(SubmissionRow.id.not_in(scored)).order_by(SubmissionRow.id)
        )
        return list(rows)

    def add_features(self, features: Mapping[str, Features], at: datetime) -> None:
        """Keep what was measured, by the sha256 of the medium."""
        self._put(
            FeaturesRow,
            [
                {
                    "sha256": sha256,
                    "version": f.version,
                    "values": dict(f.values),
                    "focus_x": f.focus[0],
                    "focus_y": f.focus[1],
                    "hashes": f.hashes,
                    "thumbnail": f.thumbnail,
                    "measured_at": at,
                }
                for sha256, f in features.items()
            ],
        )

    def features(self, hashes: Iterable[str] | None = None) -> dict[str, Features]:
        """sha256 -> what was measured (None: of every medium)."""
        everything = select(FeaturesRow)
        if hashes is None:
            return {row.sha256: _features(row) for row in self._session.scalars(everything)}
        return {
            row.sha256: _features(row)
            for batch in batched(sorted(hashes))
            for row in self._session.scalars(everything.where(FeaturesRow.sha256.in_(batch)))
        }

    def focal_points(self, submissions: Iterable[str]) -> dict[str, tuple[float, float]]:
        """sha256 -> focal point of each picture of these submissions: a person's word, else as measured."""
        found = {}
        x = func.coalesce(FocalPointRow.x, FeaturesRow.focus_x)
        y = func.coalesce(FocalPointRow.y, FeaturesRow.focus_y)
        for batch in batched(sorted(submissions)):
            rows = self._session.execute(
                select(SubmissionMediaRow.sha256, x, y)
                .outerjoin(FeaturesRow, FeaturesRow.sha256 == SubmissionMediaRow.sha256)
                .outerjoin(FocalPointRow, FocalPointRow.sha256 == SubmissionMediaRow.sha256)
                .where(SubmissionMediaRow.submission_id.in_(batch), x.is_not(None))
            )
            found.update({sha256: (x, y) for sha256, x, y in rows})
        return found

    def add_outcomes(self, outcomes: Mapping[str, Score | Unreadable], version: int, at: datetime) -> None:
        """Keep scores by submission id; one of an older version is replaced."""
        self._put(
            ScoreRow,
            [
                {
                    "submission_id": submission_id,
                    "version": version,
                    "total": outcome.total if isinstance(outcome, Score) else None,
                    "parts": _parts(outcome),
                    "unreadable": outcome.why if isinstance(outcome, Unreadable) else None,
                    "scored_at": at,
                }
                for submission_id, outcome in outcomes.items()
            ],
        )

    def outcomes(self, ids: Sequence[str] | None = None) -> dict[str, Score | Unreadable]:
        """submission id -> its score (None: all)."""
        everything = select(ScoreRow)
        if ids is None:
            return {row.submission_id: as_outcome(row) for row in self._session.scalars(everything)}
        return {
            row.submission_id: as_outcome(row)
            for batch in batched(ids)
            for row in self._session.scalars(everything.where(ScoreRow.submission_id.in_(batch)))
        }

    def set_verdicts(self, verdicts: Mapping[str, Verdict], *, at: datetime, run: str) -> None:
        """Replace the verdicts that changed; those that did not keep their run and time."""
        before = self.verdicts()
        changed = {key: verdict for key, verdict in verdicts.items() if before.get(key) != verdict}
        self._put(VerdictRow, [_verdict_row(key, verdict, at, run) for key, verdict in changed.items()])

    def verdicts(self) -> dict[str, Verdict]:
        """submission id -> what became of it."""
        return {row.submission_id: as_verdict(row) for row in self._session.scalars(select(VerdictRow))}

    def verdict(self, submission_id: str) -> Verdict | None:
        """What became of one submission."""
        row = self._session.get(VerdictRow, submission_id)
        return as_verdict(row) if row else None

    def count_verdicts(self) -> dict[str, int]:
        """reason code -> how many submissions."""
        rows = self._session.execute(
            select(VerdictRow.reason, func.count()).group_by(VerdictRow.reason).order_by(VerdictRow.reason)
        )
        return {reason: count for reason, count in rows}  # noqa: C416 - dict() does not take typed rows


def _features(row: FeaturesRow) -> Features:
    return Features(
        version=row.version,
        values=row.values,
        focus=(row.focus_x, row.focus_y),
        hashes=row.hashes,
        thumbnail=row.thumbnail,
    )


def _parts(outcome: Score | Unreadable) -> list[list[object]]:
    return [[p.name, p.value, p.weight] for p in outcome.parts] if isinstance(outcome, Score) else []


def as_outcome(row: ScoreRow) -> Score | Unreadable:
    if row.total is None:
        return Unreadable(row.unreadable or "")
    return Score(row.total, tuple(Part(name, value, weight) for name, value, weight in row.parts))


def _verdict_row(key: str, verdict: Verdict, at: datetime, run: str) -> dict[str, object]:
    return {
        "submission_id": key,
        "kept": isinstance(verdict, Kept),
        "reason": verdict.reason.value,
        "score": verdict.score,
        "rank": verdict.rank if isinstance(verdict, Kept) else None,
        "of": verdict.of if isinstance(verdict, Dropped) else None,
        "zh": verdict.zh,
        "en": verdict.en,
        "decided_at": at,
        "run_id": run,
    }


def as_verdict(row: VerdictRow) -> Verdict:
    if row.kept:
        return Kept(score=row.score or 0.0, rank=row.rank or 0, zh=row.zh, en=row.en)
    return Dropped(reason=Reason(row.reason), zh=row.zh, en=row.en, score=row.score, of=row.of)
