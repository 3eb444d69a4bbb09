"""From measurements to a score: ramps from 0 to 1, weighted, so that every point of the total has a name.

Ramps and weights were chosen by hand; docs/measures/curation.md holds them against people's ratings.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from content.model import Features, Score
from content.score.weights import HAND, ScoreWeights

Values = Mapping[str, float]
NOISE_IN_LAPLACIAN = 20.0  # noise of variance 1 adds this to the Laplacian's: the sum of its squared weights


def ramp(value: float, start: float, end: float) -> float:
    """0 up to start, 1 from end on, straight between; 0 where the value is no number."""
    share = (value - start) / (end - start)
    if 0.0 < share < 1.0:
        return share
    return 1.0 if 1.0 <= share < math.inf else 0.0


def sharp(values: Values) -> float:
    return 0.6 * ramp(values["foc_best"], 0.20, 0.34) + 0.4 * ramp(values["foc_all"], 0.18, 0.30)


def detailed(values: Values) -> float:
    """Without what noise adds, which is no detail."""
    if not math.isfinite(values["detail"]):
        return 0.0
    variance = math.expm1(min(values["detail"], 20.0)) - NOISE_IN_LAPLACIAN * values["noise"] ** 2
    return ramp(math.log1p(max(variance, 0.0)), 3.5, 7.5)


def standing_out(values: Values) -> float:
    return ramp(values["subject"], 0.7, 1.5)


def exposed(values: Values) -> float:
    light = ramp(values["p95"], 70, 160) * (1 - ramp(values["p5"], 90, 170))
    return light * (1 - ramp(values["clip_hi"], 0.01, 0.25)) * (1 - ramp(values["clip_lo"], 0.15, 0.6))


def colourful(values: Values) -> float:
    return ramp(values["colourful"], 5, 40)


def contrasty(values: Values) -> float:
    return ramp(values["std"], 20, 50)


def clean(values: Values) -> float:
    return ramp(-values["noise"], -5, -1)


def unharmed(values: Values) -> float:
    return ramp(values["quality"], 20, 70)


PARTS: Mapping[str, Callable[[Values], float]] = MappingProxyType(
    {
        "sharp": sharp,
        "detail": detailed,
        "subject": standing_out,
        "exposure": exposed,
        "noise": clean,
        "colour": colourful,
        "damage": unharmed,
        "contrast": contrasty,
    }
)


def photo_parts(features: Features) -> dict[str, float]:
    """What a photo is worth, part by part, each 0..1."""
    return {name: part(features.values) for name, part in PARTS.items()}


def score(features: Sequence[Features], weights: ScoreWeights = HAND) -> Score:
    """The score of a submission's photos by the first: the one its author put first, and a poster shows.

    Raises ValueError where there is no photo.
    """
    if not features:
        raise ValueError("A submission without a measured photo has no score. Measure its first photo first.")
    return weights.score(photo_parts(features[0]))
