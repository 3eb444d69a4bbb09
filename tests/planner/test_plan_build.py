"""From the model's objects to arrays and back."""

from datetime import timedelta

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from content.model import Consent, ConsentScope, ConsentState, GroupKind, Placement, Slot
from content.planner import PlanRequest, PlanRules, Tastes, as_plan, build_problem, plan
from content.planner.explain.odds import placement_odds
from content.planner.problem.arrays import GONE, NONE, mixed
from content.planner.problem.inputs import FormWorth
from content.planner.solver.plan_state import Ledger

dates = st.none() | st.integers(-3, 6)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(ConsentState), st.sampled_from(ConsentScope), dates, dates, st.booleans())
def test_consent_means_to_the_planner_what_it_means_to_the_model(kit, state, scope, since, until, poster):
    since, until = (None if d is None else kit.monday + timedelta(days=d) for d in (since, until))
    uses = frozenset({"poster"} if poster else {"report"})
    photo = kit.photo("u", home="a", consent=Consent(state, scope, uses, since, until))
    case = kit.small([kit.group("a"), kit.group("b")], [kit.story("s")], [photo], days=4)
    ledger = Ledger(case.posed())
    for row, group in enumerate("ab"):
        for day in range(4):
            allowed = photo.consent.allows("poster", home="a", group=group, day=case.day(day))
            assert ledger.consents(row, day, 0) == allowed


def test_what_likes_have_taught_becomes_the_expected_engagement(kit):
    groups = [kit.group("a"), kit.group("b", slots=[Slot.NOON]), kit.group("c", GroupKind.FLASH)]
    learnt = {(GroupKind.DAILY, Slot.NOON, "quiz"): (8, 8)}
    problem = _posed(kit, groups, tastes=Tastes(learnt))
    quiz = problem.forms.index(("quiz",) * 4)
    assert problem.groups.taste[:, :, quiz].tolist() == [[2400] * 2, [900] * 2, [2000] * 2]


def test_exploring_draws_the_same_for_the_same_group_date_and_seed(kit):
    groups, explore = [kit.group("a"), kit.group("b")], kit.rules(explore=True)
    first = _posed(kit, groups, rules=explore, seed=7).groups.taste
    next_night = _posed(kit, groups, rules=explore, seed=7, first_day=kit.before(-1)).groups.taste
    other_seed = _posed(kit, groups, rules=explore, seed=8).groups.taste
    assert np.array_equal(first[:, 1], next_night[:, 0])
    assert not np.array_equal(first[0], first[1])
    assert not np.array_equal(first, other_seed)


def test_what_responses_say_moves_a_form_within_the_bound_and_no_further(kit):
    groups = [kit.group("a", slots=[Slot.NOON]), kit.group("c", GroupKind.FLASH, slots=[Slot.NOON])]
    forms = {(None, Slot.NOON, "quiz"): FormWorth(600), (GroupKind.FLASH, Slot.NOON, "quiz"): FormWorth(990)}
    taste = Tastes(forms=forms)
    problem = _posed(kit, groups, tastes=taste)
    quiz = problem.forms.index(("quiz",) * 4)
    assert problem.groups.taste[:, 0, quiz].tolist() == [600, 750]
    unbound = _posed(kit, groups, tastes=taste, rules=kit.rules(form_bound=0)).groups.taste
    assert np.array_equal(unbound, _posed(kit, groups).groups.taste)


def test_a_form_learnt_better_is_drawn_more_often_and_the_same_every_night(kit):
    groups, rules = [kit.group(f"g{n}") for n in range(60)], kit.rules(explore=True)
    draws = []
    for mean in (500, 560):
        tastes = Tastes(forms={(None, slot, "quiz"): FormWorth(mean, 60) for slot in Slot})
        draws.append(_posed(kit, groups, tastes=tastes, rules=rules, seed=3).groups.taste)
    quiz = _posed(kit, groups).forms.index(("quiz",) * 4)
    assert (draws[1][..., quiz] - draws[0][..., quiz] == 240).mean() > 0.9
    assert abs(draws[0][..., quiz].mean() - 2000) < 30
    assert 100 < draws[0][..., quiz].std() < 140


def test_a_cell_tells_how_probable_its_forms_were_before_the_draw(kit):
    groups = [kit.group(f"g{n:02}", slots=[Slot.NOON]) for n in range(80)]
    stories = [kit.story("a", form="quiz"), kit.story("b", form="poll")]
    forms = {(None, Slot.NOON, "quiz"): FormWorth(560, 60), (None, Slot.NOON, "poll"): FormWorth(500, 60)}
    asked = PlanRequest(
        kit.monday, 1, groups, stories, tastes=Tastes(forms=forms), rules=kit.rules(explore=True)
    )
    problem = build_problem(asked)
    odds = placement_odds(asked, problem, plan(problem))
    chosen = {row.group: row for row in odds}
    assert len(chosen) == len(groups)
    quiz = [row.probability for row in odds if row.story == "a"]
    poll = [row.probability for row in odds if row.story == "b"]
    assert abs(len(quiz) - sum(quiz) - sum(1 - p for p in poll)) < 15  # as often as it was probable
    assert min(quiz) > max(poll)


def _posed(kit, groups, *, first_day=None, rules=None, seed=0, tastes=None):
    return build_problem(
        PlanRequest(
            first_day or kit.monday,
            2,
            groups,
            [kit.story("s")],
            rules=rules or PlanRules(),
            tastes=tastes or Tastes(),
            seed=seed,
        )
    )


def test_an_earlier_plan_is_read_as_far_as_it_still_makes_sense(kit):
    problem = kit.small([kit.group("a")], [kit.story("s")], [kit.photo("u")], days=2).posed()
    earlier = [
        Placement("a", kit.before(1), "s", "u"),
        Placement("a", kit.monday, "gone", "u"),
        Placement("a", kit.monday + timedelta(days=1), "s", "u", "gone"),
        Placement("nobody", kit.monday, "s"),
    ]
    plan = as_plan(problem, earlier)
    assert plan.story.tolist() == [[NONE, problem.stories.ids.index("s")]]
    assert plan.photo.tolist() == [[[0, 0]], [[NONE, GONE]]]


def test_a_group_likes_what_its_members_photograph_but_not_without_end(kit):
    photos = [kit.photo(f"u{n}", home="a") for n in range(98)]
    problem = kit.small([kit.group("a"), kit.group("b")], [kit.story("s")], photos).posed()
    assert problem.groups.affinity[:, problem.products.index("sauce")].tolist() == [392, 0]


def test_keys_are_the_same_on_every_machine(kit):
    problem = kit.small([kit.group("a")], [], []).posed()
    assert problem.groups.key.tolist() == [4681665781835383343]
    assert mixed(problem.groups.key).tolist() == [1786339900719625571]
