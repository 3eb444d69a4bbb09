"""What members did in 90 days as four axes: percentiles of shrunken rates, what is older counting less."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from math import log1p

from content.koc.fair import Counted
from content.koc.shrink import PRIOR, percentiles, shrunk, usual
from content.model import Axes, MeasuredSubmission, Signal

WINDOW = timedelta(days=90)
HALF_LIFE = timedelta(days=30)
ACTIVE = timedelta(days=28)  # activity is about the last four weeks
KEPT, SENT = 2.0, 8.0  # of whom nothing is known: a quarter is kept


@dataclass(frozen=True, slots=True)
class Deeds:
    """What is known of a community's last 90 days.

    `counted` are signals that count, `answers` all answers given, to oneself too; `sizes` the members of
    each group, at least 1; `orders` by member and day, None where no orders are known. A day is the zone's.
    """

    sent: Sequence[MeasuredSubmission]
    counted: Sequence[Counted]
    answers: Sequence[Signal]
    sizes: Mapping[str, int]
    orders: Mapping[tuple[str, date], int] | None
    zone: tzinfo
    now: datetime

    @property
    def members(self) -> list[str]:
        """Who sent or answered something, sorted."""
        return sorted({deed.member for deed in self.sent} | {deed.by for deed in self.answers})

    def fades(self, at: datetime) -> float:
        """What something of that time still counts, 0..1; nothing is worth more for lying ahead."""
        return float(0.5 ** max(0.0, (self.now - at) / HALF_LIFE))


def axes(deeds: Deeds) -> dict[str, Axes]:
    """member -> axes, for all who sent or answered something."""
    raw = (_influence(deeds), _activity(deeds), _content(deeds))
    influence, activity, content = (_spread(deeds, values) for values in raw)
    purchase = _spread(deeds, _purchase(deeds)) if deeds.orders is not None else None
    return {
        member: Axes(
            influence[member], activity[member], content[member], purchase[member] if purchase else None
        )
        for member in deeds.members
    }


def _spread(deeds: Deeds, raw: Mapping[str, float]) -> dict[str, float]:
    """Percentiles over all members; who has no value has 0."""
    return percentiles({member: raw.get(member, 0.0) for member in deeds.members})


def _influence(deeds: Deeds) -> dict[str, float]:
    """Signals beside what their groups usually give, and as much for how many different people gave them."""
    home = {submission.id: submission for submission in deeds.sent}
    signals: defaultdict[str, float] = defaultdict(float)
    people: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for reaction in deeds.counted:
        worth = reaction.weight * deeds.fades(home[reaction.signal.submission].at)
        author, by = reaction.signal.author, reaction.signal.by
        signals[author] += worth
        people[author][by] = max(worth, people[author].get(by, 0.0))
    expected = _expected(deeds)
    many = percentiles({m: shrunk(signals[m], hoped) for m, hoped in expected.items()})
    distinct = percentiles({m: shrunk(sum(people[m].values()), hoped) for m, hoped in expected.items()})
    return {member: many[member] + distinct[member] for member in expected}


def _expected(deeds: Deeds) -> dict[str, float]:
    """Signals that each author's submissions would get if they were as usual in their groups."""
    got: defaultdict[str, float] = defaultdict(float)
    for reaction in deeds.counted:
        got[reaction.signal.submission] += reaction.weight
    norm = usual(deeds.sent, got, deeds.sizes)
    expected: defaultdict[str, float] = defaultdict(float)
    for submission in deeds.sent:
        rate = norm.rate(submission.group) or 0.0
        expected[submission.member] += rate * deeds.sizes[submission.group] * deeds.fades(submission.at)
    return expected


def _activity(deeds: Deeds) -> dict[str, float]:
    """Active days of the last 28, and answers given."""
    since = deeds.now - ACTIVE
    days: defaultdict[str, set[date]] = defaultdict(set)
    replies: dict[str, float] = dict.fromkeys(deeds.members, 0.0)
    for answer in deeds.answers:
        replies[answer.by] += deeds.fades(answer.at)
    seen = [*((deed.member, deed.at) for deed in deeds.sent), *((deed.by, deed.at) for deed in deeds.answers)]
    for member, at in seen:
        if at > since:
            days[member].add(at.astimezone(deeds.zone).date())
    present = percentiles({member: len(days[member]) / ACTIVE.days for member in deeds.members})
    talks = percentiles(replies)
    return {member: present[member] + talks[member] for member in deeds.members}


def _content(deeds: Deeds) -> dict[str, float]:
    """(kept + 2) / (sent + 8) x mean score; what has no score counts as the mean of all."""
    scores = [submission.score for submission in deeds.sent if submission.score is not None]
    usually = sum(scores) / len(scores) if scores else 0.0
    sums: defaultdict[str, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    for submission in deeds.sent:
        fades, mine = deeds.fades(submission.at), sums[submission.member]
        mine[0] += fades * submission.kept
        mine[1] += fades
        mine[2] += fades * (usually if submission.score is None else submission.score)
    return {
        member: (kept + KEPT) / (sent + SENT) * (worth / sent if sent else usually)
        for member, (kept, sent, worth) in sums.items()
    }


def _purchase(deeds: Deeds) -> dict[str, float]:
    """log(1 + orders), the recent ones counting more, drawn to the mean of all members."""
    orders: dict[str, float] = dict.fromkeys(deeds.members, 0.0)
    for (member, day), many in (deeds.orders or {}).items():
        if member in orders:
            orders[member] += many * deeds.fades(datetime.combine(day, time(12), UTC))
    mean = sum(orders.values()) / max(1, len(orders))
    return {member: log1p((many + PRIOR * mean) / (1 + PRIOR)) for member, many in orders.items()}
