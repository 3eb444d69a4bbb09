"""Single cells, chosen again through the ledger."""

import numpy as np
import pytest

from content.planner import gaps, plan
from content.planner.problem.arrays import NONE, SHARE
from content.planner.solver.plan_state import Ledger
from content.planner.solver.repair import fill, improve


@pytest.fixture
def ledger(kit):
    """Two days of one group; two stories on sauce, of which the photos u and v are equally good."""
    photos = [kit.photo("u"), kit.photo("v"), kit.photo("worse", score=0.1)]
    return Ledger(kit.small([kit.group("a")], [kit.story("s"), kit.story("t")], photos, days=2).posed())


def share(ledger, day):
    photo = int(ledger.photo[SHARE, 0, day])
    return None if photo == NONE else ledger.problem.photos.ids[photo]


def only(ledger, *cells):
    chosen = np.zeros(ledger.problem.shape, bool)
    for cell in cells:
        chosen[cell] = True
    return chosen


def put_here(ledger, day, photo):
    ledger.tell(0, day, 0)
    ledger.show(0, day, SHARE, ledger.problem.photos.ids.index(photo))


def test_a_worse_photo_is_given_up_for_a_better_one(ledger):
    put_here(ledger, 0, "worse")
    improve(ledger, only(ledger, (0, 0)), top=4)
    assert share(ledger, 0) == "u"


def test_a_draw_moves_nothing(ledger):
    improve(ledger, only(ledger, (0, 0)), top=4)
    story = ledger.story(0, 0)
    ledger.clear(0, 0)
    ledger.tell(0, 0, story)
    ledger.show(0, 0, SHARE, ledger.problem.photos.ids.index("v"))
    improve(ledger, only(ledger, (0, 0)), top=4)
    assert (ledger.story(0, 0), share(ledger, 0)) == (story, "v")


def test_cells_that_are_not_named_stay(ledger):
    put_here(ledger, 0, "worse")
    improve(ledger, only(ledger, (0, 1)), top=4)
    assert share(ledger, 0) == "worse"


def test_filling_completes_a_day_and_fills_an_empty_one(ledger):
    ledger.tell(0, 0, 0)
    fill(ledger)
    assert (ledger.story(0, 0), share(ledger, 0)) == (0, "u")
    assert (ledger.story(0, 1), share(ledger, 1)) == (1, "v")


def test_what_is_cleared_is_free_again(ledger):
    put_here(ledger, 0, "u")
    photo = ledger.problem.photos.ids.index("u")
    assert not ledger.may_show(0, 1, photo)
    room = ledger.room[photo]
    ledger.clear(0, 0)
    assert ledger.may_show(0, 1, photo)
    assert ledger.room[photo] == room + 1


def test_the_best_photo_left_follows_what_is_taken_and_given_back(kit):
    photos = [kit.photo("best", score=0.9), kit.photo("next", score=0.6)]
    case = kit.small([kit.group("a")], [kit.story("s")], photos, rules=kit.rules(photo_groups=1))
    ledger = Ledger(case.posed())
    sauce = ledger.problem.products.index("sauce")
    assert ledger.best_left()[sauce] == 900
    put_here(ledger, 0, "best")
    assert ledger.best_left()[sauce] == 600
    ledger.clear(0, 0)
    assert ledger.best_left()[sauce] == 900


def test_a_photo_that_polishing_gave_back_still_finds_its_place(kit):
    """A week found by search, in which the last pass has work to do."""
    problem = kit.case(1112, groups=1, days=3, stories=11, photos=15).posed()
    assert gaps(problem, plan(problem)) == []
