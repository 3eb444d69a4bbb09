"""All groups in one table: what state each is in, what it lacks, and which needs somebody first."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from content.feedback.punctuality import delays_of, is_on_time
from content.feedback.shares import share
from content.feedback.trend import slope
from content.model import (
    Estimate,
    Group,
    GroupHealth,
    GroupRows,
    GroupSummary,
    HealthClass,
    PostResponse,
    Rung,
)
from content.store import Store
from services.context import Context
from services.insight import Insight, InsightQuery, insight
from services.insight_scope import InsightScope, scope_of
from services.owners import staff_names
from services.week_insight import WEEKS, reach_of

ENOUGH_PHOTOS, ENOUGH_ON_TIME = 0.25, 0.9  # below them a share is marked
KOCS_FROM, MEMBERS_A_KOC = 2, 100
CARRIES = (Rung.VIP, Rung.CO_HOST)
URGENT = {HealthClass.JUNK: 0, HealthClass.DEAD: 1, HealthClass.UNDECIDED: 2, HealthClass.MEH: 3}
CALM = 4
Known = tuple[GroupHealth | None, Estimate | None]  # health and habit of a group


@dataclass(frozen=True, slots=True)
class _Facts:
    """By group, what the rows show beside their health."""

    speakers: Sequence[Mapping[str, int]]  # by week, the latest first
    photos: Mapping[str, tuple[int, int]]
    on_time: Mapping[str, tuple[int, int]]
    gaps: Mapping[str, int]
    kocs: Mapping[str, int]
    owners: Mapping[str, str]
    first_days: Mapping[str, date]


def group_rows(context: Context, monday: date, known: Insight | None = None) -> GroupRows:
    """Whichever needs somebody most comes first. `known`: the insight of the weeks, if it is there."""
    sunday = monday + timedelta(days=6)
    period = InsightQuery(WEEKS, last=sunday)
    with context.open_store(reading=True) as store:
        groups = store.library.groups()
        if not groups:
            return GroupRows(monday, (), reach_of(store, groups, sunday))
        scope = scope_of(store, period, context.clock(), context.zone)
        facts = _facts(store, scope, context.workspace.publish_rules.on_time)
        reach = reach_of(store, groups, sunday)
    known = known or insight(context, period)
    healths = {health.group: health for health in known.health}
    habits = {group: figure.estimate for group, figure in known.habit_by_group.items()}
    rows = [_row(group, scope, facts, (healths.get(group.id), habits.get(group.id))) for group in groups]
    busiest = max(known.owners, key=lambda owner: owner.posts_a_day, default=None)
    most = (busiest.name, round(busiest.posts_a_day)) if busiest else ("", 0)
    return GroupRows(monday, tuple(sorted(rows, key=most_in_need)), reach, most)


def with_current(context: Context, counted: GroupRows) -> GroupRows:
    """Rows that were counted a while ago, with groups, owners and KOCs as they are now: a new group has an
    empty row, one that is gone has none."""
    with context.open_store(reading=True) as store:
        groups, owners = store.library.groups(), _owners(store)
        kocs = store.insight_pages.carriers(CARRIES)
    known = {row.group.id: row for row in counted.rows}
    rows = [
        replace(
            known.get(group.id) or GroupSummary(group=group),
            group=group,
            owner=owners.get(group.id, ""),
            kocs=kocs.get(group.id, 0),
            kocs_needed=max(KOCS_FROM, group.size // MEMBERS_A_KOC),
        )
        for group in groups
    ]
    return replace(counted, rows=tuple(sorted(rows, key=most_in_need)))


def most_in_need(row: GroupSummary) -> tuple[int, int, int, str]:
    """Junk, dead and undecided groups first, then lukewarm ones, whoever lacks most before."""
    return URGENT.get(row.health_class, CALM), -row.lacks_kocs, -row.gaps, row.group.name


def _row(group: Group, scope: InsightScope, facts: _Facts, known: Known) -> GroupSummary:
    health, habit = known
    last = scope.last_days[group.id]
    counts = [week.get(group.id, 0) for week in facts.speakers]
    begun = facts.first_days.get(group.id)
    weeks_known = ((last - begun).days + 1) // 7 if begun else 0
    there = [count if n < weeks_known else None for n, count in enumerate(counts)]
    members = (health.members if health else 0) or group.size
    return GroupSummary(
        group=group,
        health=health,
        speakers=tuple(speaker_share(count, members) for count in reversed(there)),
        slope=slope(list(reversed(there))),
        habit=habit,
        ugc=facts.photos.get(group.id, (0, 0)),
        on_time=facts.on_time.get(group.id, (0, 0)),
        kocs=facts.kocs.get(group.id, 0),
        kocs_needed=max(KOCS_FROM, group.size // MEMBERS_A_KOC),
        gaps=facts.gaps.get(group.id, 0),
        owner=facts.owners.get(group.id, ""),
    )


def speaker_share(count: int | None, members: int) -> Estimate | None:
    """Of the members, who wrote in a week; None where that week is not known."""
    return share(count, max(count, members)) if count is not None and max(count, members) else None


def _facts(store: Store, scope: InsightScope, within: timedelta) -> _Facts:
    photos: dict[str, tuple[int, int]] = {}
    on_time = Counter[tuple[str, bool]]()
    speakers: list[dict[str, int]] = [{} for _ in range(WEEKS)]
    for part in scope.parts:
        weeks = part.weeks(WEEKS)
        for week, counts in zip(speakers, store.insight.speakers(weeks, part.groups), strict=True):
            week.update(counts)
        first, last = weeks[0]
        photos |= store.insight_pages.photo_posts(first, last, part.groups)
        on_time.update(_punctual(store.outcomes.responses(part.groups, first, last), within))
    ahead = scope.days.last + timedelta(days=1), scope.days.last + timedelta(days=7)
    return _Facts(
        speakers=speakers,
        photos=photos,
        on_time=_pairs(on_time, scope),
        gaps=store.lists.gap_counts(*ahead, list(scope.groups)),
        kocs=store.insight_pages.carriers(CARRIES),
        owners=_owners(store),
        first_days=store.insight.first_days(list(scope.groups)),
    )


def _punctual(responses: Sequence[PostResponse], within: timedelta) -> list[tuple[str, bool]]:
    return [
        (response.group, is_on_time(delay, within))
        for response in responses
        for delay in delays_of([response])
    ]


def _pairs(counts: Mapping[tuple[str, bool], int], scope: InsightScope) -> dict[str, tuple[int, int]]:
    """group -> (part, whole)."""
    return {
        group: (counts.get((group, True), 0), counts.get((group, True), 0) + counts.get((group, False), 0))
        for group in scope.groups
    }


def _owners(store: Store) -> dict[str, str]:
    names = staff_names(store)
    owners = store.owners.owners()
    return {group: names.get(owner.staff, owner.staff) for owner in owners for group in owner.groups}
