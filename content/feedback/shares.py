"""Shares and medians with their 90 % intervals. Pure, plain Python."""

from collections.abc import Sequence
from functools import lru_cache
from math import exp, lgamma, log, log1p, sqrt
from statistics import median

from content.model import Estimate

LOW, HIGH = 0.05, 0.95  # of an interval
Z = 1.6449  # standard deviations: 90 % of a normal distribution lie within
STEPS, CLOSE = 60, 1e-7  # of the search for a quantile: at most so many, until it moves no more


@lru_cache(maxsize=1 << 16)  # a tenth of a millisecond; groups and weeks have the same small counts
def share(hits: float, total: float) -> Estimate | None:
    """hits / total with Jeffreys' interval (the beta distribution of hits + 1/2, misses + 1/2), which holds
    for small numbers (Brown, Cai, DasGupta 2001); None of nothing."""
    if total <= 0:
        return None
    a, b = hits + 0.5, total - hits + 0.5
    low = 0.0 if hits <= 0 else _beta_quantile(LOW, a, b)
    high = 1.0 if hits >= total else _beta_quantile(HIGH, a, b)
    return Estimate(hits / total, low, high)


def change(now: Estimate | None, before: Estimate | None) -> Estimate | None:
    """now - before; each bound by what either leaves open on that side (Newcombe 1998, method 10)."""
    if now is None or before is None:
        return None
    value = now.value - before.value
    low = value - sqrt((now.value - now.low) ** 2 + (before.high - before.value) ** 2)
    high = value + sqrt((now.high - now.value) ** 2 + (before.value - before.low) ** 2)
    return Estimate(value, low, high)


def deviation(values: Sequence[float]) -> float:
    """Standard deviation of a sample of two or more."""
    mean = sum(values) / len(values)
    return sqrt(sum((value - mean) ** 2 for value in values) / (len(values) - 1))


def median_of(values: Sequence[float]) -> Estimate | None:
    """With the order statistics that bound it nine times in ten (binomial); None of nothing."""
    if not values:
        return None
    ordered, count = sorted(values), len(values)
    reach = Z * sqrt(count) / 2
    first = max(0, int(count / 2 - reach))
    last = min(count - 1, int(count / 2 + reach + 0.999))
    return Estimate(median(ordered), ordered[first], ordered[last])


def _beta_quantile(below: float, a: float, b: float) -> float:
    """Newton's steps from the mean, within bounds that only close in."""
    low, high, x = 0.0, 1.0, a / (a + b)
    for _ in range(STEPS):
        missing = below - _beta_below(x, a, b)
        low, high = (x, high) if missing > 0 else (low, x)
        slope = exp(_log_front(x, a, b) - log(x) - log1p(-x))
        step = missing / slope if slope > 0 else 0.0
        after = x + step if low < x + step < high else (low + high) / 2
        if abs(after - x) < CLOSE:
            return after
        x = after
    return x


def _log_front(x: float, a: float, b: float) -> float:
    return lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x)


def _beta_below(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function: a continued fraction on the side where it is short."""
    front = exp(_log_front(x, a, b))
    if x < (a + 1) / (a + b + 2):
        return front * _fraction(x, a, b) / a
    return 1 - front * _fraction(1 - x, b, a) / b


def _fraction(x: float, a: float, b: float) -> float:
    """Lentz's method."""
    tiny = 1e-300
    c, d = 1.0, 1 / (1 - (a + b) * x / (a + 1) or tiny)
    result = d
    for m in range(1, 10_000):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for term in (even, odd):
            d = 1 / ((1 + term * d) or tiny)
            c = (1 + term / c) or tiny
            result *= c * d
        if abs(c * d - 1) < 1e-12:
            break
    return result
