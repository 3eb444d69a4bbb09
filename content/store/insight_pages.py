"""What pages of insight count beside figures: hours, quizzes, stories, promotion; many groups a query."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import case, func, select

from content.model import FormCell, PostState, RosterChange, Rung, Slot
from content.store.base import StorePart, batched
from content.store.insight import Groups, Spans, within_groups
from content.store.learn_tables import StandingRow
from content.store.ledger_tables import GroupDayRow, LedgerRow, MemberDayRow, RosterEventRow, StaffRow
from content.store.outcome_tables import PostResponseRow
from content.store.tables import MemberRow, PostRow, StoryRow

_STAFF = select(StaffRow.member_id).where(StaffRow.confirmed)
_COUNTS = PostResponseRow.left_out == ""
SELLS, PLAIN = "promo", "plain"  # evenings that sell, and those that do not, as forms


@dataclass(frozen=True, slots=True)
class QuizSums:
    """A group's questions of a week: posts, answers, members asked, and what their scatter needs."""

    group: str
    week: int
    posts: int
    answers: float
    members: float
    answers_squared: float
    members_squared: float
    product: float


class InsightPages(StorePart):
    def last_days(self, groups: Groups = None) -> dict[str, date]:
        """group -> the last day of which messages were summed up."""
        rows = select(GroupDayRow.group_id, func.max(GroupDayRow.day))
        rows = within_groups(rows, GroupDayRow.group_id, groups).group_by(GroupDayRow.group_id)
        return dict(self._read(rows).all())

    def last_message(self, groups: Groups = None) -> datetime | None:
        """When the newest message of any of them was sent."""
        rows = within_groups(select(func.max(LedgerRow.at)), LedgerRow.group_id, groups)
        return self._session.scalar(rows)

    def hours(self, first: date, last: date, groups: Groups = None) -> dict[date, tuple[int, ...]]:
        """day -> in each hour of the groups' clocks, members who wrote; the team's own are none."""
        bits = [
            func.sum(case((MemberDayRow.hours.bitwise_and(1 << hour) != 0, 1), else_=0)) for hour in range(24)
        ]
        rows = select(MemberDayRow.day, *bits).where(MemberDayRow.day >= first, MemberDayRow.day <= last)
        rows = rows.where(MemberDayRow.member_id.not_in(_STAFF))
        rows = within_groups(rows, MemberDayRow.group_id, groups).group_by(MemberDayRow.day)
        return {day: tuple(map(int, counts)) for day, *counts in self._read(rows)}

    def carriers(self, rungs: Collection[Rung]) -> dict[str, int]:
        """group -> its members who stand on one of these rungs."""
        rows = select(MemberRow.group_id, func.count()).join(
            StandingRow, StandingRow.member_id == MemberRow.id
        )
        rows = rows.where(
            StandingRow.rung.in_([rung.value for rung in rungs]), MemberRow.group_id.is_not(None)
        )
        return dict(self._read(rows.group_by(MemberRow.group_id)).all())

    def photo_posts(self, first: date, last: date, groups: Groups = None) -> dict[str, tuple[int, int]]:
        """group -> (posts that show a photo of a member, all that went out)."""
        with_photo = func.sum(case((PostRow.photo_id.is_not(None), 1), else_=0))
        rows = select(PostRow.group_id, with_photo, func.count())
        rows = rows.where(PostRow.day >= first, PostRow.day <= last)
        rows = rows.where(PostRow.state == PostState.SENT.value)
        rows = within_groups(rows, PostRow.group_id, groups).group_by(PostRow.group_id)
        return {group: (int(part), int(whole)) for group, part, whole in self._read(rows)}

    def homes(self, members: Sequence[str]) -> dict[str, str]:
        """member -> the group at home, of those that have one."""
        homes: dict[str, str] = {}
        for batch in batched(sorted(set(members))):
            rows = select(MemberRow.id, MemberRow.group_id).where(MemberRow.id.in_(batch))
            homes |= {member: group for member, group in self._read(rows) if group}
        return homes

    def wrote(self, members: Sequence[str], first: date, last: date) -> set[str]:
        """Those of these members who wrote anything on these days."""
        wrote: set[str] = set()
        for batch in batched(list(members)):
            rows = select(MemberDayRow.member_id).distinct().where(MemberDayRow.member_id.in_(batch))
            rows = rows.where(MemberDayRow.day >= first, MemberDayRow.day <= last)
            wrote.update(self._session.scalars(rows))
        return wrote

    def joins(self, group: str) -> list[datetime]:
        """When members joined a group."""
        rows = select(RosterEventRow.at).where(
            RosterEventRow.group_id == group, RosterEventRow.change == RosterChange.JOINED.value
        )
        return list(self._session.scalars(rows.order_by(RosterEventRow.at)))

    def quizzes(self, weeks: Spans, groups: Groups = None) -> list[QuizSums]:
        """Questions of noon that were heard all through; `weeks` has the latest first, which is week 0."""
        week = case(*((PostResponseRow.day >= first, n) for n, (first, _) in enumerate(weeks)))
        answers, members = PostResponseRow.answered, PostResponseRow.members
        rows = select(
            PostResponseRow.group_id,
            week,
            func.count(),
            *map(func.sum, (answers, members, answers * answers, members * members, answers * members)),
        ).where(_COUNTS, PostResponseRow.slot == Slot.NOON.value, members > 0)
        rows = rows.where(PostResponseRow.day >= weeks[-1][0], PostResponseRow.day <= weeks[0][1])
        rows = within_groups(rows, PostResponseRow.group_id, groups).group_by(PostResponseRow.group_id, week)
        return [QuizSums(group, n, posts, *map(float, sums)) for group, n, posts, *sums in self._read(rows)]

    def story_cells(self, weeks: Spans, groups: Groups = None) -> list[FormCell]:
        """Posts by story. Each slot of a group stands for itself, as a group: its usual is its own."""
        cells = self._cells(PostResponseRow.story_id, weeks, groups)
        return [
            FormCell(f"{cell.group} {cell.slot.value}", Slot.NOON, *_counts(cell))
            for cell in cells
            if cell.form
        ]

    def promo_cells(self, weeks: Spans, groups: Groups = None) -> list[FormCell]:
        """Evenings that sell and those that do not, as two forms."""
        sells = case((PostResponseRow.promo >= 0.5, SELLS), else_=PLAIN)
        return [cell for cell in self._cells(sells, weeks, groups) if cell.slot is Slot.EVENING]

    def _cells(self, form: object, weeks: Spans, groups: Groups) -> list[FormCell]:
        week = case(*((PostResponseRow.day >= first, n) for n, (first, _) in enumerate(weeks)))
        cell = PostResponseRow.group_id, PostResponseRow.slot, form, week
        members, observed = PostResponseRow.members, PostResponseRow.observed
        rows = select(
            *cell,  # type: ignore[call-overload]  # a column, or an expression
            func.count(),
            func.sum(observed),
            func.sum(observed * observed),
            func.sum(PostResponseRow.expected),
            func.sum(members),
        ).where(_COUNTS, PostResponseRow.day >= weeks[-1][0], PostResponseRow.day <= weeks[0][1])
        rows = within_groups(rows, PostResponseRow.group_id, groups).group_by(*cell)  # type: ignore[arg-type]
        return [
            FormCell(group, Slot(slot), key, n, posts, int(seen), int(squares), float(usual), float(there))
            for group, slot, key, n, posts, seen, squares, usual, there in self._read(rows)
        ]

    def stories(self, ids: Sequence[str]) -> dict[str, tuple[str, str]]:
        """story -> (title, form)."""
        rows = select(StoryRow.id, StoryRow.title, StoryRow.form).where(StoryRow.id.in_(list(ids)))
        return {key: (title, form) for key, title, form in self._read(rows)}

    def posters_of(self, stories: Sequence[str], slot: Slot) -> dict[str, str]:
        """story -> the poster of the newest post of that slot that told it."""
        rows = select(PostRow.story_id, PostRow.poster_key).where(
            PostRow.story_id.in_(list(stories)), PostRow.slot == slot.value
        )
        return dict(self._read(rows.order_by(PostRow.day)).all())


def _counts(cell: FormCell) -> tuple[str, int, int, int, int, float, float]:
    return cell.form, cell.week, cell.posts, cell.observed, cell.squares, cell.expected, cell.members
