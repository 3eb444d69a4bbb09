"""What insight counts of posts and the responses to them, over many groups at once."""

from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import case, func, select

from content.model import FormCell, LeftOut, PostResponse, Slot
from content.store.base import StorePart
from content.store.experiments import in_experiment
from content.store.insight import Groups, Spans, within_groups
from content.store.outcome_tables import PostResponseRow, ResponseDayRow

_COUNTS = PostResponseRow.left_out == ""
_UNHEARD = (LeftOut.UNSENT, LeftOut.OPEN, LeftOut.SHORT_LEDGER)
_HEARD = PostResponseRow.left_out.not_in([reason.value for reason in _UNHEARD])


class PostDay(NamedTuple):
    """A group's day with posts. `members` 0: nobody knows; `counted` posts are compared, to those `heard` all
    responses are known."""

    group: str
    day: date
    members: int
    counted: int
    heard: int


class InsightPosts(StorePart):
    def form_cells(
        self, weeks: Spans, groups: Groups = None, *, in_experiments: bool = True
    ) -> list[FormCell]:
        """The posts that count, by group, slot, form and week; `weeks` has the latest first, which is week
        0. Days that an experiment ruled are left out where `in_experiments` is False."""
        week = case(*((PostResponseRow.day >= first, n) for n, (first, _) in enumerate(weeks)))
        cell = PostResponseRow.group_id, PostResponseRow.slot, PostResponseRow.form, week
        members = PostResponseRow.members
        rows = select(
            *cell,
            func.count(),
            func.sum(PostResponseRow.observed),
            func.sum(PostResponseRow.observed * PostResponseRow.observed),
            func.sum(PostResponseRow.expected),
            func.sum(members),
            func.sum(case((members > 0, 1), else_=0)),
        ).where(_COUNTS, PostResponseRow.form != "")
        rows = rows.where(PostResponseRow.day >= weeks[-1][0], PostResponseRow.day <= weeks[0][1])
        if not in_experiments:
            rows = rows.where(~in_experiment(PostResponseRow.group_id, PostResponseRow.day))
        rows = within_groups(rows, PostResponseRow.group_id, groups).group_by(*cell)
        return [_cell(*row) for row in self._read(rows).all()]

    def post_days(self, first: date, last: date, groups: Groups = None) -> list[PostDay]:
        """The days with posts, by day."""
        counts, heard = (func.sum(case((what, 1), else_=0)) for what in (_COUNTS, _HEARD))
        columns = PostResponseRow.group_id, PostResponseRow.day
        rows = select(*columns, func.max(PostResponseRow.members), counts, heard)
        rows = rows.where(PostResponseRow.day >= first, PostResponseRow.day <= last)
        rows = within_groups(rows, PostResponseRow.group_id, groups).group_by(*columns)
        return [PostDay(*row) for row in self._read(rows.order_by(PostResponseRow.day)).all()]

    def days_a_member(self, weeks: Spans, groups: Groups = None) -> list[dict[str, list[int]]]:
        """For each week: group -> how many members responded on 1, 2 ... 7 of its days."""
        counts = []
        for first, last in weeks:
            days = func.count().label("days")
            members = select(ResponseDayRow.group_id, days).where(
                ResponseDayRow.day >= first, ResponseDayRow.day <= last
            )
            members = within_groups(members, ResponseDayRow.group_id, groups)
            each_member = members.group_by(ResponseDayRow.group_id, ResponseDayRow.member_id).subquery()
            rows = select(each_member.c.group_id, each_member.c.days, func.count())
            by_group: dict[str, list[int]] = {}
            for group, number, people in self._read(
                rows.group_by(each_member.c.group_id, each_member.c.days)
            ):
                by_group.setdefault(group, [0] * 7)[number - 1] = people
            counts.append(by_group)
        return counts

    def sent_forms(self, first: date, last: date, groups: Groups = None) -> list[tuple[str, date, Slot, str]]:
        """(group, day, slot, form) of what went out on these days, however late."""
        columns = PostResponseRow.group_id, PostResponseRow.day, PostResponseRow.slot, PostResponseRow.form
        rows = select(*columns).where(PostResponseRow.sent_at.is_not(None))
        rows = rows.where(PostResponseRow.day >= first, PostResponseRow.day <= last)
        rows = within_groups(rows, PostResponseRow.group_id, groups).order_by(*columns[:3])
        return [(group, day, Slot(slot), form) for group, day, slot, form in self._read(rows).all()]

    def added(self, spans: Spans, slot: Slot, groups: Groups = None) -> list[dict[str, float]]:
        """For each span: group -> members beyond the usual that a post of the slot brings, as a share of the
        group; of the posts that count and whose group's size is known."""
        extra = PostResponseRow.observed - PostResponseRow.expected
        shares = func.sum(extra) / func.sum(PostResponseRow.members)
        counts = []
        for first, last in spans:
            rows = select(PostResponseRow.group_id, shares).where(_COUNTS, PostResponseRow.members > 0)
            rows = rows.where(PostResponseRow.slot == slot.value)
            rows = rows.where(PostResponseRow.day >= first, PostResponseRow.day <= last)
            rows = within_groups(rows, PostResponseRow.group_id, groups).group_by(PostResponseRow.group_id)
            counts.append({group: float(share) for group, share in self._read(rows).all()})
        return counts

    def promo_posts(
        self, weight: float, days: tuple[date, date], groups: Groups = None
    ) -> list[PostResponse]:
        """What went out on these days with this weight of promotion or more: when, to how many, who left."""
        columns = (
            PostResponseRow.group_id,
            PostResponseRow.day,
            PostResponseRow.slot,
            PostResponseRow.sent_at,
            PostResponseRow.members,
            PostResponseRow.left,
            PostResponseRow.promo,
        )
        rows = select(*columns).where(PostResponseRow.promo >= weight, PostResponseRow.sent_at.is_not(None))
        rows = rows.where(PostResponseRow.day >= days[0], PostResponseRow.day <= days[1])
        rows = within_groups(rows, PostResponseRow.group_id, groups).order_by(PostResponseRow.sent_at)
        return [
            PostResponse(group, day, Slot(slot), "", sent_at=at, members=members, left=left, promo=promo)
            for group, day, slot, at, members, left, promo in self._read(rows).all()
        ]

    def reasons(self, first: date, last: date, groups: Groups = None) -> dict[str, int]:
        """Reason -> posts of these days that comparisons leave out for it; "" for those that count."""
        rows = select(PostResponseRow.left_out, func.count())
        rows = rows.where(PostResponseRow.day >= first, PostResponseRow.day <= last)
        rows = within_groups(rows, PostResponseRow.group_id, groups).group_by(PostResponseRow.left_out)
        return dict(self._read(rows).all())


def _cell(group: str, slot: str, form: str, week: int, *counts: Any) -> FormCell:
    posts, observed, squares, expected, members, known = counts
    members = members * posts / max(known, 1)
    return FormCell(
        group, Slot(slot), form, week, posts, int(observed), int(squares), float(expected), members
    )
