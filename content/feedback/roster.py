"""How many members a group had at a moment, and who left after one. Pure."""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from content.model import RosterChange, RosterEvent

LEFT_WITHIN = timedelta(days=1)
SEEN_WITHIN = timedelta(days=91)  # of staff: who wrote then is taken to be in the group


@dataclass(frozen=True)
class GroupRoster:
    """`events` by time; `size` as the team states it, 0: not stated; `staff_days`: of each of the team's own
    the days, sorted, on which he or she wrote in the group."""

    events: Sequence[RosterEvent]
    size: int
    staff: Collection[str]
    staff_days: Mapping[str, Sequence[date]]

    def members_at(self, at: datetime, day: date) -> int:
        """Members who are not staff: whichever is more of those known to have joined and not left, and of the
        stated size without staff; a roster that lacks somebody looks like a whole one. 0: nobody knows."""
        joined: set[str] = set()
        for event in self.events:
            if event.at > at:
                break
            if event.member is not None and event.member not in self.staff:
                (joined.add if event.change is RosterChange.JOINED else joined.discard)(event.member)
        return max(len(joined), self.size - self._staff_on(day), 0)

    def left_after(self, at: datetime) -> int:
        """Members who left within a day, each once; the team's own do not count."""
        first = bisect_left(self.events, at, key=lambda event: event.at)
        last = bisect_left(self.events, at + LEFT_WITHIN, key=lambda event: event.at)
        left = (event for event in self.events[first:last] if event.change is RosterChange.LEFT)
        return len({event.member or event.at for event in left if event.member not in self.staff})

    def _staff_on(self, day: date) -> int:
        return sum(
            bisect_right(days, day) > bisect_left(days, day - SEEN_WITHIN)
            for days in self.staff_days.values()
        )
