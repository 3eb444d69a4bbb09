"""Repair: cells that lack a story or a photo are chosen again one by one, exactly, through the ledger."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from content.planner.problem.arrays import FORBIDDEN, NONE, OPENER, SHARE, Bools, Ints
from content.planner.solver.fixed_cells import Settled, may_choose
from content.planner.solver.plan_state import Ledger

HOLE = 1000  # milli-points that another story must gain where a photo is missing
SEARCH = 8  # how many of the most promising stories are looked at with their real photos


@dataclass(frozen=True, slots=True)
class RepairOption:
    """A story with its photos (by place) and what they are worth together."""

    story: int
    photos: tuple[int, int]
    worth: int


class Offer(NamedTuple):
    """A story that a cell might tell: what it is worth without photos, and at best with them."""

    story: int
    hope: int
    bare: int


NOTHING = RepairOption(NONE, (NONE, NONE), 0)


def lift(ledger: Ledger, group: int, day: int) -> RepairOption:
    """Take a cell's story and photos out of the ledger; their worth is not said."""
    photos = int(ledger.photo[SHARE, group, day]), int(ledger.photo[OPENER, group, day])
    held = RepairOption(ledger.story(group, day), photos, 0)
    ledger.clear(group, day)
    return held


def repair(ledger: Ledger, settled: Settled) -> None:
    """Choose again what lacks something, then fill what can be filled."""
    lacking = (ledger.stories == NONE) | ledger.lacking_photos().any(0)
    improve(ledger, lacking & settled.open, SEARCH)
    fill_holes(ledger, settled)


def fill_holes(ledger: Ledger, settled: Settled) -> None:
    """Change the story of cells that lack a photo, until none of them does better; no other cell moves. What
    a week needs for an element stays."""
    free = (settled.open | settled.lost) & (ledger.stories != NONE) & ~_needed(ledger)
    while improve(ledger, ledger.lacking_photos().any(0) & free, SEARCH, least=HOLE):
        pass


def _needed(ledger: Ledger) -> Bools:
    """[G, D] cells whose story has an element that the calendar weeks of the group are asked for."""
    cover = ledger.problem.cover
    gives = cover.has[ledger.stories] * cover.per_week[:, None] > 0
    needed: Bools = np.any(gives, axis=2)
    return needed


def improve(ledger: Ledger, cells: Bools, top: int, *, least: int = 0) -> int:
    """Empty each of the cells [G, D] and choose it again; the old choice stays unless another is better by
    more than `least`. How many changed."""
    changed = 0
    for group, day in ledger.cells(cells):
        held = lift(ledger, group, day)
        bare = ledger.worth(group, day)
        offers = _offers(ledger, group, day, bare, top)
        worth = int(bare[held.story]) + least if held.story != NONE else 0
        changed += reconsider(ledger, group, day, replace(held, worth=worth), offers)
    return changed


def reconsider(ledger: Ledger, group: int, day: int, held: RepairOption, offers: Iterable[Offer]) -> bool:
    """Fill a cell that is empty: with the best of the offers, or with what it held (its worth without photos)
    unless that is worth less. Whether it changed."""
    places = ledger.places(group, day, held.story) if held.story != NONE else ()
    worth = held.worth + sum(ledger.worth_of(group, held.photos[at]) for at in places)
    new = _best_of(ledger, group, day, offers)
    better = new is not None and (held.story == NONE or new.worth > worth)
    if choice := new if better else held if held.story != NONE else None:
        put(ledger, group, day, choice)
    return better


def fill(ledger: Ledger) -> None:
    """Use up what is left. Nothing is taken away here, so what stays empty after this could not be filled."""
    free, lacking = may_choose(ledger), ledger.lacking_photos().any(0)
    for group, day in ledger.cells(lacking | (free & (ledger.stories == NONE))):
        story = ledger.story(group, day)
        if story != NONE:
            _fill_photos(ledger, group, day, story)
        else:
            offers = _offers(ledger, group, day, ledger.worth(group, day), SEARCH)
            reconsider(ledger, group, day, NOTHING, offers)


def _offers(ledger: Ledger, group: int, day: int, bare: Ints, top: int) -> list[Offer]:
    """The `top` most promising stories. bare [S]: what they are worth in this cell without photos."""
    photo = _hoped_photo(ledger, group)[ledger.problem.stories.product]
    hope = bare + photo * ledger.wanted(group, day)
    hope[ledger.obstacles(group, day) != 0] = FORBIDDEN
    return [Offer(story, int(hope[story]), int(bare[story])) for story in _front(hope, top)]


def _best_of(ledger: Ledger, group: int, day: int, offers: Iterable[Offer]) -> RepairOption | None:
    """The best one, each with the best photos it can really have."""
    best: RepairOption | None = None
    for offer in offers:
        if offer.hope <= 0 or (best and offer.hope <= best.worth):
            break
        photos, worth = photos_for(ledger, group, day, offer.story)
        if best is None or offer.bare + worth > best.worth:
            best = RepairOption(offer.story, photos, offer.bare + worth)
    return best


def put(ledger: Ledger, group: int, day: int, choice: RepairOption) -> None:
    ledger.tell(group, day, choice.story)
    for place, photo in enumerate(choice.photos):
        ledger.show(group, day, place, photo)


def photos_for(ledger: Ledger, group: int, day: int, story: int) -> tuple[tuple[int, int], int]:
    """The best photos for a cell that has none, by place, and their worth."""
    product, photos, total = ledger.facts.product_of[story], [NONE, NONE], 0
    for place in ledger.places(group, day, story):
        photos[place], worth = ledger.best_photo(group, day, product, other=photos[SHARE])
        total += worth
    return (photos[SHARE], photos[OPENER]), total


def _hoped_photo(ledger: Ledger, group: int) -> Ints:
    """[P] no photo of the product can be worth more to this group."""
    hope = ledger.best_left().copy()
    for product, line in ledger.lines.own(group).items():
        for photo in line:
            if ledger.room[photo] > 0 and not ledger.has_seen(group, photo):
                own = ledger.facts.score[photo] + ledger.problem.weights.own_member
                hope[product] = max(int(hope[product]), own)
                break
    return hope


def _front(hope: Ints, top: int) -> list[int]:
    """The `top` best, best first, draws by index."""
    falling = -hope.astype(np.int64) * len(hope) + np.arange(len(hope))
    some = np.argpartition(falling, top - 1)[:top] if top < len(hope) else np.arange(len(hope))
    front: list[int] = some[np.argsort(falling[some])].tolist()
    return front


def _fill_photos(ledger: Ledger, group: int, day: int, story: int) -> None:
    product = ledger.facts.product_of[story]
    for place in ledger.places(group, day, story):
        if ledger.photo[place, group, day] == NONE:
            photo, _ = ledger.best_photo(group, day, product)
            ledger.show(group, day, place, photo)
