"""What pages of insight show, counted by night and kept: a house of a thousand groups takes half a minute."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Generic, TypeVar

from content.dataclass_json import dumps, loads, shape
from content.model import GroupRows, WeekInsight
from services.business_view import BusinessView, business_view
from services.context import Context
from services.group_rows import group_rows
from services.insight import Insight, InsightQuery, insight
from services.week_insight import WEEKS, WeekQuery, week_insight

KEPT = timedelta(weeks=8)
KINDS: dict[str, type[Any]] = {
    "insight": Insight,
    "groups": GroupRows,
    "week": WeekInsight,
    "business": BusinessView,
}
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class CountedPage(Generic[T]):
    """What was counted, and when."""

    at: datetime
    value: T


def last_monday(context: Context, now: datetime) -> date:
    """Of the last week that is over by the team's clock."""
    today = now.astimezone(context.zone).date()
    return today - timedelta(days=today.weekday() + 7)


def count_pages(context: Context) -> int:
    """Count the last week that is over, and keep it; how many pages that were. None without groups."""
    at = context.clock()
    monday = last_monday(context, at)
    with context.open_store(reading=True) as store:
        if not store.lists.group_names():
            return 0
    sunday = monday + timedelta(days=6)
    known = insight(context, InsightQuery(WEEKS, last=sunday))
    values: dict[str, object] = {
        "insight": known,
        "groups": group_rows(context, monday, known),
        "week": week_insight(context, WeekQuery(monday), known),
        "business": business_view(context, sunday),
    }
    contents = {name: shape(KINDS[name]) + dumps(value) for name, value in values.items()}
    with context.open_store() as store:
        for name, content in contents.items():
            store.counted_pages.put(name, monday, content, at)
        store.counted_pages.prune(monday - KEPT)
    return len(contents)


def counted(context: Context, kind: type[T], monday: date) -> CountedPage[T] | None:
    """As a night kept it; None where none did, or another version of the program."""
    name = next(name for name, known in KINDS.items() if known is kind)
    with context.open_store(reading=True) as store:
        at = store.counted_pages.counted_at(name, monday)
        content = store.counted_pages.content(name, monday) if at else None
    mark = shape(kind)
    if at is None or content is None or not content.startswith(mark):
        return None
    return CountedPage(at, _dated(loads(kind, content[len(mark) :]), at))


def counted_at(context: Context, monday: date) -> tuple[datetime | None, datetime | None]:
    """When pages of the week were counted, and when responses were last."""
    with context.open_store(reading=True) as store:
        mark = store.outcomes.mark()
        return store.counted_pages.counted_at("insight", monday), mark.at if mark else None


def _dated(value: T, at: datetime) -> T:
    """The pages that say how far the ledger goes say when that was, too."""
    if isinstance(value, (GroupRows, WeekInsight)):
        dated: T = replace(value, reach=replace(value.reach, counted_at=at))
        return dated
    return value
