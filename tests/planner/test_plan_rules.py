"""Templates, arcs, elements and roads, in whatever community; judged by code that shares none with the
planner."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.messages import render
from content.model import GroupKind, Slot
from content.model.planning import Arc, CampaignPhase, ElementRule, FormRule
from content.planner import Pin, Tastes, build_problem, placements, plan
from content.planner.exchange.exchange import PlanResult
from content.planner.problem.inputs import FormWorth
from content.planner.solver.shards import Shards
from content.planner.verify.verify import PlanClaims, verify
from tests.planner.worlds import communities
from tests.properties import examples

always = examples(40)
worlds = communities()


@always
@given(worlds, st.booleans())
def test_no_plan_breaks_a_rule_and_each_says_its_worth(kit, world, explore):
    case = kit.ruled(kit.case(**world), world["seed"], explore=explore)
    asked, problem = case.request(), case.posed()
    made = plan(problem)
    answer = PlanResult.of(asked, problem, made)
    said = PlanClaims(
        objective=made.objective,
        gaps=[(gap.group, gap.day) for gap in answer.gaps if gap.slot is None],
        ways=[(way.group, way.day, way.slot, way.channel) for way in answer.routed],
    )
    verdict = verify(asked, answer.placements, said)
    assert verdict.violations == []
    assert verdict.objective == made.objective


@examples(15)
@given(worlds, st.booleans(), st.integers(1, 1000))
def test_what_responses_say_of_forms_is_worth_the_same_to_both(kit, world, explore, bound):
    case = kit.ruled(kit.case(**world), world["seed"], explore=explore)
    asked = case.request()
    forms = {
        (kind, slot, form): FormWorth(300 + 37 * n % 500, 13 * n % 120)
        for n, form in enumerate(sorted({story.form for story in case.stories}))
        for slot in Slot
        for kind in (None, GroupKind.FLASH)
    }
    asked = replace(asked, tastes=Tastes(forms=forms), rules=replace(asked.rules, form_bound=bound))
    problem = build_problem(asked)
    made = plan(problem)
    assert verify(asked, placements(problem, made)).objective == made.objective


@always
@given(worlds)
def test_no_element_that_is_lacking_could_be_had_by_changing_one_day(kit, world):
    case = kit.ruled(kit.case(**world), world["seed"])
    asked, problem = case.request(), case.posed()
    answer = PlanResult.of(asked, problem, plan(problem))
    for lack in answer.lacks[:3]:
        for changed in _changes(case, answer.placements, lack):
            assert verify(asked, changed).violations, f"{render(lack.why, 'en')} could be had"


def _changes(case, placed, lack):
    """Every way to tell another story on one unpinned day of the week, that gives the week more elements."""
    week = {lack.monday + timedelta(days=day) for day in range(7)}
    days = {case.day(number) for number in range(case.days)} & week
    pinned = {(pin.group, pin.day) for pin in case.pins}
    library = {story.id: story for story in case.stories}
    wanted = _wanted(case, lack.group)
    for day in sorted(days - {day for group, day in pinned if group == lack.group}):
        here = [item for item in placed if (item.group, item.day) == (lack.group, day)]
        others = [item for item in placed if (item.group, item.day) != (lack.group, day)]
        rest = [library[item.story] for item in others if item.group == lack.group and item.day in week]
        have = _covered([*rest, *(library[item.story] for item in here)], wanted)
        for story in case.stories:
            if here and story.id != here[0].story and _covered([*rest, story], wanted) > have:
                yield [*others, replace(here[0], story=story.id, share=None, opener=None)]


def _wanted(case, name):
    [kind] = [group.kind for group in case.groups if group.id == name]
    return {rule.element: rule.a_week for rule in case.rules.elements if rule.kind is kind}


def _covered(stories, wanted):
    return sum(min(most, sum(name in story.elements for story in stories)) for name, most in wanted.items())


@always
@given(worlds, st.integers(1, 4))
def test_rules_do_not_make_the_plan_depend_on_blocks(kit, world, block):
    problem = kit.ruled(kit.case(**world), world["seed"]).posed()
    assert plan(problem).digest == plan(problem, shards=Shards(groups=block)).digest


@always
@given(worlds)
def test_under_rules_too_a_plan_made_again_does_not_move(kit, world):
    problem = kit.ruled(kit.case(**world), world["seed"]).posed()
    made = plan(problem)
    assert plan(problem, previous=made).digest == made.digest


def test_a_campaign_is_sown_before_it_sells(kit):
    stories = [kit.story(f"soft{n}", "mug") for n in range(6)]
    stories += [kit.story(f"mug{n}", "mug", promo=0.2) for n in range(4)]
    stories += [kit.story(f"oil{n}", "oil", promo=0.2) for n in range(4)]
    arc = Arc("spring", "mug", kit.monday, seeding_days=2, conversion_days=2)
    case = kit.small([kit.group("a")], stories, [], rules=kit.rules(arcs=(arc,)), days=5)
    problem = case.posed()
    told = {item.day: item.story for item in placements(problem, plan(problem))}
    assert len(told) == 5
    assert all(told[case.day(day)].startswith("soft") for day in (0, 1))
    assert not any(told[case.day(day)].startswith("oil") for day in (2, 3))


@pytest.mark.parametrize(
    "day, phase",
    [
        (-1, None),
        (0, CampaignPhase.SEEDING),
        (4, CampaignPhase.SEEDING),
        (5, CampaignPhase.CONVERSION),
        (10, CampaignPhase.CONVERSION),
        (11, None),
    ],
)
def test_an_arc_has_five_days_of_seeding_and_six_of_conversion(kit, day, phase):
    assert Arc("spring", "mug", kit.monday).phase(kit.monday + timedelta(days=day)) is phase


def test_the_week_template_says_which_form_a_weekday_has(kit):
    stories = [kit.story("q", form="quiz"), kit.story("m", form="myth"), kit.story("r", form="riddle")]
    rule = FormRule(GroupKind.DAILY, 1, Slot.NOON, frozenset({"myth"}))
    case = kit.small([kit.group("a")], stories, [], rules=kit.rules(forms=(rule,)), days=3)
    problem = case.posed()
    told = {item.day: item.story for item in placements(problem, plan(problem))}
    assert told[case.day(1)] == "m"


def test_a_day_without_a_story_of_its_form_says_so(kit):
    rule = FormRule(GroupKind.DAILY, 0, Slot.NOON, frozenset({"myth"}))
    case = kit.small(
        [kit.group("a")], [kit.story("q", form="quiz")], [], rules=kit.rules(forms=(rule,)), days=1
    )
    [gap] = kit.made(case.posed(), plan(case.posed())).gaps
    assert [(step.rule, step.left) for step in gap.funnel][-1] == ("form", 0)
    assert render(gap.fix, "zh") == "让周模板在 2026-03-02 也收《q》的形式"


def test_a_pin_overrules_the_week_template(kit):
    rule = FormRule(GroupKind.DAILY, 0, Slot.NOON, frozenset({"myth"}))
    pins = [Pin("a", kit.monday, "q")]
    case = kit.small(
        [kit.group("a")], [kit.story("q", form="quiz")], [], pins=pins, rules=kit.rules(forms=(rule,)), days=1
    )
    problem = case.posed()
    placed = placements(problem, plan(problem))
    assert [item.story for item in placed] == ["q"]
    assert case.violations(placed) == []


def test_a_week_gets_its_element_though_another_story_is_liked_better(kit):
    photos = [kit.photo(f"u{n}", score=1.0) for n in range(9)]
    stories = [kit.story(f"s{n}") for n in range(9)] + [kit.story("care", "care", elements=("关怀",))]
    rules = kit.rules(elements=(ElementRule(GroupKind.DAILY, "关怀"),))
    case = kit.small([kit.group("a")], stories, photos, rules=rules, days=7)
    problem = case.posed()
    assert "care" in {item.story for item in placements(problem, plan(problem))}


def test_an_element_that_nobody_has_is_lacking_with_its_funnel(kit):
    rules = kit.rules(elements=(ElementRule(GroupKind.DAILY, "福利", 2),))
    stories = [kit.story(f"s{n}") for n in range(7)] + [kit.story("loud", promo=1.0, elements=("福利",))]
    case = kit.small([kit.group("a", promo_cap=0.5)], stories, [], rules=rules, days=7)
    problem = case.posed()
    [lack] = PlanResult.of(case.request(), problem, plan(problem)).lacks
    assert (lack.group, lack.monday, lack.element, lack.times) == ("a", kit.monday, "福利", 2)
    assert [(step.rule, step.left) for step in lack.funnel] == [
        ("stories", 1),
        ("suits", 1),
        ("rested", 1),
        ("promo", 0),
    ]
    assert render(lack.why, "zh").startswith("2026-03-02 这一周还缺 2 条「福利」")


def test_weeks_that_do_not_end_within_the_plan_are_not_asked_for_elements(kit):
    rules = kit.rules(elements=(ElementRule(GroupKind.DAILY, "福利"),))
    case = kit.small([kit.group("a")], [kit.story("s")], [], rules=rules, days=6)
    problem = case.posed()
    assert PlanResult.of(case.request(), problem, plan(problem)).lacks == []
