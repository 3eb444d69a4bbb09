"""Whether members are about at another time than a slot's: their own talk by quarter-hours, apart from what
posts brought. Pure.

A quarter-hour counts on the days on which no post had gone out in the two hours before it, by when most
responses are in. That of the slot itself is the one just before it. Another must have half as many messages
again, and chance alone must not explain that: the binomial's normal tail, shared among all that are tried.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import NormalDist

QUARTER = timedelta(minutes=15)
ANSWERS = timedelta(hours=2)  # after a post; by then most responses are in
AROUND = 4  # quarter-hours before and after the slot that are tried
LEAST_DAYS = 10  # free, of a quarter-hour
TIMES_MORE, BY_CHANCE = 1.5, 0.01
MIDDAY = date(2000, 1, 2)  # any day: times of day are counted on


@dataclass(frozen=True, slots=True)
class Quarter:
    """A quarter-hour: the messages that begin in it on the days on which it was free."""

    begins: time
    messages: int
    days: int

    @property
    def rate(self) -> float:
        """Messages a day."""
        return self.messages / self.days if self.days else 0.0


@dataclass(frozen=True, slots=True)
class BetterTime:
    """The time that is proposed: so many messages a day in its quarter-hour, beside `usual` in the slot's."""

    at: time
    rate: float
    usual: float
    days: int


def quarters(
    messages: Iterable[datetime], sent: Sequence[datetime], days: Sequence[date], at: time
) -> list[Quarter]:
    """Around a slot's time; all instants by the group's own clock."""
    begins = [_shifted(at, n) for n in range(-AROUND - 1, AROUND + 1)]
    by_start = dict.fromkeys(begins, 0)
    posts = sorted(sent)
    for message in messages:
        begin = _quarter_of(message.time(), begins)
        if begin is not None and not _after_post(message, posts):
            by_start[begin] += 1
    return [Quarter(begin, by_start[begin], _free_days(begin, days, posts)) for begin in begins]


def better_time(known: Sequence[Quarter]) -> BetterTime | None:
    """The liveliest quarter-hour where it is clearly better than the slot's."""
    here = known[AROUND]  # the one that ends when the slot begins
    tried = [quarter for n, quarter in enumerate(known) if n != AROUND and quarter.days >= LEAST_DAYS]
    if here.days < LEAST_DAYS or not tried:
        return None
    best = max(tried, key=lambda quarter: (quarter.rate, quarter.begins))
    if best.rate < TIMES_MORE * here.rate or _tail(best, here) * len(tried) >= BY_CHANCE:
        return None
    return BetterTime(best.begins, best.rate, here.rate, best.days)


def _tail(best: Quarter, here: Quarter) -> float:
    """How likely chance alone splits their messages so, had both the same rate."""
    total, share = best.messages + here.messages, best.days / (best.days + here.days)
    spread = (total * share * (1 - share)) ** 0.5
    return 1 - NormalDist().cdf((best.messages - 0.5 - total * share) / spread) if spread else 1.0


def _shifted(at: time, quarters_later: int) -> time:
    return (datetime.combine(MIDDAY, at) + quarters_later * QUARTER).time()


def _quarter_of(at: time, begins: Sequence[time]) -> time | None:
    moment = datetime.combine(MIDDAY, at)
    for begin in begins:
        if (moment - datetime.combine(MIDDAY, begin)) % timedelta(days=1) < QUARTER:
            return begin
    return None


def _after_post(moment: datetime, posts: Sequence[datetime]) -> bool:
    return any(post <= moment < post + ANSWERS for post in posts)


def _free_days(begin: time, days: Sequence[date], posts: Sequence[datetime]) -> int:
    zone = posts[0].tzinfo if posts else None
    return sum(not _after_post(datetime.combine(day, begin, zone), posts) for day in days)
