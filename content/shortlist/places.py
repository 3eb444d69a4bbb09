"""Who gets the places of a round: the best that are not alike, within quotas; newcomers by lot."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from content.shortlist.candidate import Candidate, Rules
from content.shortlist.looks import looks_of
from content.shortlist.quotas import Quota, quotas

ALIKE = 0.5  # of likeness is how much two photos look alike; the same member and product share the rest
SAME_MEMBER = 0.25
SAME_PRODUCT = 0.25
PRICE = 0.1  # what the planner's highest price adds to a score: as much as likeness can cost
_CLOSED = -np.inf


@dataclass(frozen=True, slots=True)
class Places:
    """Places among the eligible, in order: `chosen` for what they are, `drawn` by lot with this `chance`."""

    chosen: tuple[int, ...] = ()
    drawn: tuple[int, ...] = ()
    chance: float = 1.0


def choose_places(
    eligible: Sequence[Candidate], rules: Rules, first: Sequence[int], prices: Mapping[str, float], day: date
) -> Places:
    """The `first` whatever the quotas, then the best of the rest; newcomers' lots replace the last."""
    if not eligible:
        return Places()
    ranked = _ranked(eligible, rules, first, prices)
    lots = rules.size // rules.explore if rules.explore else 0
    sure = ranked[: max(len(first), len(ranked) - lots)] if len(ranked) >= rules.size else ranked
    pool = _newcomers(eligible, sure, rules, day)
    most = max(0, min(lots, rules.size - len(sure)))
    drawn = _within(eligible, sure, pool, quotas(rules))[:most]
    chosen = ranked[: max(len(sure), min(len(ranked), rules.size - len(drawn)))]
    drawn = [place for place in drawn if place not in chosen]
    return Places(tuple(chosen), tuple(drawn), min(1.0, most / len(pool)) if pool else 1.0)


class _Room:
    """Who may still be taken as the places fill."""

    def __init__(self, eligible: Sequence[Candidate], limits: Sequence[Quota]) -> None:
        self.open = np.ones(len(eligible), dtype=bool)
        self._groups = [_numbered([limit.of(each) for each in eligible]) for limit in limits]
        self._left = [
            np.full(int(group.max()) + 1, limit.most)
            for group, limit in zip(self._groups, limits, strict=True)
        ]

    def take(self, place: int) -> None:
        self.open[place] = False
        for group, left in zip(self._groups, self._left, strict=True):
            left[group[place]] -= 1
            if left[group[place]] <= 0:
                self.open &= group != group[place]


def _ranked(
    eligible: Sequence[Candidate], rules: Rules, first: Sequence[int], prices: Mapping[str, float]
) -> list[int]:
    """In the order of maximal marginal relevance."""
    worth = _worth(eligible, rules, prices)
    member = _numbered([each.submission.member or "" for each in eligible])
    product = _numbered([each.submission.product or "" for each in eligible])
    looks, closest = looks_of(eligible), np.zeros(len(eligible))
    room, chosen = _Room(eligible, quotas(rules)), list[int]()
    while len(chosen) < max(len(first), min(rules.size, len(eligible))):
        if len(chosen) < len(first):
            best = first[len(chosen)]
        elif room.open.any():
            best = int(np.argmax(np.where(room.open, np.round(worth - rules.variety * closest, 9), _CLOSED)))
        else:
            break
        chosen.append(best)
        room.take(best)
        same = SAME_MEMBER * (member == member[best]) + SAME_PRODUCT * (product == product[best])
        closest = np.maximum(closest, ALIKE * np.clip(looks @ looks[best], 0, 1) + same)
    return chosen


def _worth(eligible: Sequence[Candidate], rules: Rules, prices: Mapping[str, float]) -> NDArray[np.float64]:
    """Scores, and what the planner adds; what is no number is worth nothing."""
    totals = np.nan_to_num(np.array([each.total for each in eligible], dtype=np.float64), nan=0.0)
    added = np.array([prices.get(each.submission.product or "", 0.0) for each in eligible])
    worth: NDArray[np.float64] = (1 - rules.variety) * totals + PRICE * np.clip(added, 0, 1)
    return worth


def _newcomers(eligible: Sequence[Candidate], taken: Sequence[int], rules: Rules, day: date) -> list[int]:
    """Newcomers without a place, in the order of this week's lots: a lot is the same all week long."""
    year, week, _ = day.isocalendar()
    gone = set(taken)

    def lot(place: int) -> bytes:
        name = f"{rules.seed} {year}-{week} {eligible[place].submission.id}"
        return blake2b(name.encode(errors="replace"), digest_size=8).digest()

    return sorted((n for n, each in enumerate(eligible) if each.newcomer and n not in gone), key=lot)


def _within(
    eligible: Sequence[Candidate], taken: Sequence[int], pool: Sequence[int], limits: Sequence[Quota]
) -> list[int]:
    """Those of the pool, in its order, that the quotas leave room for."""
    room, found = _Room(eligible, limits), []
    for place in taken:
        room.take(place)
    for place in pool:
        if room.open[place]:
            room.take(place)
            found.append(place)
    return found


def _numbered(names: Sequence[str]) -> NDArray[np.intp]:
    return np.unique(np.array(names), return_inverse=True)[1]
