"""How many members are likely to like a form of story, from what likes have taught."""

from collections.abc import Sequence
from datetime import date

import numpy as np

from content.lay_out.given import Learnt
from content.lay_out.index import Manner
from content.lay_out.problem import Ints, Keys
from content.model.group import Group, GroupKind
from content.model.slot import Slot


def taste(
    groups: Sequence[Group],
    keys: Keys,
    manners: Sequence[Manner],
    learnt: Learnt,
    first_day: date,
    days: int,
    explore: bool,
    seed: int,
) -> Ints:
    """[G, days, F] milli-points, summed over the slots a group has.

    Every (kind, slot, form) is a Beta(1 + liked, 1 + not liked); what nobody has tried counts one half. The
    mean is taken, or with `explore` a draw keyed by seed, group and date: a night later the same day draws
    the same.
    """
    table = np.zeros((len(groups), days, len(manners)), np.int32)
    for row, group in enumerate(groups):
        liked, sent = _counts(group, manners, learnt)
        if explore:
            for day in range(days):
                draw = _draw(seed, int(keys[row]), first_day.toordinal() + day).beta(
                    1 + liked, 1 + sent - liked
                )
                table[row, day] = np.rint(1000 * draw).astype(np.int32).sum(0)
        else:
            table[row] = (1000 * (1 + liked) // (2 + sent)).sum(0)
    return table


def beta_of(kind: GroupKind, slot: Slot, form: str, learnt: Learnt) -> tuple[int, int]:
    """(liked, sent), with 0 <= liked <= sent."""
    liked, sent = learnt.get((kind, slot, form), (0, 0))
    return min(max(liked, 0), sent), max(sent, 0)


def _counts(group: Group, manners: Sequence[Manner], learnt: Learnt) -> tuple[Ints, Ints]:
    """Two arrays [slots of the group, F]."""
    slots = [(place, slot) for place, slot in enumerate(Slot) if slot in group.slots]
    pairs = [
        [beta_of(group.kind, slot, manner[place], learnt) for manner in manners] for place, slot in slots
    ]
    counts = np.array(pairs, np.int64).reshape(len(slots), len(manners), 2)
    return counts[..., 0], counts[..., 1]


def _draw(seed: int, key: int, ordinal: int) -> np.random.Generator:
    """A stream of its own for each seed, group and date."""
    return np.random.Generator(np.random.Philox(key=[seed % 2**64, key], counter=[0, 0, 0, ordinal]))
