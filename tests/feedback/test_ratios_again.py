"""The ratios of forms from a second computation: plain loops, no arrays, no code in common."""

from random import Random

import numpy as np
import pytest

from content.feedback.ratios import FormSums, fit

GROUPS, FORMS, ROUNDS = 7, 3, 6
Cell = tuple[int, int, float, int]  # posts, observed, expected, squares


def cells(seed: int) -> list[list[Cell]]:
    chance = Random(seed)
    made = []
    for _ in range(GROUPS):
        size, row = chance.uniform(4, 20), []
        for form in range(FORMS):
            counts = [
                chance.randrange(int(2 * size * (1 + form / 4)) + 1) for _ in range(chance.randrange(12))
            ]
            row.append((len(counts), sum(counts), 1.5 * len(counts), sum(n * n for n in counts)))
        made.append(row)
    return made


def spread_of(made: list[list[Cell]]) -> float:
    within = due = 0.0
    for row in made:
        for posts, observed, _, squares in row:
            if posts:
                within += squares - observed**2 / posts
                due += (posts - 1) * observed / posts
    return max(1.0, within / due)


def ratios_of(made: list[list[Cell]], factors: list[float]) -> dict[tuple[int, int], tuple[float, float]]:
    """(group, form) -> deviation from usual, and its precision."""
    spread, known = spread_of(made), {}
    for group, row in enumerate(made):
        posts = sum(cell[0] for cell in row)
        due = sum(cell[0] * factor for cell, factor in zip(row, factors, strict=True))
        extra = sum(observed - expected for _, observed, expected, _ in row)
        if extra <= 0:
            continue
        for form, (count, observed, expected, _) in enumerate(row):
            part = count * factors[form] / due
            if 0 < part < 1:
                usual = count * extra / due
                noise = spread * sum(cell[1] for cell in row) / posts * count * (1 - part)
                known[group, form] = (observed - expected - usual) / usual, usual**2 / noise
    return known


def between_of(known: dict[tuple[int, int], tuple[float, float]]) -> float:
    scatter = freedom = scale = 0.0
    for form in range(FORMS):
        rows = [value for key, value in known.items() if key[1] == form]
        total = sum(precision for _, precision in rows)
        mean = sum(deviation * precision for deviation, precision in rows) / total
        scatter += sum(precision * (deviation - mean) ** 2 for deviation, precision in rows)
        freedom += len(rows) - 1
        scale += total - sum(precision**2 for _, precision in rows) / total
    return max(0.0, (scatter - freedom) / scale)


def pooled_of(known: dict[tuple[int, int], tuple[float, float]], between: float) -> list[float]:
    pooled = []
    for form in range(FORMS):
        rows = [value for key, value in known.items() if key[1] == form]
        weights = [1 / (between + 1 / precision) for _, precision in rows]
        total = sum(weight * deviation for weight, (deviation, _) in zip(weights, rows, strict=True))
        pooled.append(total / sum(weights))
    return pooled


@pytest.mark.parametrize("seed", range(4))
def test_forms_and_groups_are_fitted_in_turn(seed: int) -> None:
    made = cells(seed)
    factors = [1.0] * FORMS
    for _ in range(ROUNDS):
        known = ratios_of(made, factors)
        between = between_of(known)
        pooled = pooled_of(known, between)
        factors = [1 + deviation for deviation in pooled]
        shares = [sum(made[group][form][0] for group, of in known if of == form) for form in range(FORMS)]
        usual = sum(share * factor for share, factor in zip(shares, factors, strict=True)) / sum(shares)
        factors = [factor / usual for factor in factors]
    fitted = fit(FormSums(*np.moveaxis(np.array(made, dtype=float), 2, 0)))
    assert fitted.spread == pytest.approx(spread_of(made))
    assert fitted.between == pytest.approx(between, abs=1e-12)
    assert fitted.deviation == pytest.approx(np.array(pooled))
    assert fitted.factors == pytest.approx(np.array(factors))
