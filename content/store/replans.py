"""What waits to be planned again, since something happened to what is planned."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, or_, select, update

from content.model import OPEN, Message, PostState
from content.model.planning import Cause, Replan
from content.store.base import StorePart, batched
from content.store.planning_tables import ReplanRow
from content.store.tables import PostRow, SubmissionRow

_REPLANS = ReplanRow.__table__.c
_PENDING = select(*_REPLANS).where(_REPLANS.done_at.is_(None)).order_by(_REPLANS.id)
RETURNABLE = OPEN - {PostState.RETURNED}


@dataclass(frozen=True, slots=True)
class Ahead:
    """Posts still to go out that show a photo, and how many of them are approved."""

    posts: int = 0
    approved: int = 0


class Replans(StorePart):
    def still_to_go(
        self,
        at: datetime,
        *,
        story: str | None = None,
        photo: str | None = None,
        author: str | None = None,
        group: str | None = None,
        days: tuple[date, date] | None = None,
    ) -> list[str]:
        """Ids of posts that are to go out after `at` and could come back to the editors: those that tell the
        story, show the photo or anything the author sent, or are the group's on these days, both included."""
        conditions: list[ColumnElement[bool]] = [PostRow.goes_out_at > at]
        if story is not None:
            conditions.append(PostRow.story_id == story)
        if photo is not None:
            conditions.append(or_(PostRow.submission_id == photo, PostRow.photo_id == photo))
        if author is not None:
            theirs = select(SubmissionRow.id).where(SubmissionRow.member_id == author)
            conditions.append(or_(PostRow.submission_id.in_(theirs), PostRow.photo_id.in_(theirs)))
        if group is not None:
            conditions.append(PostRow.group_id == group)
        if days is not None:
            conditions.append(PostRow.day.between(*days))
        states = [state.value for state in RETURNABLE]
        rows = select(PostRow.id).where(*conditions, PostRow.state.in_(states)).order_by(PostRow.id)
        return list(self._session.scalars(rows))

    def shown_ahead(self, photos: Collection[str], at: datetime, actor: str) -> dict[str, Ahead]:
        """Submission -> the posts that would come back if `actor` dropped it at `at`, where there are some.
        What somebody else keeps locked stays."""
        states: dict[str, list[str]] = defaultdict(list)
        for batch in batched(sorted(set(photos))):
            shows = or_(PostRow.submission_id.in_(batch), PostRow.photo_id.in_(batch))
            rows = select(PostRow.submission_id, PostRow.photo_id, PostRow.state).where(
                shows,
                PostRow.goes_out_at > at,
                PostRow.state.in_([state.value for state in RETURNABLE]),
                PostRow.locked_by.in_(("", actor)),
            )
            for submission, photo, state in self._session.execute(rows):
                for key in set(batch) & {submission, photo}:
                    states[key].append(state)
        approved = PostState.APPROVED.value
        return {key: Ahead(len(ahead), ahead.count(approved)) for key, ahead in states.items()}

    def ask_replan(
        self,
        cause: Cause,
        what: str,
        why: Message,
        *,
        posts: int,
        last_day: date,
        by: str,
        at: datetime,
    ) -> None:
        """Let the next plan hear of it."""
        self._session.add(
            ReplanRow(
                cause=cause.value,
                what=what,
                posts=posts,
                last_day=last_day,
                why=why,
                asked_by=by,
                asked_at=at,
                done_at=None,
                run_id="",
            )
        )
        self.note("replan", what, at)

    def pending_replans(self) -> list[Replan]:
        """What no plan has heard of yet, oldest first."""
        return [_replan(row) for row in self._read(_PENDING).all()]

    def replanned(self, ids: Sequence[int], *, run: str, at: datetime) -> None:
        """These were heard by a plan."""
        heard = update(ReplanRow).where(ReplanRow.id.in_(ids), ReplanRow.done_at.is_(None))
        if ids and self._change(heard.values(done_at=at, run_id=run)):
            self.note("replan", "", at)


def _replan(row: Any) -> Replan:
    return Replan(
        row.id,
        Cause(row.cause),
        row.what,
        row.posts,
        row.last_day,
        row.why,
        row.asked_by,
        row.asked_at,
    )
