"""What is settled before anything is chosen: frozen cells, then pins, then what an earlier plan may keep."""

from dataclasses import dataclass, field

import numpy as np

from content.lay_out.ledger import KIND, Ledger
from content.lay_out.problem import GONE, NONE, OPENER, SHARE, TORN, Bools, Plan


@dataclass(frozen=True)
class Settled:
    """open bool [G, D]: cells whose story is still to be chosen; lost: kept cells that lost a photo and may
    change their story if no other photo is found."""

    open: Bools
    lost: frozenset[tuple[int, int]] = field(default_factory=frozenset)


def settle(ledger: Ledger, previous: Plan | None = None) -> Settled:
    """Write down what stays; say what is open."""
    problem = ledger.problem
    _freeze(ledger)
    _pin(ledger)
    lost = frozenset() if previous is None else _keep(ledger, previous)
    edge = problem.margin
    empty = ledger.week[:, edge : edge + problem.days] == NONE
    return Settled(empty & may_choose(ledger), lost)


def may_choose(ledger: Ledger) -> Bools:
    """[G, D] cells whose story is ours to choose: neither closed, frozen nor pinned."""
    problem = ledger.problem
    free: Bools = ~(problem.shut | problem.frozen | (problem.pinned != NONE))
    return free


def pin_obstacles(ledger: Ledger, group: int, day: int) -> int:
    """The bits of the rules that a pinned story breaks. A pin may overrule the group's kind, nothing else."""
    return int(ledger.obstacles(group, day)[ledger.problem.pinned[group, day]]) & ~KIND


def _freeze(ledger: Ledger) -> None:
    problem = ledger.problem
    for group, day in np.argwhere(problem.frozen).tolist():
        ledger.tell(group, day, int(problem.frozen_story[group, day]))
        for place in (SHARE, OPENER):
            ledger.show(group, day, place, int(problem.frozen_photo[place, group, day]))


def _pin(ledger: Ledger) -> None:
    problem = ledger.problem
    for group, day in np.argwhere((problem.pinned != NONE) & ~problem.frozen & ~problem.shut).tolist():
        story = int(problem.pinned[group, day])
        if story != TORN and not pin_obstacles(ledger, group, day):
            ledger.tell(group, day, story)


def _keep(ledger: Ledger, previous: Plan) -> frozenset[tuple[int, int]]:
    """Take over every story and photo that is still legal; return the cells that lost a photo."""
    free, lost = may_choose(ledger), set()
    for group, day in ledger.cells():
        story = int(previous.story[group, day])
        if story == NONE or ledger.problem.frozen[group, day]:
            continue
        if free[group, day] and not ledger.obstacles(group, day)[story]:
            ledger.tell(group, day, story)
        if ledger.story(group, day) == story and not _keep_photos(ledger, group, day, story, previous):
            lost.add((group, day))
    return frozenset(cell for cell in lost if free[cell])


def _keep_photos(ledger: Ledger, group: int, day: int, story: int, previous: Plan) -> bool:
    """Whether every photo the cell had is kept, where the story still wants it."""
    kept, product = True, ledger.problem.stories.product[story]
    for place in ledger.places(group, story):
        photo = int(previous.photo[place, group, day])
        if photo == NONE:
            continue
        known = photo != GONE and ledger.problem.photos.product[photo] == product
        if known and ledger.may_show(group, day, photo):
            ledger.show(group, day, place, photo)
        else:
            kept = False
    return kept
