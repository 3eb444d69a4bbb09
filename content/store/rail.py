"""The culling rail: submissions with all that a person weighs, in the order the person asks for."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, exists, func, select, tuple_
from sqlalchemy.orm import Bundle

from content.model import Choice, ConsentState
from content.store.base import StorePart
from content.store.curation import as_outcome, as_verdict
from content.store.decisions import as_decision
from content.store.intake import as_medium
from content.store.paging import cursor, number_and_id, time_and_id
from content.store.review_tables import DecisionRow
from content.store.tables import (
    Base,
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
_COVER = and_(SubmissionMediaRow.submission_id == SubmissionRow.id, SubmissionMediaRow.position == 0)


class RailSort(StrEnum):
    NEWEST = "newest"
    OLDEST = "oldest"
    SCORE = "score"  # best first; what has no score is left out


@dataclass(frozen=True, slots=True)
class RailFilter:
    """Which submissions the rail shows; what is empty does not matter. `run` is the one that gathered them.

    `stack` is a submission: those that show the same photo. `kept` asks for the night's verdict.
    """

    run: str = ""
    group: str = ""
    consent: ConsentState | None = None
    stack: str = ""
    choice: Choice | None = None
    kept: bool | None = None


class Rail(StorePart):
    def rail(
        self,
        asked: RailFilter,
        *,
        sort: RailSort = RailSort.NEWEST,
        after: str | None = None,
        most: int = ON_THE_RAIL,
    ) -> Page[RailItem]:
        """Submissions to be culled, with score, verdict and decision."""
        ids = _sorted(_filtered(asked, self._stack(asked.stack), sort), sort, after).limit(most + 1)
        found = self._session.execute(_items(ids.subquery()).order_by(*_order(sort))).all()
        stacked = self._stacked(found[:most])
        items = tuple(_item(row, stacked) for row in found[:most])
        return Page(items, _place(items[-1], sort) if len(found) > most else None)

    def rail_item(self, submission_id: str) -> RailItem | None:
        """One submission as the rail shows it."""
        mine = select(SubmissionRow.id).where(SubmissionRow.id == submission_id).subquery()
        row = self._session.execute(_items(mine)).first()
        return _item(row, self._stacked([row])) if row else None

    def _stack(self, submission_id: str) -> list[str]:
        """The ids that show the same photo as this one, itself among them."""
        if not submission_id:
            return []
        verdict = self._session.get(VerdictRow, submission_id)
        root = (verdict.of if verdict else None) or submission_id
        copies = self._session.scalars(select(VerdictRow.submission_id).where(VerdictRow.of == root))
        return sorted({submission_id, root, *copies})

    def _stacked(self, rows: Collection[Any]) -> dict[str, int]:
        """root -> how many copies of it there are, for those on the page."""
        roots = {row.verdict.of or row.submission.id for row in rows}
        counted = self._session.execute(
            select(VerdictRow.of, func.count()).where(VerdictRow.of.in_(roots)).group_by(VerdictRow.of)
        )
        return {root: count for root, count in counted if root is not None}


def _bundle(name: str, table: type[Base]) -> Bundle[Any]:
    """The columns of a table as one thing: a good deal faster than its objects."""
    return Bundle(name, *(getattr(table, column.key) for column in table.__table__.columns))


_COLUMNS = (
    _bundle("submission", SubmissionRow),
    _bundle("medium", MediaRow),
    _bundle("score", ScoreRow),
    _bundle("verdict", VerdictRow),
    _bundle("decision", DecisionRow),
    MemberRow.nickname,
    ProductRow.name.label("product_name"),
)


def _items(chosen: Subquery) -> Select[Any]:
    """All that is known of a page of ids. It comes first: PostgreSQL joins so many tables as they stand."""
    return (
        select(*_COLUMNS)
        .select_from(chosen)
        .join(SubmissionRow, SubmissionRow.id == chosen.c.id)
        .outerjoin(SubmissionMediaRow, _COVER)
        .outerjoin(MediaRow, MediaRow.sha256 == SubmissionMediaRow.sha256)
        .outerjoin(ScoreRow, ScoreRow.submission_id == SubmissionRow.id)
        .outerjoin(VerdictRow, VerdictRow.submission_id == SubmissionRow.id)
        .outerjoin(DecisionRow, DecisionRow.submission_id == SubmissionRow.id)
        .outerjoin(MemberRow, MemberRow.id == SubmissionRow.member_id)
        .outerjoin(ProductRow, ProductRow.id == SubmissionRow.product_id)
    )


def _filtered(asked: RailFilter, stack: list[str], sort: RailSort) -> Select[Any]:
    """The ids that are asked for: only what the filter and the order need is read for those left out."""
    wanted = _wanted(asked, stack)
    if sort is not RailSort.SCORE:
        return select(SubmissionRow.id).where(*wanted)
    mine = ScoreRow.submission_id == SubmissionRow.id
    if asked.run or asked.group or stack or asked.kept is not None:
        return select(SubmissionRow.id).join(ScoreRow, mine).where(*wanted)
    # most submissions are wanted: along the scores, looking at each, until the page is full
    return select(ScoreRow.submission_id.label("id")).where(exists().where(mine, *wanted))


def _wanted(asked: RailFilter, stack: list[str]) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if asked.kept is not None:
        kept = select(VerdictRow.submission_id).where(VerdictRow.kept.is_(asked.kept))
        wanted.append(SubmissionRow.id.in_(kept))
    if asked.run:
        wanted.append(SubmissionRow.run_id == asked.run)
    if asked.group:
        wanted.append(SubmissionRow.group_id == asked.group)
    if asked.consent is not None:
        wanted.append(SubmissionRow.consent_state == asked.consent.value)
    if stack:
        wanted.append(SubmissionRow.id.in_(stack))
    if asked.choice is not None:
        undecided = asked.choice is Choice.UNDECIDED
        wanted.append(SubmissionRow.choice == ("" if undecided else asked.choice.value))
    return wanted


def _order(sort: RailSort) -> tuple[Any, ...]:
    if sort is RailSort.SCORE:
        return ScoreRow.total.desc(), ScoreRow.submission_id.desc()
    if sort is RailSort.OLDEST:
        return SubmissionRow.posted_at, SubmissionRow.id
    return SubmissionRow.posted_at.desc(), SubmissionRow.id.desc()


def _sorted(rows: Select[Any], sort: RailSort, after: str | None) -> Select[Any]:
    if sort is RailSort.SCORE:
        rows = rows.where(ScoreRow.total.is_not(None))
    if after is not None:
        posted = tuple_(SubmissionRow.posted_at, SubmissionRow.id)
        if sort is RailSort.SCORE:
            rows = rows.where(tuple_(ScoreRow.total, ScoreRow.submission_id) < number_and_id(after))
        else:
            place = time_and_id(after)
            rows = rows.where(posted > place if sort is RailSort.OLDEST else posted < place)
    return rows.order_by(*_order(sort))


def _place(item: RailItem, sort: RailSort) -> str:
    if sort is RailSort.SCORE:
        return cursor(getattr(item.score, "total", 0.0), item.id)
    return cursor(item.posted_at, item.id)


def _item(row: Any, stacked: dict[str, int]) -> RailItem:
    submission, verdict = row.submission, row.verdict
    root = verdict.of or submission.id
    copies = stacked.get(root, 0)
    return RailItem(
        id=submission.id,
        group=submission.group_id,
        member=submission.member_id,
        nickname=row.nickname or "",
        product=submission.product_id,
        product_name=row.product_name or "",
        text=submission.text,
        posted_at=submission.posted_at,
        consent=ConsentState(submission.consent_state),
        cover=as_medium(row.medium) if row.medium.sha256 else None,
        score=as_outcome(row.score) if row.score.submission_id else None,
        verdict=as_verdict(verdict) if verdict.submission_id else None,
        decision=as_decision(row.decision) if row.decision.submission_id else None,
        stack=root if copies else "",
        stacked=copies + 1,
    )
