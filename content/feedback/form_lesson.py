"""What responses teach the planner of forms: each against its groups' usual, by kind of group, older weeks
counting less. Pure; the same cells and seed give the same lesson."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from content.feedback.comparison import SlotArrays, SlotComparison, compare, slot_arrays
from content.feedback.forms import chances
from content.feedback.ratios import FormSums
from content.feedback.resample import FEWEST_GROUPS
from content.model import Estimate, FormCell, FormLesson, GroupKind, LearntForm, Slot

HALF_LIFE = 60  # days after which a post counts for half
FULL_WEEKS = 2  # of counted posts, before anything is learnt


@dataclass(frozen=True, slots=True)
class LessonInputs:
    """`full_weeks`: group -> how many weeks of it are known all through."""

    cells: Sequence[FormCell]
    kinds: Mapping[str, GroupKind]
    full_weeks: Mapping[str, int]


def form_lesson(inputs: LessonInputs, day: date) -> FormLesson | None:
    """What is known on `day`; None under two full weeks of every group. Kinds of too few groups to tell how
    they differ have no rows of their own."""
    if max(inputs.full_weeks.values(), default=0) < FULL_WEEKS:
        return None
    rows = _of_kind(inputs, None, day)
    for kind in GroupKind:
        groups = {cell.group for cell in inputs.cells if inputs.kinds.get(cell.group) is kind}
        if FEWEST_GROUPS <= len(groups) < len({cell.group for cell in inputs.cells}):
            rows += _of_kind(inputs, kind, day)
    return FormLesson(day, tuple(rows)) if rows else None


def discounted(arrays: SlotArrays) -> SlotArrays:
    """The same with each week's posts counting for what HALF_LIFE leaves of them."""
    weeks = np.arange(arrays.weekly.posts.shape[0])
    weight = (0.5 ** (7 * weeks / HALF_LIFE))[:, None, None]
    weekly = FormSums(
        arrays.weekly.posts * weight,
        arrays.weekly.observed * weight,
        arrays.weekly.expected * weight,
        arrays.weekly.squares * weight,
    )
    counts = FormSums(
        weekly.posts.sum(0), weekly.observed.sum(0), weekly.expected.sum(0), weekly.squares.sum(0)
    )
    return replace(arrays, weekly=weekly, counts=counts)


def _of_kind(inputs: LessonInputs, kind: GroupKind | None, day: date) -> list[LearntForm]:
    rows: list[LearntForm] = []
    for slot in Slot:
        cells = [
            cell
            for cell in inputs.cells
            if cell.slot is slot and (kind is None or inputs.kinds.get(cell.group) is kind)
        ]
        if cells:
            arrays = slot_arrays(slot, cells, inputs.full_weeks)
            posts = arrays.counts.posts.sum(0)
            comparison = compare(discounted(arrays), day.toordinal())
            rows += _rows(kind, comparison, [int(count) for count in posts])
    return rows


def _rows(kind: GroupKind | None, comparison: SlotComparison, posts: Sequence[int]) -> list[LearntForm]:
    values = 1 + comparison.shrunk + comparison.draws
    lows, highs = np.quantile(values, (0.05, 0.95), axis=0)
    best, _ = chances(values, comparison.ranked)
    spread = comparison.draws.std(0)
    return [
        LearntForm(
            kind,
            comparison.arrays.slot,
            form,
            Estimate(1 + float(comparison.shrunk[n]), max(0.0, float(lows[n])), float(highs[n])),
            float(spread[n]),
            posts[n],
            float(best[n]),
        )
        for n, form in enumerate(comparison.arrays.forms)
        if comparison.ranked[n]
    ]
