"""Who spoke in which hours of a group's days, and which of these hours lie in windows of posts. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from content.feedback.windows import Window

HOURS = 24
HOUR = timedelta(hours=1)
QUIET_AFTER = timedelta(hours=2)  # by then most of the responses to a post are in
HourOf = tuple[date, int]


@dataclass(frozen=True)
class GroupTalk:
    """Who spoke when in a group. `spoke`: day -> member -> bits of hours, the team's own left out; a day that
    is not in it is not known. `taken` and `fresh`: day -> bits of hours that touch a window, and of those of
    them that begin less than two hours after a post. `first`: the first day that was ever known."""

    zone: ZoneInfo
    spoke: Mapping[date, Mapping[str, int]]
    first: date | None = None
    taken: Mapping[date, int] = field(default_factory=dict)
    fresh: Mapping[date, int] = field(default_factory=dict)

    @cached_property
    def days(self) -> list[date]:
        return sorted(self.spoke)

    @cached_property
    def _speakers(self) -> dict[HourOf, frozenset[str]]:
        return {}

    def speakers(self, day: date, hour: int) -> frozenset[str]:
        """The members who spoke in an hour."""
        key = day, hour
        if key not in self._speakers:
            bit = 1 << hour
            self._speakers[key] = frozenset(m for m, bits in self.spoke[day].items() if bits & bit)
        return self._speakers[key]

    def is_quiet(self, day: date, hour: int) -> bool:
        """Whether the hour is free, or begins when most responses to the last post are in."""
        return not self.fresh.get(day, 0) >> hour & 1


def hour_shares(window: Window, zone: ZoneInfo) -> dict[HourOf, float]:
    """(day, hour) of the group's clock -> which share of it the window covers."""
    shares: dict[HourOf, float] = {}
    at = window.begins
    while at < window.ends:
        local = at.astimezone(zone)
        full = local.replace(minute=0, second=0, microsecond=0)
        end = min(window.ends, at + (HOUR - (local - full)))
        key = local.date(), local.hour
        shares[key] = min(1.0, shares.get(key, 0.0) + (end - at) / HOUR)
        at = end
    return shares


def hours_taken(
    windows: Mapping[datetime, Window], zone: ZoneInfo
) -> tuple[dict[date, int], dict[date, int]]:
    """The hours that touch a window, and those of them that begin less than two hours after its post."""
    taken: dict[date, int] = {}
    fresh: dict[date, int] = {}
    for window in windows.values():
        for day, hour in hour_shares(window, zone):
            taken[day] = taken.get(day, 0) | 1 << hour
        for day, hour in hour_shares(
            Window(window.begins, min(window.ends, window.begins + QUIET_AFTER)), zone
        ):
            fresh[day] = fresh.get(day, 0) | 1 << hour
    return taken, fresh
