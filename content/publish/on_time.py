"""How many of an owner's posts went out on time, and how sure that share is. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from math import sqrt

Z_95 = 1.959964  # standard deviations; 95 % of a normal distribution lie within
ENOUGH = 20  # the interval is 34 points wide then, at a share of 80 %
WINDOW = timedelta(days=28)


@dataclass(frozen=True, slots=True)
class OnTimeShare:
    """`hits` of `total` were on time; `low` and `high` bound the true share with 95 % confidence, 0..1."""

    hits: int
    total: int
    low: float
    high: float

    @property
    def share(self) -> float | None:
        """0..1; None where nothing was due."""
        return self.hits / self.total if self.total else None

    @property
    def is_sure(self) -> bool:
        return self.total >= ENOUGH


def wilson_interval(hits: int, total: int, z: float = Z_95) -> tuple[float, float]:
    """The interval of a share, 0..1: (0, 1) where nothing was counted.

    E. B. Wilson, Probable inference, the law of succession, and statistical inference, JASA 22 (1927), 209;
    chosen for small numbers as L. D. Brown, T. T. Cai, A. DasGupta, Interval estimation for a binomial
    proportion, Statistical Science 16 (2001), 101, advise.
    """
    if total == 0:
        return 0.0, 1.0
    share = hits / total
    middle = share + z * z / (2 * total)
    spread = z * sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    scale = 1 + z * z / total
    low, high = (middle - spread) / scale, (middle + spread) / scale
    return max(0.0, min(share, low)), min(1.0, max(share, high))  # rounding must not leave the share outside


def on_time_share(delays: Iterable[timedelta | None], on_time: timedelta) -> OnTimeShare:
    """The share of `delays` that are within `on_time`; None is one that never went out."""
    known = list(delays)
    hits = sum(delay is not None and delay <= on_time for delay in known)
    return OnTimeShare(hits, len(known), *wilson_interval(hits, len(known)))
