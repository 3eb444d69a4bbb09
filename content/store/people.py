"""Members who are one person: their other ids, and all rows of one under the id of the other.

What may be merged, and what follows for rights and posts, is decided in content.rights.merging.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Table, UniqueConstraint, and_, delete, func, or_, select, update
from sqlalchemy.orm import aliased

from content.errors import UnknownId
from content.model import Alias, Member, Message, Rung, SubmissionField
from content.model.planning import Cause
from content.store.base import StorePart
from content.store.intake_tables import ConsentEventRow, CorrectionRow
from content.store.learn_tables import OrderRow, StandingRow
from content.store.ledger_tables import GroupDayRow, MemberDayRow, RosterEventRow
from content.store.naming_tables import NamingConsentRow
from content.store.planning_tables import ReplanRow
from content.store.replans import RETURNABLE
from content.store.tables import (
    AliasRow,
    AuditRow,
    Base,
    LikeRow,
    MemberRow,
    PosterRow,
    PostRow,
    SubmissionRow,
    TellingRow,
)
from content.store.withdrawals import names_in

MERGE = "merge"  # the audit's word for it
ERASE = "erase"
ABOUT_MEMBERS = ("koc", "set_up", "naming", MERGE)  # kinds of audit rows whose `what` may be a member's id


@dataclass(frozen=True, slots=True)
class PlannedShow:
    """A group's day that the plan gives a photo to."""

    group: str
    day: date
    submission: str


