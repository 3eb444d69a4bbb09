"""What culling asks besides the rail: how far a batch is, how a photo stands, and who shows it next."""

from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, case, exists, func, literal, or_, select, union_all

from content.model import Choice, Decision, Slot
from content.store.base import AnySelect, StorePart
from content.store.rail import RailFilter, is_few, of_batch
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
_TELLINGS, _STORIES = TellingRow.__table__.c, StoryRow.__table__.c
LATER = "later"  # the reason of an undecided decision: looked at, and put aside


_OF_VERDICT = _VERDICTS.submission_id == _SUBMISSIONS.id
_REPEATS = select(_VERDICTS.of).where(_OF_VERDICT).scalar_subquery()  # looked up, for each of a few
_JUDGED = SubmissionRow.__table__.outerjoin(VerdictRow.__table__, _OF_VERDICT)
_LOOKED_AT = DecisionRow.__table__.join(SubmissionRow.__table__, _SUBMISSIONS.id == _DECISIONS.submission_id)
_PUT_ASIDE = (_DECISIONS.choice == Choice.UNDECIDED.value, _DECISIONS.reason == LATER)
_PICKED = (
    select(func.count())
    .select_from(_JUDGED)
    .where(
        _SUBMISSIONS.posted_at >= bindparam("since"),
        _SUBMISSIONS.member_id == bindparam("member"),
        _SUBMISSIONS.choice != Choice.DROP.value,
        or_(_VERDICTS.kept.is_(True), _SUBMISSIONS.choice == Choice.KEEP.value),
    )
)


def _uses(column: ColumnElement[Any]) -> AnySelect:
    """The days from `first` on that show one of `ids` there, the soonest first."""
    return (
        select(column, _TELLINGS.group_id, _TELLINGS.day, _STORIES.id, _STORIES.title)
        .select_from(TellingRow.__table__.join(StoryRow.__table__, _STORIES.id == _TELLINGS.story_id))
        .where(column.in_(bindparam("ids", expanding=True)), _TELLINGS.day >= bindparam("first"))
        .order_by(_TELLINGS.day, _TELLINGS.group_id)
    )


_SHARED, _OPENING = _uses(_TELLINGS.share_id), _uses(_TELLINGS.opener_id)


def is_open(decision: Decision | None) -> bool:
    """Whether nobody has said anything about it yet, not even "later"."""
    return decision is None or (decision.choice is Choice.UNDECIDED and decision.reason != LATER)


@dataclass(frozen=True, slots=True)
class RunIntake:
    """What one run brought in: `count` submissions, copies of a photo counted once."""

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
class Missing:
    """How many submissions of a batch have no known author, and how many no known product."""

    author: int
    product: int


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
class ScoreStanding:
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
    def gathered(self, newest: int = 12) -> tuple[RunIntake, ...]:
        """The last runs that brought something in, the newest first; copies of a photo count once."""
        mine = SubmissionRow.run_id == RunRow.id
        copy = exists().where(VerdictRow.submission_id == SubmissionRow.id, VerdictRow.of.is_not(None))
        count = select(func.count()).select_from(SubmissionRow).where(mine, ~copy).scalar_subquery()
        runs = (
            select(RunRow.id, RunRow.began_at, count)
            .where(exists().where(mine))
            .order_by(RunRow.began_at.desc(), RunRow.id.desc())
            .limit(newest)
        )
        return tuple(RunIntake(*run) for run in self._session.execute(runs))

    def progress(self, rail_filter: RailFilter, *, folded: bool) -> Progress:
        """How far a batch (run, group and consent of a filter) is; `folded` leaves copies of a photo out."""
        batch = of_batch(rail_filter)
        chosen = select(literal("each"), _SUBMISSIONS.choice, func.count()).where(*batch)
        later = select(literal("later"), _DECISIONS.choice, func.count()).select_from(_LOOKED_AT)
        parts = [chosen, later.where(*_PUT_ASIDE, *batch)]
        if folded:
            few = is_few(rail_filter)
            copy = select(literal("copy"), _SUBMISSIONS.choice, func.count())
            copy = copy.select_from(SubmissionRow.__table__ if few else _JUDGED)
            parts.append(copy.where((_REPEATS if few else _VERDICTS.of).is_not(None), *batch))
        counted = self._read(union_all(*(part.group_by(part.selected_columns[1]) for part in parts)))
        counts = Counter({(part, choice): count for part, choice, count in counted})

        def shown(*choices: str) -> int:
            return sum(counts["each", choice] - counts["copy", choice] for choice in choices)

        return Progress(
            kept=shown(Choice.KEEP),
            dropped=shown(Choice.DROP),
            later=counts["later", Choice.UNDECIDED],
            total=shown(*{choice for _, choice in counts}),
        )

    def missing(self, rail_filter: RailFilter, *, folded: bool) -> Missing:
        """Of how many in a batch the author or the product is not known, whatever the filter says of that."""
        batch = of_batch(replace(rail_filter, missing=""))
        if folded:
            batch.append(_VERDICTS.of.is_(None))
        unknown = [
            func.count(case((column.is_(None), 1)))
            for column in (_SUBMISSIONS.member_id, _SUBMISSIONS.product_id)
        ]
        return Missing(*self._read(select(*unknown).select_from(_JUDGED).where(*batch)).one())

    def scored(self) -> Scored:
        """All scores there are; 20,000 take 8 ms."""
        totals = select(_SCORES.total).where(_SCORES.total.is_not(None)).order_by(_SCORES.total)
        lowest = select(func.min(VerdictRow.score), func.count()).where(VerdictRow.kept.is_(True))
        line, kept = self._session.execute(lowest).one()
        return Scored(array("d", self._session.scalars(totals)), line, kept)

    def standing(self, submission_id: str, scored: Scored) -> ScoreStanding:
        """How the score of a submission stands among all."""
        mine = self._session.get(ScoreRow, submission_id)
        features = (
            select(FeaturesRow.version)
            .join(SubmissionMediaRow, SubmissionMediaRow.sha256 == FeaturesRow.sha256)
            .where(SubmissionMediaRow.submission_id == submission_id, SubmissionMediaRow.position == 0)
        )
        return ScoreStanding(
            above=scored.above(mine.total if mine else None),
            line=scored.line,
            version=mine.version if mine else 0,
            scored_at=mine.scored_at if mine else None,
            features_version=self._session.scalar(features) or 0,
        )

    def picked_of(self, member_id: str, since: datetime) -> int:
        """How many of a member's submissions posted since then were chosen, by the night or by a person."""
        return self._read(_PICKED, member=member_id, since=since).scalar() or 0

    def next_uses(self, ids: Collection[str], first: date) -> dict[str, NextUse]:
        """submission id -> the first day from `first` on that is to show it."""
        soonest: dict[str, NextUse] = {}
        for uses, slot in ((_SHARED, Slot.AFTERNOON), (_OPENING, Slot.MORNING)):
            for key, group, day, story, title in self._read(uses, ids=sorted(ids), first=first):
                use = NextUse(group, day, slot, story, title)
                if key not in soonest or day < soonest[key].day:
                    soonest[key] = use
        return soonest
