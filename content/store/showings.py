"""Where photos are shown and what a group is told: what the rules of a swap ask."""

from datetime import date

from sqlalchemy import Select, or_, select, union

from content.model import GONE
from content.store.base import StorePart
from content.store.tables import PostRow, SubmissionRow, TellingRow

_LIVE = PostRow.state.not_in([state.value for state in GONE])


class Showings(StorePart):
    def shown_in(self, submission: str) -> set[tuple[str, date]]:
        """(group, day) of every day, past or planned, that shows this submission's photo."""
        return self._days(
            select(PostRow.group_id, PostRow.day).where(
                _LIVE, or_(PostRow.photo_id == submission, PostRow.submission_id == submission)
            ),
            select(TellingRow.group_id, TellingRow.day).where(
                or_(TellingRow.share_id == submission, TellingRow.opener_id == submission)
            ),
        )

    def author_in(self, member: str, group: str, first: date, last: date) -> set[tuple[date, str]]:
        """(day, submission) of every showing of this member's photos in a group from `first` to `last`."""
        found: set[tuple[date, str]] = set()
        for day, shown, is_live in (
            (PostRow.day, PostRow.photo_id, _LIVE & (PostRow.group_id == group)),
            (TellingRow.day, TellingRow.share_id, TellingRow.group_id == group),
            (TellingRow.day, TellingRow.opener_id, TellingRow.group_id == group),
        ):
            rows = self._session.execute(
                select(day, SubmissionRow.id)
                .join(SubmissionRow, SubmissionRow.id == shown)
                .where(SubmissionRow.member_id == member, day >= first, day <= last, is_live)
                .distinct()
            )
            found |= {(day, key) for day, key in rows}
        return found

    def told_in(self, group: str, first: date, last: date) -> set[tuple[date, str]]:
        """(day, story) of everything a group is told from `first` to `last`."""
        posts = select(PostRow.day, PostRow.story_id).where(_LIVE, PostRow.group_id == group)
        tellings = select(TellingRow.day, TellingRow.story_id).where(TellingRow.group_id == group)
        both = union(
            posts.where(PostRow.day >= first, PostRow.day <= last),
            tellings.where(TellingRow.day >= first, TellingRow.day <= last),
        )
        return {(day, story) for day, story in self._session.execute(both)}

    def _days(self, *parts: Select[tuple[str, date]]) -> set[tuple[str, date]]:
        return {(group, day) for group, day in self._session.execute(union(*parts))}
