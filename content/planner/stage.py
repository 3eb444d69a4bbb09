"""Groups x days + story library + shortlist -> placements and gaps, kept in the store."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from content.model import (
    Choice,
    ConsentState,
    Dropped,
    Gap,
    Group,
    Kept,
    Placement,
    PlacementOdds,
    Product,
    Reason,
    Score,
    Story,
    Submission,
)
from content.model.planning import Cause, CellRule, Move, Replan, WeekRules
from content.night import LaidOut, NightOrder
from content.planner.explain.gaps import StoriesLeftOut, gaps, over_before
from content.planner.explain.moves import Events, moves
from content.planner.explain.odds import placement_odds
from content.planner.explain.why import placements
from content.planner.problem.build import as_plan, build_problem
from content.planner.problem.inputs import (
    USUAL,
    ChannelUse,
    FormWorth,
    Photo,
    PlanRules,
    ShownDay,
    Tastes,
    Worths,
)
from content.planner.problem.request import PlanRequest
from content.planner.solver.solve import plan
from content.store import OpenStore, Store

A_MONTH = timedelta(days=31)
# A photo that was kept when it was placed stays in its place when better ones push it off the shortlist.
STILL_GOOD = {
    Reason.BELOW_THE_LINE,
    Reason.MEMBER_QUOTA,
    Reason.PRODUCT_QUOTA,
    Reason.GROUP_QUOTA,
    Reason.DAY_QUOTA,
    Reason.TOO_OLD,
    Reason.KEEP_LAPSED,
    Reason.SPENT,
}


@dataclass(frozen=True, slots=True)
class Given:
    """All that a plan is made from, as read in one transaction."""

    groups: Sequence[Group]
    stories: Sequence[Story]
    products: Sequence[Product]
    photos: Sequence[Photo]
    history: Sequence[ShownDay]
    previous: Sequence[Placement]
    frozen: Sequence[Placement]
    week: WeekRules
    left: Mapping[str, date] = field(default_factory=dict)  # member -> the day of leaving
    pending: Sequence[Replan] = ()  # what upset the plan before, and is settled by this one
    dropped: AbstractSet[str] = frozenset()  # photos that an editor wants no more
    unlisted: AbstractSet[str] = frozenset()  # photos off the shortlist, though their consent stands
    used: Sequence[ChannelUse] = ()
    forms: Worths = field(default_factory=dict)  # what responses taught; empty where a person turned it off
    cells: Sequence[CellRule] = ()  # what experiments ask
    unready: AbstractSet[str] = frozenset()  # stories that nobody may be told before somebody fixed them

    def request(self, rules: PlanRules, order: NightOrder) -> PlanRequest:
        """`rules` as the settings say; templates, elements, arcs and channels as the workspace says. Forms
        are drawn by their odds where something was learnt of them."""
        week, forms = self.week, self.forms if rules.form_bound else {}
        return PlanRequest(
            order.first_day,
            order.days,
            self.groups,
            [story for story in self.stories if story.id not in self.unready],
            self.photos,
            history=self.history,
            frozen=self.frozen,
            pins=week.pins,
            used=self.used,
            rules=replace(
                rules,
                explore=rules.explore or bool(forms),
                forms=week.forms,
                cells=tuple(self.cells),
                elements=week.elements,
                arcs=week.arcs,
                channels=week.channels,
            ),
            tastes=Tastes(forms=forms),
            seed=order.seed,
        )


@dataclass(frozen=True, slots=True)
class Decided:
    placements: Sequence[Placement]
    gaps: Sequence[Gap]
    moves: Sequence[Move]
    odds: Sequence[PlacementOdds] = ()


def lay_out(
    open_store: OpenStore,
    rules: PlanRules,
    order: NightOrder,
    *,
    now: datetime,
    unready: AbstractSet[str] = frozenset(),
) -> LaidOut:
    """Plan the order's days; what was planned moves only where it must. Doing it again moves nothing.

    `unready` are stories that are told to nobody, by id: they say what they may not.
    """
    with open_store(reading=True) as store:
        given = replace(read_given(store, order, now), unready=unready)
    decided = decide(given, rules, order)  # slow, so outside any transaction
    planned_groups = _asked(given.groups, order)
    mine = [placement for placement in decided.placements if placement.group in planned_groups]
    with open_store() as store:
        moved = store.plan.set_placements(mine, at=now, run=order.run)
        _log_odds(store, decided.odds, mine, order)
        gone = {(p.group, p.day) for p in given.previous} - {(p.group, p.day) for p in decided.placements}
        store.plan.drop_placements({cell for cell in gone if cell[0] in planned_groups})
        store.planning_rules.add_plan_moves(
            [move for move in decided.moves if move.group in planned_groups and move.was],
            run=order.run,
            at=now,
        )
        store.plan.set_gaps(
            [gap for gap in decided.gaps if gap.group in planned_groups],
            groups=planned_groups,
            first=order.first_day,
            last=order.last_day,
            run=order.run,
        )
        store.replans.replanned([replan.id for replan in given.pending], run=order.run, at=now)
    return LaidOut(len(mine), sum(gap.group in planned_groups for gap in decided.gaps), moved)


def decide(given: Given, rules: PlanRules, order: NightOrder) -> Decided:
    """The plan for all groups, from nothing but its arguments."""
    request, names = given.request(rules, order), _names(given)
    problem = build_problem(request)
    left = {photo.id: day for photo in given.photos if (day := given.left.get(photo.member or ""))}
    retired = frozenset(replan.what for replan in given.pending if replan.cause is Cause.STORY)
    decided = plan(problem, previous=as_plan(problem, given.previous) if given.previous else None)
    over = over_before(given.stories, order.first_day)
    pinned = frozenset((pin.group, pin.day) for pin in given.week.pins if pin.story in given.unready)
    return Decided(
        placements(problem, decided),
        gaps(problem, decided, names, left_out=StoriesLeftOut(over, given.unready, pinned)),
        moves(
            problem,
            given.previous,
            decided,
            names,
            Events(left, retired & over, given.dropped, given.unlisted, given.unready),
        ),
        placement_odds(request, problem, decided),
    )


def _log_odds(
    store: Store, odds: Sequence[PlacementOdds], placed: Sequence[Placement], order: NightOrder
) -> None:
    """A story that stays keeps what it was chosen with."""
    now = {(placement.group, placement.day): placement.story for placement in placed}
    known = {(row.group, row.day): row.story for row in store.learning.odds(order.first_day, order.last_day)}
    stale = {cell for cell, story in known.items() if cell in now and now[cell] != story}
    store.learning.drop_odds(stale)
    fresh = now.keys() - (known.keys() - stale)
    store.learning.put_odds(row for row in odds if (row.group, row.day) in fresh)


def read_given(store: Store, order: NightOrder, now: datetime) -> Given:
    """What the store knows at `now` that bears on the order's days."""
    groups = store.library.groups()
    planned_groups = _asked(groups, order)
    previous = store.plan.placements(order.first_day, order.last_day)
    before = store.plan.placements(last=order.first_day - timedelta(days=1), counting_at=now)
    out = store.usage.photos_out(order.first_day, now)
    left = {member.id: member.left_on for member in store.library.members() if member.left_on}
    frozen_days = store.plan.frozen_days(order.first_day, order.last_day)
    photos = _photos(store, [*before, *previous], previous, left)
    placed = sorted({photo for placement in previous for photo in _shown(placement).photos})
    dropped, week = _dropped(store, placed), store.planning_rules.week_rules()
    return Given(
        groups=groups,
        stories=store.library.stories(),
        products=store.library.products(),
        photos=photos,
        history=[_shown(p, out.get((p.group, p.day), ())) for p in before],
        previous=previous,
        frozen=[p for p in previous if (p.group, p.day) in frozen_days or p.group not in planned_groups],
        week=week,
        left=left,
        pending=_heard(store, order),
        dropped=dropped,
        unlisted=_unlisted(store, placed) - dropped,
        used=_used(store, [channel.id for channel in week.channels], order.first_day),
        forms=_worths(store, order.first_day),
        cells=store.experiments.cell_rules(order.first_day, order.last_day),
    )


