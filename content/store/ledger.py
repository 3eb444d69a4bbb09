"""Messages without their words: kept once each, summed up by day, let go after a while."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, select, update

from content.inbox import LedgerEntry
from content.model import ConsentState, GroupDay, LedgerLine, MessageKind
from content.store.base import AnySelect, StorePart, UnitOfWork, batched
from content.store.intake_tables import ConsentEventRow
from content.store.ledger_tables import (
    GroupDayRow,
    LedgerBeginsRow,
    LedgerRow,
    LedgerTouchedRow,
    MemberDayRow,
)
from content.store.outcomes import Outcomes

IDS_AT_ONCE = 5_000  # SQLite takes 32,766 variables a statement
_LEDGER = LedgerRow.__table__.c
KINDS = {kind.value: kind for kind in MessageKind}
DayOf = Callable[[str, datetime], date]  # the day of an instant by the clock of a group


class MessageLedger(StorePart):
    def __init__(self, unit: UnitOfWork, outcomes: Outcomes) -> None:
        super().__init__(unit)
        self._outcomes = outcomes

    # -- what is noted ------------------------------------------------------------------------------
    def new_messages(self, source: str, entries: Iterable[LedgerEntry]) -> list[LedgerEntry]:
        """Those whose ids this source has not told before, each id once."""
        by_id: dict[str, LedgerEntry] = {}
        for entry in entries:
            by_id.setdefault(entry.id, entry)
        for batch in batched(by_id.copy(), IDS_AT_ONCE):
            known = select(LedgerRow.message_id).where(
                LedgerRow.source == source, LedgerRow.message_id.in_(batch)
            )
            for key in self._read(known).scalars():
                del by_id[key]
        return list(by_id.values())

    def add_messages(self, source: str, entries: Sequence[LedgerEntry], day_of: DayOf) -> int:
        """Keep messages that are new, and note their days as to be summed up; how many."""
        self._touch((entry.group, day_of(entry.group, entry.at)) for entry in entries)
        in_order = sorted(entries, key=lambda entry: entry.id)  # pages of the key are met once a batch
        return self._add(LedgerRow, [_row(source, entry) for entry in in_order])

    def mark_recalled(self, source: str, day_of: DayOf) -> int:
        """Mark the messages that a source says were recalled, whichever was heard first; how many more."""
        recalled = (
            select(LedgerRow.message_id, LedgerRow.group_id, LedgerRow.at)
            .join(
                ConsentEventRow,
                (ConsentEventRow.source == LedgerRow.source)
                & (ConsentEventRow.message_id == LedgerRow.message_id),
            )
            .where(ConsentEventRow.source == source, ConsentEventRow.message_id.is_not(None))
            .where(ConsentEventRow.state == ConsentState.WITHDRAWN.value, LedgerRow.revoked.is_(False))
        )
        return self._recall(
            source, {key: (group, day_of(group, at)) for key, group, at in self._read(recalled)}
        )

    def recall(self, source: str, messages: Collection[str], day_of: DayOf) -> int:
        """Mark these messages of a source as recalled; how many more."""
        rows: dict[str, tuple[str, date]] = {}
        mine = select(_LEDGER.message_id, _LEDGER.group_id, _LEDGER.at)
        mine = mine.where(_LEDGER.source == source, _LEDGER.revoked.is_(False))
        for batch in batched(sorted(messages), IDS_AT_ONCE):
            for key, group, at in self._read(mine.where(_LEDGER.message_id.in_(batch))):
                rows[key] = (group, day_of(group, at))
        return self._recall(source, rows)

    def _recall(self, source: str, rows: Mapping[str, tuple[str, date]]) -> int:
        self._touch(rows.values())
        mine = update(LedgerRow).where(LedgerRow.source == source).values(revoked=True)
        return sum(
            self._change(mine.where(LedgerRow.message_id.in_(batch)))
            for batch in batched(sorted(rows), IDS_AT_ONCE)
        )

    def _touch(self, days: Iterable[tuple[str, date]]) -> None:
        self._add(LedgerTouchedRow, [{"group_id": group, "day": day} for group, day in sorted(set(days))])

    # -- what is told -------------------------------------------------------------------------------
    def lines(self, group: str, since: datetime | None, until: datetime | None) -> Iterator[LedgerLine]:
        """The messages of a group from `since` on and before `until`, by time; None: no bound."""
        rows = self._read(_between(_LINE, group, since, until).order_by(LedgerRow.at, LedgerRow.message_id))
        for at, member, kind, chars, reply_to, letter, revoked, key, coupon in rows:
            reply, answer = reply_to or None, letter or None
            yield LedgerLine(at, member, KINDS[kind], chars, reply, answer, revoked, key, coupon)

    def ends(self, group: str, before: datetime | None = None) -> tuple[datetime | None, datetime | None]:
        """When the first and the last message of a group was sent that is kept, of those `before` an instant;
        None for none."""
        mine = [_LEDGER.group_id == group, *([_LEDGER.at < before] if before else ())]
        ends = (select(end(_LEDGER.at)).where(*mine).scalar_subquery() for end in (func.min, func.max))
        first, last = self._read(select(*ends)).one()  # each by the index: both at once would read all rows
        return first, last

    def begins(self) -> dict[str, date]:
        """group -> the day from which on its messages are all here; not in it: none was let go."""
        return {row.group_id: row.day for row in self._session.scalars(select(LedgerBeginsRow))}

    def group_days(self, group: str, first: date | None = None, last: date | None = None) -> list[GroupDay]:
        """The days that were summed up, both ends included, the earliest first."""
        days = select(GroupDayRow).where(GroupDayRow.group_id == group)
        columns = (MemberDayRow.day, MemberDayRow.member_id, MemberDayRow.messages, MemberDayRow.hours)
        people = select(*columns)
        people = people.where(MemberDayRow.group_id == group)
        if first:
            days, people = days.where(GroupDayRow.day >= first), people.where(MemberDayRow.day >= first)
        if last:
            days, people = days.where(GroupDayRow.day <= last), people.where(MemberDayRow.day <= last)
        by_day: dict[date, tuple[dict[str, int], dict[str, int]]] = {}
        for day, member, messages, bits in self._read(people):
            counts, hours = by_day.setdefault(day, ({}, {}))
            counts[member] = messages
            if bits:
                hours[member] = bits
        rows = self._session.scalars(days.order_by(GroupDayRow.day))
        return [
            GroupDay(
                row.day,
                row.messages,
                row.speakers,
                row.kinds,
                tuple(row.hours),
                *by_day.get(row.day, ({}, {})),
            )
            for row in rows
        ]

    # -- days ---------------------------------------------------------------------------------------
    def touched_days(self, group: str | None = None) -> list[tuple[str, date]]:
        """(group, day) of those that changed since they were summed up, sorted."""
        rows = select(LedgerTouchedRow.group_id, LedgerTouchedRow.day)
        if group is not None:
            rows = rows.where(LedgerTouchedRow.group_id == group)
        return sorted((key, day) for key, day in self._read(rows))

    def put_days(self, days: Sequence[tuple[str, GroupDay]]) -> None:
        """Keep what days of groups come to, in the place of what was said of them before."""
        keys = [{"key": group, "of": day.day} for group, day in days]
        if not keys:
            return
        self._put(GroupDayRow, [_day_row(group, day) for group, day in days])
        for table in (MemberDayRow, LedgerTouchedRow):
            theirs = (table.group_id == bindparam("key"), table.day == bindparam("of"))
            self._change(delete(table.__table__).where(*theirs), keys)  # type: ignore[arg-type]  # it is a table
        rows = [
            {
                "group_id": group,
                "day": day.day,
                "member_id": member,
                "messages": count,
                "hours": day.hours_by_member.get(member, 0),
            }
            for group, day in days
            for member, count in sorted(day.by_member.items())
        ]
        self._add(MemberDayRow, rows)
        self._outcomes.touch((group, day.day) for group, day in days)

    def let_go(self, group: str, day: date, begins_at: datetime) -> int:
        """Forget the messages before a day that begins at this instant; how many. Days keep their sums."""
        gone = self._change(delete(LedgerRow).where(LedgerRow.group_id == group, LedgerRow.at < begins_at))
        known = self._session.get(LedgerBeginsRow, group)
        if gone or (known and known.day < day):
            self._put(LedgerBeginsRow, [{"group_id": group, "day": max(day, known.day) if known else day}])
        return gone


_LINE = select(
    LedgerRow.at,
    LedgerRow.member_id,
    LedgerRow.kind,
    LedgerRow.chars,
    LedgerRow.reply_to,
    LedgerRow.letter,
    LedgerRow.revoked,
    LedgerRow.message_id,
    LedgerRow.coupon,
)


def _between(rows: AnySelect, group: str, since: datetime | None, until: datetime | None) -> AnySelect:
    rows = rows.where(LedgerRow.group_id == group)
    if since:
        rows = rows.where(LedgerRow.at >= since)
    return rows.where(LedgerRow.at < until) if until else rows


def _row(source: str, entry: LedgerEntry) -> dict[str, Any]:
    signs = entry.signs
    return {
        "source": source,
        "message_id": entry.id,
        "group_id": entry.group,
        "at": entry.at,
        "member_id": entry.member,
        "kind": entry.kind.value,
        "chars": entry.chars,
        "reply_to": entry.reply_to or "",
        "mentions": signs.mentions,
        "letter": signs.letter,
        "has_link": signs.has_link,
        "has_price": signs.has_price,
        "has_coupon": signs.has_coupon,
        "coupon": signs.coupon,
        "revoked": False,
    }


def _day_row(group: str, day: GroupDay) -> dict[str, Any]:
    return {
        "group_id": group,
        "day": day.day,
        "messages": day.messages,
        "speakers": day.speakers,
        "kinds": dict(day.kinds),
        "hours": list(day.hours),
    }
