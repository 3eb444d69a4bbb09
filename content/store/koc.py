"""What KOCs are measured by, what people made of members, and photo activities."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import func, select, update

from content.errors import IllegalMove, UnknownId
from content.model import (
    CLIMBS,
    Activity,
    ActivityKind,
    MeasuredSubmission,
    MemberType,
    Message,
    Rung,
    Signal,
    Standing,
    own_words,
)
from content.store.base import StorePart, UnitOfWork
from content.store.intake_tables import ReactionRow, ReplyRow
from content.store.learn_tables import ActivityRow, ClearedRow, OrderRow, StandingRow
from content.store.orders import Orders
from content.store.tables import LikeRow, MemberRow, ScoreRow, SubmissionRow, VerdictRow

KIND = "koc"  # in the audit


class Koc(StorePart):
    def __init__(self, unit: UnitOfWork, orders: Orders) -> None:
        super().__init__(unit)
        self._orders = orders

    # -- what is measured -------------------------------------------------------------------------
    def sent_since(self, since: datetime) -> list[MeasuredSubmission]:
        """What members sent from then on, by id."""
        rows = self._read(
            select(
                SubmissionRow.id,
                SubmissionRow.member_id,
                SubmissionRow.group_id,
                SubmissionRow.text,
                SubmissionRow.posted_at,
                func.coalesce(VerdictRow.kept, False),
                ScoreRow.total,
            )
            .outerjoin(VerdictRow, VerdictRow.submission_id == SubmissionRow.id)
            .outerjoin(ScoreRow, ScoreRow.submission_id == SubmissionRow.id)
            .where(SubmissionRow.posted_at >= since, SubmissionRow.member_id.is_not(None))
            .order_by(SubmissionRow.id)
        )
        return [MeasuredSubmission(*row) for row in rows]

    def signals_since(self, since: datetime) -> list[Signal]:
        """Who liked and answered what was sent from then on, in no certain order."""
        tables = ((LikeRow, None, False), (ReactionRow, ReactionRow.at, False), (ReplyRow, ReplyRow.at, True))
        signals = []
        for table, at, reply in tables:
            when = SubmissionRow.posted_at if at is None else func.coalesce(at, SubmissionRow.posted_at)
            rows = self._read(
                select(SubmissionRow.id, SubmissionRow.member_id, table.member_id, when)
                .join(SubmissionRow, SubmissionRow.id == table.submission_id)
                .where(SubmissionRow.posted_at >= since, SubmissionRow.member_id.is_not(None))
                .where(table.member_id.is_not(None))
            )
            signals += [Signal(key, author, by, moment, reply) for key, author, by, moment in rows]
        return signals

    def put_orders(self, orders: Mapping[tuple[str, date], int]) -> None:
        """Keep how many orders a member made on a day; what was said of that day before is replaced."""
        rows = [
            {"member_id": member, "day": day, "orders": many}
            for (member, day), many in sorted(orders.items())
        ]
        self._put(OrderRow, rows)

    def orders_since(self, day: date) -> dict[tuple[str, date], int] | None:
        """(member, day) -> orders from that day on; None where no orders were ever told.

        Where both lists, of days and of single orders, know a day, the larger number counts.
        """
        singly = self._orders.by_member_and_day(day)
        if singly is None and self._session.scalar(select(OrderRow.member_id).limit(1)) is None:
            return None
        return dict(Counter(self.order_sums(day)) | Counter(singly or {}))

    def order_sums(self, day: date) -> dict[tuple[str, date], int]:
        """(member, day) -> orders from that day on, as the lists of days have them."""
        rows = self._session.scalars(select(OrderRow).where(OrderRow.day >= day))
        return {(row.member_id, row.day): row.orders for row in rows}

    def cleared(self) -> frozenset[str]:
        """Submissions whose burst of likes a person let count."""
        return frozenset(self._session.scalars(select(ClearedRow.submission_id)))

    # -- what people made of it -------------------------------------------------------------------
    def standings(self) -> dict[str, Standing]:
        """member -> standing, of those that anybody ever moved or overruled."""
        return {row.member_id: _standing(row) for row in self._session.scalars(select(StandingRow))}

    def climb(self, member: str, to: Rung, *, actor: str, why: str, at: datetime) -> Standing:
        """Move a member to another rung: the one door of the ladder. IllegalMove, UnknownId."""
        was = self._standing_of(member)
        if to not in CLIMBS[was.rung]:
            raise _illegal(was, to)
        mine = update(StandingRow).where(StandingRow.member_id == member, StandingRow.rung == was.rung.value)
        if self._change(mine.values(rung=to.value, rung_at=at)) != 1:
            raise IllegalMove(Message("member.moved_meanwhile", member=member))
        self.write_down(KIND, member, actor=actor, at=at, was=was.rung, became=to, why=own_words(why))
        return self._standing_of(member)

    def overrule_type(
        self, member: str, to: MemberType | None, *, actor: str, why: str, at: datetime
    ) -> Standing:
        """Say what type a member is, None: as measured; UnknownId."""
        was = self._standing_of(member)
        mine = update(StandingRow).where(StandingRow.member_id == member)
        self._change(mine.values(type=to.value if to else ""))
        before, after = was.type or "", to or ""
        self.write_down(KIND, member, actor=actor, at=at, was=before, became=after, why=own_words(why))
        return self._standing_of(member)

    def clear_burst(self, submission: str, *, actor: str, why: str, at: datetime) -> None:
        """Let the likes of a submission count although they came in a burst; UnknownId."""
        if self._session.get(SubmissionRow, submission) is None:
            raise UnknownId(Message("submission.unknown_koc", submission=submission))
        self._add(ClearedRow, [{"submission_id": submission, "at": at}])
        why_kept = own_words(why)
        self.write_down(KIND, submission, actor=actor, at=at, was="held", became="counted", why=why_kept)

    def _standing_of(self, member: str) -> Standing:
        if self._session.get(MemberRow, member) is None:
            raise UnknownId(Message("member.unknown", member=member))
        first = {"member_id": member, "rung": Rung.NONE.value, "rung_at": None, "type": ""}
        self._add(StandingRow, [first])
        return _standing(self._session.get_one(StandingRow, member))

    # -- activities -------------------------------------------------------------------------------
    def activities(self) -> list[Activity]:
        """The newest first."""
        rows = select(ActivityRow).order_by(ActivityRow.starts_on.desc(), ActivityRow.code)
        return [_activity(row) for row in self._session.scalars(rows)]

    def activity(self, code: str) -> Activity:
        """UnknownId where nobody made one of this code."""
        row = self._session.get(ActivityRow, code)
        if row is None:
            raise UnknownId(Message("activity.unknown", activity=code))
        return _activity(row)

    def put_activity(self, activity: Activity, *, actor: str, at: datetime) -> None:
        """Add it, or replace the one of its code."""
        self._put(
            ActivityRow,
            [
                {
                    "code": activity.code,
                    "name": activity.name,
                    "kind": activity.kind.value,
                    "starts_on": activity.starts_on,
                    "ends_on": activity.ends_on,
                    "groups": sorted(activity.groups),
                    "per_member": activity.per_member,
                    "made_by": actor,
                    "made_at": at,
                }
            ],
        )
        self.write_down("activity", activity.code, actor=actor, at=at)


def _standing(row: StandingRow) -> Standing:
    return Standing(row.member_id, Rung(row.rung), row.rung_at, MemberType(row.type) if row.type else None)


def _activity(row: ActivityRow) -> Activity:
    return Activity(
        row.code,
        row.name,
        ActivityKind(row.kind),
        row.starts_on,
        row.ends_on,
        frozenset(row.groups),
        row.per_member,
    )


def _named(rung: Rung) -> Message:
    return Message("member.rung", rung=rung.value, label=rung.label)


def _illegal(was: Standing, to: Rung) -> IllegalMove:
    allowed = tuple(_named(rung) for rung in sorted(CLIMBS[was.rung]))
    return IllegalMove(
        Message(
            "member.illegal_move",
            member=was.member,
            rung=_named(was.rung),
            wanted=_named(to),
            allowed=allowed,
        )
    )