def _used(store: Store, channels: Sequence[str], first_day: date) -> list[ChannelUse]:
    """What channels carried in the month before the plan: their quotas count it."""
    rows = Counter(store.outbox.used(channels, first_day - A_MONTH, first_day - timedelta(days=1)))
    return [ChannelUse(*use, posts) for use, posts in sorted(rows.items())]


def _worths(store: Store, day: date) -> Worths:
    """What plans from a day on go by. A form that a person set back counts as usual, whatever was learnt."""
    lesson = store.learning.lesson(day) if store.learning.switch()[0] else None
    if lesson is None:
        return {}
    worths = {
        (row.kind, row.slot, row.form): FormWorth(round(USUAL * row.ratio.value), round(USUAL * row.spread))
        for row in lesson.forms
    }
    held = store.learning.held_forms()
    return {key: FormWorth(USUAL, 0) if key[1:] in held else worth for key, worth in worths.items()}


def _heard(store: Store, order: NightOrder) -> list[Replan]:
    """What this order settles of all that upset the plan; some of the groups or days would not do."""
    if order.groups:
        return []
    return [replan for replan in store.replans.pending_replans() if replan.last_day <= order.last_day]


def _asked(groups: Sequence[Group], order: NightOrder) -> set[str]:
    return {group.id for group in groups if not order.groups or group.id in order.groups}


