"""What the tests of learning share: examples as a team of a certain taste would give them."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

import numpy as np
import pytest

from content.learn.examples import Example
from content.learn.lesson import Ground
from content.score.weights import HAND, ScoreWeights

BEGIN = datetime(2026, 10, 1, tzinfo=UTC)
PARTS = ("light", "words", "sharp")
Examples = Callable[..., list[Example]]


@pytest.fixture
def hand() -> ScoreWeights:
    """Believes in sharpness, hardly in words."""
    of = {"light": 0.3, "words": 0.1, "sharp": 0.6}
    return ScoreWeights("hand-test", MappingProxyType(of), MappingProxyType(dict.fromkeys(of, 0.5)))


@pytest.fixture
def ground(hand: ScoreWeights) -> Ground:
    return Ground(hand, features=2, brand="小店")


@pytest.fixture
def decided() -> Examples:
    """`count` decisions of a team that weighs light, words and sharpness by `taste`, and errs a little."""

    def make(
        count: int, taste: Sequence[float] = (0, 1, 0), seed: int = 0, noise: float = 0.1
    ) -> list[Example]:
        random = np.random.default_rng(seed)
        values = random.random((count, len(PARTS)))
        liked = values @ np.array(taste) + random.normal(0, noise, count)
        line = np.quantile(liked, 0.7) if count else 0.0
        return [
            Example(
                f"i{n:04d}",
                "keep" if like > line else "drop",
                dict(zip(PARTS, map(float, row), strict=True)),
                float(like > line),
                1.0,
                BEGIN + timedelta(minutes=n),
            )
            for n, (row, like) in enumerate(zip(values, liked, strict=True))
        ]

    return make


@pytest.fixture
def parts() -> Callable[[float], dict[str, float]]:
    """All parts of a score, of one value."""
    return lambda value: dict.fromkeys(HAND.of, value)


@pytest.fixture(autouse=True)
def _copied(copied_databases: None) -> None: ...
