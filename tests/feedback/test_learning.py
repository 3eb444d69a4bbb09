"""What responses teach the planner, and what a person says of it."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import numpy as np
import pytest

from content.errors import WrongInput
from content.feedback.form_lesson import LessonInputs, form_lesson
from content.feedback.policy import LoggedDay, policy_value
from content.feedback.slot_times import better_time, quarters
from content.model import FormCell, GroupKind, Message, PlanProposal, ProposalKind, ProposalState, Slot
from content.night import NightOrder
from services.learning import hold_form, learn, release_form, set_learning
from services.learning_view import learning_state
from services.nightly import feedback, lay_out
from services.plan_changes import changes_of
from services.proposals import accept, refuse, undo
from tests.feedback.counted_history import LAST, MadeHistory

DAY = date(2026, 11, 30)


def cells(effects, groups=12, weeks=6, seed=0):
    chance = np.random.default_rng(seed)
    rows = []
    for group in range(groups):
        for week in range(weeks):
            for form, effect in effects.items():
                counts = chance.poisson(12 * effect * chance.gamma(20, 1 / 20, 4))
                sums = int(counts.sum()), int((counts**2).sum())
                rows.append(FormCell(f"g{group}", Slot.NOON, form, week, 4, *sums, 8.0, 400))
    return rows


def lesson_of(rows, kinds=None, weeks=6):
    groups = {row.group for row in rows}
    kinds = kinds or dict.fromkeys(groups, GroupKind.DAILY)
    return form_lesson(LessonInputs(rows, kinds, dict.fromkeys(groups, weeks)), DAY)


def test_a_better_form_is_learnt_to_be_better_and_old_weeks_count_less():
    rows = cells({"a": 1.0, "b": 1.3, "c": 1.0})
    ratios = {row.form: row.ratio.value for row in lesson_of(rows).forms}
    assert ratios["b"] > 1.1 > ratios["a"]
    old = [replace(row, week=row.week + 12) for row in rows]
    doubts = [{row.form: row.spread for row in lesson_of(some).forms}["b"] for some in (rows, old)]
    assert {row.form: row.ratio.value for row in lesson_of(old).forms}["b"] <= ratios["b"] + 0.02
    assert doubts[0] > 0


def test_nothing_is_learnt_under_two_full_weeks():
    assert lesson_of(cells({"a": 1.0, "b": 2.0}), weeks=1) is None


def test_kinds_with_enough_groups_have_their_own_findings():
    rows = cells({"a": 1.0, "b": 1.3})
    kinds = {f"g{n}": GroupKind.FLASH if n < 6 else GroupKind.DAILY for n in range(12)}
    assert {row.kind for row in lesson_of(rows, kinds).forms} == {None, GroupKind.FLASH, GroupKind.DAILY}


def test_the_hands_plan_is_valued_without_bias_from_days_that_the_draw_chose():
    chance = np.random.default_rng(4)
    days = []
    for _ in range(4000):
        probability = float(chance.uniform(0.1, 0.9))
        by_hand = bool(chance.random() < probability)
        odds = probability if by_hand else 1 - probability
        days.append(LoggedDay(chance.normal(0.1 if by_hand else 0.2, 0.02), odds, by_hand))
    value = policy_value(days)
    assert abs(value.by_hand.value - 10) < 0.2
    assert value.by_hand.low < value.by_hand.value < value.by_hand.high
    assert 13 < value.learnt < 17
    assert policy_value(days[:20]).by_hand is None


def test_another_time_is_proposed_only_where_members_clearly_talk_more():
    days = [DAY - timedelta(days=n) for n in range(28)]
    talk = [datetime.combine(day, time(11, 45 + n)) for day in days for n in range(6)]
    talk += [datetime.combine(day, time(12, 20)) for day in days]
    sent = [datetime.combine(day, time(12, 30)) for day in days]
    better = better_time(quarters(talk, sent, days, time(12, 30)))
    assert (better.at, better.rate, better.usual) == (time(11, 45), 6.0, 1.0)
    even = [datetime.combine(day, time(11, n)) for day in days for n in range(30, 60)]
    even += [datetime.combine(day, time(12, n)) for day in days for n in range(30)]
    assert better_time(quarters(even, sent, days, time(12, 30))) is None


def test_a_night_learns_where_it_counts_and_planning_alone_does_not(history: MadeHistory) -> None:
    order = NightOrder("", LAST + timedelta(days=2), 7)
    lay_out(history.context, order)
    assert learning_state(history.context).lesson is None
    feedback(history.context, order)
    assert learning_state(history.context).lesson is not None


@pytest.fixture
def learnt(history: MadeHistory):
    first = LAST + timedelta(days=2)
    learn(history.context, NightOrder("", first, 7))
    return history.context


def test_a_week_is_learnt_from_once(learnt):
    state = learning_state(learnt)
    assert state.is_on
    assert state.lesson.day.weekday() == 0
    assert {row.slot for row in state.lesson.forms} == set(Slot)
    assert learn(learnt, NightOrder("", LAST + timedelta(days=2), 7)) is None


def test_a_person_turns_learning_off_and_sets_a_form_back(learnt):
    assert set_learning(learnt, False, actor="小林")
    assert not set_learning(learnt, False, actor="小林")
    assert not learning_state(learnt).is_on
    set_learning(learnt, True, actor="小林")
    assert hold_form(learnt, Slot.NOON, "choice", actor="小林")
    assert [change.is_held for change in changes_of(learning_state(learnt))].count(True) == 1
    assert release_form(learnt, Slot.NOON, "choice", actor="小林")
    assert not any(change.is_held for change in changes_of(learning_state(learnt)))


def test_an_accepted_time_is_the_groups_and_can_be_taken_back(learnt, history):
    group, why = history.groups[0].group, Message("learning.why_time", rate=6.0, usual=2.0, days=28)
    before = f"{group.slots[Slot.NOON]:%H:%M}"
    made = [
        PlanProposal(
            0,
            ProposalKind.SLOT_TIME,
            group.id,
            Slot.NOON,
            before,
            "12:20",
            why,
            ProposalState.OPEN,
            learnt.clock(),
        )
        for _ in range(2)
    ]
    with learnt.open_store() as store:
        store.learning.add_proposals(made)
    second, first = (row.id for row in learning_state(learnt).proposals[:2])
    accept(learnt, first, actor="小林")
    with learnt.open_store() as store:
        assert store.library.group(group.id).slots[Slot.NOON] == time(12, 20)
    with pytest.raises(WrongInput):
        accept(learnt, second, actor="小林")  # the group has another time by now
    with pytest.raises(WrongInput):
        refuse(learnt, first, actor="小林")
    undo(learnt, first, actor="小林")
    with learnt.open_store() as store:
        assert f"{store.library.group(group.id).slots[Slot.NOON]:%H:%M}" == before
    refuse(learnt, second, actor="小林")
