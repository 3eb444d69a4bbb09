"""Decisions, swaps and edits become examples: what was seen, how much it was wanted, how much that counts."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from content.model import Choice, Decision, PhotoChoice, Reason

SWAPPED, EDITED = 0.5, 0.25  # what a swap and an edit count beside a decision: they were not asked about it
CHANCE_LEAST = 0.1  # of an example's chance to be seen: the one in a thousand must not outshout the rest
NOT_TASTE = frozenset(Reason) - {
    Reason.TOO_SMALL,
    Reason.BLURRED,
    Reason.TOO_DARK,
    Reason.BELOW_THE_LINE,
    Reason.DROPPED_BY_HAND,
}  # a drop for one of these says nothing of the photo


@dataclass(frozen=True, slots=True)
class Example:
    """A submission with its parts, each 0..1, as a person saw it. `wanted` is 0..1; `counts` above 0."""

    submission: str
    kind: str  # keep, drop, rating, swap, edit
    values: Mapping[str, float]
    wanted: float
    counts: float
    at: datetime


def wanted(decision: Decision) -> float | None:
    """How much the person wants it, 0..1; None where nothing was said of the photo itself.

    A keep is 1, or with a rating of 1 to 5 stars 0.5 to 1; stars alone are 0 to 1; a drop is 0 unless its
    reason is a code of what has nothing to do with taste, as missing consent.
    """
    match decision.choice:
        case Choice.KEEP:
            return (decision.rating + 3) / 8 if decision.rating else 1.0
        case Choice.DROP:
            return None if decision.reason in NOT_TASTE else 0.0
        case Choice.UNDECIDED:
            return (decision.rating - 1) / 4 if decision.rating else None


def examples(
    decisions: Iterable[Decision],
    choices: Iterable[PhotoChoice],
    values: Mapping[str, Mapping[str, float]],
    chances: Mapping[str, float],
) -> list[Example]:
    """Every example there is, in the order of time. `values` are parts by submission; what has none is out.

    `chances` are the chances, above 0 and at most 1, with which a submission came to be seen; where one is
    known it counts the more, the less likely it was (clipped inverse propensity, CHANCE_LEAST), so that
    learning does not only confirm what an earlier order showed.
    """
    made = list(decisions)
    all_examples = [*_of_decisions(made), *_of_choices(choices)]
    known = [
        replace(
            example,
            values=values[example.submission],
            counts=example.counts / _chance(chances.get(example.submission, 1.0)),
        )
        for example in all_examples
        if values.get(example.submission)
    ]
    return _evened(sorted(known, key=lambda example: (example.at, example.submission, example.kind)))


def _of_decisions(decisions: Sequence[Decision]) -> list[Example]:
    """A drop in the same stroke as a keep is the lesser copy of what was kept: it says nothing by itself."""
    strokes = {(decision.who, decision.at) for decision in decisions if decision.choice is Choice.KEEP}
    return [
        Example(decision.submission, _kind(decision), {}, degree, 1.0, decision.at)
        for decision in decisions
        if (degree := wanted(decision)) is not None
        and not (decision.choice is Choice.DROP and (decision.who, decision.at) in strokes)
    ]


def _kind(decision: Decision) -> str:
    return "rating" if decision.choice is Choice.UNDECIDED else decision.choice.value


def _of_choices(choices: Iterable[PhotoChoice]) -> list[Example]:
    examples = []
    for choice in choices:
        if choice.was == choice.now:
            examples.append(Example(choice.now, "edit", {}, 1.0, EDITED, choice.at))
        else:
            examples.append(Example(choice.now, "swap", {}, 1.0, SWAPPED, choice.at))
            examples.append(Example(choice.was, "swap", {}, 0.0, SWAPPED, choice.at))
    return examples


def _chance(chance: float) -> float:
    return min(1.0, max(CHANCE_LEAST, chance)) if math.isfinite(chance) else 1.0


def _evened(examples: list[Example]) -> list[Example]:
    """The same, so that all together count what their number says: rare ones count more, not the lot."""
    plain = {"swap": SWAPPED, "edit": EDITED}
    whole = sum(example.counts for example in examples)
    share = sum(plain.get(example.kind, 1.0) for example in examples) / whole if whole else 1.0
    return [replace(example, counts=example.counts * share) for example in examples]
