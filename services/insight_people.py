"""Who stays, who lapses, who leaves after promotion, and what members buy."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from content.feedback.business import compare_periods, numbers
from content.feedback.lapsing import lapsing
from content.feedback.leaves import PROMO, daily_rates, leaves_after_promo
from content.feedback.retention import Joining, joinings_of, retention
from content.model import (
    Business,
    Cohort,
    LapsingMember,
    LeavesAfterPromo,
    PostResponse,
    RosterChange,
    ShopOrder,
)
from content.store import Store
from services.insight_scope import InsightScope

COHORT_WEEKS = 18  # 90 days, and five weeks that are through
COHORT_MONTHS = 9
RATE_DAYS = 28  # of which the usual rate of leaving is
SIGNS_SINCE = timedelta(days=180)
FEW_GROUPS = 50  # lapsing members of more groups than these are looked for in each alone
Event = tuple[str, str, datetime, RosterChange]


def cohorts(store: Store, scope: InsightScope, *, monthly: bool = False) -> list[Cohort]:
    """The retention triangle. Members who joined before what is known are in no cohort."""
    last = scope.days.last
    back = timedelta(days=31 * COHORT_MONTHS) if monthly else timedelta(weeks=COHORT_WEEKS)
    first = last - back
    first = first.replace(day=1) if monthly else first - timedelta(days=first.weekday())
    since = datetime.combine(first, time(), UTC) - timedelta(days=1)
    events = store.insight.comings_and_goings(since, list(scope.groups))
    joinings = [known for known in joinings_of(_by_day(scope, events)) if first <= known.day <= last]
    signs: dict[tuple[str, str], set[date]] = {}
    for group, member, day in store.insight.signs_of_joiners(since, first, list(scope.groups)):
        signs.setdefault((group, member), set()).add(day)
    _add_orders(store, joinings, signs, first)
    return retention(joinings, signs, last, monthly=monthly)


def _by_day(scope: InsightScope, events: Iterable[Event]) -> Iterable[tuple[str, str, date, RosterChange]]:
    zones = {group.id: ZoneInfo(group.zone) for group in scope.groups.values()}
    return (
        (group, member, at.astimezone(zones[group]).date(), change) for group, member, at, change in events
    )


def _add_orders(
    store: Store, joinings: Iterable[Joining], signs: dict[tuple[str, str], set[date]], first: date
) -> None:
    days: dict[str, set[date]] = {}
    for member, day in store.insight.order_days(first):
        days.setdefault(member, set()).add(day)
    for joining in joinings:
        if joining.member in days:
            signs.setdefault((joining.group, joining.member), set()).update(days[joining.member])


def lapsing_members(store: Store, scope: InsightScope) -> list[LapsingMember]:
    """Of a few groups at most; those who left are not waited for."""
    if len(scope.groups) > FEW_GROUPS:
        return []
    last = scope.days.last
    first = last - SIGNS_SINCE
    signs: dict[tuple[str, str], list[date]] = {}
    for group, member, day in store.insight.signs(first, list(scope.groups)):
        if day <= last:
            signs.setdefault((group, member), []).append(day)
    since = datetime.combine(first, time(), UTC)
    latest = {
        (group, member): change
        for group, member, _, change in store.insight.comings_and_goings(since, list(scope.groups))
    }
    gone = {key for key, change in latest.items() if change is RosterChange.LEFT}
    return lapsing({key: days for key, days in signs.items() if key not in gone}, last)


def promo_leaves(store: Store, scope: InsightScope, members: Mapping[str, int]) -> LeavesAfterPromo:
    """Of the last four weeks."""
    last = scope.days.last
    first = last - timedelta(days=RATE_DAYS - 1)
    posts: list[PostResponse] = store.insight_posts.promo_posts(PROMO, (first, last), list(scope.groups))
    since = datetime.combine(first, time(), UTC)
    leaves = [
        (group, at)
        for group, _, at, change in store.insight.comings_and_goings(since, list(scope.groups))
        if change is RosterChange.LEFT
    ]
    return leaves_after_promo(posts, daily_rates(leaves, posts, members, RATE_DAYS))


def business(store: Store, scope: InsightScope, members: int) -> Business | None:
    """The period against the one before it; None where no order was ever told."""
    days = scope.days
    length = days.last - days.first + timedelta(days=1)
    orders = store.orders.orders(days.first - length, days.last)
    if not orders:
        return None
    known = store.insight.known_members([order.member for order in orders], list(scope.groups))
    now = [order for order in orders if order.day >= days.first]
    before = [order for order in orders if order.day < days.first]
    return compare_periods(
        numbers(now, members, known.__contains__),
        numbers(before, members, known.__contains__),
        (_spent(now, known), _spent(before, known)),
    )


def _spent(orders: Iterable[ShopOrder], known: set[str]) -> list[float]:
    spent: dict[str, float] = {}
    for order in orders:
        if order.member in known:
            spent[order.member] = spent.get(order.member, 0.0) + float(order.amount)
    return list(spent.values())
