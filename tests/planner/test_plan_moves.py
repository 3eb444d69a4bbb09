"""What a new plan moved, and the rule that made it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from content.messages import render
from content.model import Consent, GroupKind
from content.model.message import Message
from content.planner import Pin, as_plan, placements, plan
from content.planner.explain.moves import Events, moves


@pytest.fixture
def village(kit):
    """Two groups, two days; stories on two products, a photo of each for everybody."""
    stories = [kit.story(f"s{n}", ("mug", "oil")[n % 2], promo=0.1) for n in range(6)]
    photos = [kit.photo(f"u{n}", ("mug", "oil")[n % 2], score=0.9 - n / 20) for n in range(8)]
    return kit.small([kit.group("a"), kit.group("b")], stories, photos, days=2)


def planned(case):
    return placements(case.posed(), plan(case.posed()))


def moved(case, before, left=(), **changes):
    problem = case.changed(**changes).posed()
    return moves(problem, before, plan(problem, previous=as_plan(problem, before)), events=Events(dict(left)))


def test_nothing_new_moves_nothing(village):
    assert moved(village, planned(village)) == []


def test_a_first_plan_fills_what_was_empty(village):
    assert {move.rule for move in moved(village, [])} == {"filled"}


def test_a_withdrawn_consent_is_named_by_the_days_that_showed_the_photo(village):
    before = planned(village)
    gone = next(item.share for item in before)
    photos = [replace(p, consent=Consent()) if p.id == gone else p for p in village.photos]
    found = moved(village, before, photos=photos)
    assert {move.rule for move in found} == {"consent"}
    assert {(move.group, move.day) for move in found} == {(p.group, p.day) for p in before if p.share == gone}


def test_from_the_day_an_author_leaves_on_that_is_said_and_not_the_consent(village):
    before = planned(village)
    gone = before[0].share
    photos = [replace(p, consent=Consent()) if p.id == gone else p for p in village.photos]
    last = max(item.day for item in before if item.share == gone)
    for left_on, rule in ((village.first_day, "author_left"), (last + timedelta(days=1), "consent")):
        found = moved(village, before, left={gone: left_on}, photos=photos)
        assert {move.rule for move in found} == {rule}
        assert {move.why.params["why"] for move in found} == {Message(f"plan.moved_{rule}")}
    assert render(Message("plan.moved_author_left"), "zh") == "原来照片的作者已退群"


def test_a_story_that_left_says_so_in_both_languages(village):
    before = planned(village)
    gone = before[0].story
    found = moved(village, before, stories=[story for story in village.stories if story.id != gone])
    assert {move.rule for move in found} == {"story_gone"}
    assert render(found[0].why, "zh").startswith(f"《{gone}》 → 《")
    assert render(found[0].why, "en").endswith("the story has left the library")


def test_pins_closed_days_kinds_and_dates_are_told_apart(village):
    before = planned(village)
    first = next(item for item in before if item.group == "a" and item.day == village.first_day)
    other = next(story.id for story in village.stories if story.id not in {item.story for item in before})

    def rule(**changes):
        found = {(move.group, move.day): move.rule for move in moved(village, before, **changes)}
        return found["a", village.first_day]

    def library(**fields):
        return [replace(story, **fields) if story.id == first.story else story for story in village.stories]

    shut = replace(village.groups[0], blackouts=frozenset({village.first_day}))
    assert rule(pins=[Pin("a", village.first_day, other)]) == "pin"
    assert rule(groups=[shut, village.groups[1]]) == "closed"
    assert rule(stories=library(kinds=frozenset({GroupKind.FLASH}))) == "kind"
    assert rule(stories=library(valid_from=village.day(5))) == "dates"
    assert (
        rule(stories=library(promo=1.0), groups=[replace(g, promo_cap=0.5) for g in village.groups])
        == "promo"
    )


def test_a_story_told_lately_has_to_rest(kit, village):
    before = planned(village)
    first = next(item for item in before if item.group == "a" and item.day == village.first_day)
    history = [kit.shown_on("a", village.first_day - timedelta(days=1), first.story)]
    assert ("a", village.first_day, "rested") in {
        (move.group, move.day, move.rule) for move in moved(village, before, history=history)
    }


def test_a_story_that_was_retired_says_that_and_not_its_dates(village):
    before = planned(village)
    gone = before[0].story
    ended = village.first_day - timedelta(days=2)
    stories = [replace(s, valid_to=ended) if s.id == gone else s for s in village.stories]
    problem = village.changed(stories=stories).posed()
    found = moves(
        problem,
        before,
        plan(problem, previous=as_plan(problem, before)),
        events=Events(retired=frozenset({gone})),
    )
    mine = {move.rule for move in found if move.was and move.was.story == gone}
    assert mine == {"retired"}
    assert any(render(move.why, "en").endswith("the story was retired") for move in found)


@pytest.mark.parametrize(("events", "rule"), [("dropped", "dropped"), ("unlisted", "photo_gone")])
def test_a_photo_that_people_took_out_is_not_said_to_lack_consent(village, events, rule):
    before = planned(village)
    gone = next(item.share for item in before)
    photos = [replace(p, consent=Consent()) if p.id == gone else p for p in village.photos]
    problem = village.changed(photos=photos).posed()
    found = moves(
        problem,
        before,
        plan(problem, previous=as_plan(problem, before)),
        events=Events(**{events: frozenset({gone})}),
    )
    assert {move.rule for move in found} == {rule}
