"""The forms of one slot compared with one another, over all groups: cells -> arrays -> ratios -> draws.
Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from content.feedback.ratios import Fit, Floats, FormSums, Truths, fit, shrink
from content.feedback.resample import FEWEST_GROUPS, over_groups, over_weeks
from content.feedback.verdicts import LEAST_POSTS
from content.model import FormCell, Slot


@dataclass(frozen=True)
class SlotArrays:
    """The cells of one slot as arrays. `counts` and `members` are (group, form), `weekly` (week, group,
    form); `weeks` how many of them have the form's posts, by group."""

    slot: Slot
    groups: Sequence[str]
    forms: Sequence[str]
    counts: FormSums
    members: Floats
    weekly: FormSums
    weeks: Floats
    full_weeks: Floats  # by group


def slot_arrays(slot: Slot, cells: Sequence[FormCell], full_weeks: Mapping[str, int]) -> SlotArrays:
    groups = sorted({cell.group for cell in cells})
    forms = sorted({cell.form for cell in cells})
    place = {group: n for n, group in enumerate(groups)}, {form: n for n, form in enumerate(forms)}
    at = (
        np.array([cell.week for cell in cells]),
        np.array([place[0][cell.group] for cell in cells]),
        np.array([place[1][cell.form] for cell in cells]),
    )
    shape = (int(at[0].max()) + 1, len(groups), len(forms))
    names = ("posts", "observed", "expected", "squares", "members")
    arrays = {name: np.zeros(shape) for name in names}
    for name, array in arrays.items():
        np.add.at(array, at, np.array([float(getattr(cell, name)) for cell in cells]))
    weekly = FormSums(*(arrays[name] for name in names[:4]))
    counts = FormSums(*(arrays[name].sum(0) for name in names[:4]))
    full = np.array([float(full_weeks.get(group, 0)) for group in groups])
    weeks = (weekly.posts > 0).sum(0).astype(np.float64)
    return SlotArrays(slot, groups, forms, counts, arrays["members"].sum(0), weekly, weeks, full)


# -- the comparison -----------------------------------------------------------------------------------
@dataclass(frozen=True)
class SlotComparison:
    """`shrunk` is each form's deviation from usual over all groups, `draws` (draw, form) what it may be
    beside that. `ranked`: the forms with posts enough and something to be compared with."""

    arrays: SlotArrays
    fitted: Fit
    shrunk: Floats
    draws: Floats
    ranked: Truths
    seed: int


def compare(arrays: SlotArrays, seed: int) -> SlotComparison:
    """The forms of one slot with one another."""
    chance = np.random.default_rng([seed, list(Slot).index(arrays.slot)])
    fitted = fit(arrays.counts)
    comparable = fitted.ratios.usual > 0
    if comparable.any(1).sum() >= FEWEST_GROUPS:
        draws = over_groups(fitted, chance)
    else:
        draws = over_weeks(arrays.weekly, fitted, chance)
    draws = fitted.settled(draws)
    ranked = np.where(comparable, arrays.counts.posts, 0).sum(0) >= LEAST_POSTS
    shrunk = fitted.deviation.copy()
    shrunk[ranked] = shrink(shrunk[ranked], draws.std(0)[ranked])
    return SlotComparison(arrays, fitted, shrunk, draws, ranked, seed)
