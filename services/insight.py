"""Insight: what came back in a period, with its doubt, and what cannot be said yet.

insight_scope   which groups and days
insight_weeks   counts by week, which become figures here
insight_people  who stays, lapses, leaves after promotion, and buys; insight_health: classes of groups
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from content.feedback.forms import estimate_forms
from content.model import (
    Business,
    Cohort,
    Figure,
    FormCell,
    FormEstimate,
    GroupHealth,
    LapsingMember,
    LeavesAfterPromo,
    LeftOut,
    OwnerPunctuality,
    Throughput,
    UgcFunnel,
)
from content.store import Store
from services.context import Context
from services.insight_figures import (
    InsightReading,
    figures_of,
    funnels_of,
    habit_figures,
    owners_of,
    read,
    throughput_of,
)
from services.insight_health import health_rules, healths
from services.insight_people import business, cohorts, lapsing_members, promo_leaves
from services.insight_scope import InsightQuery, InsightScope, scope_of
from services.insight_weeks import full_weeks

__all__ = ["Insight", "InsightQuery", "insight"]


@dataclass(frozen=True, slots=True)
class Insight:
    """`participation` by group, slot and form; `forms` the same over all groups. `left_out`: reason -> posts
    that comparisons leave out. `figures` by the last part of their codes: of the last week, but for
    sameness, which is of 14 days. `habit_by_group` and `days_a_member` (how many members responded on 1, 2
    ... 7 days) are of the last week too; `funnel`, `business` and `throughput` of the whole period."""

    first: date
    last: date
    weeks: int
    groups: int
    participation: tuple[FormEstimate, ...]
    forms: tuple[FormEstimate, ...]
    left_out: Mapping[LeftOut, int]
    figures: Mapping[str, Figure]
    habit_by_group: Mapping[str, Figure]
    days_a_member: Mapping[str, Sequence[int]]
    owners: tuple[OwnerPunctuality, ...]
    funnel: UgcFunnel
    funnel_by_group: Mapping[str, UgcFunnel]
    leaves: LeavesAfterPromo
    retention: tuple[Cohort, ...]
    business: Business | None
    lapsing: tuple[LapsingMember, ...]
    throughput: Throughput
    health: tuple[GroupHealth, ...]


def insight(context: Context, query: InsightQuery) -> Insight:
    """What the store knows of the period, as responses were last counted. UnknownId, WrongInput."""
    with context.open_store(reading=True) as store:
        scope = scope_of(store, query, context.clock(), context.zone)
        reading = read(store, scope, context.workspace.publish_rules.on_time)
        rules = health_rules(context.workspace.settings.health)
        return _insight(store, reading, healths(store, scope, rules, (reading.members, reading.short)))


def _insight(store: Store, reading: InsightReading, health: Sequence[GroupHealth]) -> Insight:
    scope = reading.scope
    seed = scope.days.last.toordinal()
    estimates = estimate_forms(_cells(store, scope), full_weeks(store, scope), seed)
    funnels = funnels_of(store, scope)
    return Insight(
        first=scope.days.first,
        last=scope.days.last,
        weeks=scope.weeks,
        groups=len(scope.groups),
        participation=estimates.by_group,
        forms=estimates.together,
        left_out=_left_out(store, scope),
        figures=figures_of(store, reading),
        habit_by_group=habit_figures(reading),
        days_a_member=reading.days_a_member,
        owners=tuple(owners_of(store, reading)),
        funnel=sum(funnels.values(), UgcFunnel()),
        funnel_by_group=funnels,
        leaves=promo_leaves(store, scope, reading.members),
        retention=tuple(cohorts(store, scope)),
        business=business(store, scope, sum(reading.members.values())),
        lapsing=tuple(lapsing_members(store, scope)),
        throughput=throughput_of(store, scope),
        health=tuple(health),
    )


def _cells(store: Store, scope: InsightScope) -> list[FormCell]:
    return [
        cell
        for part in scope.parts
        for cell in store.insight_posts.form_cells(part.weeks(scope.weeks), part.groups)
    ]


def _left_out(store: Store, scope: InsightScope) -> dict[LeftOut, int]:
    counts: dict[LeftOut, int] = {}
    for part in scope.parts:
        weeks = part.weeks(scope.weeks)
        for reason, count in store.insight_posts.reasons(weeks[-1][0], part.last, part.groups).items():
            if reason:
                counts[LeftOut(reason)] = counts.get(LeftOut(reason), 0) + count
    return counts
