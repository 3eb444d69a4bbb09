"""The habit of opening the group: who responds on three days of seven, and who comes back to a slot. Pure.

A response is a message, picture or reaction within a post's window, as attribution has it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from content.model import SLOT_BITS, ResponseDay, Slot

OFTEN = 3  # days of seven
A_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class ShareCount:
    """`part` of `whole`, both counts."""

    part: int
    whole: int

    def __add__(self, other: "ShareCount") -> "ShareCount":
        return ShareCount(self.part + other.part, self.whole + other.whole)


NOTHING = ShareCount(0, 0)


def days_a_member(responses: Iterable[ResponseDay], last_days: Mapping[str, date]) -> dict[str, list[int]]:
    """group -> how many members responded on 1, 2 ... 7 of the seven days that end with its last day."""
    days: defaultdict[tuple[str, str], set[date]] = defaultdict(set)
    for group, day, member, _ in responses:
        last = last_days[group]
        if last - A_WEEK < day <= last:
            days[group, member].add(day)
    by_group: dict[str, list[int]] = {}
    for (group, _), of_member in days.items():
        by_group.setdefault(group, [0] * 7)[len(of_member) - 1] += 1
    return by_group


def habit(days: Mapping[str, list[int]], members: Mapping[str, int]) -> dict[str, ShareCount]:
    """group -> members who responded on at least three of the seven days, of all its members."""
    return {
        group: ShareCount(min(count, sum(days.get(group, [0] * 7)[OFTEN - 1 :])), count)
        for group, count in members.items()
        if count > 0
    }


def returns(
    responses: Iterable[ResponseDay], sent: Collection[tuple[str, Slot, date]], last_days: Mapping[str, date]
) -> dict[tuple[str, Slot], ShareCount]:
    """(group, slot) -> of those who responded to it within the seven days before, how many did again today;
    summed over the days of the last week on which it was `sent`. Needs responses of 14 days."""
    by_day: defaultdict[tuple[str, Slot], defaultdict[date, set[str]]] = defaultdict(lambda: defaultdict(set))
    for group, day, member, slots in responses:
        for slot, bit in SLOT_BITS.items():
            if slots & bit:
                by_day[group, slot][day].add(member)
    sums: dict[tuple[str, Slot], ShareCount] = {}
    for group, slot, day in sent:
        if last_days[group] - A_WEEK < day <= last_days[group]:
            known = by_day[group, slot]
            sums[group, slot] = sums.get((group, slot), NOTHING) + _again(known, day)
    return sums


def _again(by_day: Mapping[date, set[str]], day: date) -> ShareCount:
    before: set[str] = set()
    for back in range(1, 8):
        before |= by_day.get(day - timedelta(days=back), set())
    return ShareCount(len(before & by_day.get(day, set())), len(before))
