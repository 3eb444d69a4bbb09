"""Whether more members leave after promotion than leave anyway. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from content.koc.shrink import tail
from content.model import LeavesAfterPromo, PostResponse

PROMO = 0.5  # from this weight on a post is promotion
ALARM = 1e-3
WITHIN = timedelta(days=1)
PRIOR = 1000.0  # member-days of all groups together that a group's rate is drawn to theirs by


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


def daily_rates(
    leaves: Iterable[tuple[str, datetime]],
    promo: Iterable[PostResponse],
    members: Mapping[str, int],
    days: int,
) -> dict[str, float]:
    """group -> the share of its members who left on a day that did not follow promotion, of `days` days in
    which `leaves` have all who left; drawn to the rate of all groups."""
    sent: dict[str, list[datetime]] = {}
    promo_days: dict[str, set[date]] = {}
    for post in promo:
        if post.sent_at:
            sent.setdefault(post.group, []).append(post.sent_at)
            promo_days.setdefault(post.group, set()).add(post.day)
    left = Counter(
        group for group, at in leaves if not any(out <= at < out + WITHIN for out in sent.get(group, ()))
    )
    exposed = {
        group: count * max(0, days - len(promo_days.get(group, ()))) for group, count in members.items()
    }
    total = sum(exposed.values())
    usual = (sum(left[group] for group in exposed) + 0.5) / total if total else 0.0
    return {group: (left[group] + PRIOR * usual) / (known + PRIOR) for group, known in exposed.items()}
