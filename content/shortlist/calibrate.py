"""Thresholds from the team's own decisions: what would have caught its drops, and hardly any of its keeps."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from content.model import Choice, Decision, Reason, Score
from content.shortlist.candidate import Candidate, ShortlistRules

FEWEST = 5  # drops and keeps each, below which nothing is proposed
LOST_FOR_CAUGHT = 5.0  # a keep that would be lost weighs as much as so many drops caught, in shares
DIGITS = 3


@dataclass(frozen=True, slots=True)
class Threshold:
    """A number of the rules: the reason it stands for, what is held against it, on which side it falls."""

    name: str
    reason: Reason
    of: Callable[[Candidate], float]
    least: bool = True  # else it is a most


@dataclass(frozen=True, slots=True)
class Proposal:
    """`now` and `proposed` values; of `drops` and `keeps` the shares that would fall, 0..1, then and now."""

    threshold: Threshold
    now: float
    proposed: float
    drops: int
    keeps: int
    caught: tuple[float, float]
    lost: tuple[float, float]


def _side(candidate: Candidate) -> float:
    cover = candidate.submission.media[0]
    return float(min(cover.width, cover.height))


def _value(name: str) -> Callable[[Candidate], float]:
    return lambda candidate: candidate.features[0].values[name]


THRESHOLDS = (
    Threshold("min_side", Reason.TOO_SMALL, _side),
    Threshold("min_light", Reason.TOO_DARK, _value("p95")),
    Threshold("min_focus", Reason.BLURRED, _value("foc_best")),
    Threshold("max_graphic", Reason.LOOKS_DRAWN, _value("graphic"), least=False),
)


def propose(
    candidates: Sequence[Candidate], decisions: Mapping[str, Decision], rules: ShortlistRules
) -> list[Proposal]:
    """A proposal for each threshold that enough was decided about; it may be the value there is.

    A drop counts where its reason is the threshold's, or where no reason was given.
    """
    measured = [
        candidate for candidate in candidates if isinstance(candidate.score, Score) and candidate.features
    ]
    decided = [
        (candidate, decisions[candidate.submission.id])
        for candidate in measured
        if candidate.submission.id in decisions
    ]
    proposals = (_proposal(threshold, decided, rules) for threshold in THRESHOLDS)
    return [proposal for proposal in proposals if proposal is not None]


def applied(rules: ShortlistRules, proposals: Sequence[Proposal]) -> ShortlistRules:
    """The rules with what is proposed."""
    new: dict[str, Any] = {proposal.threshold.name: proposal.proposed for proposal in proposals}
    return replace(rules, **new)


def _proposal(
    threshold: Threshold, decided: Sequence[tuple[Candidate, Decision]], rules: ShortlistRules
) -> Proposal | None:
    sign = 1.0 if threshold.least else -1.0
    of_it = ("", threshold.reason.value)
    dropped = [c for c, d in decided if d.choice is Choice.DROP and d.reason in of_it]
    wanted = [c for c, d in decided if d.choice is Choice.KEEP]
    if min(len(dropped), len(wanted)) < FEWEST:
        return None
    drops, keeps = (
        np.sort([sign * threshold.of(candidate) for candidate in group]) for group in (dropped, wanted)
    )
    now = sign * float(getattr(rules, threshold.name))

    def shares(at: float) -> tuple[float, float]:
        return _share_below(drops, at), _share_below(keeps, at)

    def worth(at: float) -> tuple[float, float]:
        caught, lost = shares(at)
        return round(caught - LOST_FOR_CAUGHT * lost, 9), -abs(at - now)

    best = max([now, *_between(np.concatenate([drops, keeps]))], key=worth)
    (caught_now, lost_now), (caught, lost) = shares(now), shares(best)
    proposed = _as_was(sign * best, rules, threshold)
    return Proposal(
        threshold, sign * now, proposed, len(drops), len(keeps), (caught_now, caught), (lost_now, lost)
    )


def _share_below(values: NDArray[np.float64], at: float) -> float:
    return float(np.searchsorted(values, at, side="left")) / len(values)


def _between(values: NDArray[np.float64]) -> list[float]:
    """Half-way between neighbours, short enough for people to read."""
    distinct = np.unique(values)
    return [round(float(middle), DIGITS) for middle in (distinct[1:] + distinct[:-1]) / 2]


def _as_was(value: float, rules: ShortlistRules, threshold: Threshold) -> float:
    """Whole where the rule is whole, so many px."""
    return round(value) if isinstance(getattr(rules, threshold.name), int) else value
