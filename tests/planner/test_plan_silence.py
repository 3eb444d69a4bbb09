"""Slots that the week template silences on a weekday: nothing is said there, and nothing asked for."""

import json
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.errors import WrongInput
from content.messages import render
from content.model import GroupKind, Placement, Slot
from content.model.channel import Channel
from content.model.planning import CellRule, FormRule, WeekRules
from content.model.week import speaking, template_of
from content.planner import Pin, build_problem, placements, plan
from content.planner.exchange.exchange import PlanResult, read_problem, read_rules, rules_json
from content.planner.problem.inputs import Learnt, Tastes
from content.planner.problem.request import PlanRequest
from content.planner.verify.verify import PlanClaims, verify
from tests.planner.worlds import communities
from tests.properties import examples

always = examples(40)
worlds = communities(stories=(1, 16))
silences = st.lists(
    st.sampled_from([(kind, day, slot) for kind in GroupKind for day in range(7) for slot in Slot])
)


def silent(*slots, weekday=0, kind=GroupKind.DAILY):
    return tuple(FormRule(kind, weekday, slot, frozenset()) for slot in slots)


def one_day(kit, *slots, **more):
    """A group, two days, stories that want two photos; the first day has silent slots."""
    photos = [kit.photo(f"u{n}", score=0.5 + n / 100) for n in range(8)]
    stories = [kit.story("s", wants_photo=True), kit.story("t", wants_photo=True)]
    rules = kit.rules(forms=silent(*slots))
    return kit.small([kit.group("a")], stories, photos, rules=rules, days=2).changed(**more)


def told(case):
    """The placements by day, once nothing is wrong with them."""
    placed = placements(case.posed(), plan(case.posed()))
    assert case.violations(placed) == []
    return {item.day: item for item in placed}


@always
@given(worlds, silences, st.booleans())
def test_whatever_is_silenced_no_rule_is_broken_and_each_says_its_worth(kit, world, cells, explore):
    case = kit.ruled(kit.case(**world), world["seed"], explore=explore)
    forms = [*case.rules.forms, *(FormRule(*cell, forms=frozenset()) for cell in cells)]
    case = case.changed(rules=replace(case.rules, forms=tuple(forms)))
    asked, problem = case.request(), case.posed()
    made = plan(problem)
    answer = PlanResult.of(asked, problem, made)
    said = PlanClaims(
        objective=made.objective,
        gaps=[(gap.group, gap.day) for gap in answer.gaps if gap.slot is None],
        ways=[(way.group, way.day, way.slot, way.channel) for way in answer.routed],
    )
    verdict = verify(asked, answer.placements, said)
    assert (verdict.violations, verdict.objective) == ([], made.objective)


@pytest.mark.parametrize("slots", [slots for count in range(5) for slots in combinations(Slot, count)])
def test_each_slot_that_speaks_asks_for_its_photo_and_no_other(kit, slots):
    day = told(one_day(kit, *slots)).get(kit.monday)
    if len(slots) == len(Slot):
        assert day is None
    else:
        assert (day.share is None) == (Slot.AFTERNOON in slots)
        assert (day.opener is None) == (Slot.MORNING in slots)


def test_a_silenced_afternoon_is_no_gap_where_there_are_no_photos(kit):
    case = one_day(kit, Slot.AFTERNOON, Slot.MORNING, photos=[], days=1)
    assert kit.made(case.posed(), plan(case.posed())).gaps == []


def test_other_weekdays_and_kinds_are_not_silenced(kit):
    case = one_day(kit, Slot.AFTERNOON)
    assert told(case)[case.day(1)].share is not None
    flash = case.changed(groups=[kit.group("a", GroupKind.FLASH)])
    assert told(flash)[case.day(0)].share is not None


def test_a_day_whose_slots_are_all_silent_is_closed_without_a_word(kit):
    case = one_day(kit, *Slot)
    assert list(told(case)) == [case.day(1)]
    assert kit.made(case.posed(), plan(case.posed())).gaps == []


