"""Whether learning pays: what plans made by it brought, beside what the hand's plan would have, weighed by
how probable each choice was (self-normalised inverse propensities). Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from content.feedback.resample import Z_95
from content.model import Estimate, PolicyValue

LEAST_EFFECTIVE = 30  # days
LEAST_PROBABILITY = 0.01  # a rarer choice weighs no more than a hundredfold


@dataclass(frozen=True, slots=True)
class LoggedDay:
    """A group's day: what it brought, per member, and how its story was chosen."""

    reward: float
    probability: float
    by_hand: bool


def policy_value(days: Sequence[LoggedDay]) -> PolicyValue | None:
    """None where no day is logged. Each day on which the draw chose what the hand would have stands for as
    many as it was improbable."""
    if not days:
        return None
    rewards = 100 * np.array([day.reward for day in days])
    odds = np.array([max(day.probability, LEAST_PROBABILITY) for day in days])
    weights = np.array([day.by_hand for day in days]) / odds
    total = float(weights.sum())
    effective = total**2 / float((weights**2).sum()) if total else 0.0
    learnt = float(rewards.mean())
    if effective < LEAST_EFFECTIVE:
        return PolicyValue(len(days), learnt, None, effective)
    value = float((weights * rewards).sum()) / total
    error = float(np.sqrt((weights**2 * (rewards - value) ** 2).sum())) / total
    return PolicyValue(
        len(days), learnt, Estimate(value, value - Z_95 * error, value + Z_95 * error), effective
    )
