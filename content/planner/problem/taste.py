"""Expected likes by form of story: Beta posteriors of past likes, or Thompson sampling where asked for."""

from collections.abc import Sequence

import numpy as np

from content.model.group import Group, GroupKind
from content.model.slot import Slot
from content.planner.problem.arrays import Bools, Ints, Keys
from content.planner.problem.form_worth import learnt_worths
from content.planner.problem.index import Cells, Manner
from content.planner.problem.inputs import Learnt, Tastes


def expected_likes(cells: Cells, keys: Keys, tastes: Tastes, speaks: Bools, seed: int) -> Ints:
    """[G, days, F] milli-points, summed over the slots that speak (`speaks` [4, G, days]); by responses where
    something was learnt from them and the rules let it count, else by likes."""
    if tastes.forms and cells.rules.form_bound:
        return learnt_worths(cells, keys, tastes.forms, speaks, seed)
    manners = tuple(cells.index.form)
    return taste(cells.index.groups, keys, manners, tastes.learnt, cells, speaks, seed)


def taste(
    groups: Sequence[Group],
    keys: Keys,
    manners: Sequence[Manner],
    learnt: Learnt,
    cells: Cells,
    speaks: Bools,
    seed: int,
) -> Ints:
    """[G, days, F] milli-points, summed over the slots that speak (`speaks` [4, G, days]).

    Every (kind, slot, form) is a Beta(1 + liked, 1 + not liked); what nobody has tried counts one half. The
    mean is taken, or where the rules say `explore` a draw keyed by seed, group and date: a night later the
    same day draws the same. Silent slots are drawn too, so a template changes no draw but its own.
    """
    table = np.zeros((len(groups), cells.days, len(manners)), np.int32)
    for row, group in enumerate(groups):
        slots = [place for place, slot in enumerate(Slot) if slot in group.slots]
        liked, sent = _counts(group, slots, manners, learnt)
        if cells.rules.explore:
            for day in range(cells.days):
                chance = _draw(seed, int(keys[row]), cells.first_day.toordinal() + day)
                draw = np.rint(1000 * chance.beta(1 + liked, 1 + sent - liked)).astype(np.int32)
                table[row, day] = speaks[slots, row, day] @ draw
        else:
            table[row] = speaks[slots, row].T @ (1000 * (1 + liked) // (2 + sent))
    return table


def beta_of(kind: GroupKind, slot: Slot, form: str, learnt: Learnt) -> tuple[int, int]:
    """(liked, sent), with 0 <= liked <= sent."""
    liked, sent = learnt.get((kind, slot, form), (0, 0))
    return min(max(liked, 0), sent), max(sent, 0)


def _counts(
    group: Group, slots: Sequence[int], manners: Sequence[Manner], learnt: Learnt
) -> tuple[Ints, Ints]:
    """Two arrays [slots, F]."""
    pairs = [
        [beta_of(group.kind, tuple(Slot)[place], manner[place], learnt) for manner in manners]
        for place in slots
    ]
    counts = np.array(pairs, np.int64).reshape(len(slots), len(manners), 2)
    return counts[..., 0], counts[..., 1]


def _draw(seed: int, key: int, ordinal: int) -> np.random.Generator:
    """A stream of its own for each seed, group and date."""
    return np.random.Generator(np.random.Philox(key=[seed % 2**64, key], counter=[0, 0, 0, ordinal]))
