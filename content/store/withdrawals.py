"""Where a photo is shown and named, was or will be; and what takes it away from there.

What follows from a withdrawal is decided in content.rights.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, false, or_, select, true, union, update
from sqlalchemy.orm import InstrumentedAttribute, aliased

from content.model import GONE, Dropped, Post
from content.sanitize import clean
from content.store.base import StorePart
from content.store.review_tables import VersionRow
from content.store.rights_tables import RemovalRow
from content.store.tables import (
    AliasRow,
    AuditRow,
    GroupRow,
    MemberRow,
    PosterRow,
    PostRow,
    SubmissionMediaRow,
    SubmissionRow,
    TellingRow,
    VerdictRow,
)

LAST_ZONE = timedelta(hours=12)  # behind UTC: where a day ends last


@dataclass(frozen=True, slots=True)
class PlannedDay:
    """A day of a group, in its `zone`, that a photo is planned for."""

    group: str
    day: date
    zone: str


@dataclass(frozen=True, slots=True)
class AuditedMove:
    """A post became a state, with the version that it had."""

    at: datetime
    became: str
    version: int


class Withdrawals(StorePart):
    def posts_with(self, key: str, *, gone: bool = False) -> list[str]:
        """Posts that show the photo, or name its author on a day that shows it or did; `gone` ones too."""
        over = [] if gone else [state.value for state in GONE]
        author = select(SubmissionRow.member_id).where(SubmissionRow.id == key).scalar_subquery()
        nicknames = union(
            select(MemberRow.nickname).where(MemberRow.id == author),
            select(AliasRow.nickname).where(AliasRow.member_id == author),
        )
        day_shows_it = select(TellingRow.group_id).where(
            TellingRow.group_id == PostRow.group_id,
            TellingRow.day == PostRow.day,
            or_(TellingRow.share_id == key, TellingRow.opener_id == key),
        )
        beside = aliased(PostRow)
        day_showed_it = (
            select(VersionRow.post_id)
            .join(beside, beside.id == VersionRow.post_id)
            .where(beside.group_id == PostRow.group_id, beside.day == PostRow.day)
            .where(or_(VersionRow.photo_id == key, VersionRow.submission_id == key))
        )
        named = or_(false(), *(names_in(PostRow.text, name) for name in self._session.scalars(nicknames)))
        mine = or_(
            PostRow.photo_id == key,
            PostRow.submission_id == key,
            and_(named, or_(day_shows_it.exists(), day_showed_it.exists())),
        )
        return list(self._session.scalars(select(PostRow.id).where(mine, PostRow.state.not_in(over))))

    def posts_with_its_pictures(self, key: str) -> list[str]:
        """Posts whose poster shows one of its pictures, be it that of another submission."""
        pictures = self._session.scalars(
            select(SubmissionMediaRow.sha256).where(SubmissionMediaRow.submission_id == key)
        ).all()
        others = select(SubmissionMediaRow.submission_id).where(SubmissionMediaRow.sha256.in_(pictures))
        on_it = or_(false(), *(PosterRow.spec.contains(sha256) for sha256 in pictures))
        rows = select(PostRow.id).join(PosterRow, PosterRow.key == PostRow.poster_key)
        over = [state.value for state in GONE]
        rows = rows.where(PostRow.photo_id.in_(others), on_it, PostRow.state.not_in(over))
        return list(self._session.scalars(rows))

    def versions_with(self, key: str) -> set[tuple[str, int]]:
        """(post, version) of every version that shows the submission, or has its words."""
        rows = select(VersionRow.post_id, VersionRow.version).where(
            or_(VersionRow.photo_id == key, VersionRow.submission_id == key)
        )
        return {(post_id, version) for post_id, version in self._session.execute(rows)}

    def moves_of(self, post: Post) -> list[AuditedMove]:
        """Every state that a post came into, oldest first."""
        rows = self._session.scalars(
            select(AuditRow).where(AuditRow.what == post.id, AuditRow.became != "").order_by(AuditRow.id)
        )
        return [AuditedMove(r.at, r.became, (r.detail or {}).get("version", post.version)) for r in rows]

    def list_for_removal(self, posts: Iterable[str], key: str, at: datetime) -> None:
        """Write down that a person must take these posts down, since they show the submission."""
        listed = {"submission_id": key, "since": at, "done_at": None, "done_by": ""}
        self._add(RemovalRow, [{"post_id": post, **listed} for post in posts])

    def planned_days(self, key: str) -> list[PlannedDay]:
        """The days that the plan gives the photo to, those that are over too."""
        rows = self._session.execute(
            select(TellingRow.group_id, TellingRow.day, GroupRow.zone)
            .join(GroupRow, GroupRow.id == TellingRow.group_id)
            .where(or_(TellingRow.share_id == key, TellingRow.opener_id == key))
        )
        return [PlannedDay(group, day, zone) for group, day, zone in rows]

    def free_days(self, days: Iterable[PlannedDay], key: str, at: datetime) -> None:
        """Take the photo out of the plan on these days."""
        for planned in days:
            telling = self._session.get_one(TellingRow, (planned.group, planned.day))
            telling.share_id = None if telling.share_id == key else telling.share_id
            telling.opener_id = None if telling.opener_id == key else telling.opener_id
            self.note("group", planned.group, at)
        self._session.flush()

    def drop_verdicts(
        self, keys: Collection[str], dropped: Dropped, at: datetime, *, only_kept: bool = False
    ) -> None:
        """Take these submissions off the shortlist, and say nothing else of them than why."""
        which = and_(VerdictRow.submission_id.in_(keys), VerdictRow.kept.is_(True) if only_kept else true())
        values = {"kept": False, "rank": None, "reason": dropped.reason.value, "why": dropped.why}
        self._change(update(VerdictRow).where(which).values(**values, decided_at=at))


def names_in(text: InstrumentedAttribute[str], nickname: str) -> ColumnElement[bool]:
    """Whether a text names a member as copy does."""
    name = clean(nickname)
    return text.contains(f"@{name}", autoescape=True) if name else false()


def last_day(at: datetime) -> date:
    """The day it is at `at` where days end last: what is over there is over everywhere."""
    return (at - LAST_ZONE).date()
