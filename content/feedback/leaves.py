"""Whether more members leave after promotion than leave anyway. Pure."""

from collections.abc import Iterable, Mapping
from datetime import date

from content.koc.shrink import tail
from content.model import LeavesAfterPromo, PostResponse

PROMO = 0.5  # from this weight on a post is promotion
ALARM = 1e-3


def leaves_after_promo(
    responses: Iterable[PostResponse], daily_rate: Mapping[str, float]
) -> LeavesAfterPromo:
    """`daily_rate` is the share of a group's members who leave on a day without promotion. A day's first
    promo post stands for the day: the 24 hours after the others are mostly the same."""
    first: dict[tuple[str, date], PostResponse] = {}
    for response in responses:
        if response.sent_at is None or response.promo < PROMO or not response.members:
            continue
        kept = first.setdefault((response.group, response.day), response)
        if kept.sent_at and response.sent_at < kept.sent_at:
            first[response.group, response.day] = response
    left = sum(response.left for response in first.values())
    expected = sum(response.members * daily_rate.get(response.group, 0.0) for response in first.values())
    chance = tail(left, expected) if expected > 0 else float(left == 0)
    return LeavesAfterPromo(len(first), left, expected, chance, bool(first) and chance < ALARM)
