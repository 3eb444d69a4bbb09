"""Photo assignment: product by product, photos go to the cells that want them, the neediest group first.

Products are dealt in waves. Within a wave each is dealt by itself, on top of what the waves before have
given: so a wave may be dealt in shards. Where two of its products give a group the same author too soon,
which is rare, the second photo is taken back, and the place asks once more at the end.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from typing import TypeAlias

import numpy as np

from content.planner.problem.arrays import OPENER, SHARE, mixed
from content.planner.solver.lagrangian import Market
from content.planner.solver.plan_state import Ledger
from content.planner.solver.shards import ALONE, Shards, split

WAVES = 8  # what a group has got so far is looked at that often, at most


@dataclass(frozen=True, slots=True)
class PhotoRequest:
    """A place that wants a photo."""

    group: int
    day: int
    place: int


Asked: TypeAlias = tuple[int, list[PhotoRequest]]
"""(product, the places that want a photo of it)."""


def deal(ledger: Ledger, market: Market, shards: Shards = ALONE) -> None:
    """Fill what can be filled: own members' photos first, then the best photos of each product.

    Of a scarce product those are served first who would lose most without. What gets nothing is left to the
    repair.
    """
    wishes, fairness = wishes_by_product(ledger), Fairness(ledger)
    order = sorted(wishes, key=lambda product: (int(market.prices[product]), product))
    again: list[Asked] = []
    for wave in _waves([(product, wishes[product]) for product in order]):
        work = partial(deal_products, DealInputs(ledger, market, fairness))
        hands = {hand.product: hand for hand in chain(*shards.run(work, split(wave, shards.products)))}
        again += [(product, _put_down(ledger, fairness, hands[product])) for product, _ in wave]
    for request in again:
        for hand in deal_products(DealInputs(ledger, market, fairness), [request]):
            _put_down(ledger, fairness, hand)


def wishes_by_product(ledger: Ledger) -> dict[int, list[PhotoRequest]]:
    """Every place that wants a photo and has none; frozen cells ask for nothing."""
    wishes: defaultdict[int, list[PhotoRequest]] = defaultdict(list)
    lacking = ledger.lacking_photos()
    for group, day in ledger.cells(np.any(lacking, axis=0)):
        product = ledger.facts.product_of[ledger.story(group, day)]
        wishes[product] += [
            PhotoRequest(group, day, place) for place in (SHARE, OPENER) if lacking[place, group, day]
        ]
    return wishes


class Fairness:
    """How good the photos are that each group has got so far: who got worse ones is served first."""

    def __init__(self, ledger: Ledger) -> None:
        groups = len(ledger.problem.groups.ids)
        self._sum, self._count = [0] * groups, [0] * groups
        self._turn: list[int] = np.asarray(mixed(ledger.problem.groups.key, salt=2)).tolist()

    def note(self, group: int, score: int) -> None:
        self._sum[group] += score
        self._count[group] += 1

    def got(self, group: int, more: Sequence[int] = ()) -> int:
        """Mean score so far, with `more` scores, in thousandths of a milli-point."""
        return 1000 * (self._sum[group] + sum(more)) // max(1, self._count[group] + len(more))

    def tie(self, wish: PhotoRequest) -> tuple[int, int, int]:
        return self._turn[wish.group], wish.day, wish.place


@dataclass(frozen=True, slots=True)
class DealInputs:
    """What a deal goes by; it is only read."""

    ledger: Ledger
    market: Market
    fairness: Fairness


@dataclass(slots=True)
class Hand:
    """The photos of one product as they are given away, `given` in their order; `left` got nothing."""

    table: DealInputs
    product: int
    given: list[tuple[PhotoRequest, int]] = field(default_factory=list)
    left: list[PhotoRequest] = field(default_factory=list)
    _room: dict[int, int] = field(default_factory=dict)
    _of_group: defaultdict[int, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))

    def room(self, photo: int) -> int:
        return self._room.get(photo, self.table.ledger.room[photo])

    def give(self, wish: PhotoRequest, photo: int) -> None:
        self.given.append((wish, photo))
        self._room[photo] = self.room(photo) - 1
        self._of_group[wish.group].append((wish.day, photo))

    def scores(self, group: int) -> list[int]:
        """Of what the group has got here."""
        return [self.table.ledger.facts.score[photo] for _, photo in self._of_group.get(group, ())]

    def may_show(self, wish: PhotoRequest, photo: int) -> bool:
        ledger = self.table.ledger
        if self.room(photo) <= 0 or not ledger.may_show(wish.group, wish.day, photo):
            return False
        author, rest = ledger.facts.author, ledger.problem.rules.author_rest_days
        for day, other in self._of_group.get(wish.group, ()):
            if other == photo or (author[other] == author[photo] and abs(day - wish.day) < rest):
                return False
        near = ledger.problem.groups.neighbours[wish.group]
        return not any((wish.day, photo) in self._of_group.get(other, ()) for other in near)


def deal_products(table: DealInputs, part: Sequence[Asked]) -> list[Hand]:
    """Each product by itself."""
    return [_deal_one(Hand(table, product), wishes) for product, wishes in part]


def _deal_one(hand: Hand, wishes: Sequence[PhotoRequest]) -> Hand:
    market, fairness = hand.table.market, hand.table.fairness
    price = int(market.prices[hand.product])
    waiting = [wish for wish in wishes if not _own_photo(hand, wish, price)]
    if market.scarce[hand.product]:
        waiting.sort(key=lambda wish: (-int(market.regret[wish.group, wish.day]), *fairness.tie(wish)))
    else:
        waiting.sort(
            key=lambda wish: (fairness.got(wish.group, hand.scores(wish.group)), *fairness.tie(wish))
        )
    hand.left = _hand_out(hand, waiting)
    return hand


def _own_photo(hand: Hand, wish: PhotoRequest, price: int) -> bool:
    """Whether a photo by one of the group's own members was worth taking, and taken."""
    ledger = hand.table.ledger
    for photo in ledger.lines.own(wish.group).get(hand.product, ()):
        if ledger.facts.score[photo] + ledger.problem.weights.own_member < price:
            return False
        if hand.may_show(wish, photo):
            hand.give(wish, photo)
            return True
    return False


def _hand_out(hand: Hand, waiting: list[PhotoRequest]) -> list[PhotoRequest]:
    """Each photo, best first, to those in front of the line that may show it; who is left with nothing."""
    for photo in hand.table.ledger.lines.travelling[hand.product]:
        left: list[PhotoRequest] = []
        for place, wish in enumerate(waiting):
            if hand.room(photo) <= 0:
                left += waiting[place:]
                break
            if hand.may_show(wish, photo):
                hand.give(wish, photo)
            else:
                left.append(wish)
        if not (waiting := left):
            break
    return waiting


def _put_down(ledger: Ledger, fairness: Fairness, hand: Hand) -> list[PhotoRequest]:
    """Write a hand into the ledger. Where another hand of the wave has made a photo impossible, it is free
    again: returns the wishes that may ask for it, this one and those that got nothing."""
    again = []
    for wish, photo in hand.given:
        if ledger.may_show(wish.group, wish.day, photo):
            ledger.show(wish.group, wish.day, wish.place, photo)
            fairness.note(wish.group, ledger.facts.score[photo])
        else:
            again.append(wish)
    return again + hand.left if again else []


def _waves(requests: Sequence[Asked]) -> list[Sequence[Asked]]:
    length = max(1, -(-len(requests) // WAVES))
    return [requests[first : first + length] for first in range(0, len(requests), length)]
