"""One lesson: all examples there are -> weights, judged on the later half of them, and the card that says so.

It draws no chance: the same examples teach the same, to the last digit that is kept.
"""

import hashlib
import json
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from content.learn.examples import Example
from content.learn.fit import fit
from content.learn.judge import time_split
from content.model import ModelCard
from content.score.weights import ScoreWeights

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Ground:
    """What a lesson stands on: weights to stay near, the version of what was measured, whose taste it is."""

    hand: ScoreWeights
    features: int
    brand: str


def fingerprint(examples: Sequence[Example], ground: Ground) -> str:
    """sha256 of what was said and of the ground; not of the values, which drift a little every night."""
    rows = [
        [example.submission, example.kind, example.wanted, example.at.isoformat()] for example in examples
    ]
    stands = [sorted(ground.hand.of.items()), ground.features, ground.brand]
    return hashlib.sha256(json.dumps([rows, stands], ensure_ascii=False).encode()).hexdigest()


def lesson(examples: Sequence[Example], ground: Ground, *, at: datetime) -> ModelCard:
    """What these examples, in the order of time, teach; ValueError where there are none.

    A part that is missing or no number in an example counts as its mean: it says nothing either way.
    """
    if not examples:
        raise ValueError("There is nothing to learn from. Decide on some submissions first.")
    taught = _Taught.from_examples(examples, ground.hand)
    judged = time_split(taught.values, taught.targets, taught.learn, taught.hand)
    return ModelCard(
        version=0,
        brand=ground.brand,
        made_at=at,
        features=ground.features,
        weights=_named(taught.names, taught.learn(len(examples))),
        typical=_named(taught.names, taught.typical),
        counts=dict(sorted(Counter(example.kind for example in examples).items())),
        first_at=examples[0].at,
        last_at=examples[-1].at,
        ndcg=judged[0][0] if judged else None,
        ndcg_hand=judged[0][1] if judged else None,
        windows=judged[1] if judged else 0,
        fingerprint=fingerprint(examples, ground),
    )


@dataclass(frozen=True, slots=True)
class WeightStanding:
    """NDCG, 0..1, of weights learnt anew, of those in use and of the hand weights on the same decisions."""

    learnt: float
    used: float
    by_hand: float


def standing(examples: Sequence[Example], ground: Ground, used: ScoreWeights) -> WeightStanding | None:
    """How the weights that could count find what the team wanted; None where there are too few examples."""
    if not examples:
        return None
    taught = _Taught.from_examples(examples, ground.hand)
    in_use = np.array([used.of[name] for name in taught.names])
    judged = time_split(taught.values, taught.targets, taught.learn, in_use, taught.hand)
    return WeightStanding(*judged[0]) if judged else None


@dataclass(frozen=True, slots=True)
class _Taught:
    """Examples in the order of time as arrays: `values` (n, k) centred, `targets` and `counts` (n,)."""

    names: Sequence[str]
    values: Floats
    typical: Floats
    targets: Floats
    counts: Floats
    hand: Floats

    @classmethod
    def from_examples(cls, examples: Sequence[Example], hand: ScoreWeights) -> "_Taught":
        names = sorted(hand.of)
        values, typical = centred(_table(examples, names))
        return cls(
            names,
            values,
            typical,
            np.array([example.wanted for example in examples]),
            np.array([example.counts for example in examples]),
            np.array([hand.of[name] for name in names]),
        )

    def learn(self, count: int) -> Floats:
        """The weights that the first `count` examples teach."""
        return fit(self.values[:count], self.targets[:count], self.counts[:count], self.hand)


def weights_of(card: ModelCard) -> ScoreWeights:
    """The weights that a card stands for: what scores and explains as the hand weights do."""
    return ScoreWeights(f"learnt-{card.version}", card.weights, card.typical)


def centred(table: Floats) -> tuple[Floats, Floats]:
    """Each column less its mean, and the means; what is no number becomes the mean."""
    known = np.isfinite(table)
    means = np.where(known, table, 0.0).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    return np.where(known, table - means, 0.0), means


def _table(examples: Sequence[Example], names: Sequence[str]) -> Floats:
    return np.array([[_number(example.values, name) for name in names] for example in examples])


def _number(values: Mapping[str, float], name: str) -> float:
    value = values.get(name, math.nan)
    return min(1.0, max(0.0, value)) if math.isfinite(value) else math.nan


def _named(names: Sequence[str], numbers: Floats) -> dict[str, float]:
    return {name: round(float(number), 6) for name, number in zip(names, numbers, strict=True)}
