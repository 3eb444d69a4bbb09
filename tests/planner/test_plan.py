"""What is true of every plan, whatever the community."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.model import Placement, Slot
from content.planner import PlanArrays, PlanProblem, as_plan, gaps, placements, plan
from content.planner.problem.arrays import NONE
from content.planner.solver.shards import Shards
from tests.planner.worlds import communities
from tests.properties import examples

always = examples(40)
worlds = communities(days=5)
HOPELESS = {"pin", "slots", "closed"}  # steps of day gaps that no story could fill


@always
@given(worlds)
def test_no_plan_ever_breaks_a_hard_rule(kit, world):
    case = kit.case(**world)
    problem = case.posed()
    assert case.violations(placements(problem, plan(problem))) == []


@always
@given(worlds)
def test_every_empty_place_has_exactly_one_gap(kit, world):
    case = kit.case(**world)
    problem = case.posed()
    made = kit.made(problem, plan(problem))
    pinned = {(pin.group, pin.day) for pin in case.pins}
    empty = [
        (group.id, case.day(day), None)
        for group in case.groups
        for day in range(case.days)
        if (group.id, case.day(day)) not in made.cells
        and (group.is_open_on(case.day(day)) or (group.id, case.day(day)) in pinned)
    ]
    library, groups = {s.id: s for s in case.stories}, {g.id: g for g in case.groups}
    for (group, day), (story, share, opener) in made.cells.items():
        if Slot.AFTERNOON in groups[group].slots and share is None:
            empty.append((group, day, Slot.AFTERNOON))
        if Slot.MORNING in groups[group].slots and library[story].wants_photo and opener is None:
            empty.append((group, day, Slot.MORNING))
    assert sorted(map(str, empty)) == sorted(str((gap.group, gap.day, gap.slot)) for gap in made.gaps)


@always
@given(worlds)
def test_no_gap_could_have_been_filled(kit, world):
    case = kit.case(**world)
    problem = case.posed()
    made = kit.made(problem, plan(problem))
    for gap in made.gaps[:6]:
        for filled in _fillings(case, made, gap):
            assert case.violations(filled), f"{gap} could be filled"


def _fillings(case, made, gap):
    """Every way to put one story or one photo into the gap."""
    others = [p for p in made.placed if (p.group, p.day) != (gap.group, gap.day)]
    here = [p for p in made.placed if (p.group, p.day) == (gap.group, gap.day)]
    if gap.slot is None:
        yield from ([*others, Placement(gap.group, gap.day, story.id)] for story in case.stories)
    else:
        place = "share" if gap.slot is Slot.AFTERNOON else "opener"
        yield from ([*others, replace(here[0], **{place: photo.id})] for photo in case.photos)


@always
@given(worlds, st.integers(1, 4))
def test_the_same_community_gives_the_same_plan_in_any_order_and_in_any_blocks(kit, world, block):
    case, shuffle = kit.case(**world), kit.random(world["seed"]).sample
    shuffled = case.changed(
        **{
            name: shuffle(list(getattr(case, name)), len(getattr(case, name)))
            for name in ("groups", "stories", "photos", "history", "pins")
        }
    )
    one, other = case.posed(), shuffled.posed()
    made, again = plan(one), plan(other, shards=Shards(groups=block))
    assert made.digest == again.digest
    assert placements(one, made) == placements(other, again)
    assert gaps(one, made) == gaps(other, again)


@always
@given(worlds)
def test_groups_in_another_order_get_the_same_days(kit, world):
    problem = kit.case(**world).posed()
    order = kit.random(world["seed"]).sample(range(len(problem.groups.ids)), len(problem.groups.ids))
    straight, turned = plan(problem), plan(_reordered(problem, order))
    assert np.array_equal(straight.story[order], turned.story)
    assert np.array_equal(straight.photo[:, order], turned.photo)


def _reordered(problem: PlanProblem, order: list[int]) -> PlanProblem:
    """The same problem with its groups in another order: row i is what row order[i] was."""
    place = {old: new for new, old in enumerate(order)}
    tables = {
        name: getattr(problem.groups, name)[order]
        for name in ("key", "kind", "cap", "share", "opener", "slotless", "closed", "affinity", "taste")
    }
    near = tuple(frozenset(place[old] for old in problem.groups.neighbours[row]) for row in order)
    ids = tuple(problem.groups.ids[row] for row in order)
    home = np.array([place.get(row, NONE) for row in problem.photos.home.tolist()], np.int32)
    shown = problem.photos_around.copy()
    shown[:, 0] = [place[row] for row in shown[:, 0].tolist()]
    order_of_shown = np.argsort(shown[:, 0], kind="stable")
    sorts = replace(problem.sorts, of=problem.sorts.of[order])
    cover = replace(problem.cover, per_week=problem.cover.per_week[order], before=problem.cover.before[order])
    names = ("stories_around", "pinned", "frozen", "frozen_story", "memory")
    cells = {name: getattr(problem, name)[order] for name in names}
    return replace(
        problem,
        groups=replace(problem.groups, ids=ids, neighbours=near, **tables),
        photos=replace(problem.photos, home=home),
        photos_around=shown[order_of_shown],
        sorts=sorts,
        cover=cover,
        frozen_photo=problem.frozen_photo[:, order],
        **cells,
    )


@always
@given(worlds)
def test_placements_say_all_that_a_plan_holds(kit, world):
    problem = kit.case(**world).posed()
    made = plan(problem)
    assert as_plan(problem, placements(problem, made)).digest == made.digest


@pytest.mark.parametrize("family", ["loose", "tight", "short"])
def test_a_community_of_forty_groups_is_laid_out_legally(kit, family):
    case = kit.case(3, groups=40, stories=60, family=family)
    problem = case.posed()
    assert case.violations(placements(problem, plan(problem))) == []


def test_a_week_shows_seven_products_where_there_are_as_many(kit):
    stories = [kit.story(f"s{n}", f"p{n % 9}") for n in range(27)]
    photos = [kit.photo(f"u{n:02}", f"p{n % 9}", score=0.3 + n / 100) for n in range(54)]
    problem = kit.small([kit.group("a"), kit.group("b")], stories, photos).posed()
    product = {story.id: story.product for story in stories}
    for group in ("a", "b"):
        week = [product[p.story] for p in placements(problem, plan(problem)) if p.group == group]
        assert len(week) == len(set(week)) == 7


def test_groups_alike_do_not_read_alike(kit):
    stories = [kit.story(f"s{n:02}", f"p{n}") for n in range(20)]
    problem = kit.small([kit.group("a"), kit.group("b")], stories, []).posed()
    made = plan(problem)
    assert made.story[0].tolist() != made.story[1].tolist()


def test_own_members_are_shown_at_home(kit):
    groups = [kit.group("a"), kit.group("b")]
    photos = [kit.photo("u1", home="a"), kit.photo("u2", home="b")]
    problem = kit.small(groups, [kit.story("s")], photos, days=1).posed()
    assert {p.group: p.share for p in placements(problem, plan(problem))} == {"a": "u1", "b": "u2"}


def test_the_best_photos_go_round_fairly(kit):
    """Two groups, two products, a good and a bad photo of each: nobody gets both good ones."""
    photos = [
        kit.photo(f"{how} {product}", product, score=score)
        for product in ("p", "q")
        for how, score in (("good", 0.9), ("bad", 0.4))
    ]
    stories = [kit.story("of p", "p"), kit.story("of q", "q")]
    rules = kit.rules(photo_groups=1)
    case = kit.small([kit.group("a"), kit.group("b")], stories, photos, rules=rules, days=2)
    problem = case.posed()
    made = placements(problem, plan(problem))
    for group in ("a", "b"):
        assert sorted(p.share.split()[0] for p in made if p.group == group) == ["bad", "good"]


def test_a_seasonal_story_is_told_while_it_is_in_season(kit):
    season = kit.story("spring", valid_from=kit.monday, valid_to=kit.monday)
    case = kit.small([kit.group("a")], [*[kit.story(f"s{n}") for n in range(5)], season], [], days=1)
    problem = case.posed()
    assert [p.story for p in placements(problem, plan(problem))] == ["spring"]


def test_the_digest_tells_plans_apart():
    cells = np.full((1, 2), NONE)
    empty, other = (
        PlanArrays(cells, np.full((2, 1, 2), NONE)),
        PlanArrays(cells + 1, np.full((2, 1, 2), NONE)),
    )
    assert empty.digest != other.digest
