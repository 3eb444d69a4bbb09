"""Whether a series rises or falls: the slope of Theil and Sen, which a few odd weeks do not move. Pure."""

from collections.abc import Sequence
from itertools import combinations
from math import sqrt
from statistics import median

from content.model import Estimate

FEWEST = 5  # values; of fewer every slope is possible
Z_90 = 1.645


def slope(values: Sequence[float | None]) -> Estimate | None:
    """By how much the values change a step, with Sen's interval by ranks; None under five known ones."""
    known = [(place, value) for place, value in enumerate(values) if value is not None]
    if len(known) < FEWEST:
        return None
    slopes = sorted((b - a) / (j - i) for (i, a), (j, b) in combinations(known, 2))
    count = len(known)
    half = Z_90 * sqrt(count * (count - 1) * (2 * count + 5) / 18)
    low = max(0, round((len(slopes) - half) / 2))
    high = min(len(slopes) - 1, round((len(slopes) + half) / 2))
    return Estimate(median(slopes), slopes[low], slopes[high])
