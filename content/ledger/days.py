"""What the messages of one day come to. Pure: lines in, sums out."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from content.model import GroupDay, LedgerLine, MessageKind


@dataclass(frozen=True, slots=True)
class Clock:
    """A group's own clock."""

    zone: ZoneInfo

    def begins(self, day: date) -> datetime:
        """The first instant of a day."""
        return datetime.combine(day, time(), self.zone)

    def ends(self, day: date) -> datetime:
        """The first instant of the day after."""
        return self.begins(day + timedelta(days=1))

    def day(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()


def sum_up(day: date, lines: Iterable[LedgerLine], clock: Clock) -> GroupDay:
    """The sums of a day. Notices and what was recalled are no messages; notices count among the kinds."""
    kinds: Counter[str] = Counter()
    by_member: Counter[str] = Counter()
    hours_by_member: dict[str, int] = {}
    hours = [0] * 24
    for line in lines:
        if line.is_revoked:
            continue
        kinds[line.kind.value] += 1
        if line.kind is MessageKind.SYSTEM:
            continue
        hour = line.at.astimezone(clock.zone).hour
        hours[hour] += 1
        if line.member is not None:
            by_member[line.member] += 1
            if line.kind.may_respond:
                hours_by_member[line.member] = hours_by_member.get(line.member, 0) | 1 << hour
    counts = dict(sorted(kinds.items()))
    return GroupDay(day, sum(hours), len(by_member), counts, tuple(hours), dict(by_member), hours_by_member)
