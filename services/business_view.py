"""What members bought in four weeks, beside what they do: the page of business."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt

from content.feedback.shares import Z, share
from content.model import Business, Cohort, Estimate, Group, ShopOrder
from content.store import Store
from services.context import Context
from services.insight_people import business, cohorts
from services.insight_scope import InsightQuery, InsightScope, scope_of

WEEKS = 4
AFTER = (7, 30, 90)


@dataclass(frozen=True, slots=True)
class GroupOutcome:
    """A group's activity beside its outcome: weekly speakers, and what a member bought."""

    group: str
    name: str
    speakers: Estimate | None
    revenue: Estimate | None


@dataclass(frozen=True, slots=True)
class BuyersFunnel:
    """`again` bought more than once; `silent` bought and wrote nothing."""

    members: int
    spoke: int
    bought: int
    again: int
    silent: int


@dataclass(frozen=True, slots=True)
class BusinessView:
    """Four weeks and the four before. `business` None: no order is known; retention needs none."""

    first: date
    last: date
    business: Business | None
    cohorts: tuple[Cohort, ...]
    frequency: Estimate | None = None
    basket: Estimate | None = None
    retained: tuple[Estimate | None, Estimate | None] = (None, None)  # after 30 days; then before
    activity: tuple[GroupOutcome, ...] = ()
    funnel: BuyersFunnel | None = None
    is_made_up: bool = False


def business_view(context: Context, last: date) -> BusinessView:
    """The four weeks that end with `last`."""
    query = InsightQuery(WEEKS, last=last)
    first = last - timedelta(days=7 * WEEKS - 1)
    with context.open_store(reading=True) as store:
        if not store.lists.group_names():
            return BusinessView(first, last, None, ())
        scope = scope_of(store, query, context.clock(), context.zone)
        months = tuple(known for known in cohorts(store, scope, monthly=True) if known.joined)
        known = business(store, scope, sum(group.size for group in scope.groups.values()))
        if known is None:
            return BusinessView(first, last, None, months, retained=_retained(months))
        orders = store.orders.orders(first, last)
        homes = store.insight_pages.homes([order.member for order in orders])
        mine = [order for order in orders if homes.get(order.member) in scope.groups]
        return BusinessView(
            first,
            last,
            known,
            months,
            frequency=mean_of([len(own) for own in _by_buyer(mine).values()]),
            basket=mean_of([float(order.amount) for order in mine]),
            retained=_retained(months),
            activity=_activity(store, scope, (mine, homes)),
            funnel=_funnel(store, scope, mine),
            is_made_up=store.outcomes.made_up_until() is not None,
        )


def mean_of(values: Sequence[float]) -> Estimate | None:
    """With its standard error; None of fewer than two."""
    if len(values) < 2:
        return None
    value = sum(values) / len(values)
    variance = sum((amount - value) ** 2 for amount in values) / (len(values) - 1)
    half = Z * sqrt(variance / len(values))
    return Estimate(value, max(0.0, value - half), value + half)


def _retained(months: Sequence[Cohort]) -> tuple[Estimate | None, Estimate | None]:
    full = [cell.share for month in months for cell in month.cells if cell.after == AFTER[1] and cell.share]
    latest = [*reversed(full), None, None]
    return latest[0], latest[1]


def _by_buyer(orders: Iterable[ShopOrder]) -> dict[str, list[ShopOrder]]:
    buyers: dict[str, list[ShopOrder]] = {}
    for order in orders:
        buyers.setdefault(order.member, []).append(order)
    return buyers


def _activity(
    store: Store, scope: InsightScope, known: tuple[Sequence[ShopOrder], Mapping[str, str]]
) -> tuple[GroupOutcome, ...]:
    """Whoever buys most first."""
    orders, homes = known
    spent: dict[str, list[float]] = {}
    for member, own in _by_buyer(orders).items():
        spent.setdefault(homes[member], []).append(float(sum(order.amount for order in own)))
    speakers = _weekly(store, scope)
    rows = [
        GroupOutcome(
            group.id,
            group.name,
            _speakers(speakers.get(group.id, 0), group),
            revenue_of(spent.get(group.id, []), group.size),
        )
        for group in scope.groups.values()
    ]
    return tuple(sorted(rows, key=lambda row: (-(row.revenue.value if row.revenue else -1), row.name)))


def revenue_of(spent: Sequence[float], members: int) -> Estimate | None:
    """Revenue a member; whoever bought nothing spent 0."""
    if members < 2:
        return None
    value = sum(spent) / members
    squares = sum((amount - value) ** 2 for amount in spent) + max(0, members - len(spent)) * value**2
    half = Z * sqrt(squares / (members - 1) / members)
    return Estimate(value, max(0.0, value - half), value + half)


def _weekly(store: Store, scope: InsightScope) -> dict[str, int]:
    """group -> speakers of the four weeks, summed up week by week."""
    sums: dict[str, int] = {}
    for part in scope.parts:
        for week in store.insight.speakers(part.weeks(WEEKS), part.groups):
            for group, count in week.items():
                sums[group] = sums.get(group, 0) + count
    return sums


def _speakers(count: int, group: Group) -> Estimate | None:
    return share(count, max(count, WEEKS * group.size)) if group.size and count else None


def _funnel(store: Store, scope: InsightScope, orders: Sequence[ShopOrder]) -> BuyersFunnel:
    buyers = _by_buyer(orders)
    days = scope.days.first, scope.days.last
    spoke = sum(
        count for part in scope.parts for count in store.insight.speakers([days], part.groups)[0].values()
    )
    wrote = store.insight_pages.wrote(sorted(buyers), *days)
    return BuyersFunnel(
        members=sum(group.size for group in scope.groups.values()),
        spoke=spoke,
        bought=len(buyers),
        again=sum(len(own) > 1 for own in buyers.values()),
        silent=len(buyers.keys() - wrote),
    )
