"""Maximal marginal relevance (MMR): the best that are not alike, within quotas; newcomers by lot."""

import heapq
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from content.model import Submission
from content.score.thumbnail import BLOCKS
from content.shortlist.candidate import Candidate, ShortlistRules
from content.shortlist.looks import looks_of
from content.shortlist.quotas import Quota, quotas

ALIKE = 0.5  # of likeness is how much two photos look alike; the same member and product share the rest
SAME_MEMBER = 0.25
SAME_PRODUCT = 0.25
LOOK = BLOCKS**2  # numbers that say how a cover looks
PRICE = 0.1  # what the planner's highest price adds to a score: as much as likeness can cost
DIGITS = 9  # that decide: what differs by less is equal, and the smaller id goes first


@dataclass(frozen=True, slots=True)
class Places:
    """Places among the eligible, in order: `chosen` for what they are, `drawn` by lot with this `chance`."""

    chosen: tuple[int, ...] = ()
    drawn: tuple[int, ...] = ()
    chance: float = 1.0


def choose_places(
    eligible: Sequence[Candidate],
    rules: ShortlistRules,
    first: Sequence[int],
    prices: Mapping[str, float],
    day: date,
) -> Places:
    """The `first` whatever the quotas, and besides them the best of the rest; newcomers' lots go last.

    Quotas say who goes when places run out: where some stand empty, they keep nobody out.
    """
    if not eligible:
        return Places()
    size = len(first) + rules.size
    ranked = _ranked(eligible, rules, first, prices)
    lots = size // rules.explore if rules.explore else 0
    sure = ranked[: max(len(first), len(ranked) - lots)] if len(ranked) >= size else ranked
    pool = _newcomers(eligible, sure, rules, day)
    most = max(0, min(lots, size - len(sure)))
    counted = sure[len(first) :]  # what a person keeps fills nobody's quota
    drawn = _within(eligible, counted, pool, quotas(rules))[:most]
    refilled = _within(eligible, [*counted, *drawn], ranked[len(sure) :], quotas(rules))
    chosen = [*sure, *(place for place in refilled if place not in drawn)][
        : max(len(sure), size - len(drawn))
    ]
    taken = {*chosen, *drawn}
    beyond = [place for place in ranked if place not in taken][: size - len(taken)]
    return Places((*chosen, *beyond), tuple(drawn), min(1.0, most / len(pool)) if pool else 1.0)


class _Room:
    """Who may still be taken as the places fill."""

    def __init__(self, eligible: Sequence[Candidate], limits: Sequence[Quota]) -> None:
        self._eligible = eligible
        self._taken = [(limit, Counter[str]()) for limit in limits]

    def has(self, place: int) -> bool:
        candidate = self._eligible[place]
        return all(counts[limit.of(candidate)] < limit.most for limit, counts in self._taken)

    def take(self, place: int) -> None:
        for limit, counts in self._taken:
            counts[limit.of(self._eligible[place])] += 1


class _Chosen:
    """Those chosen so far, and how near another comes to the nearest of them, 0..1."""

    def __init__(self, eligible: Sequence[Candidate], most: int) -> None:
        self.places: list[int] = []
        self._eligible = eligible
        self._looks = np.empty((most, LOOK), np.float32)
        self._near: dict[int, tuple[float, int]] = {}  # how near, and to how many of the chosen

    def add(self, place: int) -> None:
        self._looks[len(self.places)] = looks_of([self._eligible[place]])[0]
        self.places.append(place)

    def nearness(self, place: int) -> float:
        """It only grows; only those chosen since the last time are looked at."""
        near, known = self._near.get(place, (0.0, 0))
        since = self.places[known:]
        if since:
            mine = self._eligible[place]
            alike = np.clip(self._looks[known : len(self.places)] @ looks_of([mine])[0], 0, 1)
            others = (self._eligible[other].submission for other in since)
            same = [_same(mine.submission, other) for other in others]
            near = max(near, float((ALIKE * alike + same).max()))
            self._near[place] = near, len(self.places)
        return near


def _ranked(
    eligible: Sequence[Candidate], rules: ShortlistRules, first: Sequence[int], prices: Mapping[str, float]
) -> list[int]:
    """In the order of maximal marginal relevance.

    What one is worth beside those chosen only falls. So whoever was worth most when last looked at is looked
    at again, and chosen if that is still the most: nearly nobody is compared (lazy greedy, Minoux 1978).
    """
    worth, size = _worth(eligible, rules, prices), len(first) + rules.size
    chosen, room = _Chosen(eligible, size), _Room(eligible, quotas(rules))
    for place in first:
        chosen.add(place)
    rest = set(range(len(eligible))).difference(first)
    waiting = [(-round(float(worth[place]), DIGITS), place) for place in rest]
    heapq.heapify(waiting)
    beyond = []  # the quotas, while others wait
    while waiting and len(chosen.places) < size:
        worth_then, place = heapq.heappop(waiting)
        if not room.has(place):
            beyond.append((worth_then, place))
            continue
        now = (-round(float(worth[place]) - rules.variety * chosen.nearness(place), DIGITS), place)
        if waiting and now > waiting[0]:
            heapq.heappush(waiting, now)
        else:
            chosen.add(place)
            room.take(place)
    left = [place for _, place in sorted(beyond)]
    return [*chosen.places, *left][:size]


def _same(first: Submission, second: Submission) -> float:
    member, product = (
        (first.member or "") == (second.member or ""),
        (first.product or "") == (second.product or ""),
    )
    return SAME_MEMBER * member + SAME_PRODUCT * product


def _worth(
    eligible: Sequence[Candidate], rules: ShortlistRules, prices: Mapping[str, float]
) -> NDArray[np.float64]:
    """Scores, and what the planner adds; what is no number is worth nothing."""
    totals = np.nan_to_num(np.array([candidate.total for candidate in eligible], dtype=np.float64), nan=0.0)
    added = np.array([prices.get(candidate.submission.product or "", 0.0) for candidate in eligible])
    worth: NDArray[np.float64] = (1 - rules.variety) * totals + PRICE * np.clip(added, 0, 1)
    return worth


def _newcomers(
    eligible: Sequence[Candidate], taken: Sequence[int], rules: ShortlistRules, day: date
) -> list[int]:
    """Newcomers without a place, in the order of this week's lots: a lot is the same all week long."""
    year, week, _ = day.isocalendar()
    gone = set(taken)

    def lot(place: int) -> bytes:
        name = f"{rules.seed} {year}-{week} {eligible[place].submission.id}"
        return blake2b(name.encode(errors="replace"), digest_size=8).digest()

    return sorted(
        (n for n, candidate in enumerate(eligible) if candidate.newcomer and n not in gone), key=lot
    )


def _within(
    eligible: Sequence[Candidate], taken: Sequence[int], pool: Sequence[int], limits: Sequence[Quota]
) -> list[int]:
    """Those of the pool, in its order, that the quotas leave room for."""
    room, fitting = _Room(eligible, limits), []
    for place in taken:
        room.take(place)
    for place in pool:
        if room.has(place):
            room.take(place)
            fitting.append(place)
    return fitting
