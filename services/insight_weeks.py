"""The counts that figures are made of, by week and group, from as few queries as will do."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import TypeAlias
from zoneinfo import ZoneInfo

from content.feedback.habit import ShareCount, habit, returns
from content.feedback.punctuality import delays_of, is_on_time
from content.model import LeftOut, PostResponse, ResponseDay, Slot
from content.store import Store
from services.insight_scope import InsightScope, ScopePart

Week: TypeAlias = dict[str, ShareCount]  # by group
HISTORY = 8  # weeks before the last that habit is shown for
FULL_DAYS = 5  # with posts, of a week that is known all through


def by_week(count: int, parts: Iterable[list[Week]]) -> list[Week]:
    """Weeks of all parts together, the oldest first; each part has its latest first."""
    weeks: list[Week] = [{} for _ in range(count)]
    for part in parts:
        for week, known in zip(reversed(weeks), part, strict=True):
            week.update(known)
    return weeks


def habit_weeks(store: Store, scope: InsightScope) -> tuple[list[Week], dict[str, list[int]]]:
    """Members who responded on three days or more, by week; and of the last week, by group, how many did on
    1, 2 ... 7 days. Weeks that are not known all through are left out."""
    parts, latest = [], {}
    for part in scope.parts:
        spans = part.weeks(HISTORY + 1)
        days = store.insight_posts.days_a_member(spans, part.groups)
        latest.update(days[0])
        members = _members(store, scope, part, spans)
        parts.append([habit(known, there) for known, there in zip(days, members, strict=True)])
    return by_week(HISTORY + 1, parts), latest


def _members(
    store: Store, scope: InsightScope, part: ScopePart, spans: Sequence[tuple[date, date]]
) -> list[dict[str, int]]:
    """For each week: group -> its members on the last day of which they are known, else as it is stated."""
    counts: list[dict[str, int]] = [{} for _ in spans]
    heard: list[dict[str, int]] = [{} for _ in spans]
    for day in store.insight_posts.post_days(spans[-1][0], spans[0][1], part.groups):
        week = (part.last - day.day).days // 7
        heard[week][day.group] = heard[week].get(day.group, 0) + (day.heard > 0)
        if day.members:
            counts[week][day.group] = day.members
    return [
        {
            group: known.get(group, scope.groups[group].size)
            for group, days in full.items()
            if days >= FULL_DAYS
        }
        for known, full in zip(counts, heard, strict=True)
    ]


def full_weeks(store: Store, scope: InsightScope) -> dict[str, int]:
    """group -> weeks of the period that are known all through."""
    full: dict[str, int] = {}
    for part in scope.parts:
        days: dict[tuple[str, int], int] = {}
        spans = part.weeks(scope.weeks)
        for day in store.insight_posts.post_days(spans[-1][0], spans[0][1], part.groups):
            key = day.group, (part.last - day.day).days // 7
            days[key] = days.get(key, 0) + (day.counted > 0)
        for (group, _), count in days.items():
            full[group] = full.get(group, 0) + (count >= FULL_DAYS)
    return full


def return_shares(
    days: Sequence[ResponseDay], responses: Iterable[PostResponse], last_days: Mapping[str, date]
) -> dict[Slot, Week]:
    """Slot -> by group, who came back to it within the last week."""
    heard = {LeftOut.UNSENT, LeftOut.OPEN, LeftOut.SHORT_LEDGER}
    sent = {(row.group, row.slot, row.day) for row in responses if row.sent_at and row.left_out not in heard}
    weeks: dict[Slot, Week] = {slot: {} for slot in Slot}
    for (group, slot), known in returns(days, sent, last_days).items():
        weeks[slot][group] = known
    return weeks


def response_weeks(
    responses: Iterable[PostResponse],
    scope: InsightScope,
    count: Callable[[Sequence[PostResponse]], ShareCount],
) -> list[Week]:
    """The week before and the last, counted by group."""
    last_days = scope.last_days
    rows: dict[tuple[int, str], list[PostResponse]] = {}
    for response in responses:
        week = (last_days[response.group] - response.day).days // 7
        rows.setdefault((week, response.group), []).append(response)
    weeks: list[Week] = [{}, {}]
    for (week, group), known in rows.items():
        if week in (0, 1):
            weeks[1 - week][group] = count(known)
    return weeks


def on_time_counter(within: timedelta) -> Callable[[Sequence[PostResponse]], ShareCount]:
    def count(responses: Sequence[PostResponse]) -> ShareCount:
        delays = delays_of(responses)
        return ShareCount(sum(is_on_time(delay, within) for delay in delays), len(delays))

    return count


def count_off_plan(responses: Sequence[PostResponse]) -> ShareCount:
    """Of what went out, what no plan had."""
    sent = [response for response in responses if response.sent_at]
    return ShareCount(sum(response.left_out is LeftOut.OFF_PLAN for response in sent), len(sent))


def shares_of(
    scope: InsightScope, read: Callable[[date, date, Sequence[str]], Mapping[str, tuple[int, int]]]
) -> list[Week]:
    """The week before and the last, of what a query counts as (part, whole) by group."""
    parts = [
        [
            {group: ShareCount(*known) for group, known in read(first, last, part.groups).items()}
            for first, last in part.weeks(2)
        ]
        for part in scope.parts
    ]
    return by_week(2, parts)


def instants(days: tuple[date, date], zone: ZoneInfo) -> tuple[datetime, datetime]:
    """From the first instant of the first day until the first after the last."""
    first, last = days
    return (
        datetime.combine(first, time(), zone),
        datetime.combine(last + timedelta(days=1), time(), zone),
    )
