"""The repair: single cells chosen again, exactly, through the ledger."""

from dataclasses import dataclass

import numpy as np

from content.lay_out.ledger import Ledger
from content.lay_out.problem import FORBIDDEN, NONE, OPENER, SHARE, Bools, Ints
from content.lay_out.settle import Settled, may_choose

SEARCH, POLISH = 8, 4  # how many of the most promising stories are looked at with their real photos


@dataclass(frozen=True, slots=True)
class Choice:
    """A story with its photos (by place) and what they are worth together."""

    story: int
    photos: tuple[int, int]
    worth: int


def repair(ledger: Ledger, settled: Settled) -> None:
    """Choose again what lacks something, then fill what can be filled."""
    lacking = (ledger.stories == NONE) | ledger.lacking_photos().any(0)
    improve(ledger, lacking & (settled.open | settled.lost), SEARCH)


def improve(ledger: Ledger, cells: Bools, top: int) -> int:
    """Empty each of the cells [G, D] and choose it again; keep the old choice unless the new one is better.
    How many changed."""
    changed = 0
    for group, day in ledger.cells(cells):
        story, photos = _lift(ledger, group, day)
        bare = ledger.worth(group, day)
        old = _valued(ledger, group, story, photos, bare)
        new = best_choice(ledger, group, day, bare, top)
        better = new is not None and (old is None or new.worth > old.worth)
        changed += better
        if choice := new if better else old:
            put(ledger, group, day, choice)
    return changed


def fill(ledger: Ledger) -> None:
    """Use up what is left. Nothing is taken away here, so what stays empty after this could not be filled."""
    free, lacking = may_choose(ledger), ledger.lacking_photos().any(0)
    for group, day in ledger.cells(lacking | (free & (ledger.stories == NONE))):
        story = ledger.story(group, day)
        if story != NONE:
            _fill_photos(ledger, group, day, story)
        elif choice := best_choice(ledger, group, day, ledger.worth(group, day), SEARCH):
            put(ledger, group, day, choice)


def best_choice(ledger: Ledger, group: int, day: int, bare: Ints, top: int) -> Choice | None:
    """The best of the `top` most promising stories, each with the best photos it can really have.

    bare [S]: what the stories are worth in this cell without photos.
    """
    photo = _hoped_photo(ledger, group)[ledger.problem.stories.product]
    hope = bare + photo * ledger.wanted(group)
    hope[ledger.obstacles(group, day) != 0] = FORBIDDEN
    best: Choice | None = None
    for story in _front(hope, top):
        if hope[story] <= 0 or (best and hope[story] <= best.worth):
            break
        photos, worth = photos_for(ledger, group, day, story)
        if best is None or int(bare[story]) + worth > best.worth:
            best = Choice(story, photos, int(bare[story]) + worth)
    return best


def put(ledger: Ledger, group: int, day: int, choice: Choice) -> None:
    ledger.tell(group, day, choice.story)
    for place, photo in enumerate(choice.photos):
        ledger.show(group, day, place, photo)


def photos_for(ledger: Ledger, group: int, day: int, story: int) -> tuple[tuple[int, int], int]:
    """The best photos for a cell that has none, by place, and their worth."""
    product, photos, total = ledger.facts.product_of[story], [NONE, NONE], 0
    for place in ledger.places(group, story):
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


def _lift(ledger: Ledger, group: int, day: int) -> tuple[int, tuple[int, int]]:
    """Take a cell's story and photos out of the ledger."""
    story = ledger.story(group, day)
    photos = int(ledger.photo[SHARE, group, day]), int(ledger.photo[OPENER, group, day])
    ledger.clear(group, day)
    return story, photos


def _valued(ledger: Ledger, group: int, story: int, photos: tuple[int, int], bare: Ints) -> Choice | None:
    if story == NONE:
        return None
    places = ledger.places(group, story)
    return Choice(story, photos, int(bare[story]) + sum(ledger.worth_of(group, photos[at]) for at in places))


def _fill_photos(ledger: Ledger, group: int, day: int, story: int) -> None:
    product = ledger.facts.product_of[story]
    for place in ledger.places(group, story):
        if ledger.photo[place, group, day] == NONE:
            photo, _ = ledger.best_photo(group, day, product)
            ledger.show(group, day, place, photo)
