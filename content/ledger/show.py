"""The messages of a group as the ledger has them, and its days."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from zoneinfo import ZoneInfo

from content.errors import UnknownId
from content.ledger.days import Clock, sum_up
from content.model import GroupDay, LedgerLine, Message
from content.store import OpenStore, Store


@dataclass(frozen=True, slots=True)
class Span:
    """Days, both ends included; None: no bound."""

    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class DayTotals:
    """A day, and how many of its messages are by the team's own."""

    day: GroupDay
    by_staff: int


def lines_of(open_store: OpenStore, group: str, span: Span) -> tuple[list[LedgerLine], frozenset[str]]:
    """The messages of a group by time, and the ids of the team's own. UnknownId."""
    with open_store(reading=True) as store:
        return list(_lines(store, group, span, _clock(store, group))), staff_ids(store)


def days_of(open_store: OpenStore, group: str, span: Span) -> list[DayTotals]:
    """The days on which anything was sent; days whose messages were let go have their sums. UnknownId."""
    with open_store(reading=True) as store:
        clock, own = _clock(store, group), staff_ids(store)
        days = {day.day: day for day in store.ledger.group_days(group, span.first, span.last)}
        lines = _lines(store, group, span, clock)
        for day, of_day in groupby(lines, key=lambda line: clock.day(line.at)):
            days[day] = sum_up(day, of_day, clock)
    return [
        DayTotals(day, sum(n for member, n in day.by_member.items() if member in own))
        for _, day in sorted(days.items())
    ]


def staff_ids(store: Store) -> frozenset[str]:
    """Who is confirmed to be one of the team's own."""
    return frozenset(member.id for member in store.roster.staff() if member.is_confirmed)


def _lines(store: Store, group: str, span: Span, clock: Clock) -> Iterator[LedgerLine]:
    since = clock.begins(span.first) if span.first else None
    until = clock.ends(span.last) if span.last else None
    return store.ledger.lines(group, since, until)


def _clock(store: Store, key: str) -> Clock:
    for group in store.library.groups():
        if group.id == key:
            return Clock(ZoneInfo(group.zone))
    raise UnknownId(Message("group.unknown", group=key))
