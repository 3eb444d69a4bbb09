"""A second plan moves only what it must."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from content.model import Consent, ConsentState
from content.planner import Pin, as_plan, placements, plan
from tests.planner.worlds import communities
from tests.properties import examples

always = examples(40)
worlds = communities(days=5, stories=(4, 14), photos=(6, 24))


def again(kit, case, made, **changes):
    """The changed case, planned on top of what was made."""
    changed = case.changed(**changes)
    problem = changed.posed()
    after = kit.made(problem, plan(problem, previous=as_plan(problem, made.placed)))
    assert changed.violations(after.placed) == []
    return after


def moved(before, after):
    cells = before.cells.keys() | after.cells.keys()
    return {cell for cell in cells if before.cells.get(cell) != after.cells.get(cell)}


def incomplete(made):
    return {(gap.group, gap.day) for gap in made.gaps}


@always
@given(worlds)
def test_a_plan_made_again_from_its_own_result_does_not_move(kit, world):
    problem = kit.case(**world).posed()
    made = plan(problem)
    assert plan(problem, previous=made).digest == made.digest


@always
@given(worlds, st.integers(0, 10**6))
def test_a_withdrawn_photo_moves_only_the_cells_that_showed_it(kit, world, pick):
    case = kit.case(**world)
    problem = case.posed()
    made = kit.made(problem, plan(problem))
    used = sorted({photo for _, *photos in made.cells.values() for photo in photos if photo})
    assume(used)
    gone = used[pick % len(used)]
    withdrawn = Consent(ConsentState.WITHDRAWN)
    photos = [replace(p, consent=withdrawn) if p.id == gone else p for p in case.photos]
    after = again(kit, case, made, photos=photos)
    hit = {cell for cell, (_, *photos) in made.cells.items() if gone in photos}
    assert hit <= moved(made, after) <= hit | incomplete(made)


@always
@given(worlds, st.integers(0, 10**6))
def test_a_story_taken_from_the_library_moves_only_the_cells_that_told_it(kit, world, pick):
    case = kit.case(**world)
    problem = case.posed()
    made = kit.made(problem, plan(problem))
    told = sorted({story for story, *_ in made.cells.values()})
    assume(told)
    gone = told[pick % len(told)]
    stories = [story for story in case.stories if story.id != gone]
    after = again(kit, case, made, stories=stories)
    hit = {cell for cell, (story, *_) in made.cells.items() if story == gone}
    assert hit <= moved(made, after) <= hit | incomplete(made)


@always
@given(worlds, st.data())
def test_frozen_cells_stay_whatever_else_is_asked(kit, world, data):
    case = kit.case(**world)
    problem = case.posed(seed=1)
    made = kit.made(problem, plan(problem))
    frozen = [p for p in made.placed if data.draw(st.booleans())]
    fresh = case.changed(frozen=frozen, stories=case.stories[1:], photos=case.photos[1:])
    problem = fresh.posed(seed=2)
    placed = placements(problem, plan(problem))
    assert fresh.violations(placed) == []
    now = {(p.group, p.day): (p.story, p.share, p.opener) for p in placed}
    assert all(now[p.group, p.day] == (p.story, p.share, p.opener) for p in frozen)


@always
@given(worlds)
def test_the_next_night_keeps_the_days_that_both_plans_share(kit, world):
    """The horizon rolls on by a day; the first day has been sent and is history now."""
    case = kit.case(**world)
    problem = case.posed()
    made = kit.made(problem, plan(problem))
    sent = [kit.shown(p) for p in made.placed if p.day == case.first_day]
    tomorrow = case.first_day + timedelta(days=1)
    after = again(kit, case, made, first_day=tomorrow, history=[*case.history, *sent])
    last_day = case.day(case.days - 1)
    shared = {cell for cell in moved(made, after) if tomorrow <= cell[1] <= last_day}
    assert shared <= incomplete(made)


def test_a_lost_photo_is_replaced_before_the_story_is_given_up(kit):
    photos = [kit.photo("u1", score=0.9), kit.photo("u2", score=0.4), kit.photo("v", "oil", score=0.8)]
    case = kit.small([kit.group("a")], [kit.story("s"), kit.story("t", "oil")], photos, days=1)
    made = kit.made(case.posed(), plan(case.posed()))
    assert [(p.story, p.share) for p in made.placed] == [("s", "u1")]
    after = again(kit, case, made, photos=photos[1:])
    assert [(p.story, p.share) for p in after.placed] == [("s", "u2")]


def test_a_story_that_lost_its_only_photo_gives_way_to_one_that_has_some(kit):
    photos = [kit.photo("u1", score=0.9), kit.photo("v", "oil", score=0.8)]
    case = kit.small([kit.group("a")], [kit.story("s"), kit.story("t", "oil")], photos, days=1)
    made = kit.made(case.posed(), plan(case.posed()))
    after = again(kit, case, made, photos=photos[1:])
    assert [(p.story, p.share) for p in after.placed] == [("t", "v")]


def test_a_new_pin_moves_its_own_day_only(kit):
    stories = [kit.story(f"s{n:02}", f"p{n}") for n in range(20)]
    photos = [kit.photo(f"u{n:02}", f"p{n}") for n in range(20)]
    case = kit.small([kit.group("a"), kit.group("b")], stories, photos)
    made = kit.made(case.posed(), plan(case.posed()))
    told = {story for story, *_ in made.cells.values()}
    new = next(story.id for story in stories if story.id not in told)
    after = again(kit, case, made, pins=[Pin("a", case.day(3), new)])
    assert moved(made, after) == {("a", case.day(3))}
    assert after.cells["a", case.day(3)][0] == new


def test_a_group_that_joins_leaves_the_others_alone(kit):
    case = kit.case(5, groups=4, odd=False)
    made = kit.made(case.posed(), plan(case.posed()))
    after = again(kit, case, made, groups=[*case.groups, kit.group("a new one")])
    kept = {cell for cell in moved(made, after) if cell[0] != "a new one"}
    assert kept <= incomplete(made)
    assert any(group == "a new one" for group, _ in after.cells)


def test_a_photo_in_a_frozen_cell_counts_once_against_its_groups(kit):
    """Of three groups one is frozen and one is kept: the third still may show the only photo."""
    case = kit.small(
        [kit.group(name) for name in "ab"],
        [kit.story("s")],
        [kit.photo("u")],
        rules=kit.rules(photo_groups=3),
    )
    case = case.changed(days=1)
    before = kit.made(case.posed(), plan(case.posed()))
    frozen = [item for item in before.placed if item.group == "a"]
    after = again(kit, case, before, groups=[kit.group(name) for name in "abc"], frozen=frozen, days=1)
    assert [item.share for item in after.placed] == ["u", "u", "u"]
