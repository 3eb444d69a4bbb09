"""Draws of the forms' ratios: a bootstrap over groups, or over weeks where the groups are few. Pure.

Few units vary less among themselves than the world does: draws are stretched by Student's factor, and never
narrower than the counts alone would make them.
"""

import numpy as np

from content.feedback.ratios import (
    TINY,
    Fit,
    Floats,
    FormSums,
    group_ratios,
    pooled,
    weights,
)

DRAWS = 2000
FEWEST_GROUPS = 6  # with fewer, weeks are drawn instead
FEWEST_UNITS = 4  # with fewer, nothing is resampled: the counts' own error, stretched
Z_95 = 1.6449  # standard deviations: 90 % of a normal distribution lie within


def stretch(units: int) -> float:
    """What a bootstrap over so many units (2 or more) is too narrow by: Student's t against normal, and the
    missing degree of freedom. The expansion of t is Cornish and Fisher's."""
    z, freedom = Z_95, units - 1
    t = z + (z**3 + z) / (4 * freedom) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * freedom**2)
    return float(t / z * np.sqrt(units / freedom))


def own_error(weight: Floats) -> Floats:
    """Standard error of each form's pooled ratio by the counts alone."""
    return np.asarray(1 / np.sqrt(np.maximum(weight.sum(-2), TINY)))


def over_groups(fitted: Fit, chance: np.random.Generator) -> Floats:
    """(draw, form): deviations of groups drawn again, about the pooled one. Groups without a comparison say
    nothing."""
    comparable = (fitted.weight > 0).any(1)
    weight, deviation = fitted.weight[comparable], fitted.ratios.deviation[comparable]
    groups = len(weight)
    picks = chance.multinomial(groups, np.full(groups, 1 / groups), size=DRAWS).astype(np.float64)
    drawn = picks @ (weight * deviation) / np.maximum(picks @ weight, TINY)
    return _widened(drawn - fitted.deviation, own_error(weight), groups)


def over_weeks(weekly: FormSums, fitted: Fit, chance: np.random.Generator) -> Floats:
    """The same over weeks; `weekly` has an axis of them in front."""
    comparable = (fitted.weight > 0).any(1)
    weeks = FormSums(*(array[:, comparable] for array in _arrays(weekly)))
    count, error = len(weeks.posts), own_error(fitted.weight)
    if count < FEWEST_UNITS or not comparable.any():
        return chance.standard_normal((DRAWS, len(error))) * error * stretch(FEWEST_UNITS)
    picks = chance.multinomial(count, np.full(count, 1 / count), size=DRAWS).astype(np.float64)
    ratios = group_ratios(_summed(weeks, picks), fitted.spread, fitted.factors)
    drawn = pooled(ratios, weights(ratios, fitted.between))
    return _widened(drawn - fitted.deviation, error, count)


def _summed(weeks: FormSums, picks: Floats) -> FormSums:
    return FormSums(*(np.tensordot(picks, array, 1) for array in _arrays(weeks)))


def _arrays(counts: FormSums) -> tuple[Floats, ...]:
    return counts.posts, counts.observed, counts.expected, counts.squares


def _widened(drawn: Floats, error: Floats, units: int) -> Floats:
    spread = np.maximum(drawn.std(0), TINY)
    return np.asarray(drawn * np.maximum(stretch(units), error / spread))
