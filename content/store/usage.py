"""Where photos are shown and what a group is told: what the rules of a swap ask."""

from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select, union

from content.model import BY_HAND, GONE, DeliveryState, PostState
from content.store.base import StorePart
from content.store.outbox_tables import DeliveryRow
from content.store.tables import PostRow, SubmissionRow, TellingRow

_LIVE = PostRow.state.not_in([state.value for state in GONE])
_ENDED = (PostState.REFUSED.value, PostState.EXPIRED.value, PostState.SKIPPED.value)
# What somebody may have seen once its time is over. A draft of a past day went nowhere.
_WENT_OUT = (
    PostState.APPROVED,
    PostState.HANDED_OFF,
    PostState.SENDING,
    PostState.SENT,
    PostState.UNKNOWN,
)


# Part of it is out, or may be: its text without the picture; or a person had it, and nobody said what became
# of it.
_PERHAPS = exists().where(
    DeliveryRow.post_id == PostRow.id,
    or_(
        DeliveryRow.state.in_([DeliveryState.SENT.value, DeliveryState.UNKNOWN.value]),
        and_(DeliveryRow.state == DeliveryState.EXPIRED.value, DeliveryRow.kind == BY_HAND),
    ),
)


def post_counts(at: datetime) -> ColumnElement[bool]:
    """Whether a post counts as told and shown at `at`: it went out, or perhaps did, or stands ahead."""
    return or_(
        PostRow.state.in_([state.value for state in _WENT_OUT]),
        and_(_LIVE, PostRow.goes_out_at > at),
        and_(PostRow.state.in_(_ENDED), _PERHAPS),
    )


def _is_ahead(at: datetime) -> ColumnElement[bool]:
    """Whether a telling's photos are still to be shown: a post of its day stands ahead, or it has none yet.
    What its posts showed stands on them."""
    its = (PostRow.group_id == TellingRow.group_id, PostRow.day == TellingRow.day)
    return or_(
        exists().where(*its, _LIVE, PostRow.goes_out_at > at),
        and_(TellingRow.day >= at.date(), ~exists().where(*its)),
    )


def telling_counts(at: datetime) -> ColumnElement[bool]:
    """Whether a telling counts at `at`: one of its posts does, or it is ahead and has none yet."""
    its = (PostRow.group_id == TellingRow.group_id, PostRow.day == TellingRow.day)
    return or_(
        exists().where(*its, post_counts(at)),
        and_(TellingRow.day >= at.date(), ~exists().where(*its)),
    )


class Usage(StorePart):
    def shown_in(self, submission: str, at: datetime) -> set[tuple[str, date]]:
        """(group, day) of every day that showed this submission's photo by `at`, or is planned to."""
        return self._days(
            select(PostRow.group_id, PostRow.day).where(
                post_counts(at), or_(PostRow.photo_id == submission, PostRow.submission_id == submission)
            ),
            select(TellingRow.group_id, TellingRow.day).where(
                _is_ahead(at),
                or_(TellingRow.share_id == submission, TellingRow.opener_id == submission),
            ),
        )

    def author_in(
        self, member: str, group: str, first: date, last: date, at: datetime
    ) -> set[tuple[date, str]]:
        """(day, submission) of every showing of this member's photos in a group from `first` to `last`, as
        they count at `at`."""
        showings: set[tuple[date, str]] = set()
        for day, column, counts in (
            (PostRow.day, PostRow.photo_id, post_counts(at) & (PostRow.group_id == group)),
            (TellingRow.day, TellingRow.share_id, _is_ahead(at) & (TellingRow.group_id == group)),
            (TellingRow.day, TellingRow.opener_id, _is_ahead(at) & (TellingRow.group_id == group)),
        ):
            rows = self._session.execute(
                select(day, SubmissionRow.id)
                .join(SubmissionRow, SubmissionRow.id == column)
                .where(SubmissionRow.member_id == member, day >= first, day <= last, counts)
                .distinct()
            )
            showings |= {(day, key) for day, key in rows}
        return showings

    def told_in(self, group: str, first: date, last: date, at: datetime) -> set[tuple[date, str]]:
        """(day, story) of everything a group is told from `first` to `last`, as it counts at `at`."""
        posts = select(PostRow.day, PostRow.story_id).where(post_counts(at), PostRow.group_id == group)
        tellings = select(TellingRow.day, TellingRow.story_id).where(
            telling_counts(at), TellingRow.group_id == group
        )
        both = union(
            posts.where(PostRow.day >= first, PostRow.day <= last),
            tellings.where(TellingRow.day >= first, TellingRow.day <= last),
        )
        return {(day, story) for day, story in self._session.execute(both)}

    def photos_out(self, before: date, at: datetime) -> dict[tuple[str, date], set[str]]:
        """(group, day) -> submissions whose photos its posts showed, or may have, on days before `before`."""
        rows = select(PostRow.group_id, PostRow.day, PostRow.photo_id, PostRow.submission_id)
        shown_by_cell: dict[tuple[str, date], set[str]] = {}
        for group, day, *photos in self._session.execute(rows.where(PostRow.day < before, post_counts(at))):
            shown_by_cell.setdefault((group, day), set()).update(photo for photo in photos if photo)
        return shown_by_cell

    def _days(self, *parts: Select[str, date]) -> set[tuple[str, date]]:
        return {(group, day) for group, day in self._session.execute(union(*parts))}
