"""Builds a PlanProblem from a PlanRequest, and PlanArrays from placements.

All is sorted by id first, so the order in which things are handed in never matters.
"""

from collections.abc import Iterable, Sequence
from datetime import date

import numpy as np

from content.errors import WrongInput
from content.model import Message
from content.model.placement import Placement
from content.planner.problem.arrays import GONE, NONE, OPENER, SHARE, PlanArrays, PlanProblem
from content.planner.problem.cell_classes import cover_table, sorts_table
from content.planner.problem.index import Cells, Index, numbered, photos_of
from content.planner.problem.inputs import ShownDay
from content.planner.problem.request import PlanRequest
from content.planner.problem.tables import groups_table, memory_table, photos_table, stories_table


def build_problem(request: PlanRequest) -> PlanProblem:
    """The arrays of the plan that is asked for.

    `history` is what was shown before `first_day`: stories of the last MEMORY_DAYS days, photos of all time.
    Later entries are ignored; for these `frozen` speaks. Frozen placements outside the days count like
    history; those of unplanned groups count against `photo_groups`. Pins outside the days or for unknown
    groups are ignored. `tastes` is what is known of likes.
    WrongInput when one day of one group has two stories in history and frozen placements.
    """
    rules, weights, tastes = request.rules, request.weights, request.tastes
    around, within = _split(request)
    index = Index.of(request.groups, request.stories, request.photos, around, within)
    cells = Cells(index, request.first_day, request.days, rules)
    frozen_story, frozen_photo = cells.filled(within)
    stories_around = cells.stories(around)
    return PlanProblem(
        first_day=request.first_day,
        days=request.days,
        rules=rules,
        weights=weights,
        groups=groups_table(index, cells, weights, request.seed, tastes),
        stories=stories_table(index, weights, tastes),
        photos=photos_table(index, cells, around),
        sorts=sorts_table(index, cells, rules, weights),
        cover=cover_table(index, cells, rules, stories_around),
        products=tuple(index.product),
        forms=tuple(index.form),
        stories_around=stories_around,
        photos_around=cells.showings(around),
        pinned=cells.pinned(request.pins),
        frozen=frozen_story != NONE,
        frozen_story=frozen_story,
        frozen_photo=frozen_photo,
        memory=memory_table(index, around, request.first_day, weights.memory),
    )


def as_plan(problem: PlanProblem, placements: Iterable[Placement]) -> PlanArrays:
    """Placements of an earlier plan as this problem's indices.

    Days and groups outside this plan are left out; a story that is not known any more becomes NONE, a photo
    GONE.
    """
    plan = PlanArrays(np.full(problem.shape, NONE, np.int32), np.full((2, *problem.shape), NONE, np.int32))
    group, story, photo = (
        numbered(ids) for ids in (problem.groups.ids, problem.stories.ids, problem.photos.ids)
    )
    for placement in placements:
        day = (placement.day - problem.first_day).days
        row = group.get(placement.group, NONE)
        if row != NONE and 0 <= day < problem.days:
            plan.story[row, day] = story.get(placement.story, NONE)
            for place, name in ((SHARE, placement.share), (OPENER, placement.opener)):
                plan.photo[place, row, day] = NONE if name is None else photo.get(name, GONE)
    return plan


def _split(request: PlanRequest) -> tuple[list[ShownDay], list[Placement]]:
    """What is shown around the plan, and the frozen placements in its own cells."""
    groups, frozen = {group.id for group in request.groups}, request.frozen
    days = range(request.days)
    within = [item for item in frozen if item.group in groups and (item.day - request.first_day).days in days]
    cells = {(item.group, item.day) for item in within}
    around = [past for past in request.history if past.day < request.first_day]
    remembered = {(past.group, past.day) for past in around}
    around += [
        ShownDay(item.group, item.day, item.story, photos_of(item))
        for item in frozen
        if (item.group, item.day) not in cells | remembered
    ]
    _refuse_two_stories(around, within)
    return around, within


def _refuse_two_stories(around: Sequence[ShownDay], within: Sequence[Placement]) -> None:
    story_of: dict[tuple[str, date], str] = {}
    stories = [(item.group, item.day, item.story) for item in around]
    stories += [(item.group, item.day, item.story) for item in within]
    for group, day, story in stories:
        if (other := story_of.setdefault((group, day), story)) != story:
            raise WrongInput(Message("story.two_on_one_day", group=group, day=day, other=other, story=story))
