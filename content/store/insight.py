"""What insight counts: a few queries over many groups each, from sums of days where there are any.

`groups` None asks for all. The team's own never count among members.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, case, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from content.model import GONE, ConsentState, PostLook, PostState, RosterChange, UgcFunnel
from content.store.base import AnySelect, StorePart, batched
from content.store.ledger_tables import (
    GroupDayRow,
    MemberDayRow,
    RosterEventRow,
    ShopOrderRow,
    StaffRow,
)
from content.store.outbox_tables import DeliveryRow
from content.store.outcome_tables import ResponseDayRow
from content.store.review_tables import ApprovalRow
from content.store.tables import MemberRow, PostRow, SubmissionRow, VerdictRow

Groups = Collection[str] | None
Spans = Sequence[tuple[date, date]]  # days, both ends included

_STAFF = select(StaffRow.member_id).where(StaffRow.confirmed)
_SENT = PostRow.state == PostState.SENT.value
_SHOWS = or_(PostRow.photo_id == SubmissionRow.id, PostRow.submission_id == SubmissionRow.id)


class InsightFacts(StorePart):
    # -- who spoke ----------------------------------------------------------------------------------
    def speakers(self, spans: Spans, groups: Groups = None) -> list[dict[str, int]]:
        """For each span: group -> members who wrote anything in it, each once."""
        counts: list[dict[str, int]] = []
        for first, last in spans:
            rows = select(MemberDayRow.group_id, func.count(MemberDayRow.member_id.distinct()))
            rows = rows.where(MemberDayRow.day >= first, MemberDayRow.day <= last)
            rows = rows.where(MemberDayRow.member_id.not_in(_STAFF))
            rows = within_groups(rows, MemberDayRow.group_id, groups).group_by(MemberDayRow.group_id)
            counts.append(dict(self._read(rows).all()))
        return counts

    def messages(self, first: date, last: date, groups: Groups = None) -> dict[str, tuple[int, int]]:
        """group -> (messages by the team's own, all of known senders)."""
        by_staff = func.sum(case((MemberDayRow.member_id.in_(_STAFF), MemberDayRow.messages), else_=0))
        rows = select(MemberDayRow.group_id, func.sum(MemberDayRow.messages), by_staff)
        rows = rows.where(MemberDayRow.day >= first, MemberDayRow.day <= last)
        rows = within_groups(rows, MemberDayRow.group_id, groups).group_by(MemberDayRow.group_id)
        return {group: (int(staff), int(count)) for group, count, staff in self._read(rows).all()}

    def first_days(self, groups: Groups = None) -> dict[str, date]:
        """group -> the first day of which messages were summed up."""
        rows = select(GroupDayRow.group_id, func.min(GroupDayRow.day))
        return dict(
            self._read(within_groups(rows, GroupDayRow.group_id, groups).group_by(GroupDayRow.group_id)).all()
        )

    # -- who came, stayed, left -----------------------------------------------------------------------
    def comings_and_goings(
        self, since: datetime, groups: Groups = None
    ) -> list[tuple[str, str, datetime, RosterChange]]:
        """(group, member, at, change) of known members from `since` on, by time."""
        rows = select(
            RosterEventRow.group_id, RosterEventRow.member_id, RosterEventRow.at, RosterEventRow.change
        ).where(RosterEventRow.at >= since, RosterEventRow.member_id.is_not(None))
        rows = rows.where(RosterEventRow.member_id.not_in(_STAFF))
        rows = within_groups(rows, RosterEventRow.group_id, groups)
        ordered = rows.order_by(RosterEventRow.at, RosterEventRow.message_id, RosterEventRow.nth)
        return [
            (group, member, at, RosterChange(change))
            for group, member, at, change in self._read(ordered).all()
        ]

    def signs_of_joiners(
        self, joined_since: datetime, first: date, groups: Groups = None
    ) -> set[tuple[str, str, date]]:
        """(group, member, day) on which a member who joined from then on wrote, or responded to a post."""
        events = select(RosterEventRow.group_id, RosterEventRow.member_id).where(
            RosterEventRow.at >= joined_since, RosterEventRow.change == RosterChange.JOINED.value
        )
        joiners = within_groups(events, RosterEventRow.group_id, groups).distinct().subquery()
        signs: set[tuple[str, str, date]] = set()
        for table in (MemberDayRow, ResponseDayRow):
            mine = (joiners.c.group_id == table.group_id) & (joiners.c.member_id == table.member_id)
            rows = select(table.group_id, table.member_id, table.day).join(joiners, mine)
            days = self._read(rows.where(table.day >= first)).all()
            signs.update((group, member, day) for group, member, day in days)
        return signs

    def signs(self, first: date, groups: Groups = None) -> list[tuple[str, str, date]]:
        """(group, member, day) on which a member wrote anything, from `first` on."""
        rows = select(MemberDayRow.group_id, MemberDayRow.member_id, MemberDayRow.day)
        rows = rows.where(MemberDayRow.day >= first, MemberDayRow.member_id.not_in(_STAFF))
        rows = within_groups(rows, MemberDayRow.group_id, groups)
        return [(group, member, day) for group, member, day in self._read(rows).all()]

    def known_members(self, ids: Collection[str], groups: Groups = None) -> set[str]:
        """Those of these ids that are members of the groups, and not the team's own."""
        known: set[str] = set()
        for batch in batched(sorted(set(ids))):
            rows = select(MemberRow.id).where(MemberRow.id.in_(batch), MemberRow.id.not_in(_STAFF))
            known.update(self._read(within_groups(rows, MemberRow.group_id, groups)).scalars())
        return known

    def order_days(self, first: date) -> list[tuple[str, date]]:
        """(member, day) of orders from `first` on."""
        rows = select(ShopOrderRow.member_id, ShopOrderRow.day).where(ShopOrderRow.day >= first).distinct()
        return [(member, day) for member, day in self._read(rows).all()]

    # -- photos and posts -------------------------------------------------------------------------------
    def funnel(self, since: datetime, until: datetime, groups: Groups = None) -> dict[str, UgcFunnel]:
        """group -> what became of the submissions that came in from `since` until before `until`."""
        sent = exists().where(_SHOWS, _SENT)
        elsewhere = exists().where(_SHOWS, _SENT, PostRow.group_id != SubmissionRow.group_id)
        kept = exists().where(VerdictRow.submission_id == SubmissionRow.id, VerdictRow.kept)
        rows = select(
            SubmissionRow.group_id,
            func.count(),
            _count(or_(kept, sent)),
            _count(sent),
            _count(elsewhere),
        ).where(SubmissionRow.posted_at >= since, SubmissionRow.posted_at < until)
        rows = within_groups(rows, SubmissionRow.group_id, groups).group_by(SubmissionRow.group_id)
        return {group: UgcFunnel(*map(int, counts)) for group, *counts in self._read(rows).all()}

    def rights(self, first: date, last: date, groups: Groups = None) -> dict[str, tuple[int, int]]:
        """group -> (photos in its posts of these days that are allowed on their day, all of them)."""
        allowed = (SubmissionRow.consent_state == ConsentState.GRANTED.value) & or_(
            SubmissionRow.consent_until.is_(None), SubmissionRow.consent_until >= PostRow.day
        )
        rows = (
            select(PostRow.group_id, _count(allowed), func.count())
            .join(SubmissionRow, _SHOWS)
            .where(PostRow.day >= first, PostRow.day <= last)
            .where(PostRow.state.not_in([state.value for state in GONE]))
        )
        rows = within_groups(rows, PostRow.group_id, groups).group_by(PostRow.group_id)
        return {group: (int(hits), int(total)) for group, hits, total in self._read(rows).all()}

    def sent_posts(self, first: date, last: date, groups: Groups = None) -> list[PostLook]:
        """What went out on these days, in the order of its times."""
        rows = select(
            PostRow.group_id, PostRow.day, PostRow.text, PostRow.poster_key, PostRow.photo_id
        ).where(PostRow.day >= first, PostRow.day <= last, _SENT)
        ordered = within_groups(rows, PostRow.group_id, groups).order_by(PostRow.goes_out_at, PostRow.id)
        return [
            PostLook(group, day, text, key, photo or "")
            for group, day, text, key, photo in self._read(ordered).all()
        ]

    def first_shown(
        self, since: datetime, until: datetime, groups: Groups = None
    ) -> list[tuple[datetime, datetime]]:
        """(came in, first went out) of the submissions that first went out from `since` until before
        `until`."""
        out = func.min(DeliveryRow.out_at)
        rows = (
            select(SubmissionRow.posted_at, out)
            .join(PostRow, _SHOWS)
            .join(DeliveryRow, DeliveryRow.post_id == PostRow.id)
            .where(DeliveryRow.out_at.is_not(None), _SENT)
        )
        rows = within_groups(rows, PostRow.group_id, groups).group_by(
            SubmissionRow.id, SubmissionRow.posted_at
        )
        rows = rows.having(out >= since, out < until)
        return [(came, first) for came, first in self._read(rows).all()]

    def last_approvals(
        self, first: date, last: date, groups: Groups = None
    ) -> list[tuple[datetime, datetime, str]]:
        """(approved, due, by whom) of the last standing approval of each post of these days."""
        rows = (
            select(ApprovalRow.post_id, ApprovalRow.at, PostRow.goes_out_at, ApprovalRow.who)
            .join(PostRow, PostRow.id == ApprovalRow.post_id)
            .where(PostRow.day >= first, PostRow.day <= last, ApprovalRow.revoked_at.is_(None))
        )
        ordered = within_groups(rows, PostRow.group_id, groups).order_by(ApprovalRow.id)
        latest = {post: (at, due, person) for post, at, due, person in self._read(ordered).all()}
        return list(latest.values())


def within_groups(rows: AnySelect, column: InstrumentedAttribute[Any], groups: Groups) -> AnySelect:
    return rows if groups is None else rows.where(column.in_(sorted(groups)))


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))
