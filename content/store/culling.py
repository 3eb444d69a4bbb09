"""What culling asks besides the rail: how far a batch is, how a photo stands, and who shows it next."""

from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import exists, func, or_, select

from content.model import Choice, Decision, Slot
from content.store.base import StorePart
from content.store.rail import RailFilter, of_batch
from content.store.review_tables import DecisionRow
from content.store.tables import (
    FeaturesRow,
    RunRow,
    ScoreRow,
    StoryRow,
    SubmissionMediaRow,
    SubmissionRow,
    TellingRow,
    VerdictRow,
)

_SUBMISSIONS, _SCORES, _VERDICTS, _DECISIONS = (
    row.__table__.c for row in (SubmissionRow, ScoreRow, VerdictRow, DecisionRow)
)
LATER = "later"  # the reason of an undecided decision: looked at, and put aside


def is_open(decision: Decision | None) -> bool:
    """Whether nobody has said anything about it yet, not even "later"."""
    return decision is None or (decision.choice is Choice.UNDECIDED and decision.reason != LATER)


@dataclass(frozen=True, slots=True)
class Gathered:
    """What one run brought in: `count` submissions."""

    run: str
    began_at: datetime
    count: int


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a batch is culled, in submissions; `later` were put aside."""

    kept: int
    dropped: int
    later: int
    total: int

    @property
    def decided(self) -> int:
        return self.kept + self.dropped + self.later


@dataclass(frozen=True, slots=True)
class Scored:
    """All scores there are, ascending; `line` is the lowest that was kept, None where nothing was, `kept` how
    many were."""

    totals: "array[float]"
    line: float | None
    kept: int

    def above(self, total: float | None) -> float:
        """The share (0..1) of all with a lower score."""
        return bisect_left(self.totals, total) / len(self.totals) if self.totals and total is not None else 0


@dataclass(frozen=True, slots=True)
class Standing:
    """`above` is the share (0..1) of all scored submissions with a lower score, `line` the lowest score that
    was kept, None where nothing was. `version` is the measure's."""

    above: float
    line: float | None
    version: int
    scored_at: datetime | None
    features_version: int


@dataclass(frozen=True, slots=True)
class NextUse:
    """The next day on which a group is to see the photo, and the story it goes with."""

    group: str
    day: date
    slot: Slot
    story: str
    title: str


class Culling(StorePart):
    def gathered(self, newest: int = 12) -> list[Gathered]:
        """The last runs that brought something in, the newest first."""
        mine = SubmissionRow.run_id == RunRow.id
        count = select(func.count()).select_from(SubmissionRow).where(mine).scalar_subquery()
        runs = (
            select(RunRow.id, RunRow.began_at, count)
            .where(exists().where(mine))
            .order_by(RunRow.began_at.desc(), RunRow.id.desc())
            .limit(newest)
        )
        return [Gathered(*run) for run in self._session.execute(runs)]

    def progress(self, asked: RailFilter, *, folded: bool) -> Progress:
        """How far a batch (run, group and consent of a filter) is; `folded` leaves copies of a photo out."""
        counted = select(_SUBMISSIONS.choice, func.count()).where(*of_batch(asked))
        by_choice = counted.group_by(_SUBMISSIONS.choice)
        counts = Counter(dict(self._session.execute(by_choice).tuples().all()))
        if folded:
            copies = by_choice.join(VerdictRow.__table__, _VERDICTS.submission_id == _SUBMISSIONS.id)
            of_others = self._session.execute(copies.where(_VERDICTS.of.is_not(None)))
            counts.subtract(dict(of_others.tuples().all()))
        later = self._later(asked)
        return Progress(counts[Choice.KEEP.value], counts[Choice.DROP.value], later, counts.total())

    def scored(self) -> Scored:
        """All scores there are; 20,000 take 8 ms."""
        totals = select(_SCORES.total).where(_SCORES.total.is_not(None)).order_by(_SCORES.total)
        lowest = select(func.min(VerdictRow.score), func.count()).where(VerdictRow.kept.is_(True))
        line, kept = self._session.execute(lowest).one()
        return Scored(array("d", self._session.scalars(totals)), line, kept)

    def standing(self, submission_id: str, scored: Scored) -> Standing:
        """How the score of a submission stands among all."""
        mine = self._session.get(ScoreRow, submission_id)
        features = (
            select(FeaturesRow.version)
            .join(SubmissionMediaRow, SubmissionMediaRow.sha256 == FeaturesRow.sha256)
            .where(SubmissionMediaRow.submission_id == submission_id, SubmissionMediaRow.position == 0)
        )
        return Standing(
            above=scored.above(mine.total if mine else None),
            line=scored.line,
            version=mine.version if mine else 0,
            scored_at=mine.scored_at if mine else None,
            features_version=self._session.scalar(features) or 0,
        )

    def picked_of(self, member_id: str, since: datetime) -> int:
        """How many of a member's submissions posted since then were chosen, by the night or by a person."""
        chosen = (
            select(func.count())
            .select_from(SubmissionRow)
            .outerjoin(VerdictRow, VerdictRow.submission_id == SubmissionRow.id)
            .where(
                SubmissionRow.posted_at >= since,
                SubmissionRow.member_id == member_id,
                SubmissionRow.choice != Choice.DROP.value,
                or_(VerdictRow.kept.is_(True), SubmissionRow.choice == Choice.KEEP.value),
            )
        )
        return self._session.scalar(chosen) or 0

    def next_uses(self, ids: Collection[str], first: date) -> dict[str, NextUse]:
        """submission id -> the first day from `first` on that is to show it."""
        found: dict[str, NextUse] = {}
        for column, slot in ((TellingRow.share_id, Slot.AFTERNOON), (TellingRow.opener_id, Slot.MORNING)):
            rows = self._session.execute(
                select(column, TellingRow.group_id, TellingRow.day, StoryRow.id, StoryRow.title)
                .join(StoryRow, StoryRow.id == TellingRow.story_id)
                .where(column.in_(sorted(ids)), TellingRow.day >= first)
                .order_by(TellingRow.day, TellingRow.group_id)
            )
            for key, group, day, story, title in rows:
                use = NextUse(group, day, slot, story, title)
                if key not in found or day < found[key].day:
                    found[key] = use
        return found

    def _later(self, asked: RailFilter) -> int:
        aside = (
            select(func.count())
            .select_from(DecisionRow.__table__)
            .join(SubmissionRow.__table__, _SUBMISSIONS.id == _DECISIONS.submission_id)
            .where(_DECISIONS.choice == Choice.UNDECIDED.value, _DECISIONS.reason == LATER)
        )
        return self._session.scalar(aside.where(*of_batch(asked))) or 0
