"""Fixed cells: frozen ones, then pins, then what an earlier plan may keep; all before anything is chosen."""

from dataclasses import dataclass

import numpy as np

from content.planner.problem.arrays import FORM, KIND, NONE, TORN, Bools, PlanArrays
from content.planner.solver.plan_state import Ledger
from content.planner.solver.warm_start import lawful_photos, lawful_stories


@dataclass(frozen=True)
class Settled:
    """open bool [G, D]: cells whose story is still to be chosen; lost bool [G, D]: kept cells that lack a
    photo and may change their story if that finds one."""

    open: Bools
    lost: Bools


def settle(ledger: Ledger, previous: PlanArrays | None = None) -> Settled:
    """Write down what stays; say what is open."""
    _freeze(ledger)
    _pin(ledger)
    free = may_choose(ledger)
    lost = np.zeros_like(free) if previous is None else _keep(ledger, previous, free)
    return Settled((ledger.stories == NONE) & free, lost & free)


def may_choose(ledger: Ledger) -> Bools:
    """[G, D] cells whose story is ours to choose: neither closed, frozen nor pinned."""
    problem = ledger.problem
    free: Bools = ~(problem.shut | problem.frozen | (problem.pinned != NONE))
    return free


def pin_obstacles(ledger: Ledger, group: int, day: int) -> int:
    """The bits of the rules that a pinned story breaks. A pin may overrule the group's kind and the week
    template, nothing else."""
    return int(ledger.obstacles(group, day)[ledger.problem.pinned[group, day]]) & ~(KIND | FORM)


def _freeze(ledger: Ledger) -> None:
    problem = ledger.problem
    np.copyto(ledger.stories, problem.frozen_story, where=problem.frozen)
    ledger.show_all(np.where(problem.frozen, problem.frozen_photo, NONE))


def _pin(ledger: Ledger) -> None:
    problem = ledger.problem
    for group, day in np.argwhere((problem.pinned != NONE) & ~problem.frozen & ~problem.shut).tolist():
        story = int(problem.pinned[group, day])
        if story != TORN and not pin_obstacles(ledger, group, day):
            ledger.tell(group, day, story)


def _keep(ledger: Ledger, previous: PlanArrays, free: Bools) -> Bools:
    """Take over every story and photo that is still legal; return the cells that lack a photo.

    Most of an earlier plan breaks no rule, which is seen at a glance; only what might is looked at one by
    one.
    """
    _keep_stories(ledger, previous, free)
    kept_stories = (previous.story != NONE) & (ledger.stories == previous.story) & ~ledger.problem.frozen
    wanted = ledger.lacking_photos() & kept_stories
    lawful = lawful_photos(ledger, previous, wanted)
    ledger.show_all(np.where(lawful, previous.photo, ledger.photo))
    had_photo = wanted & (previous.photo != NONE)
    for group, day in ledger.cells((had_photo & ~lawful).any(0)):
        _keep_photos(ledger, group, day, previous.photo[:, group, day].tolist())
    lost: Bools = (wanted & (ledger.photo == NONE)).any(0)
    return lost


def _keep_stories(ledger: Ledger, previous: PlanArrays, free: Bools) -> None:
    stories = np.where(free, previous.story, NONE)
    lawful = lawful_stories(ledger, stories)
    np.copyto(ledger.stories, stories, where=free & lawful[:, None])
    for group, day in ledger.cells((stories != NONE) & ~lawful[:, None]):
        story = int(stories[group, day])
        if not ledger.obstacles(group, day)[story]:
            ledger.tell(group, day, story)


def _keep_photos(ledger: Ledger, group: int, day: int, photos: list[int]) -> None:
    story = ledger.story(group, day)
    product = ledger.facts.product_of[story]
    for place in ledger.places(group, day, story):
        photo, free = photos[place], ledger.photo[place, group, day] == NONE
        fits = photo >= 0 and free and ledger.facts.product[photo] == product
        if fits and ledger.may_show(group, day, photo):
            ledger.show(group, day, place, photo)
