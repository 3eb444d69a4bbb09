"""Whether a group is livelier lately than it was on earlier days, in hours that no post touches. Pure."""

from collections.abc import Iterator, Sequence
from datetime import date
from math import exp, log

from content.feedback.talk import HOURS, GroupTalk

PRIOR = 0.6  # standard deviation of a log change within months: a member who talks much may come or go
SPREAD = 3.4  # variance of the log of two counts times either of them; talk comes in runs: 1.7 of Poisson's
LONGEST_RUN = 4  # hours: as long as a window may be, so that who talks all day counts as there


def livelier(talk: GroupTalk, earlier: Sequence[date], lately: Sequence[date]) -> float:
    """The factor from earlier days to the last ones, drawn towards 1 by how little was said. Runs of hours
    count that were quiet on most of the last days, each member once a run."""
    pairs = [
        (_in_run(talk, earlier, bits), _in_run(talk, lately, bits)) for bits in _quiet_runs(talk, lately)
    ]
    known = [(old, new) for old, new in pairs if old[1] and new[1]]
    before, after = (sum(pair[n][0] / pair[n][1] for pair in known) for n in (0, 1))
    if not before or not after:
        return 1.0
    fewest = min(sum(pair[n][0] for pair in known) for n in (0, 1))
    trust = PRIOR**2 / (PRIOR**2 + SPREAD / fewest)
    return exp(trust * log(after / before))


def _quiet_runs(talk: GroupTalk, days: Sequence[date]) -> Iterator[int]:
    """Runs of hours that were quiet on most of the days, as bits."""
    bits = length = 0
    for hour in range(HOURS):
        if 2 * sum(talk.is_quiet(day, hour) for day in days) > len(days):
            bits, length = bits | 1 << hour, length + 1
        if bits and (length == LONGEST_RUN or not bits >> hour & 1):
            yield bits
            bits = length = 0
    if bits:
        yield bits


def _in_run(talk: GroupTalk, days: Sequence[date], bits: int) -> tuple[int, int]:
    """Members who spoke in any of the hours, day by day, and on how many days all of these were quiet."""
    quiet = [day for day in days if not talk.fresh.get(day, 0) & bits]
    return sum(1 for day in quiet for spoke in talk.spoke[day].values() if spoke & bits), len(quiet)
