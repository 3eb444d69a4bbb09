"""One group: what state it is in and by which evidence, its habit, its mesh, its life, its slots."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from statistics import median
from zoneinfo import ZoneInfo

from content.feedback.shares import Z, share
from content.feedback.trend import slope
from content.model import (
    CheckKind,
    Estimate,
    Group,
    GroupHealth,
    GroupInsight,
    GroupLife,
    GroupRows,
    GroupSummary,
    HabitDays,
    HealthCheck,
    HealthClass,
    LifeStage,
    Message,
)
from content.settings import HealthSettings
from content.store import Store
from services.context import Context
from services.group_mesh import mesh_of
from services.group_slots import slots_of
from services.insight import Insight
from services.insight_scope import InsightQuery, InsightScope, scope_of
from services.insight_weeks import return_shares
from services.week_insight import WEEKS

YOUNG = 12  # weeks: a group that is younger is new, whatever its slope
MOST_WEEKS = 104


def group_insight(
    context: Context, group_id: str, rows: GroupRows, known: Insight | None
) -> GroupInsight | None:
    """`rows` and `known` are those of all groups in that week. None where the group is not among them."""
    place = next((n for n, row in enumerate(_by_speakers(rows)) if row.group.id == group_id), None)
    if place is None or known is None:
        return None
    row = _by_speakers(rows)[place]
    settings = context.workspace.settings.health
    period = InsightQuery(WEEKS, group_id, last=rows.monday + timedelta(days=6))
    with context.open_store(reading=True) as store:
        group = store.library.group(group_id)
        row = replace(row, group=group)
        scope = scope_of(store, period, context.clock(), context.zone)
        habit = _habit(store, scope, (row, rows, known))
        mesh = mesh_of(store, group, scope.days.last)
        life = _life(store, group, scope.days.last)
        slots = slots_of(store, group, scope.days.last, known.participation)
    checks = checks_of(row.health, settings)
    headline = headline_of(row, checks)
    return GroupInsight(
        rows.monday,
        row,
        place + 1,
        len(rows.rows),
        headline,
        checks,
        habit,
        mesh,
        life,
        tuple(slots),
        rows.reach.is_made_up,
    )


def _by_speakers(rows: GroupRows) -> list[GroupSummary]:
    def speakers(row: GroupSummary) -> float:
        return row.health.speakers.value if row.health and row.health.speakers else -1.0

    return sorted(rows.rows, key=lambda row: (-speakers(row), row.group.id))


# -- class ---------------------------------------------------------------------------------------------
def checks_of(health: GroupHealth | None, lines: HealthSettings) -> tuple[HealthCheck, ...]:
    """What a value group must pass, as far as it is known."""
    if health is None:
        return ()
    ads = Estimate(health.ads, health.ads, health.ads)
    return (
        _check(CheckKind.SPEAKERS, health.speakers, lines.speakers, over=True),
        _check(CheckKind.MESH, health.mesh, lines.mesh, over=True),
        _check(CheckKind.ADS, ads if health.days else None, lines.value_ads, over=False),
    )


def _check(kind: CheckKind, estimate: Estimate | None, line: float, *, over: bool) -> HealthCheck:
    passes = None if estimate is None else estimate.value >= line if over else estimate.value < line
    return HealthCheck(kind, estimate, line, over, passes)


def headline_of(row: GroupSummary, checks: Sequence[HealthCheck]) -> tuple[Message, ...]:
    """The class in words, and what would change it."""
    health, failed = row.health, [check.kind for check in checks if check.passes is False]
    match row.health_class:
        case HealthClass.VALUE:
            return (Message("group_page.value"),)
        case HealthClass.DEAD:
            return (Message("group_page.dead", members=row.group.size), Message("group_page.dead_next"))
        case HealthClass.JUNK:
            return (Message("group_page.junk"), Message("group_page.junk_next"))
        case HealthClass.UNDECIDED:
            return (Message("group_page.undecided", days=health.days if health else 0),)
    if failed == [CheckKind.MESH]:
        return (Message("group_page.only_mesh"), Message("group_page.only_mesh_next"))
    return (Message("group_page.meh"),)


# -- habit ---------------------------------------------------------------------------------------------
def _habit(store: Store, scope: InsightScope, known: tuple[GroupSummary, GroupRows, Insight]) -> HabitDays:
    row, rows, insight = known
    group = row.group.id
    figure = insight.habit_by_group.get(group)
    days = tuple(insight.days_a_member.get(group, (0,) * 7))
    last = scope.last_days
    first = last[group] - timedelta(days=13)
    answered = store.outcomes.response_days([group], first, last[group])
    sent = store.outcomes.responses([group], first, last[group])
    again = return_shares(answered, sent, last)
    members = round(figure.whole) if figure else 0
    return HabitDays(
        days=days,
        silent=max(0, members - sum(days)),
        series=(*figure.before, figure.estimate) if figure else (),
        kind_median=_kind_median(row, rows),
        returns={
            slot: estimate
            for slot, week in again.items()
            if (estimate := share(sum(s.part for s in week.values()), sum(s.whole for s in week.values())))
        },
    )


def _kind_median(row: GroupSummary, rows: GroupRows) -> float | None:
    """Of the groups of its kind; None where it is the only one."""
    same = [other for other in rows.rows if other.group.kind is row.group.kind and other.habit]
    values = [other.habit.value for other in same if other.habit]
    return median(values) if len(values) > 1 else None


# -- life ----------------------------------------------------------------------------------------------
def _life(store: Store, group: Group, last: date) -> GroupLife | None:
    """From the first week that is known all through on; None under two of them."""
    begun = store.insight.first_days([group.id]).get(group.id)
    weeks = min(MOST_WEEKS, ((last - begun).days + 1) // 7) if begun else 0
    if weeks < 2:
        return None
    spans = [(last - timedelta(days=7 * n + 6), last - timedelta(days=7 * n)) for n in range(weeks)]
    spans.reverse()
    counts = [known.get(group.id, 0) for known in store.insight.speakers(spans, [group.id])]
    trend = slope(counts[-WEEKS:])
    return GroupLife(
        first=spans[0][0],
        speakers=tuple(_counted(count) for count in counts),
        joins=_joins(store.insight_pages.joins(group.id), group, spans),
        slope=trend,
        stage=_stage(weeks, trend),
    )


def _counted(count: int) -> Estimate:
    """A count with the doubt of a count."""
    half = Z * count**0.5
    return Estimate(count, max(0.0, count - half), count + half)


def _joins(times: Sequence[datetime], group: Group, spans: Sequence[tuple[date, date]]) -> tuple[int, ...]:
    zone, first = ZoneInfo(group.zone), spans[0][0]
    counts = [0] * len(spans)
    for at in times:
        week = (at.astimezone(zone).date() - first).days // 7
        if 0 <= week < len(counts):
            counts[week] += 1
    return tuple(counts)


def _stage(weeks: int, trend: Estimate | None) -> LifeStage:
    """By age and slope; what may be chance is steady."""
    if weeks < YOUNG and (trend is None or trend.high >= 0):
        return LifeStage.NEW
    if trend and trend.low > 0:
        return LifeStage.GROWING
    return LifeStage.DECLINING if trend and trend.high < 0 else LifeStage.STEADY