class People(StorePart):
    # -- who is who -------------------------------------------------------------------------------
    def aliases(self, member: str | None = None) -> list[Alias]:
        """The other ids of all members, or of one, by id."""
        rows = select(AliasRow).order_by(AliasRow.id)
        if member is not None:
            rows = rows.where(AliasRow.member_id == member)
        return [
            Alias(row.id, row.member_id, row.nickname, row.group_id) for row in self._session.scalars(rows)
        ]

    def member(self, member_id: str) -> Member:
        """The member of an id. UnknownId; it names whom an alias was merged into."""
        row = self._session.get(MemberRow, member_id)
        if row is not None:
            return Member(row.id, row.nickname, row.group_id, row.left_on)
        if (alias := self._session.get(AliasRow, member_id)) is not None:
            raise UnknownId(Message("member.merged", member=member_id, into=alias.member_id))
        raise UnknownId(Message("member.unknown", member=member_id))

    def pseudonyms(self) -> frozenset[str]:
        """What the audit calls those who were erased."""
        return frozenset(self._session.scalars(select(AuditRow.what).where(AuditRow.kind == ERASE)))

    # -- what hangs on them -----------------------------------------------------------------------
    def posts_printing(self, member: str, nickname: str, at: datetime) -> list[str]:
        """Posts still to go out after `at` that credit the member, or show what the member sent, and print
        the nickname in their text or on their poster; those of such a day that name it too."""
        sent = select(SubmissionRow.id).where(SubmissionRow.member_id == member)
        showing = or_(
            PostRow.member_id == member, PostRow.submission_id.in_(sent), PostRow.photo_id.in_(sent)
        )
        beside = aliased(PostRow)
        of_a_day = (
            select(beside.id)
            .where(beside.group_id == PostRow.group_id, beside.day == PostRow.day)
            .where(or_(beside.member_id == member, beside.submission_id.in_(sent), beside.photo_id.in_(sent)))
        )
        on_poster = and_(showing, PosterRow.spec.contains(nickname, autoescape=True))
        named = and_(or_(showing, of_a_day.exists()), names_in(PostRow.text, nickname))
        states = [state.value for state in RETURNABLE]
        rows = (
            select(PostRow.id)
            .join(PosterRow, PosterRow.key == PostRow.poster_key)
            .where(PostRow.goes_out_at > at, PostRow.state.in_(states), or_(on_poster, named))
        )
        return list(self._session.scalars(rows.order_by(PostRow.id)))

    def planned_since(self, member: str, first: date) -> list[PlannedShow]:
        """What the plan shows of the member from `first` on, by group and day."""
        shows: set[tuple[str, date, str]] = set()
        for column in (TellingRow.share_id, TellingRow.opener_id):
            rows = (
                select(TellingRow.group_id, TellingRow.day, SubmissionRow.id)
                .join(SubmissionRow, SubmissionRow.id == column)
                .where(SubmissionRow.member_id == member, TellingRow.day >= first)
            )
            shows |= {(group, day, key) for group, day, key in self._session.execute(rows)}
        return [PlannedShow(*show) for show in sorted(shows)]

    # -- merging ----------------------------------------------------------------------------------
    def move_all(self, other: Member, keep: Member, *, at: datetime, by: str) -> None:
        """Put everything of `other` under the id of `keep`, and make the id of `other` an alias.

        Rows that both have become one: orders of a day are added, the higher rung of the ladder stays and
        "declined" goes before all, of all else the row of `keep` stays.
        """
        self._session.flush()
        self._keep_senders(other.id)
        self._add_orders(other.id, keep.id)
        self._add_days(other.id, keep.id)
        self._join_standings(other.id, keep.id)
        self._join_naming(other.id, keep.id)
        alias = {"id": other.id, "member_id": keep.id, "nickname": other.nickname, "group_id": other.group}
        self._add(AliasRow, [alias | {"merged_at": at, "merged_by": by}])
        for table in Base.metadata.sorted_tables:
            if "member_id" in table.c:
                self._move(table, other.id, keep.id)
        self._rename_elsewhere(other.id, keep.id)
        self._change(delete(LikeRow).where(LikeRow.member_id == keep.id, _of_own(keep.id)))
        self._change(delete(MemberRow).where(MemberRow.id == other.id))
        for key in self._session.scalars(select(SubmissionRow.id).where(SubmissionRow.sent_as == other.id)):
            self.note("submission", key, at)

    def sent_under(self, member: str) -> dict[str, list[str]]:
        """The ids of what a member sent, by the id that it was sent under: the own one or an alias."""
        rows = select(SubmissionRow.id, SubmissionRow.sent_as).where(SubmissionRow.member_id == member)
        by_sender: dict[str, list[str]] = {}
        for key, alias in self._session.execute(rows.order_by(SubmissionRow.id)):
            by_sender.setdefault(alias or member, []).append(key)
        return by_sender

    def put_member(self, member: Member) -> None:
        """Change what is known of a member."""
        values = {"group_id": member.group, "left_on": member.left_on}
        self._change(update(MemberRow).where(MemberRow.id == member.id).values(**values))

    def keep_senders(self, senders: Collection[tuple[str, str]]) -> None:
        """(submission, alias): that it was sent under another id of its member."""
        for key, alias in senders:
            self._change(update(SubmissionRow).where(SubmissionRow.id == key).values(sent_as=alias))

    def forget_aliases(self, member: str) -> None:
        """Forget the other ids of a member, and what was sent or said under which, or written of merging."""
        self._change(delete(AliasRow).where(AliasRow.member_id == member))
        self._change(update(SubmissionRow).where(SubmissionRow.member_id == member).values(sent_as=None))
        theirs = update(ConsentEventRow).where(ConsentEventRow.member_id == member)
        self._change(theirs.values(said_as=None))
        merged = update(AuditRow).where(AuditRow.kind == MERGE, AuditRow.what == member)
        self._change(merged.values(detail={}, why=None))

    def _keep_senders(self, other: str) -> None:
        sent = update(SubmissionRow).where(SubmissionRow.member_id == other, SubmissionRow.sent_as.is_(None))
        self._change(sent.values(sent_as=other))
        words = update(ConsentEventRow).where(
            ConsentEventRow.member_id == other, ConsentEventRow.said_as.is_(None)
        )
        self._change(words.values(said_as=other))

    def _add_orders(self, other: str, keep: str) -> None:
        theirs = aliased(OrderRow)
        more = select(theirs.orders).where(theirs.member_id == other, theirs.day == OrderRow.day)
        both = update(OrderRow).where(OrderRow.member_id == keep, more.exists())
        self._change(both.values(orders=OrderRow.orders + func.coalesce(more.scalar_subquery(), 0)))

    def _add_days(self, other: str, keep: str) -> None:
        """The messages of a day are added; who spoke under both ids counts as one speaker."""
        theirs = aliased(MemberDayRow)
        same_day = theirs.group_id == MemberDayRow.group_id, theirs.day == MemberDayRow.day
        more = select(theirs.messages).where(theirs.member_id == other, *same_day)
        both = update(MemberDayRow).where(MemberDayRow.member_id == keep, more.exists())
        own = aliased(MemberDayRow)
        spoke_twice = (
            select(own.member_id)
            .join(theirs, and_(theirs.group_id == own.group_id, theirs.day == own.day))
            .where(own.member_id == keep, theirs.member_id == other)
            .where(own.group_id == GroupDayRow.group_id, own.day == GroupDayRow.day)
        )
        counted = update(GroupDayRow).where(spoke_twice.exists())
        self._change(counted.values(speakers=GroupDayRow.speakers - 1))
        hours = select(theirs.hours).where(theirs.member_id == other, *same_day).scalar_subquery()
        self._change(
            both.values(
                messages=MemberDayRow.messages + func.coalesce(more.scalar_subquery(), 0),
                hours=MemberDayRow.hours.op("|")(func.coalesce(hours, 0)),
            )
        )

    def _join_standings(self, other: str, keep: str) -> None:
        theirs, own = self._session.get(StandingRow, other), self._session.get(StandingRow, keep)
        if theirs is None or own is None:
            return
        rungs = list(Rung)
        if rungs.index(Rung(theirs.rung)) > rungs.index(Rung(own.rung)):
            own.rung, own.rung_at = theirs.rung, theirs.rung_at
        own.type = own.type or theirs.type
        self._session.flush()

    def _join_naming(self, other: str, keep: str) -> None:
        """A no to being named, said under either id, goes before a yes."""
        theirs = self._session.get(NamingConsentRow, other)
        if theirs is not None and not theirs.allowed:
            self._change(delete(NamingConsentRow).where(NamingConsentRow.member_id == keep))

    def _move(self, table: Table, other: str, keep: str) -> None:
        """Rows that would be there twice go first, by whatever must be unique."""
        for unique in _uniques(table):
            twin = table.alias()
            same = [twin.c[name] == table.c[name] for name in unique if name != "member_id"]
            there = select(twin.c.member_id).where(twin.c.member_id == keep, *same)
            self._change(delete(table).where(table.c.member_id == other, there.exists()))
        self._change(update(table).where(table.c.member_id == other).values(member_id=keep))

    def _rename_elsewhere(self, other: str, keep: str) -> None:
        """In corrections, in what waits for a plan, and in the audit: the history of both is one."""
        inviting = update(RosterEventRow).where(RosterEventRow.by_member_id == other)
        self._change(inviting.values(by_member_id=keep))
        by_hand = CorrectionRow.field == SubmissionField.MEMBER.value, CorrectionRow.value == other
        self._change(update(CorrectionRow).where(*by_hand).values(value=keep))
        waiting = ReplanRow.cause == Cause.MEMBER.value, ReplanRow.what == other
        self._change(update(ReplanRow).where(*waiting).values(what=keep))
        about = AuditRow.kind.in_(ABOUT_MEMBERS), AuditRow.what == other
        self._change(update(AuditRow).where(*about).values(what=keep))


def _of_own(member: str) -> ColumnElement[bool]:
    return LikeRow.submission_id.in_(select(SubmissionRow.id).where(SubmissionRow.member_id == member))


def _uniques(table: Table) -> list[list[str]]:
    """The sets of columns that are unique together and name the member."""
    rules = [rule for rule in table.constraints if isinstance(rule, UniqueConstraint)]
    sets = [table.primary_key.columns, *(rule.columns for rule in rules)]
    sets += [index.columns for index in table.indexes if index.unique]
    names = [[column.name for column in columns] for columns in sets]
    return [unique for unique in names if "member_id" in unique]
