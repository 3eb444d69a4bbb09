"""Who is still there 7, 30 and 90 days after joining, by week or month of joining. Pure."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from content.feedback.shares import share
from content.model import Cohort, RetentionCell, RosterChange

AFTER = (7, 30, 90)
WINDOW = 6  # days before day N on which a sign counts too
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Joining:
    """A member's first coming into a group. `left`: the day of the last leaving without a return."""

    group: str
    member: str
    day: date
    left: date | None = None


def joinings_of(events: Iterable[tuple[str, str, date, RosterChange]]) -> list[Joining]:
    """Of (group, member, day, change) by time: first comings, each with its last leaving."""
    joined: dict[tuple[str, str], date] = {}
    left: dict[tuple[str, str], date | None] = {}
    for group, member, day, event in events:
        key = group, member
        if event is RosterChange.JOINED:
            joined.setdefault(key, day)
            left[key] = None
        else:
            left[key] = day
    return [Joining(*key, day, left[key]) for key, day in joined.items()]


def week_of(day: date) -> tuple[date, date]:
    """Monday to Sunday."""
    first = day - timedelta(days=day.weekday())
    return first, first + timedelta(days=6)


def month_of(day: date) -> tuple[date, date]:
    first = day.replace(day=1)
    after = (first + timedelta(days=31)).replace(day=1)
    return first, after - A_DAY


def retention(
    joinings: Iterable[Joining],
    signs: Mapping[tuple[str, str], Collection[date]],
    last: date,
    *,
    monthly: bool = False,
) -> list[Cohort]:
    """The cohorts, the oldest first. `signs` has the days on which (group, member) gave any sign: a message,
    a reaction, an answer, an order. `last` is the last day of which all is known."""
    cohorts: dict[tuple[date, date], list[Joining]] = {}
    for joining in joinings:
        cohorts.setdefault((month_of if monthly else week_of)(joining.day), []).append(joining)
    return [
        Cohort(*span, len(members), tuple(_cell(members, signs, after, (span[1], last)) for after in AFTER))
        for span, members in sorted(cohorts.items())
    ]


def _cell(
    members: list[Joining],
    signs: Mapping[tuple[str, str], Collection[date]],
    after: int,
    ends: tuple[date, date],
) -> RetentionCell:
    full_on = ends[0] + timedelta(days=after)
    active = sum(
        _is_active(joining, signs.get((joining.group, joining.member), ()), after) for joining in members
    )
    is_full = full_on <= ends[1]
    return RetentionCell(
        after, active, len(members), share(active, len(members)) if is_full else None, full_on
    )


def _is_active(joining: Joining, days: Collection[date], after: int) -> bool:
    """Whether a sign fell into the week that ends on day `after`; whoever had left by then is lost."""
    until = joining.day + timedelta(days=after)
    if joining.left is not None and joining.left <= until:
        return False
    since = until - timedelta(days=WINDOW)
    return any(since <= day <= until for day in days)