def test_a_group_whose_only_slot_is_silent_gets_nothing_that_day(kit):
    case = one_day(kit, Slot.EVENING).changed(groups=[kit.group("a", slots=[Slot.EVENING])])
    assert list(told(case)) == [case.day(1)]


def test_a_pin_on_a_silent_day_is_an_explained_gap(kit):
    case = one_day(kit, *Slot, pins=[Pin("a", kit.monday, "s")])
    [gap] = kit.made(case.posed(), plan(case.posed())).gaps
    assert "钉住的日子本群不发" in render(gap.sentence, "zh")


def test_a_pin_overrules_forms_but_not_silence(kit):
    case = one_day(kit, Slot.AFTERNOON, pins=[Pin("a", kit.monday, "s")])
    only_myths = FormRule(GroupKind.DAILY, 0, Slot.NOON, frozenset({"myth"}))
    day = told(case.changed(rules=kit.rules(forms=(*case.rules.forms, only_myths))))[kit.monday]
    assert (day.story, day.share) == ("s", None)


def test_a_silent_slot_earns_no_likes(kit):
    liked: Learnt = {(GroupKind.DAILY, slot, "quiz"): (9, 9) for slot in Slot}
    case = one_day(kit, Slot.NOON)
    asked: PlanRequest = replace(case.request(), tastes=Tastes(liked))
    problem = build_problem(asked)
    first, second = (problem.groups.taste[0, day, problem.stories.form[0]] for day in (0, 1))
    assert first * 4 == second * 3


def test_silence_changes_no_draw_but_its_own(kit):
    """With Thompson draws: what the other slots drew stays."""
    speaking_day = one_day(kit).changed(rules=kit.rules(explore=True)).posed(seed=3)
    silent_day = one_day(kit).changed(rules=kit.rules(explore=True, forms=silent(Slot.NOON))).posed(seed=3)
    assert np.array_equal(speaking_day.groups.taste[:, 1], silent_day.groups.taste[:, 1])
    assert (speaking_day.groups.taste[:, 0] >= silent_day.groups.taste[:, 0]).all()


def test_no_road_is_asked_to_carry_a_silent_slot(kit):
    case = one_day(kit, Slot.EVENING)
    case = case.changed(rules=replace(case.rules, channels=(Channel("mass", "群发"),)))
    problem = case.posed()
    ways = PlanResult.of(case.request(), problem, plan(problem)).routed
    assert (case.day(0), Slot.EVENING) not in {(way.day, way.slot) for way in ways}
    assert (case.day(1), Slot.EVENING) in {(way.day, way.slot) for way in ways}


@pytest.mark.parametrize(
    "slots, item, says",
    [
        ([Slot.AFTERNOON], Placement("a", None, "s", share="u0"), "a share photo without an afternoon slot"),
        ([Slot.MORNING], Placement("a", None, "s", opener="u0"), "an opener that nobody asked for"),
        (list(Slot), Placement("a", None, "s"), "the week template silences the whole day"),
    ],
)
def test_the_checker_hears_what_breaks_the_silence(kit, slots, item, says):
    case = one_day(kit, *slots)
    assert any(says in line for line in case.violations([replace(item, day=kit.monday)]))


def test_the_checker_sees_a_road_that_breaks_the_silence(kit):
    case = one_day(kit, Slot.EVENING)
    case = case.changed(rules=replace(case.rules, channels=(Channel("mass", "群发"),)))
    said = PlanClaims(ways=[("a", kit.monday, Slot.EVENING, "mass")])
    assert "a 2026-03-02 evening: a silent slot" in verify(case.request(), [], said).violations


def test_where_two_rules_speak_of_one_cell_the_last_one_does(kit):
    rules = (*silent(Slot.NOON), FormRule(GroupKind.DAILY, 0, Slot.NOON, frozenset({"quiz"})))
    assert Slot.NOON in speaking(kit.group("a"), kit.monday, template_of(rules))
    assert Slot.NOON not in speaking(kit.group("a"), kit.monday, template_of(rules[::-1]))


