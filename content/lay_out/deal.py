"""The deal: product by product, photos go to the cells that want them, the neediest group first."""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from content.lay_out.ledger import Ledger
from content.lay_out.market import Market
from content.lay_out.problem import OPENER, SHARE, mixed


@dataclass(frozen=True, slots=True)
class Wish:
    """A place that wants a photo."""

    group: int
    day: int
    place: int


def deal(ledger: Ledger, market: Market) -> None:
    """Fill what can be filled: own members' photos first, then the best photos of each product.

    Of a scarce product those are served first who would lose most without. What gets nothing is left to the
    repair.
    """
    wishes = wishes_by_product(ledger)
    fairness = Fairness(ledger)
    for product in sorted(wishes, key=lambda product: (int(market.prices[product]), product)):
        price = int(market.prices[product])
        waiting = [wish for wish in wishes[product] if not _own_photo(ledger, fairness, wish, product, price)]
        if market.scarce[product]:
            waiting.sort(key=lambda wish: (-int(market.regret[wish.group, wish.day]), *fairness.tie(wish)))
        else:
            waiting.sort(key=lambda wish: (fairness.got(wish.group), *fairness.tie(wish)))
        _hand_out(ledger, fairness, waiting, product)


def wishes_by_product(ledger: Ledger) -> dict[int, list[Wish]]:
    """Every place that wants a photo and has none; frozen cells ask for nothing."""
    wishes: defaultdict[int, list[Wish]] = defaultdict(list)
    lacking = ledger.lacking_photos()
    for group, day in ledger.cells(np.any(lacking, axis=0)):
        product = ledger.facts.product_of[ledger.story(group, day)]
        wishes[product] += [
            Wish(group, day, place) for place in (SHARE, OPENER) if lacking[place, group, day]
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

    def got(self, group: int) -> int:
        """Mean score so far, in thousandths of a milli-point."""
        return 1000 * self._sum[group] // max(1, self._count[group])

    def tie(self, wish: Wish) -> tuple[int, int, int]:
        return self._turn[wish.group], wish.day, wish.place


def _own_photo(ledger: Ledger, fairness: Fairness, wish: Wish, product: int, price: int) -> bool:
    """Whether a photo by one of the group's own members was worth taking, and taken."""
    for photo in ledger.lines.own(wish.group).get(product, ()):
        if ledger.facts.score[photo] + ledger.problem.weights.own_member < price:
            return False
        if ledger.may_show(wish.group, wish.day, photo):
            _give(ledger, fairness, wish, photo)
            return True
    return False


def _hand_out(ledger: Ledger, fairness: Fairness, waiting: list[Wish], product: int) -> None:
    """Each photo, best first, to those in front of the line that may show it."""
    for photo in ledger.lines.travelling[product]:
        left: list[Wish] = []
        for place, wish in enumerate(waiting):
            if ledger.room[photo] <= 0:
                left += waiting[place:]
                break
            if ledger.may_show(wish.group, wish.day, photo):
                _give(ledger, fairness, wish, photo)
            else:
                left.append(wish)
        if not (waiting := left):
            return


def _give(ledger: Ledger, fairness: Fairness, wish: Wish, photo: int) -> None:
    ledger.show(wish.group, wish.day, wish.place, photo)
    fairness.note(wish.group, ledger.facts.score[photo])
