"""How many members would have spoken in a window without the post: the group's own usual. Pure.

Known is in which hours of which days each member spoke, and which of these hours lay in no window. For each
hour of a window, earlier days are chosen on which the same hour was free: first the same weekday within 28
days, then days of the same sort (workday, weekend), then both up to 13 weeks back. The first free day of
each hour together make one day as it would be without posts, the second ones another, and so on; of each the
distinct members are counted as if they were one real day, and the mean is what is expected. Where all hours
of a window were free on the same days, these are real days: nothing is assumed of how members come back
within a window. Where they were free on different days, hours count as independent of each other for a
member. Of an hour that the window only touches, a member counts by the share of it. Where days older than
four weeks are asked, the mean is scaled by how much livelier the group is since, in hours without a post.

A mean, not a median: the median of small counts lies below their mean, and sums over posts would be too low.

Groups that get posts at the same times every day, and always did, have no free hour there. Then hours are
asked that begin two hours or more after a post, by when most responses are in; for the first two hours the
nearest such hours before and after by turns.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from content.feedback.level import livelier
from content.feedback.talk import HOURS, GroupTalk, HourOf, hour_shares
from content.feedback.windows import Window

LATELY, LOOKED_BACK = timedelta(days=28), timedelta(days=91)
ENOUGH_DAYS = 7  # known beside the post's own, before what is usual is said
USUAL_DAYS = 4  # that are asked for, and looked further back for
BORROWED = 3  # hours away, at most
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class UsualSpeakers:
    """How many would have spoken: the mean of `counts`, one for each day that was references."""

    counts: tuple[float, ...]

    @property
    def expected(self) -> float:
        return sum(self.counts) / len(self.counts)


def usual_speakers(talk: GroupTalk, window: Window) -> UsualSpeakers | None:
    """What is usual in a window; None where too little is known to tell."""
    shares = hour_shares(window, talk.zone)
    day = window.begins.astimezone(talk.zone).date()
    known = _asked_days(talk, day)
    if len(known) < ENOUGH_DAYS:
        return None
    references = {hour: _References(talk, _tiers(known, hour[0])).of(hour[1]) for hour in shares}
    if not all(references.values()):
        return None
    number, factor = max(map(len, references.values())), _change_since(talk, known, day, references)
    return UsualSpeakers(tuple(factor * _distinct(talk, shares, references, n) for n in range(number)))


def usually_speak(talk: GroupTalk, window: Window) -> float:
    """Members an hour, summed over the hours of a window, on the known days of four weeks before it, with
    whatever posts there were."""
    shares = hour_shares(window, talk.zone)
    day = window.begins.astimezone(talk.zone).date()
    known = [other for other in talk.days if day - LATELY <= other < day]
    spoke = (
        share * len(talk.speakers(other, hour)) for (_, hour), share in shares.items() for other in known
    )
    return sum(spoke) / len(known) if known else float("inf")


def _change_since(
    talk: GroupTalk, known: Sequence[date], day: date, references: Mapping[HourOf, Sequence[HourOf]]
) -> float:
    """How much livelier the group is than it was, where days older than four weeks were references."""
    days = [other for hours in references.values() for other, _ in hours]
    old = {other for other in days if abs(day - other) > LATELY}
    if not old:
        return 1.0
    lately = [other for other in known if abs(day - other) <= LATELY]
    earlier = [other for other in known if abs(day - other) > LATELY and min(old) <= other <= max(old)]
    return float(livelier(talk, earlier, lately) ** (sum(other in old for other in days) / len(days)))


def _asked_days(talk: GroupTalk, day: date) -> list[date]:
    """The days to ask, the latest first: those before; of the first four weeks all of these but its own."""
    first = talk.first
    if first is None:
        return []
    if day - LATELY >= first:
        return [known for known in reversed(talk.days) if day - LOOKED_BACK <= known < day]
    return [known for known in reversed(talk.days) if known < first + LATELY and known != day]


def _tiers(known: Sequence[date], day: date) -> list[list[date]]:
    """The days to ask by how well they fit: lately on the same weekday, on the same sort of day; then both of
    earlier weeks."""
    tiers: list[list[date]] = [[], [], [], []]
    weekday = day.weekday()
    for other in known:
        if (other.weekday() >= SATURDAY) == (weekday >= SATURDAY):
            place = 2 * (abs(day - other) > LATELY) + (other.weekday() != weekday)
            tiers[place].append(other)
    return tiers


@dataclass(frozen=True, slots=True)
class _References:
    """Which hours of other days stand for an hour of one day."""

    talk: GroupTalk
    tiers: Sequence[Sequence[date]]

    def of(self, hour: int) -> list[HourOf]:
        """The best first: free ones, else quiet ones, else near ones."""
        free = self._chosen(self.talk.taken, hour)
        if len(free) >= USUAL_DAYS:
            return [(other, hour) for other in free]
        quiet = self._chosen(self.talk.fresh, hour)
        if len(quiet) >= USUAL_DAYS:
            return [(other, hour) for other in quiet]
        return list(self._borrowed(hour)) or [(other, hour) for other in free or quiet]

    def _chosen(self, barred: Mapping[date, int], hour: int) -> list[date]:
        """The best days on which the hour is not barred: worse ones only while they are too few."""
        chosen: list[date] = []
        for tier in self.tiers:
            chosen += [other for other in tier if not barred.get(other, 0) >> hour & 1]
            if len(chosen) >= USUAL_DAYS:
                break
        return chosen

    def _borrowed(self, hour: int) -> Iterator[HourOf]:
        """Quiet hours near by, from before and from after by turns; which day is first goes by the hour, so
        that two hours of a window that borrow of the same one do not get the same members."""
        before, after = self._nearest_quiet(hour, -1), self._nearest_quiet(hour, 1)
        sides = [side for side in (before, after) if side]
        for place in range(max(map(len, sides), default=0)):
            yield from (side[(place + hour) % len(side)] for side in sides)

    def _nearest_quiet(self, hour: int, step: int) -> list[HourOf]:
        """The first hour on that side which is quiet on enough days."""
        for away in range(1, BORROWED + 1):
            near = hour + step * away
            if 0 <= near < HOURS:
                quiet = self._chosen(self.talk.fresh, near)
                if len(quiet) >= USUAL_DAYS:
                    return [(other, near) for other in quiet]
        return []


def _distinct(
    talk: GroupTalk, shares: Mapping[HourOf, float], references: Mapping[HourOf, Sequence[HourOf]], place: int
) -> float:
    """The distinct members of one day that is put together of hours."""
    silent: dict[str, float] = {}
    for hour, share in shares.items():
        for member in talk.speakers(*references[hour][place % len(references[hour])]):
            silent[member] = silent.get(member, 1.0) * (1.0 - share)
    return sum(1.0 - chance for chance in silent.values())
