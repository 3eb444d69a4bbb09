"""Who is in the groups: who joined and left, and who is one of the team's own."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, func, or_, select, update

from content.model import RosterChange, RosterEvent, StaffMember
from content.store.base import StorePart, batched
from content.store.ledger_tables import (
    LedgerBeginsRow,
    LedgerTouchedRow,
    MemberDayRow,
    RosterEventRow,
    StaffRow,
)

_EVENTS = RosterEventRow.__table__.c


class Roster(StorePart):
    def add_events(self, source: str, events: Sequence[tuple[str, int, str, RosterEvent]]) -> int:
        """Keep who came and went: (message, nth of it, group, event); how many rows are new or know more now.

        One that is known stays; a member who could not be told before is written into it.
        """
        rows = [
            {
                "source": source,
                "message_id": message,
                "nth": nth,
                "group_id": group,
                "at": event.at,
                "change": event.change.value,
                "member_id": event.member,
                "by_member_id": event.by,
            }
            for message, nth, group, event in events
        ]
        insert: Any = self._insert(RosterEventRow)
        named = insert.on_conflict_do_update(
            index_elements=["source", "message_id", "nth"],
            set_={
                name: func.coalesce(getattr(RosterEventRow, name), insert.excluded[name])
                for name in ("member_id", "by_member_id")
            },
        )
        return self._change_many(named, rows)

    def events(self, group: str) -> list[RosterEvent]:
        """Of one group, by time."""
        columns = (_EVENTS.at, _EVENTS.change, _EVENTS.member_id, _EVENTS.by_member_id)
        rows = select(*columns).where(_EVENTS.group_id == group)
        ordered = rows.order_by(_EVENTS.at, _EVENTS.message_id, _EVENTS.nth)
        return [
            RosterEvent(at, RosterChange(change), member, by)
            for at, change, member, by in self._read(ordered)
        ]

    # -- the team's own -----------------------------------------------------------------------------
    def staff(self) -> list[StaffMember]:
        """Those who are confirmed, then the guesses; each by id."""
        rows = select(StaffRow).order_by(StaffRow.confirmed.desc(), StaffRow.member_id)
        return [StaffMember(row.member_id, row.name, row.confirmed) for row in self._session.scalars(rows)]

    def put_staff(self, staff: Sequence[StaffMember]) -> None:
        """Add them, or replace those of the same id; a guess among them is one no more. Days on which they
        spoke are summed up again: who answers whom looks at whose they are."""
        self._touch_days_of([member.id for member in staff])
        self._put(StaffRow, [_row(member) for member in staff])

    def _touch_days_of(self, members: Sequence[str]) -> None:
        """Note the days on which any of them wrote, of those whose messages are all here."""
        begins = LedgerBeginsRow.day
        days = (
            select(MemberDayRow.group_id, MemberDayRow.day)
            .outerjoin(LedgerBeginsRow, LedgerBeginsRow.group_id == MemberDayRow.group_id)
            .where(or_(begins.is_(None), MemberDayRow.day >= begins))
        )
        touched = {
            (group, day)
            for batch in batched(sorted(members))
            for group, day in self._read(days.where(MemberDayRow.member_id.in_(batch)).distinct())
        }
        self._add(LedgerTouchedRow, [{"group_id": group, "day": day} for group, day in sorted(touched)])

    def guess_staff(self, guesses: Sequence[StaffMember]) -> int:
        """Keep guesses of a source, of whom nothing is known yet; how many."""
        return self._add(StaffRow, [_row(member) for member in guesses])

    # -- what goes ----------------------------------------------------------------------------------
    def forget_member(self, member: str, pseudonym: str) -> None:
        """The staff list names the member no more, and no event says whom the member brought."""
        self._change(delete(StaffRow).where(StaffRow.member_id == member))
        theirs = update(RosterEventRow).where(RosterEventRow.by_member_id == member)
        self._change(theirs.values(by_member_id=pseudonym))


def _row(member: StaffMember) -> dict[str, Any]:
    return {"member_id": member.id, "name": member.name, "confirmed": member.is_confirmed}
