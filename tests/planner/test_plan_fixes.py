"""The fix that a gap names is the best one there is: held against trying each of them."""

from datetime import timedelta
from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from content.model import Consent, ConsentState, GroupKind
from content.planner import gaps, plan
from content.planner.explain.fixes import best_story
from content.planner.explain.gaps import RULES
from content.planner.explain.why import on_record
from content.planner.problem.arrays import NONE, PlanArrays
from content.planner.solver.objective import objective
from tests.planner.worlds import communities

QUIET = settings(max_examples=25, deadline=None, derandomize=True)


def gain_of_trying_each(problem, plan_, group, day):
    """The most that the objective gains where one rule is lifted for a story, its photos tried one by one."""
    ledger = on_record(problem, plan_)
    ledger.clear(group, day)
    barred, best = ledger.obstacles(group, day), 0
    for story in np.flatnonzero(np.isin(barred, RULES)).tolist():
        places = ledger.places(group, day, story)
        shown = np.flatnonzero(problem.photos.product == problem.stories.product[story]).tolist()
        fitting = [NONE, *(photo for photo in shown if ledger.may_show(group, day, photo))]
        for photos in product(*(fitting if place in places else [NONE] for place in (0, 1))):
            authors = [ledger.facts.author[photo] for photo in photos if photo != NONE]
            if len(set(authors)) == len(authors):
                stories, pictures = plan_.story.copy(), plan_.photo.copy()
                stories[group, day], pictures[:, group, day] = story, photos
                tried = objective(problem, PlanArrays(stories, pictures))
                best = max(best, tried - objective(problem, plan_))
    return best


@QUIET
@given(communities(groups=2, days=3, stories=(3, 6), photos=(0, 6)), st.sampled_from(["tight", "short"]))
def test_no_other_story_would_gain_more_than_the_one_that_is_named(kit, shape, family):
    problem = kit.case(**shape, family=family, odd=False).posed()
    made = plan(problem)
    ledger = on_record(problem, made)
    lacking = ((made.story == NONE) | ledger.lacking_photos().any(0)) & ~problem.frozen
    for group, day in np.argwhere(
        lacking & ~problem.groups.closed & ~problem.groups.slotless[:, None]
    ).tolist():
        fix = best_story(ledger, (group, day), RULES, problem.stories.known)
        assert (fix.gain if fix else 0) == gain_of_trying_each(problem, made, group, day)
    assert np.array_equal(ledger.stories, made.story)
    assert np.array_equal(ledger.photo, made.photo)


def test_the_better_photo_is_named_whichever_rule_is_in_its_way(kit):
    asked = kit.photo("asked", score=0.2, consent=Consent(ConsentState.ASKED))
    spent = kit.photo("spent", score=0.9)
    history = [kit.shown_on("gone", kit.monday - timedelta(days=9), "old", "spent")]
    rules = kit.rules(photo_groups=1)
    case = kit.small([kit.group("a")], [kit.story("s")], [asked, spent], history, rules=rules, days=1)
    [gap] = gaps(case.posed(), plan(case.posed()))
    assert (gap.fix.code, gap.fix.params["photo"]) == ("gap.one_group_more", "spent")


def test_a_story_with_a_photo_of_its_own_is_named_before_a_worthier_one_without(kit):
    flash = frozenset({GroupKind.FLASH})
    stories = [kit.story("bare", "sauce", kinds=flash), kit.story("shown", "oil", kinds=flash)]
    photos = [kit.photo("o", "oil", home="a")]
    case = kit.small([kit.group("a")], stories, photos, days=1)
    [gap] = gaps(case.posed(), plan(case.posed()))
    assert (gap.fix.code, gap.fix.params["title"]) == ("gap.fix_kind", "shown")