def _shown(placement: Placement, out: Collection[str] | None = None) -> ShownDay:
    """What a day shows; `out`: of a past day what its posts showed, and no more."""
    planned = (placement.share, placement.opener)
    photos = tuple(photo for photo in planned if photo and (out is None or photo in out))
    return ShownDay(placement.group, placement.day, placement.story, photos)


def _photos(
    store: Store, everything: Sequence[Placement], previous: Sequence[Placement], left: Mapping[str, date]
) -> list[Photo]:
    """The shortlist, and what was shown or placed before: its authors rest, its rights still count."""
    verdicts = store.curation.verdicts()
    kept = {key for key, verdict in verdicts.items() if isinstance(verdict, Kept)}
    placed = {photo for p in previous for photo in _shown(p).photos}
    standing = {key for key in placed if _still_good(verdicts.get(key))}
    used = {photo for p in everything for photo in _shown(p).photos}
    known = sorted(kept | used)
    outcomes, usable = store.curation.outcomes(known), (kept | standing) - _dropped(store, known)
    return [
        _photo(
            submission,
            outcomes.get(submission.id),
            usable=submission.id in usable,
            left_on=left.get(submission.member or ""),
        )
        for submission in store.intake.submissions(known)
        if submission.product is not None
    ]


def _dropped(store: Store, known: Sequence[str]) -> set[str]:
    """What editors dropped since the shortlist was made."""
    return {key for key, decision in store.decisions.about(known).items() if decision.choice is Choice.DROP}


def _unlisted(store: Store, placed: Sequence[str]) -> set[str]:
    """Photos in the plan that the shortlist left out, though their authors still agree."""
    verdicts = store.curation.verdicts()
    return {
        submission.id
        for submission in store.intake.submissions(placed)
        if submission.consent.state is ConsentState.GRANTED
        and isinstance(verdict := verdicts.get(submission.id), Dropped)
        and verdict.reason not in STILL_GOOD
    }


def _still_good(verdict: Kept | Dropped | None) -> bool:
    return isinstance(verdict, Dropped) and verdict.reason in STILL_GOOD


def _photo(submission: Submission, outcome: object, *, usable: bool, left_on: date | None) -> Photo:
    """`usable` False keeps the photo known, so that its author rests, but allows it nowhere; from the day
    `left_on` on its author is not shown."""
    consent = submission.consent
    if left_on is not None:
        last = left_on - timedelta(days=1)
        consent = replace(consent, until=min(last, consent.until or last))
    return Photo(
        id=submission.id,
        product=submission.product or "",
        member=submission.member,
        home=submission.group,
        score=outcome.total if isinstance(outcome, Score) else 0.0,
        consent=consent if usable else replace(consent, state=ConsentState.UNKNOWN),
    )


def _names(given: Given) -> Mapping[str, str]:
    """What people call products and stories, by id."""
    return {p.id: p.name for p in given.products} | {s.id: s.title for s in given.stories}
