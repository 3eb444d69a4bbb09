"""The culling rail: submissions with all that a person weighs, in the order the person asks for."""

from collections import namedtuple
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, desc, exists, func, select, tuple_

from content.model import Choice, Consent, ConsentState
from content.store.base import AnySelect, StorePart
from content.store.curation import as_outcome, as_verdict
from content.store.decisions import as_decision
from content.store.intake import as_medium
from content.store.paging import cursor, number_and_id, time_and_id
from content.store.review_tables import DecisionRow
from content.store.tables import (
    MediaRow,
    MemberRow,
    ProductRow,
    ScoreRow,
    SubmissionMediaRow,
    SubmissionRow,
    VerdictRow,
)
from content.store.views import Page, RailItem

ON_THE_RAIL = 60


class RailSort(StrEnum):
    NEWEST = "newest"
    OLDEST = "oldest"
    SCORE = "score"  # best first; what has no score is left out


@dataclass(frozen=True, slots=True)
class RailFilter:
    """Which submissions the rail shows; what is empty does not matter. `run` is the one that gathered them.

    `missing` names what is not known of it: "author" or "product".
    `stack` is a submission: those that show the same photo. `kept` asks for the night's verdict. Consents
    read as they do `today`, where it is named: a grant whose last day is over has expired.
    """

    run: str = ""
    group: str = ""
    consent: ConsentState | None = None
    stack: str = ""
    choice: Choice | None = None
    kept: bool | None = None
    today: date | None = None
    missing: str = ""


class Rail(StorePart):
    def page(
        self,
        rail_filter: RailFilter,
        *,
        sort: RailSort = RailSort.NEWEST,
        after: str | None = None,
        most: int = ON_THE_RAIL,
    ) -> Page[RailItem]:
        """Submissions to be culled, with score, verdict and decision."""
        wanted = _wanted(rail_filter, self.stack(rail_filter.stack))
        if sort is RailSort.SCORE:
            rows = self._read(_by_score(wanted, after, few=is_few(rail_filter)).limit(most + 1))
            ids = [key for key, total in rows if total is not None]  # those without one stand last
        else:
            ids = list(self._read(_by_time(wanted, sort, after).limit(most + 1)).scalars())
        items = self._items(ids[:most], rail_filter.today)
        return Page(items, _place(items[-1], sort) if len(ids) > most else None)

    def rail_item(self, submission_id: str, today: date | None = None) -> RailItem | None:
        """One submission as the rail shows it `today`."""
        return next(iter(self._items([submission_id], today)), None)

    def _items(self, ids: Sequence[str], today: date | None) -> tuple[RailItem, ...]:
        """The submissions there are of these, in their order."""
        parts_by_id = {row[0]: _parts(row) for row in self._read(_ITEMS, ids=ids).all()}
        parts = [parts_by_id[key] for key in ids if key in parts_by_id]
        stacked = self._stacked({verdict.of or submission.id for submission, _, _, verdict, *_ in parts})
        return tuple(_item(item_parts, stacked, today) for item_parts in parts)

    def stack(self, submission_id: str) -> list[str]:
        """The ids that show the same photo as this one, itself among them."""
        if not submission_id:
            return []
        verdict = self._session.get(VerdictRow, submission_id)
        root = (verdict.of if verdict else None) or submission_id
        copies = self._session.scalars(select(VerdictRow.submission_id).where(VerdictRow.of == root))
        return sorted({submission_id, root, *copies})

    def _stacked(self, roots: Collection[str]) -> dict[str, int]:
        """root -> how many copies of it there are, for those that have some."""
        return dict(self._read(_COPIES, roots=list(roots)).all())


_PARTS = [table.__table__.columns for table in (SubmissionRow, MediaRow, ScoreRow, VerdictRow, DecisionRow)]
_SUBMISSIONS, _MEDIA, _SCORES, _VERDICTS, _DECISIONS = _PARTS
_COVERS, _MEMBERS, _PRODUCTS = (
    table.__table__.columns for table in (SubmissionMediaRow, MemberRow, ProductRow)
)
# of a row, each table's columns as one thing: a third of the time that its objects take
_NOT_SHOWN = {"content", "replies", "like_count", "gathered_at", "scored_at", "decided_at", "run_id"}
_SHOWN = [[column for column in columns if column.name not in _NOT_SHOWN] for columns in _PARTS]
_SHAPES: list[Any] = [namedtuple("Part", [column.name for column in columns]) for columns in _SHOWN]

# Each one's own, looked up: joined, a database may read all members there are.
_NICKNAME = select(_MEMBERS.nickname).where(_MEMBERS.id == _SUBMISSIONS.member_id).scalar_subquery()
_PRODUCT = select(_PRODUCTS.name).where(_PRODUCTS.id == _SUBMISSIONS.product_id).scalar_subquery()

# All that is known of the submissions that `ids` names. Of tables, and built once: its columns are many.
_ITEMS = (
    select(*(column for columns in _SHOWN for column in columns))
    .add_columns(_NICKNAME, _PRODUCT)
    .select_from(SubmissionRow.__table__)
    .outerjoin(
        SubmissionMediaRow.__table__,
        and_(_COVERS.submission_id == _SUBMISSIONS.id, _COVERS.position == 0),
    )
    .outerjoin(MediaRow.__table__, _MEDIA.sha256 == _COVERS.sha256)
    .outerjoin(ScoreRow.__table__, _SCORES.submission_id == _SUBMISSIONS.id)
    .outerjoin(VerdictRow.__table__, _VERDICTS.submission_id == _SUBMISSIONS.id)
    .outerjoin(DecisionRow.__table__, _DECISIONS.submission_id == _SUBMISSIONS.id)
    .where(_SUBMISSIONS.id.in_(bindparam("ids", expanding=True)))
)
_COPIES = (
    select(_VERDICTS.of, func.count())
    .where(_VERDICTS.of.in_(bindparam("roots", expanding=True)))
    .group_by(_VERDICTS.of)
)


