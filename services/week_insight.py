"""A week of all groups, or those of one kind, as people read it: findings, forms, stories, hours, changes."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from content.feedback.forms import estimate_forms
from content.model import (
    ChatHours,
    Figure,
    FormCell,
    FormEstimate,
    FormGrid,
    FormVerdict,
    Group,
    GroupKind,
    InsightState,
    LedgerReach,
    LeftOut,
    Slot,
    StoryRanks,
    StoryResult,
    WeekFinding,
    WeekInsight,
)
from content.store import Store
from services.context import Context
from services.findings import finding_of, headline
from services.insight import Insight, InsightQuery, insight
from services.insight_scope import InsightScope, scope_of
from services.insight_weeks import full_weeks
from services.week_figures import answers_figure, approved_figure

TWO_WEEKS = 14  # days before anything is compared
WEEKS = 8
LEAST_TOLD, LEAST_GROUPS = 8, 5  # posts and groups from which on a story is ranked
RANKED = 3  # stories at either end
HIGH = (FormVerdict.WORKS, FormVerdict.ABOVE)
CellReader = Callable[[Sequence[tuple[date, date]], Sequence[str]], list[FormCell]]
LOW = (FormVerdict.USE_LESS, FormVerdict.BELOW)
SHARES = ("habit", "members_photos", "on_time")


@dataclass(frozen=True, slots=True)
class WeekQuery:
    """Which week, by its Monday, and the groups of which kind; None: of all."""

    monday: date
    kind: GroupKind | None = None

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)


def week_insight(context: Context, query: WeekQuery, known: Insight | None = None) -> WeekInsight:
    """What the week tells. `known`: the insight of its eight weeks, where it was read already."""
    with context.open_store(reading=True) as store:
        groups = store.library.groups()
        chosen = [group for group in groups if query.kind in (None, group.kind)]
        reach = reach_of(store, chosen, query.sunday)
        state = _state(store, reach)
        if not chosen or state is InsightState.NO_LEDGER:
            return _empty(query, groups, chosen, reach)
        period = InsightQuery(WEEKS, kind=query.kind, last=query.sunday)
        scope = scope_of(store, period, context.clock(), context.zone)
        figures = [answers_figure(store, scope), approved_figure(store, scope)]
        promo, stories = _promo(store, scope), _stories(store, scope)
        hours = ChatHours(_hours(store, scope), usual_times(chosen))
    known = known or insight(context, period)
    return _whole(query, groups, (reach, state), known, (figures, promo, stories, hours))


def _whole(
    query: WeekQuery,
    groups: Sequence[Group],
    standing: tuple[LedgerReach, InsightState],
    known: Insight,
    pages: tuple[list[Figure], tuple[FormEstimate, ...], StoryRanks, ChatHours],
) -> WeekInsight:
    (answers, approved), promo, stories, hours = pages
    habit, photos, on_time = (known.figures[name] for name in SHARES)
    findings = tuple(map(finding_of, (habit, answers, photos, on_time, approved)))
    return WeekInsight(
        monday=query.monday,
        kind=query.kind,
        kinds=Counter(group.kind for group in groups),
        state=standing[1],
        reach=standing[0],
        groups=habit.groups,
        members=round(habit.whole),
        headline=headline(findings, [*known.forms, *promo]),
        findings=findings,
        forms=grid_of(known.forms, known.left_out),
        promo=promo,
        stories=stories,
        hours=hours,
    )


def _empty(
    query: WeekQuery, groups: Sequence[Group], chosen: Sequence[Group], reach: LedgerReach
) -> WeekInsight:
    nothing: tuple[WeekFinding, ...] = ()
    return WeekInsight(
        monday=query.monday,
        kind=query.kind,
        kinds=Counter(group.kind for group in groups),
        state=InsightState.NO_LEDGER,
        reach=reach,
        groups=0,
        members=sum(group.size for group in chosen),
        headline=(),
        findings=nothing,
        forms=FormGrid((), {}),
        promo=(),
        stories=StoryRanks(),
        hours=ChatHours(tuple((0.0,) * 24 for _ in range(7)), usual_times(chosen)),
    )


def _state(store: Store, reach: LedgerReach) -> InsightState:
    if not reach.days:
        return InsightState.NO_LEDGER
    if not any(member.is_confirmed for member in store.roster.staff()):
        return InsightState.NO_STAFF
    return InsightState.TOO_SHORT if reach.days < TWO_WEEKS else InsightState.READY


def reach_of(store: Store, groups: Sequence[Group], sunday: date) -> LedgerReach:
    """How far the ledger of these groups goes, seen at the end of a week."""
    ids = [group.id for group in groups]
    first, last = store.insight.first_days(ids), store.insight_pages.last_days(ids)
    behind = [(group.name, last[group.id]) for group in groups if last.get(group.id, sunday) < sunday]
    begun = min(first.values(), default=None)
    days = max(0, (min(max(last.values()), sunday) - begun).days + 1) if begun else 0
    return LedgerReach(
        groups=len(groups),
        known=len(last) - len(behind),
        until=store.insight_pages.last_message(ids),
        behind=tuple(sorted(behind, key=lambda pair: pair[1])),
        days=days,
        compare_from=begun + timedelta(days=TWO_WEEKS) if begun else None,
        is_made_up=store.outcomes.made_up_until() is not None,
    )


def grid_of(forms: Sequence[FormEstimate], left_out: Mapping[LeftOut, int]) -> FormGrid:
    """Forms by slots, whichever has most posts first."""
    posts = Counter[str]()
    for form in forms:
        posts[form.form] += form.posts
    order = tuple(form for form, _ in sorted(posts.items(), key=lambda pair: (-pair[1], pair[0])))
    return FormGrid(order, {(form.form, form.slot): form for form in forms}, dict(left_out))


def _promo(store: Store, scope: InsightScope) -> tuple[FormEstimate, ...]:
    """Evenings that sell beside those that do not; nothing where all or none do."""
    cells = _cells(scope, store.insight_pages.promo_cells)
    forms = estimate_forms(cells, full_weeks(store, scope), scope.days.last.toordinal()).together
    return forms if len(forms) > 1 else ()


def _cells(scope: InsightScope, read: CellReader) -> list[FormCell]:
    return [cell for part in scope.parts for cell in read(part.weeks(scope.weeks), part.groups)]


def _stories(store: Store, scope: InsightScope) -> StoryRanks:
    """The stories at both ends; what only chance may tell apart is not ranked."""
    cells = story_cells(store, scope)
    groups: dict[str, set[str]] = {}
    for cell in cells:
        groups.setdefault(cell.form, set()).add(cell.group.rpartition(" ")[0])
    known = story_estimates(cells, scope)
    ranked = [row for row in known if row.posts >= LEAST_TOLD and len(groups[row.form]) >= LEAST_GROUPS]
    ordered = sorted(ranked, key=lambda row: row.ratio.value if row.ratio else 0.0, reverse=True)
    best = [row for row in ordered if row.verdict in HIGH][:RANKED]
    worst = [row for row in reversed(ordered) if row.verdict in LOW][:RANKED]
    titled = _titled(store, groups, [*best, *worst])
    return StoryRanks(
        tuple(titled[: len(best)]),
        tuple(titled[len(best) :]),
        middle=len(ranked) - len(titled),
        waiting=len(known) - len(ranked),
    )


def story_cells(store: Store, scope: InsightScope) -> list[FormCell]:
    """What was counted of posts, by story; each slot of a group stands for itself."""
    return _cells(scope, store.insight_pages.story_cells)


def story_estimates(cells: Sequence[FormCell], scope: InsightScope) -> tuple[FormEstimate, ...]:
    """How each story does beside what is usual in the same slots of the same groups."""
    full = {cell.group: scope.weeks for cell in cells}
    return estimate_forms(cells, full, scope.days.last.toordinal()).together


def _titled(
    store: Store, groups: Mapping[str, Iterable[str]], rows: Sequence[FormEstimate]
) -> list[StoryResult]:
    ids = [row.form for row in rows]
    names = store.insight_pages.stories(ids)
    newest = store.insight_pages.posters_of(ids, Slot.MORNING)
    drawn = store.queue.rendered(newest.values())
    posters = {story: key for story, key in newest.items() if key in drawn}
    return [
        StoryResult(
            story=row.form,
            title=names.get(row.form, (row.form, ""))[0],
            form=names.get(row.form, ("", ""))[1],
            posts=row.posts,
            groups=len(set(groups[row.form])),
            ratio=row.ratio,
            poster=posters.get(row.form, ""),
        )
        for row in rows
    ]


def _hours(store: Store, scope: InsightScope) -> tuple[tuple[float, ...], ...]:
    """By weekday and hour, over the whole period."""
    sums = [[0.0] * 24 for _ in range(7)]
    for part in scope.parts:
        weeks = part.weeks(scope.weeks)
        for day, counts in store.insight_pages.hours(weeks[-1][0], weeks[0][1], part.groups).items():
            row = sums[day.weekday()]
            for hour, count in enumerate(counts):
                row[hour] += count
    return tuple(map(tuple, sums))


def usual_times(groups: Sequence[Group]) -> Mapping[Slot, time]:
    """When the posts of each slot go out in most of the groups."""
    times = {slot: Counter(group.slots[slot] for group in groups if slot in group.slots) for slot in Slot}
    return {slot: counted.most_common(1)[0][0] for slot, counted in times.items() if counted}