def test_silence_is_said_by_a_cell_without_forms(tmp_path):
    rules = WeekRules(silent(Slot.NOON, Slot.AFTERNOON))
    file = tmp_path / "rules.json"
    file.write_text(json.dumps(rules_json(rules)), encoding="utf-8")
    assert read_rules(file) == rules
    assert json.loads(file.read_text())["forms"][0]["forms"] == []


def test_a_cell_of_the_template_that_is_said_twice_is_refused(tmp_path):
    cell = {"kind": "daily", "weekday": 0, "slot": "noon"}
    forms = [cell | {"forms": ["quiz"]}, cell | {"forms": []}]
    problem = {"sishi": "plan-problem/1", "first_day": "2026-03-02", "days": 1, "groups": [], "stories": []}
    file = tmp_path / "problem.json"
    file.write_text(json.dumps(problem | {"rules": {"forms": forms}}), encoding="utf-8")
    with pytest.raises(WrongInput, match=r"rules\.forms: \[1\] speaks of a kind, weekday and slot"):
        read_problem(file)


# -- what an experiment asks of one group's day --------------------------------------------------------------
@always
@given(
    worlds, st.lists(st.tuples(st.integers(0, 3), st.integers(0, 6), st.sampled_from(Slot), st.booleans()))
)
def test_whatever_an_experiment_asks_no_rule_is_broken_and_each_says_its_worth(kit, world, asked):
    case = kit.ruled(kit.case(**world), world["seed"])
    names = [group.id for group in case.groups]
    forms = frozenset({case.stories[0].form})
    cells = {
        (names[n % len(names)], case.day(day), slot): forms if is_form else frozenset()
        for n, day, slot, is_form in asked
    }
    rules = tuple(CellRule(*cell, forms=ruled) for cell, ruled in cells.items())
    case = case.changed(rules=replace(case.rules, cells=rules))
    problem = case.posed()
    made = plan(problem)
    answer = PlanResult.of(case.request(), problem, made)
    ways = [(way.group, way.day, way.slot, way.channel) for way in answer.routed]
    verdict = verify(case.request(), answer.placements, PlanClaims(objective=made.objective, ways=ways))
    assert (verdict.violations, verdict.objective) == ([], made.objective)


def test_an_experiment_silences_one_group_on_one_day_and_opens_no_silence(kit):
    case = one_day(kit, Slot.MORNING).changed(groups=[kit.group("a"), kit.group("b")])
    cells = (
        CellRule("a", kit.monday, Slot.AFTERNOON, frozenset()),
        CellRule("a", kit.monday, Slot.MORNING, frozenset({"quiz"})),
    )
    placed = placements(ruled := case.changed(rules=replace(case.rules, cells=cells)).posed(), plan(ruled))
    days = {(item.group, item.day): item for item in placed}
    assert days["a", kit.monday].share is days["a", kit.monday].opener is None
    assert days["b", kit.monday].share is not None
    assert days["a", case.day(1)].share is not None


def test_an_experiments_form_goes_before_the_weeks(kit):
    stories = [kit.story("s", form="myth"), kit.story("t", form="quiz")]
    weekly = FormRule(GroupKind.DAILY, 0, Slot.NOON, frozenset({"myth"}))
    own = CellRule("a", kit.monday, Slot.NOON, frozenset({"quiz"}))
    case = kit.small([kit.group("a"), kit.group("b")], stories, [], rules=kit.rules(forms=(weekly,)), days=1)
    case = case.changed(rules=replace(case.rules, cells=(own,)))
    placed = placements(case.posed(), plan(case.posed()))
    assert case.violations(placed) == []
    assert {item.group: item.story for item in placed} == {"a": "t", "b": "s"}
