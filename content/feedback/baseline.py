"""How many members would have spoken in a window without the post: the group's own usual. Pure.

Known is in which hours of which days each member spoke, and which of these hours lay in no window. For each
hour of a window, earlier days are chosen on which the same hour was free: first the same weekday within 28
days, then days of the same sort (workday, weekend), then both up to 13 weeks back. The first free day of
each hour together make one day as it would be without posts, the second ones another, and so on; of each the
distinct members are counted as if they were one real day, and the mean is what is expected. Where all hours
of a window were free on the same days, these are real days: nothing is assumed of how members come back
within a window. Where they were free on different days, hours count as independent of each other for a
member. Of an hour that the window only touches, a member counts by the share of it.

A mean, not a median: the median of small counts lies below their mean, and sums over posts would be too low.

Groups that get posts at the same times every day have no free hour there. Then the nearest hours are asked
that are free, or begin two hours or more after a post, by when most responses are in: one from before and
one from after by turns.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from content.feedback.windows import Window

LATELY, LOOKED_BACK = timedelta(days=28), timedelta(days=91)
ENOUGH_DAYS = 7  # known beside the post's own, before what is usual is said
USUAL_DAYS = 4  # that are asked for, and looked further back for
BORROWED = 3  # hours away, at most
HOURS = 24
QUIET_AFTER = timedelta(hours=2)  # by then most of the responses to a post are in
HOUR, A_DAY = timedelta(hours=1), timedelta(days=1)
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


@dataclass(frozen=True, slots=True)
class UsualSpeakers:
    """How many would have spoken: the mean of `counts`, one for each day that was asked."""

    counts: tuple[float, ...]

    @property
    def expected(self) -> float:
        return sum(self.counts) / len(self.counts)


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


def usual_speakers(talk: GroupTalk, window: Window) -> UsualSpeakers | None:
    """What is usual in a window; None where too little is known to tell."""
    shares = hour_shares(window, talk.zone)
    day = window.begins.astimezone(talk.zone).date()
    known = _asked_days(talk, day)
    if len(known) < ENOUGH_DAYS:
        return None
    asked = {hour: _references(talk, known, *hour) for hour in shares}
    if not all(asked.values()):
        return None
    number = max(map(len, asked.values()))
    return UsualSpeakers(tuple(_distinct(talk, shares, asked, place) for place in range(number)))


def _asked_days(talk: GroupTalk, day: date) -> list[date]:
    """The days to ask, the latest first: those before; of the first four weeks all of these but its own."""
    first = talk.first
    if first is None:
        return []
    if day - LATELY >= first:
        return [known for known in reversed(talk.days) if day - LOOKED_BACK <= known < day]
    return [known for known in reversed(talk.days) if known < first + LATELY and known != day]


def _references(talk: GroupTalk, known: list[date], day: date, hour: int) -> list[HourOf]:
    """The hours that stand for this one, the best first: free ones, else quiet ones, else near ones."""
    free = _chosen(_without(talk.taken, known, hour), day)
    if len(free) >= USUAL_DAYS:
        return [(other, hour) for other in free]
    quiet = _chosen(_without(talk.fresh, known, hour), day)
    if len(quiet) >= USUAL_DAYS:
        return [(other, hour) for other in quiet]
    return list(_borrowed(talk, known, day, hour)) or [(other, hour) for other in free or quiet]


def _without(hours: Mapping[date, int], known: list[date], hour: int) -> list[date]:
    """The days on which an hour is not among these."""
    return [day for day in known if not hours.get(day, 0) >> hour & 1]


def _chosen(free: list[date], day: date) -> list[date]:
    """The best of free days for a day: more sorts of them only while they are too few."""
    chosen: list[date] = []
    for fits in _FITS:
        chosen += [known for known in free if known not in chosen and fits(known, day)]
        if len(chosen) >= USUAL_DAYS:
            break
    return chosen


def _is_late(known: date, day: date) -> bool:
    return abs(day - known) <= LATELY


def _same_sort(known: date, day: date) -> bool:
    return (known.weekday() >= 5) == (day.weekday() >= 5)


_FITS = (
    lambda known, day: _is_late(known, day) and known.weekday() == day.weekday(),
    lambda known, day: _is_late(known, day) and _same_sort(known, day),
    lambda known, day: known.weekday() == day.weekday(),
    lambda known, day: _same_sort(known, day),
)


def _borrowed(talk: GroupTalk, known: list[date], day: date, hour: int) -> Iterator[HourOf]:
    """Quiet hours near by, from before and from after by turns; which day is first goes by the hour, so that
    two hours of a window that borrow of the same one do not get the same members."""
    before, after = (_nearest_quiet(talk, known, day, hour, step) for step in (-1, 1))
    if not before or not after:
        near = before or after
        yield from (near[(place + hour) % len(near)] for place in range(len(near)))
        return
    for place in range(max(len(before), len(after))):
        yield before[(place + hour) % len(before)]
        yield after[(place + hour) % len(after)]


def _nearest_quiet(talk: GroupTalk, known: list[date], day: date, hour: int, step: int) -> list[HourOf]:
    """The first hour on that side which is quiet on enough days."""
    for away in range(1, BORROWED + 1):
        near = hour + step * away
        if 0 <= near < HOURS:
            quiet = _chosen(_without(talk.fresh, known, near), day)
            if len(quiet) >= USUAL_DAYS:
                return [(other, near) for other in quiet]
    return []


def _distinct(
    talk: GroupTalk, shares: Mapping[HourOf, float], asked: Mapping[HourOf, list[HourOf]], place: int
) -> float:
    """The distinct members of one day that is put together of hours."""
    silent: dict[str, float] = {}
    for hour, share in shares.items():
        for member in talk.speakers(*asked[hour][place % len(asked[hour])]):
            silent[member] = silent.get(member, 1.0) * (1.0 - share)
    return sum(1.0 - chance for chance in silent.values())
