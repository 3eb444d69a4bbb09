"""What was measured and decided about submissions: features, scores, verdicts."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, or_, select

from content.model import (
    Dropped,
    Features,
    Kept,
    Message,
    PhotoFacts,
    Reason,
    Score,
    ScorePart,
    Unreadable,
)
from content.store.base import ROWS_AT_ONCE, StorePart, batched
from content.store.curation_tables import LikenessRow, PrintRow
from content.store.review_tables import FocalPointRow
from content.store.tables import (
    FeaturesRow,
    PhotoFactsRow,
    ScoreRow,
    SubmissionMediaRow,
    SubmissionRow,
    VerdictRow,
)

Verdict = Kept | Dropped
_MEDIA, _FEATURES = SubmissionMediaRow.__table__.c, FeaturesRow.__table__.c
_WORDS = FocalPointRow.__table__.c  # a person's
_X = func.coalesce(_WORDS.x, _FEATURES.focus_x)
_FOCAL_POINTS = (
    select(_MEDIA.sha256, _X, func.coalesce(_WORDS.y, _FEATURES.focus_y))
    .outerjoin(FeaturesRow.__table__, _FEATURES.sha256 == _MEDIA.sha256)
    .outerjoin(FocalPointRow.__table__, _WORDS.sha256 == _MEDIA.sha256)
    .where(_MEDIA.submission_id.in_(bindparam("ids", expanding=True)), _X.is_not(None))
)
_LOOKS = (
    select(_MEDIA.sha256, _FEATURES["values"])
    .join(FeaturesRow.__table__, _FEATURES.sha256 == _MEDIA.sha256)
    .where(_MEDIA.submission_id.in_(bindparam("ids", expanding=True)))
)
_FACTS = (
    select(PhotoFactsRow.sha256, PhotoFactsRow.facts)
    .join(SubmissionMediaRow, SubmissionMediaRow.sha256 == PhotoFactsRow.sha256)
    .where(SubmissionMediaRow.submission_id.in_(bindparam("ids", expanding=True)))
)
_MEASURED = select(*_FEATURES).where(_FEATURES.sha256.in_(bindparam("hashes", expanding=True)))


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
        self._put(
            PhotoFactsRow,
            [
                {"sha256": sha256, "version": f.facts_version, "facts": f.facts.as_json()}
                for sha256, f in features.items()
                if f.facts is not None
            ],
        )

    def photo_facts(self, submissions: Iterable[str]) -> dict[str, PhotoFacts]:
        """sha256 -> faces and calm parts of each picture of these submissions that somebody looked at."""
        facts = {}
        for batch in batched(sorted(submissions)):
            rows = self._read(_FACTS, ids=batch)
            facts.update({sha256: PhotoFacts.from_json(given) for sha256, given in rows})
        return facts

    def without_facts(self, version: str, most: int) -> list[str]:
        """sha256 of members' measured pictures without facts of this version, the latest measured first."""
        sent = select(SubmissionMediaRow.sha256)
        there = select(PhotoFactsRow.sha256).where(PhotoFactsRow.version == version)
        rows = self._session.scalars(
            select(FeaturesRow.sha256)
            .where(FeaturesRow.sha256.in_(sent), FeaturesRow.sha256.not_in(there))
            .order_by(FeaturesRow.measured_at.desc(), FeaturesRow.sha256)
            .limit(most)
        )
        return list(rows)

    def features(self, hashes: Iterable[str] | None = None) -> dict[str, Features]:
        """sha256 -> what was measured (None: of every medium)."""
        if hashes is None:
            return {row.sha256: _features(row) for row in self._read(select(*_FEATURES))}
        return {
            row.sha256: _features(row)
            for batch in batched(sorted(hashes))
            for row in self._read(_MEASURED, hashes=batch)
        }

    def measured(self) -> dict[str, Features]:
        """sha256 -> what was measured on every medium, without hashes and thumbnails: these are large."""
        columns = (FeaturesRow.sha256, FeaturesRow.version, FeaturesRow.values)
        rows = self._session.execute(select(*columns, FeaturesRow.focus_x, FeaturesRow.focus_y))
        return {sha: Features(version, values, (x, y), b"", b"") for sha, version, values, x, y in rows}

    def unprinted(self, version: int, most: int) -> dict[str, Features]:
        """The first media, by sha256, measured at this version that were not looked for among the others."""
        looked_for = select(PrintRow.sha256).where(PrintRow.version == version)
        rows = self._session.scalars(
            select(FeaturesRow)
            .where(FeaturesRow.version == version, FeaturesRow.sha256.not_in(looked_for))
            .order_by(FeaturesRow.sha256)
            .limit(most)
        )
        return {row.sha256: _features(row) for row in rows}

    def prints(self) -> Iterator[tuple[str, bytes]]:
        """(sha256, hashes) of every photo that was looked for among the others, by sha256."""
        rows = select(PrintRow.sha256, PrintRow.hashes).order_by(PrintRow.sha256)
        rows_in_batches = self._session.execute(rows, execution_options={"yield_per": ROWS_AT_ONCE})
        yield from ((sha256, hashes) for sha256, hashes in rows_in_batches)

    def looks(self) -> dict[str, bytes]:
        """sha256 -> what covers are compared by for variety."""
        rows = self._session.execute(select(PrintRow.sha256, PrintRow.look))
        return {sha256: look for sha256, look in rows}  # noqa: C416 - dict() does not take typed rows

    def thumbnails(self, hashes: Iterable[str]) -> dict[str, bytes]:
        """sha256 -> thumbnail of these media."""
        columns = select(FeaturesRow.sha256, FeaturesRow.thumbnail)
        return {
            sha256: thumbnail
            for batch in batched(sorted(set(hashes)))
            for sha256, thumbnail in self._session.execute(columns.where(FeaturesRow.sha256.in_(batch)))
        }

    def add_prints(
        self, prints: Mapping[str, tuple[bytes, bytes]], same: Iterable[tuple[str, str]], version: int
    ) -> None:
        """Keep that these media (sha256 -> hashes, look) were looked for, and which pairs are one photo.

        What was said of them before is forgotten.
        """
        for batch in batched(sorted(prints)):
            outdated = or_(LikenessRow.one.in_(batch), LikenessRow.other.in_(batch))
            self._change(delete(LikenessRow).where(outdated))
        self._put(
            PrintRow,
            [
                {"sha256": sha256, "version": version, "hashes": hashes, "look": look}
                for sha256, (hashes, look) in prints.items()
            ],
        )
        pairs = {(min(pair), max(pair)) for pair in same}
        self._add(LikenessRow, [{"one": first, "other": other} for first, other in sorted(pairs)])

    def likenesses(self, of: Collection[str] | None = None) -> list[tuple[str, str]]:
        """Pairs of media that are the same photo, each once (None: all; else those with one of these)."""
        rows = select(LikenessRow.one, LikenessRow.other).order_by(LikenessRow.one, LikenessRow.other)
        if of is not None:
            rows = rows.where(or_(LikenessRow.one.in_(of), LikenessRow.other.in_(of)))
        return [(first, other) for first, other in self._session.execute(rows)]

    def same_as(self, hashes: Collection[str]) -> list[str]:
        """Ids of the submissions that show one of these media, or one that is the same photo; sorted."""
        same, ask = set(hashes), list(hashes)
        while ask:
            near = or_(LikenessRow.one.in_(ask), LikenessRow.other.in_(ask))
            rows = self._session.execute(select(LikenessRow.one, LikenessRow.other).where(near))
            ask = sorted({sha256 for pair in rows for sha256 in pair} - same)
            same.update(ask)
        showing = select(SubmissionMediaRow.submission_id).where(SubmissionMediaRow.sha256.in_(same))
        return sorted(set(self._session.scalars(showing)))

    def chances(self) -> dict[str, float]:
        """submission id -> the chance with which a lot drew it, of those that were drawn."""
        rows = self._session.execute(
            select(VerdictRow.submission_id, VerdictRow.chance).where(VerdictRow.chance < 1)
        )
        return {name: chance for name, chance in rows}  # noqa: C416 - typed rows

    def focal_points(self, submissions: Iterable[str]) -> dict[str, tuple[float, float]]:
        """sha256 -> focal point of each picture of these submissions: a person's word, else as measured."""
        points = {}
        for batch in batched(sorted(submissions)):
            points.update({sha256: (x, y) for sha256, x, y in self._read(_FOCAL_POINTS, ids=batch)})
        return points

    def measured_on(self, submissions: Iterable[str]) -> dict[str, Mapping[str, float]]:
        """sha256 -> the named values of each measured picture of these submissions."""
        looks: dict[str, Mapping[str, float]] = {}
        for batch in batched(sorted(submissions)):
            looks.update((sha256, values) for sha256, values in self._read(_LOOKS, ids=batch))
        return looks

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
                    "weights": outcome.weights if isinstance(outcome, Score) else "",
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


def _features(row: Any) -> Features:
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
        return Unreadable(row.unreadable or Message("photo.not_scored"))
    return Score(
        row.total, tuple(ScorePart(name, value, weight) for name, value, weight in row.parts), row.weights
    )


def _verdict_row(key: str, verdict: Verdict, at: datetime, run: str) -> dict[str, object]:
    return {
        "submission_id": key,
        "kept": isinstance(verdict, Kept),
        "reason": verdict.reason.value,
        "score": verdict.score,
        "rank": verdict.rank if isinstance(verdict, Kept) else None,
        "of": verdict.of if isinstance(verdict, Dropped) else None,
        "chance": verdict.chance if isinstance(verdict, Kept) else 1.0,
        "why": verdict.why,
        "decided_at": at,
        "run_id": run,
    }


def as_verdict(row: VerdictRow) -> Verdict:
    if row.kept:
        return Kept(score=row.score or 0.0, rank=row.rank or 0, why=row.why, chance=row.chance)
    return Dropped(reason=Reason(row.reason), why=row.why, score=row.score, of=row.of)
