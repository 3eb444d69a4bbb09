"""The likeliest weights near the hand weights: logistic regression, maximum a posteriori, none below zero."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

STEEPNESS = 9.0  # logits that the hand score's whole range, 0 to 1, is worth; docs/measures/learning.md
PRECISION = 8.0  # of the prior, on standardised values; the same page
SPREAD = 0.05  # added to each standard deviation: a part that hardly varies teaches nothing
LOOSE = 1e-2  # precision of the intercept: no more than a bound for "all kept" and "all dropped"
STEPS, NEAR_ENOUGH, SHORTEST = 100, 1e-9, 1e-8


def fit(values: Floats, targets: Floats, counts: Floats, hand: Floats) -> Floats:
    """Weights (k,), at least 0 and of sum 1, by which the rows that are wanted come before the others.

    `values` (n, k) are centred; `targets` (n,) say how much each row is wanted, 0..1; `counts` (n,) how much
    it counts; `hand` (k,) are the weights to stay near. Without rows, or with nothing above zero: these.
    """
    spread = (values.std(axis=0) if len(values) else np.zeros(len(hand))) + SPREAD
    prior = np.append(STEEPNESS * hand * spread, 0.0)
    precision = np.append(np.full(len(hand), PRECISION), LOOSE)
    rows = np.column_stack([values / spread, np.ones(len(values))])
    weights: Floats = _likeliest(_Problem(rows, targets, counts, prior, precision))[:-1] / spread
    whole = weights if weights.sum() > 0 else hand
    return np.asarray(whole / whole.sum())


@dataclass(frozen=True, slots=True)
class _Problem:
    """The last column of `rows` and of what is looked for is the intercept."""

    rows: Floats
    targets: Floats
    counts: Floats
    prior: Floats
    precision: Floats

    def loss(self, at: Floats) -> float:
        logits = self.rows @ at
        unlikely = self.counts @ (np.logaddexp(0, logits) - self.targets * logits)
        return float(unlikely + 0.5 * self.precision @ (at - self.prior) ** 2)

    def slope_and_bend(self, at: Floats) -> tuple[Floats, Floats]:
        chance = 1 / (1 + np.exp(-np.clip(self.rows @ at, -30, 30)))
        slope = self.rows.T @ (self.counts * (chance - self.targets)) + self.precision * (at - self.prior)
        bend = (self.rows.T * (self.counts * chance * (1 - chance))) @ self.rows + np.diag(self.precision)
        return slope, bend


def _likeliest(problem: _Problem) -> Floats:
    """Projected Newton (Bertsekas 1982): a weight at zero stays out of the step while it pushes below."""
    least = np.append(np.zeros(len(problem.prior) - 1), -np.inf)
    now = problem.prior
    for _ in range(STEPS):
        slope, bend = problem.slope_and_bend(now)
        free = (now > least) | (slope < 0)
        step = np.zeros(len(now))
        step[free] = np.linalg.solve(bend[np.ix_(free, free)], slope[free])
        then = _walk(problem, now, step, least)
        if np.abs(then - now).max() < NEAR_ENOUGH:
            break
        now = then
    return now


def _walk(problem: _Problem, now: Floats, step: Floats, least: Floats) -> Floats:
    """As far along the step as it gets likelier: the whole of it, a half, a quarter, ..."""
    size, before = 1.0, problem.loss(now)
    while size > SHORTEST:
        then: Floats = np.maximum(now - size * step, least)
        if problem.loss(then) <= before:
            return then
        size /= 2
    return now
