"""Expected worth of forms by what responses say, within the bounds of the rules; all in whole numbers, so
that every machine draws the same."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from content.model.group import GroupKind
from content.model.slot import Slot
from content.planner.problem.arrays import Bools, Ints, Keys, key_of, mixed
from content.planner.problem.index import Cells, Manner
from content.planner.problem.inputs import USUAL, FormWorth, Worths

LANES = tuple(np.uint64(bits) for bits in (0, 16, 32, 48))
ONE = 2**16  # a standard deviation of the sum of twelve lanes of sixteen bits
MIDDLE = 6 * (ONE - 1)  # its mean
WORDS = 2**64
UNKNOWN = FormWorth()


@dataclass(frozen=True)
class FormTable:
    """Every form of the library in every slot: `means` and `spreads` [K, 4, V], `keys` [4, V], and `of`
    [4, F] the form that a manner has in a slot."""

    means: Ints
    spreads: Ints
    keys: Keys
    of: Ints

    @classmethod
    def of_worths(cls, manners: Sequence[Manner], worths: Worths) -> "FormTable":
        forms = sorted({form for manner in manners for form in manner})
        place = {form: number for number, form in enumerate(forms)}
        table = [
            [[worth_of(worths, kind, slot, form) for form in forms] for slot in Slot] for kind in GroupKind
        ]
        keys = [[key_of(f"{slot.value}/{form}") for form in forms] for slot in Slot]
        return cls(
            np.array([[[w.mean for w in row] for row in slots] for slots in table], np.int64),
            np.array([[[w.spread for w in row] for row in slots] for slots in table], np.int64),
            np.array(keys, np.uint64),
            np.array([[place[manner[n]] for manner in manners] for n in range(len(Slot))], np.int32),
        )


def worth_of(worths: Worths, kind: GroupKind | None, slot: Slot, form: str) -> FormWorth:
    """Its kind's own, else that of all kinds, else what nobody has tried."""
    return worths.get((kind, slot, form)) or worths.get((None, slot, form)) or UNKNOWN


def bounds(form_bound: int) -> tuple[int, int]:
    """The least and the most that a form is worth."""
    room = USUAL * form_bound // 1000
    return USUAL - room, USUAL + room


def learnt_worths(cells: Cells, keys: Keys, worths: Worths, speaks: Bools, seed: int) -> Ints:
    """[G, days, F] milli-points, summed over the slots that speak. The mean of every form, or where the rules
    say `explore` a draw keyed by seed, group, date, slot and form: what is learnt later moves it, and does
    not draw anew."""
    groups, manners = cells.index.groups, tuple(cells.index.form)
    table, kinds = FormTable.of_worths(manners, worths), tuple(GroupKind)
    worth = np.zeros((len(groups), cells.days, len(manners)), np.int32)
    first = cells.first_day.toordinal()
    dates = np.arange(first, first + cells.days, dtype=np.uint64)
    least, most = bounds(cells.rules.form_bound)
    for row, group in enumerate(groups):
        kind = kinds.index(group.kind)
        means = np.broadcast_to(table.means[kind], (cells.days, *table.keys.shape))
        if cells.rules.explore:
            means = means + drawn(_streams(seed, keys[row], dates), table, kind)
        worth[row] = by_manner(np.clip(means, least, most), table, speaks[:, row])
    return worth


def by_manner(values: Ints, table: FormTable, speaks: Bools) -> Ints:
    """[..., F] of values [..., 4, V], summed over the slots that speak [4, ...]."""
    total = np.zeros((*values.shape[:-2], table.of.shape[1]), np.int32)
    for n in range(len(Slot)):
        total += (values[..., n, :][..., table.of[n]] * speaks[n][..., None]).astype(np.int32)
    return total


def drawn(streams: Keys, table: FormTable, kind: int) -> Ints:
    """[..., 4, V]: how far each form's draw is from its mean, one for each of the streams [...]."""
    state = mixed(streams[..., None, None] ^ table.keys)
    total = np.full(state.shape, -MIDDLE, np.int64)
    for _ in range(3):
        for lane in LANES:
            total += ((state >> lane) & np.uint64(ONE - 1)).astype(np.int64)
        state = mixed(state)
    draws: Ints = (table.spreads[kind] * total) // ONE
    return draws


def _streams(seed: int, key: np.uint64, dates: Keys) -> Keys:
    start = mixed(np.array([seed % WORDS], np.uint64) ^ key)
    return mixed(start ^ dates)
