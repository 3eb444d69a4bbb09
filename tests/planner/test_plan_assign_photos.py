"""Who gets which photo, when the stories are chosen."""

import numpy as np
import pytest

from content.planner.problem.arrays import NONE, SHARE
from content.planner.solver.assign_photos import deal
from content.planner.solver.lagrangian import Market
from content.planner.solver.plan_state import Ledger


@pytest.fixture
def told(kit):
    """A ledger in which every group of `names` is told story s on the first day."""

    def tell(names, photos, **more):
        case = kit.small([kit.group(name) for name in names], [kit.story("s")], photos, **more)
        ledger = Ledger(case.posed())
        for group in range(len(names)):
            ledger.tell(group, 0, 0)
        return ledger

    return tell


def market(ledger, *, price=0, scarce=False, regret=()):
    products = len(ledger.problem.products)
    losses = np.zeros(ledger.problem.shape, np.int64)
    losses[: len(regret), 0] = regret
    return Market(np.full(products, price), losses, np.full(products, scarce))


def hands(ledger):
    """The photo each group holds."""
    ids = (*ledger.problem.photos.ids, None)  # NONE picks the last
    return dict(zip(ledger.problem.groups.ids, (ids[at] for at in ledger.photo[SHARE, :, 0]), strict=True))


@pytest.mark.parametrize("regret, first", [([5, 9], "b"), ([9, 5], "a")])
def test_a_scarce_photo_goes_to_who_would_lose_most(kit, told, regret, first):
    ledger = told("ab", [kit.photo("u")], rules=kit.rules(photo_groups=1))
    deal(ledger, market(ledger, scarce=True, regret=regret))
    assert [group for group, photo in hands(ledger).items() if photo] == [first]


def test_the_better_photo_goes_to_the_group_that_got_the_worse_one(kit):
    """Both want zest on the second day; on the first one had a good photo, the other a bad one."""
    stories = [kit.story("s"), kit.story("t", "zest")]
    photos = [kit.photo("home a", home="a", score=0.9), kit.photo("home b", home="b", score=0.2)]
    photos += [kit.photo("z good", "zest", score=0.8), kit.photo("z bad", "zest", score=0.3)]
    groups, rules = [kit.group("a"), kit.group("b")], kit.rules(photo_groups=1)
    for one, other in ((0, 1), (1, 0)):
        homes = [
            kit.photo(p.id, home="ab"[one if p.home == "a" else other], score=p.score) for p in photos[:2]
        ]
        ledger = Ledger(kit.small(groups, stories, [*homes, *photos[2:]], rules=rules).posed())
        for group in (0, 1):
            ledger.tell(group, 0, 0)
            ledger.tell(group, 1, 1)
        deal(ledger, market(ledger))
        good = ledger.problem.photos.ids.index("z good")
        assert ledger.photo[SHARE, :, 1].tolist().index(good) == other


@pytest.mark.parametrize("price, gets", [(800, "own"), (850, "star")])
def test_a_photo_of_ones_own_is_taken_while_it_is_worth_its_price(kit, told, price, gets):
    ledger = told("a", [kit.photo("own", home="a", score=0.5), kit.photo("star", score=0.9)])
    deal(ledger, market(ledger, price=price))
    assert hands(ledger) == {"a": gets}


def test_a_photo_is_dealt_to_as_many_groups_as_it_has_room_for(kit, told):
    ledger = told(
        "abc", [kit.photo("u", score=0.9), kit.photo("v", score=0.2)], rules=kit.rules(photo_groups=2)
    )
    deal(ledger, market(ledger))
    assert sorted(hands(ledger).values()) == ["u", "u", "v"]
    assert not (ledger.photo[SHARE, :, 0] == NONE).any()
