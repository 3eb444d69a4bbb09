"""The figures of a period, each with its interval, the week before it, and what it still lacks."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from content.feedback.figures import FigureKind, share_figure, value_figure
from content.feedback.habit import ShareCount
from content.feedback.punctuality import delays_of, of_owners, scatter
from content.feedback.sameness import sameness
from content.feedback.shares import median_of
from content.feedback.throughput import throughput
from content.model import (
    Estimate,
    Figure,
    Group,
    LeftOut,
    OwnerPunctuality,
    PostLook,
    PostResponse,
    Slot,
    Throughput,
    UgcFunnel,
)
from content.store import Store
from services.insight_scope import InsightScope
from services.insight_weeks import (
    Week,
    by_week,
    count_off_plan,
    habit_weeks,
    instants,
    on_time_counter,
    response_weeks,
    return_shares,
    shares_of,
)
from services.owners import staff_names

HABIT = FigureKind("habit", 10)
RETURN = {slot: FigureKind(f"return_{slot.value}", 30) for slot in Slot}
SCATTER = {slot: FigureKind(f"scatter_{slot.value}", 8) for slot in Slot}
ON_TIME = FigureKind("on_time", 20)
DELAY = FigureKind("delay", 8)
OFF_PLAN = FigureKind("off_plan", 14)
STAFF_TALK = FigureKind("staff_talk", 100)
MEMBERS_PHOTOS = FigureKind("members_photos", 14)
RIGHTS = FigureKind("rights", 8)
SAME_TEXTS = FigureKind("same_texts", 14)
SAME_POSTERS = FigureKind("same_posters", 14)


@dataclass(frozen=True, slots=True)
class InsightReading:
    """What several figures need, read once. `responses` are of the last 14 days, `members` of the latest day
    they are known of, `short` groups of whose last week not all messages are known."""

    scope: InsightScope
    within: timedelta  # counts as on time
    responses: Sequence[PostResponse]
    habits: Sequence[Week]
    days_a_member: Mapping[str, Sequence[int]]
    members: Mapping[str, int]
    short: frozenset[str]


def read(store: Store, scope: InsightScope, within: timedelta) -> InsightReading:
    last_days = scope.last_days
    responses = [
        _with_due_at(response, scope.groups[response.group])
        for response in store.outcomes.responses(
            sorted(scope.groups), min(last_days.values()) - timedelta(days=13), max(last_days.values())
        )
        if response.day <= last_days[response.group]
    ]
    habits, days = habit_weeks(store, scope)
    members = {group.id: group.size for group in scope.groups.values()}
    members |= {response.group: response.members for response in responses if response.members}
    return InsightReading(
        scope, within, responses, habits, days, members, _short_of(_last_week(scope, responses))
    )


def _with_due_at(response: PostResponse, group: Group) -> PostResponse:
    """What only a table of the team knows was due when the group gets that slot."""
    if response.due_at or response.left_out is LeftOut.OFF_PLAN or response.slot not in group.slots:
        return response
    return replace(response, due_at=group.goes_out_at(response.slot, response.day))


def _short_of(responses: Iterable[PostResponse]) -> frozenset[str]:
    """The groups of whose posts' time, more often than not, no message is known."""
    known = [(row.group, row.left_out is LeftOut.SHORT_LEDGER) for row in responses]
    total, short = Counter(group for group, _ in known), Counter(group for group, lacks in known if lacks)
    return frozenset(group for group, count in short.items() if 2 * count > total[group])


def _last_week(scope: InsightScope, responses: Iterable[PostResponse]) -> list[PostResponse]:
    last_days = scope.last_days
    return [row for row in responses if row.day > last_days[row.group] - timedelta(days=7)]


# -- figures ----------------------------------------------------------------------------------------
def figures_of(store: Store, reading: InsightReading) -> dict[str, Figure]:
    """By the last part of their codes."""
    scope = reading.scope
    shares: list[tuple[FigureKind, list[Week]]] = [
        (HABIT, list(reading.habits)),
        (ON_TIME, response_weeks(reading.responses, scope, on_time_counter(reading.within))),
        (OFF_PLAN, response_weeks(reading.responses, scope, count_off_plan)),
        (STAFF_TALK, shares_of(scope, store.insight.messages)),
        (RIGHTS, shares_of(scope, store.insight.rights)),
        *((RETURN[slot], [week]) for slot, week in _returns(store, reading).items()),
    ]
    figures = [share_figure(kind, scope.last_week, weeks) for kind, weeks in shares]
    figures += [*_of_looks(store, scope), *_of_minutes(reading)]
    return {figure.name.rpartition(".")[2]: figure for figure in figures}


