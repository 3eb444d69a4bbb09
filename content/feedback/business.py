"""What members bought, and why revenue per member moved. Pure."""

from collections.abc import Callable, Iterable
from math import log, sqrt

from content.feedback.shares import Z, change, share
from content.model import Business, BusinessNumbers, Estimate, RevenueSplit, ShopOrder

LEAST_BUYERS = 5  # before an interval of what they spend says anything


def numbers(orders: Iterable[ShopOrder], members: int, is_member: Callable[[str], bool]) -> BusinessNumbers:
    """Of the orders of a period; those of strangers are counted apart."""
    mine, unmatched = [], 0
    for order in orders:
        if is_member(order.member):
            mine.append(order)
        else:
            unmatched += 1
    revenue = float(sum(order.amount for order in mine))
    return BusinessNumbers(members, len({order.member for order in mine}), len(mine), revenue, unmatched)


def split(now: BusinessNumbers, before: BusinessNumbers) -> RevenueSplit | None:
    """The change of revenue per member by its three factors: each takes the logarithm of its own change times
    the logarithmic mean of both revenues (Ang 2004, LMDI-I), so that nothing is left over."""
    if min(now.revenue, before.revenue, now.members, before.members) <= 0:
        return None
    mean = logarithmic_mean(now.arpu, before.arpu)
    return RevenueSplit(
        mean * log(now.conversion / before.conversion),
        mean * log(now.frequency / before.frequency),
        mean * log(now.basket / before.basket),
    )


def logarithmic_mean(a: float, b: float) -> float:
    """Between the geometric and the arithmetic mean of two positive numbers."""
    return a if abs(a - b) < 1e-12 * a else (a - b) / log(a / b)


def compare_periods(
    now: BusinessNumbers, before: BusinessNumbers, spent: tuple[list[float], list[float]]
) -> Business:
    """`spent` has what each buyer spent in either period; its scatter is the doubt of revenue per member."""
    arpu, earlier = _arpu(now, spent[0]), _arpu(before, spent[1])
    return Business(
        now=now,
        before=before,
        conversion=share(now.buyers, now.members),
        arpu=arpu,
        arpu_change=change(arpu, earlier),
        split=split(now, before),
    )


def _arpu(known: BusinessNumbers, spent: list[float]) -> Estimate | None:
    """Members who bought nothing spent 0; the mean over all, with its standard error."""
    if known.members < 2 or len(spent) < LEAST_BUYERS:
        return None
    squares = sum(amount**2 for amount in spent)
    variance = (squares - known.members * known.arpu**2) / (known.members - 1)
    half = Z * sqrt(max(0.0, variance) / known.members)
    return Estimate(known.arpu, max(0.0, known.arpu - half), known.arpu + half)
