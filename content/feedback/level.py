"""Whether a group is livelier lately than it was on earlier days, in hours that no post touches. Pure."""

from collections.abc import Sequence
from datetime import date
from math import exp, log

from content.feedback.talk import HOURS, GroupTalk

PRIOR = 0.6  # standard deviation of a log change within months: a member who talks much may come or go
SPREAD = 3.4  # variance of the log of two counts times either of them; talk comes in runs: 1.7 of Poisson's


def livelier(talk: GroupTalk, earlier: Sequence[date], lately: Sequence[date]) -> float:
    """The factor from earlier days to the last ones, drawn towards 1 by how little was said. Hours count that
    were quiet on most of either days."""
    hours = [hour for hour in range(HOURS) if _mostly_quiet(talk, lately, hour)]
    was, now = ([_in_hour(talk, days, hour) for hour in hours] for days in (earlier, lately))
    pairs = [(old, new) for old, new in zip(was, now, strict=True) if old[1] and new[1]]
    before = sum(count / days for (count, days), _ in pairs)
    after = sum(count / days for _, (count, days) in pairs)
    if not before or not after:
        return 1.0
    fewest = min(sum(old[0] for old, _ in pairs), sum(new[0] for _, new in pairs))
    trust = PRIOR**2 / (PRIOR**2 + SPREAD / fewest)
    return exp(trust * log(after / before))


def _mostly_quiet(talk: GroupTalk, days: Sequence[date], hour: int) -> bool:
    return 2 * sum(talk.is_quiet(day, hour) for day in days) > len(days)


def _in_hour(talk: GroupTalk, days: Sequence[date], hour: int) -> tuple[int, int]:
    """Speakers of an hour, each day's by themselves, and on how many days it was quiet."""
    quiet = [day for day in days if talk.is_quiet(day, hour)]
    return sum(talk.by_hour(day)[hour] for day in quiet), len(quiet)