def habit_figures(reading: InsightReading) -> dict[str, Figure]:
    """Habit of each group by itself."""
    return {
        group: share_figure(
            HABIT,
            reading.scope.last_week,
            [{group: week[group]} if group in week else {} for week in reading.habits],
        )
        for group in sorted(reading.scope.groups)
    }


def _returns(store: Store, reading: InsightReading) -> dict[Slot, Week]:
    last_days = reading.scope.last_days
    first = min(last_days.values()) - timedelta(days=13)
    days = store.outcomes.response_days(sorted(last_days), first, max(last_days.values()))
    return return_shares(days, reading.responses, last_days)


def _of_looks(store: Store, scope: InsightScope) -> list[Figure]:
    """Whose photos posts show, and how much of fourteen days repeats."""
    weeks: list[list[Week]] = []
    texts: Week = {}
    posters: Week = {}
    for part in scope.parts:
        (first, _), (_, last) = reversed(part.weeks(2))
        looks = store.insight.sent_posts(first, last, part.groups)
        weeks.append(
            [_photos(look for look in looks if begins <= look.day <= ends) for begins, ends in part.weeks(2)]
        )
        for group, known in sameness(looks).items():
            texts[group] = ShareCount(known.texts, known.posts)
            posters[group] = ShareCount(known.posters, known.posts)
    fortnight = scope.fortnight
    return [
        share_figure(MEMBERS_PHOTOS, scope.last_week, by_week(2, weeks)),
        share_figure(SAME_TEXTS, fortnight, [texts]),
        share_figure(SAME_POSTERS, fortnight, [posters]),
    ]


def _photos(looks: Iterable[PostLook]) -> Week:
    week: Week = {}
    for look in looks:
        week[look.group] = week.get(look.group, ShareCount(0, 0)) + ShareCount(bool(look.photo), 1)
    return week


def _of_minutes(reading: InsightReading) -> list[Figure]:
    """The median delay, and how far the minute of each slot scatters."""
    days = reading.scope.last_week
    latest = _last_week(reading.scope, reading.responses)
    of_latest = set(map(id, latest))
    earlier = [row for row in reading.responses if id(row) not in of_latest]
    delays = [[delay for delay in delays_of(rows) if delay is not None] for rows in (earlier, latest)]
    groups = len({row.group for row in latest if row.sent_at})
    medians: list[Estimate | None] = [median_of(known) for known in delays]
    figures = [value_figure(DELAY, days, (len(delays[1]), groups), medians)]
    scatters = scatter(earlier), scatter(latest)
    for slot in Slot:
        of_slot = [row for row in latest if row.slot is slot and row.sent_at and row.due_at]
        known = len(of_slot), len({row.group for row in of_slot})
        figures.append(value_figure(SCATTER[slot], days, known, [by_slot.get(slot) for by_slot in scatters]))
    return figures


# -- beside the figures -----------------------------------------------------------------------------
def owners_of(store: Store, reading: InsightReading) -> list[OwnerPunctuality]:
    """Of the last week, by the clock of the team."""
    zone = reading.scope.zone
    first, last = reading.scope.last_week.first, reading.scope.last_week.last
    since, until = instants((first, last), zone)
    return of_owners(store.owners.delays(since, until), staff_names(store), reading.within, 7)


def funnels_of(store: Store, scope: InsightScope) -> dict[str, UgcFunnel]:
    since, until = instants((scope.days.first, scope.days.last), scope.zone)
    return store.insight.funnel(since, until, sorted(scope.groups))


def throughput_of(store: Store, scope: InsightScope) -> Throughput:
    days = scope.days.first, scope.days.last
    groups = sorted(scope.groups)
    photos = store.insight.first_shown(*instants(days, scope.zone), groups)
    return throughput(photos, store.insight.last_approvals(*days, groups))
