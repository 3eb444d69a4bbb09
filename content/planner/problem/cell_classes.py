"""Equivalence classes of cells: what the kind of a group, dates, the week template and arcs allow, kept once
for many cells."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from content.model.group import GroupKind
from content.model.planning import Arc, CampaignPhase
from content.model.slot import Slot
from content.model.story import Story
from content.model.week import forms_of, template_of
from content.planner.problem.arrays import ARC, DATES, FORM, KIND, NONE, Cover, Ints, Sorts
from content.planner.problem.index import Cells, Index
from content.planner.problem.inputs import PlanRules, PlanWeights


@dataclass(frozen=True, slots=True)
class Sort:
    """All that the static rules ask of a cell. forms: (slot, those that may go); phases: of arcs, with their
    products. `tags` are those of the group that any story asks for."""

    kind: GroupKind
    tags: frozenset[str]
    when: date
    forms: tuple[tuple[Slot, frozenset[str]], ...]
    phases: tuple[tuple[CampaignPhase, str], ...]


def sorts_table(index: Index, cells: Cells, rules: PlanRules, weights: PlanWeights) -> Sorts:
    dates = [cells.first_day + timedelta(days=day) for day in range(cells.days)]
    template = template_of(rules.forms, rules.cells)
    story_tags = frozenset[str]().union(*(story.tags for story in index.stories.values()))
    numbers: dict[Sort, int] = {}
    of = np.zeros((len(index.groups), cells.days), np.int32)
    for row, group in enumerate(index.groups):
        arcs = [arc for arc in rules.arcs if arc.concerns(group)]
        for day, when in enumerate(dates):
            sort = Sort(
                group.kind,
                group.tags & story_tags,
                when,
                forms_of(group, when, template),
                _phases(arcs, when),
            )
            of[row, day] = numbers.setdefault(sort, len(numbers))
    stories = [index.stories.get(name) for name in index.story]
    bars = np.zeros((len(numbers), len(stories)), np.uint8)
    bonus = np.zeros((len(numbers), len(stories)), np.int32)
    for sort, number in numbers.items():
        bars[number] = [_bars(sort, story) for story in stories]
        bonus[number] = [_bonus(sort, story, weights) for story in stories]
    return Sorts(of, bars, bonus)


def _phases(arcs: Iterable[Arc], when: date) -> tuple[tuple[CampaignPhase, str], ...]:
    return tuple(sorted((phase, arc.product) for arc in arcs if (phase := arc.phase(when)) is not None))


def _bars(sort: Sort, story: Story | None) -> int:
    """The bits of the rules against a story; one that is not in the library is barred by all of them."""
    if story is None:
        return KIND | DATES
    of_its_kind = not story.kinds or sort.kind in story.kinds
    tagged = not story.tags or not story.tags.isdisjoint(sort.tags)
    early = story.valid_from is not None and sort.when < story.valid_from
    late = story.valid_to is not None and sort.when > story.valid_to
    return (
        KIND * (not (of_its_kind and tagged))
        | DATES * (early or late)
        | FORM * any(story.form_of(slot) not in forms for slot, forms in sort.forms)
        | ARC * (story.promo > 0 and _sells_out_of_turn(sort.phases, story.product))
    )


def _sells_out_of_turn(phases: Iterable[tuple[CampaignPhase, str]], product: str) -> bool:
    seeding = any(phase is CampaignPhase.SEEDING for phase, _ in phases)
    selling = {sold for phase, sold in phases if phase is CampaignPhase.CONVERSION}
    return seeding or (bool(selling) and product not in selling)


def _bonus(sort: Sort, story: Story | None, weights: PlanWeights) -> int:
    return weights.arc * (story is not None and any(product == story.product for _, product in sort.phases))


def cover_table(index: Index, cells: Cells, rules: PlanRules, stories_around: Ints) -> Cover:
    """stories_around [G, W]: stories outside the plan's own days, frozen days of the plan not among them."""
    elements = sorted({rule.element for rule in rules.elements})
    number = {element: place for place, element in enumerate(elements)}
    has = np.zeros((len(index.story) + 1, len(elements)), np.int32)
    for name, story in index.stories.items():
        for element in number.keys() & set(story.elements):
            has[index.story[name], number[element]] = 1
    per_week = np.zeros((len(index.groups), len(elements)), np.int32)
    for rule in rules.elements:
        of_kind = [group.kind is rule.kind for group in index.groups]
        per_week[of_kind, number[rule.element]] = rule.a_week
    mondays, week = _weeks(cells)
    edge = (stories_around.shape[1] - cells.days) // 2
    before = np.zeros((len(index.groups), len(mondays), len(elements)), np.int32)
    for place, monday in enumerate(mondays):
        columns = [edge + monday + day for day in range(7) if monday + day < 0]
        before[:, place] = has[stories_around[:, [column for column in columns if column >= 0]]].sum(1)
    return Cover(tuple(elements), has, per_week, week, before)


def _weeks(cells: Cells) -> tuple[list[int], Ints]:
    """The first days (counted from the plan's) of the calendar weeks that end within the plan, and of which
    of them each day is."""
    mondays = list(range(-cells.first_day.weekday(), cells.days - 6, 7))
    week = np.full(cells.days, NONE, np.int32)
    for place, monday in enumerate(mondays):
        week[max(0, monday) : monday + 7] = place
    return mondays, week