def is_few(rail_filter: RailFilter) -> bool:
    """Whether a filter leaves so few submissions that looking each one up takes less than reading all."""
    return bool(rail_filter.run or rail_filter.group or rail_filter.stack or rail_filter.kept is not None)


def _by_score(wanted: list[ColumnElement[bool]], after: str | None, *, few: bool) -> AnySelect:
    """(id, score) of what is wanted, best first. Of few, each one's score is looked up: joined, a database
    may read all scores there are. Of many, along the scores, looking at each until a page is full."""
    mine = _SCORES.submission_id == _SUBMISSIONS.id
    key: ColumnElement[str] = _SUBMISSIONS.id if few else _SCORES.submission_id
    looked_up = select(_SCORES.total).where(mine).scalar_subquery()
    total: ColumnElement[float] = looked_up if few else _SCORES.total
    rows = select(key, total.label("total"))
    rows = rows.where(*wanted) if few else rows.where(total.is_not(None), exists().where(mine, *wanted))
    if after is not None:
        rows = rows.where(tuple_(total, key) < number_and_id(after))
    return rows.order_by(desc("total").nulls_last() if few else total.desc(), key.desc())


def _by_time(wanted: list[ColumnElement[bool]], sort: RailSort, after: str | None) -> AnySelect:
    """The ids of what is wanted, by the time it was posted."""
    key = _SUBMISSIONS.posted_at, _SUBMISSIONS.id
    rows, oldest = select(_SUBMISSIONS.id).where(*wanted), sort is RailSort.OLDEST
    if after is not None:
        place = time_and_id(after)
        rows = rows.where(tuple_(*key) > place if oldest else tuple_(*key) < place)
    return rows.order_by(*(key if oldest else (column.desc() for column in key)))


def _wanted(rail_filter: RailFilter, stack: list[str]) -> list[ColumnElement[bool]]:
    wanted = of_batch(rail_filter)
    if rail_filter.kept is not None:
        kept = select(_VERDICTS.submission_id).where(_VERDICTS.kept.is_(rail_filter.kept))
        wanted.append(_SUBMISSIONS.id.in_(kept))
    if stack:
        wanted.append(_SUBMISSIONS.id.in_(stack))
    if rail_filter.choice is not None:
        undecided = rail_filter.choice is Choice.UNDECIDED
        wanted.append(_SUBMISSIONS.choice == ("" if undecided else rail_filter.choice.value))
    return wanted


_UNKNOWN = {"author": _SUBMISSIONS.member_id.is_(None), "product": _SUBMISSIONS.product_id.is_(None)}


def of_batch(rail_filter: RailFilter) -> list[ColumnElement[bool]]:
    """What a filter asks of run, group, consent and what is missing."""
    wanted: list[ColumnElement[bool]] = []
    if rail_filter.run:
        wanted.append(_SUBMISSIONS.run_id == rail_filter.run)
    if rail_filter.group:
        wanted.append(_SUBMISSIONS.group_id == rail_filter.group)
    if rail_filter.consent is not None:
        wanted.append(_reads_as(rail_filter.consent, rail_filter.today))
    if rail_filter.missing:
        wanted.append(_UNKNOWN[rail_filter.missing])
    return wanted


def _reads_as(state: ConsentState, today: date | None) -> ColumnElement[bool]:
    recorded = _SUBMISSIONS.consent_state == state.value
    if today is None:
        return recorded
    if state is ConsentState.GRANTED:
        return recorded & still_runs(_SUBMISSIONS.consent_until, today)
    granted = _SUBMISSIONS.consent_state == ConsentState.GRANTED.value
    is_over = granted & ~still_runs(_SUBMISSIONS.consent_until, today)
    return recorded | is_over if state is ConsentState.EXPIRED else recorded


def still_runs(until: ColumnElement[date | None], today: date) -> ColumnElement[bool]:
    """Whether the last day of a consent is not over."""
    return until.is_(None) | (until >= today)


def _place(item: RailItem, sort: RailSort) -> str:
    if sort is RailSort.SCORE:
        return cursor(getattr(item.score, "total", 0.0), item.id)
    return cursor(item.posted_at, item.id)


def _parts(row: Sequence[Any]) -> list[Any]:
    """A row of `_ITEMS`, its tables' columns together; the nickname and the product's name stand last."""
    values = iter(row)
    return [*(shape._make(islice(values, len(shape._fields))) for shape in _SHAPES), *values]


def _item(parts: Sequence[Any], stacked: dict[str, int], today: date | None) -> RailItem:
    submission, medium, score, verdict, decision, nickname, product_name = parts
    root = verdict.of or submission.id
    copies = stacked.get(root, 0)
    consent = Consent(ConsentState(submission.consent_state), until=submission.consent_until)
    return RailItem(
        id=submission.id,
        group=submission.group_id,
        member=submission.member_id,
        nickname=nickname or "",
        product=submission.product_id,
        product_name=product_name or "",
        text=submission.text,
        posted_at=submission.posted_at,
        consent=(consent.on(today) if today else consent).state,
        cover=as_medium(medium) if medium.sha256 else None,
        score=as_outcome(score) if score.submission_id else None,
        verdict=as_verdict(verdict) if verdict.submission_id else None,
        decision=as_decision(decision) if decision.submission_id else None,
        stack=root if copies else "",
        stacked=copies + 1,
    )
