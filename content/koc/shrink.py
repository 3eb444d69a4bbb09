"""Shrunken rates (gamma-Poisson): counts over what was expected, both drawn to the usual, so that a few posts
cannot make a rate extreme."""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from content.model import MeasuredSubmission

PRIOR = 3.0  # expected signals a record is drawn to the usual by (gamma-Poisson); docs/koc.md
GROUP_PRIOR = 20.0  # signals that a group's rate is drawn to the community's by
BASIS = 5  # submissions beside the one in question: from fewer nobody knows what is usual


def shrunk(count: float, expected: float) -> float:
    """How many times the usual, above 0: 1 for one of whom nothing is known."""
    return (count + PRIOR) / (expected + PRIOR)


@dataclass(frozen=True)
class Usual:
    """What submissions get: `signals`, `seats` (members who could have given one) and `sent` by group."""

    signals: Mapping[str, float]
    seats: Mapping[str, float]
    sent: Mapping[str, int]

    def rate(self, group: str, *, count: float = 0.0, seats: float = 0.0) -> float | None:
        """Signals a seat, of the other submissions than one with `count` and `seats`; None: nobody knows."""
        all_signals, all_seats, submissions = self._everywhere
        if submissions - (seats > 0) < BASIS:
            return None
        everywhere = (all_signals - count) / (all_seats - seats)
        if everywhere <= 0:
            return 0.0
        signals = self.signals.get(group, 0.0) - count + GROUP_PRIOR
        return signals / (self.seats.get(group, 0.0) - seats + GROUP_PRIOR / everywhere)

    @cached_property
    def _everywhere(self) -> tuple[float, float, int]:
        return sum(self.signals.values()), sum(self.seats.values()), sum(self.sent.values())


def usual(sent: Sequence[MeasuredSubmission], got: Mapping[str, float], sizes: Mapping[str, int]) -> Usual:
    """Of these submissions, which `got` so many signals each, in groups of these sizes, each at least 1."""
    signals: defaultdict[str, float] = defaultdict(float)
    seats: defaultdict[str, float] = defaultdict(float)
    for submission in sent:
        signals[submission.group] += got.get(submission.id, 0)
        seats[submission.group] += sizes[submission.group]
    return Usual(signals, seats, Counter(submission.group for submission in sent))


def tail(count: int, expected: float) -> float:
    """The chance of `count` or more of something that comes `expected` (above 0) times: Poisson's tail."""
    if count > expected:
        return _sum(count, expected, 1)
    return 1.0 - _sum(count - 1, expected, -1) if count > 0 else 1.0


def _sum(count: int, expected: float, step: int) -> float:
    """Of Poisson's chances from `count` on, up or down: the terms only fall on the way from the mean."""
    term, total = math.exp(count * math.log(expected) - expected - math.lgamma(count + 1)), 0.0
    while count >= 0 and term > total * 1e-12:
        total += term
        count += step
        term *= expected / count if step > 0 else (count + 1) / expected
    return total


def percentiles(raw: Mapping[str, float]) -> dict[str, float]:
    """Where each stands among all, 0..1: the share below and half of those alike; 0.5 for one alone."""
    values = np.array(list(raw.values()))
    ordered = np.sort(values)
    below = np.searchsorted(ordered, values, "left") + np.searchsorted(ordered, values, "right")
    return {name: float(rank) / (2 * len(values)) for name, rank in zip(raw, below, strict=True)}
