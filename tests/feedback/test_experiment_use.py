"""An experiment from its question to its verdict, over a made community."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, insert, select, text

from content.errors import WrongInput
from content.messages import render
from content.model import (
    Arm,
    ExperimentDesign,
    ExperimentMetric,
    ExperimentQuestion,
    ExperimentState,
    ExperimentVerdict,
    Slot,
)
from content.model.week import speaking, template_of
from content.store.outcome_tables import PostResponseRow
from services.experiment_tables import experiment_tables
from services.experiment_view import experiment_lines, experiment_view
from services.experiment_words import facts, headline, stopped_words
from services.experiments import (
    GUARD,
    ExperimentWish,
    keep_guards,
    new_experiment,
    plan_experiment,
    stop_experiment,
)
from services.insight_scope import InsightQuery, scope_of
from services.learning import _inputs
from tests.feedback.counted_history import LAST, NOW, RULES, ZONE, MadeHistory

WISH = ExperimentWish("Four or two", ExperimentQuestion.SLOTS, metric=ExperimentMetric.SPEAKERS, periods=6)
FIRST = RULES.first + timedelta(days=7)  # the last six weeks of it
POSTS, A_WEEK = PostResponseRow.__table__, timedelta(weeks=1)
SILENT = {Slot.NOON, Slot.AFTERNOON}


def at(context, day):
    """The same workspace on another day."""
    return replace(context, clock=lambda: datetime(day.year, day.month, day.day, 9, tzinfo=ZONE))


@pytest.fixture(scope="module")
def context(history: MadeHistory):
    return history.context


@pytest.fixture
def fixed(context):
    """An experiment over the last six weeks, as it was fixed the day before; gone afterwards."""
    made = new_experiment(at(context, FIRST - timedelta(days=1)), replace(WISH, first_day=FIRST), actor="Lin")
    yield made
    with context.workspace.database.engine.begin() as connection:
        connection.execute(text("DELETE FROM experiments"))
        connection.execute(text("DELETE FROM experiment_cells"))


@pytest.fixture
def followed(context, fixed):
    """As if posts had begun a week before, and nothing had gone out in slots that were silent; put back
    afterwards."""
    with context.open_store(reading=True) as store:
        cells = store.experiments.cells(fixed.id)
    with context.workspace.database.engine.begin() as connection:
        kept = [dict(row) for row in connection.execute(select(POSTS)).mappings()]
        second = [row for row in kept if row["day"] < FIRST + 2 * A_WEEK]
        posts = [*kept, *(row | {"day": row["day"] - A_WEEK} for row in second)]
        silent = {
            (cell.group, cell.first + timedelta(days=n), slot.value)
            for cell in cells
            for n in range(7)
            for slot in SILENT
            if cell.arm is Arm.B
        }
        sent = [row for row in posts if (row["group_id"], row["day"], row["slot"]) not in silent]
        _replace(connection, sent)
    yield fixed
    with context.workspace.database.engine.begin() as connection:
        _replace(connection, kept)


def _replace(connection, rows):
    connection.execute(delete(POSTS))
    connection.execute(insert(POSTS), rows)


def test_it_says_beforehand_how_long_it_takes_and_writes_nothing(context):
    plan = plan_experiment(context, replace(WISH, periods=None, least=0.4))
    assert plan.experiment.usual is not None
    assert plan.needed is not None
    assert plan.experiment.periods == max(6, plan.needed)
    assert plan.experiment.first_day.weekday() == 0
    assert plan.experiment.first_day > LAST
    assert experiment_lines(context) == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"periods": 4}, "最少 6 周"),
        ({"periods": 7}, "双数周"),
        ({"design": ExperimentDesign.SPLIT}, "至少要 12 个群"),
        ({"name": " "}, "最多 80"),
        ({"first_day": LAST}, "太早"),
        ({"slots": tuple(Slot)}, "比发几条"),
        ({"washout": 9}, "缓几天"),
        ({"question": ExperimentQuestion.FORMS, "slots": (Slot.NOON,), "forms": ("a", "a")}, "比形式"),
        ({"question": ExperimentQuestion.FORMS, "slots": (Slot.NOON,), "forms": ("a", "b")}, "只有 0 条"),
    ],
)
def test_a_question_that_cannot_be_answered_is_refused_in_words(context, change, words):
    with pytest.raises(WrongInput) as refused:
        plan_experiment(context, replace(WISH, **change))
    assert words in render(refused.value.message, "zh")


def test_the_weeks_of_an_arm_ask_for_what_was_drawn_and_end_where_it_stops(context, fixed):
    with context.open_store(reading=True) as store:
        rules = store.experiments.cell_rules(FIRST, LAST)
        cells = store.experiments.cells(fixed.id)
        groups = {group.id: group for group in store.library.groups()}
        assert store.experiments.cell_rules(FIRST - timedelta(days=5), FIRST - timedelta(days=1)) == []
    template = template_of((), rules)
    for cell in cells:
        for n in range(7):
            heard = set(speaking(groups[cell.group], cell.first + timedelta(days=n), template))
            assert heard == set(Slot) - (SILENT if cell.arm is Arm.B else set())
    stop_day = FIRST + timedelta(days=10)
    stop_experiment(at(context, stop_day), fixed.id, "sale days", actor="Lin")
    with context.open_store(reading=True) as store:
        after = store.experiments.cell_rules(FIRST, LAST)
    assert after == [rule for rule in rules if rule.day <= stop_day]
    view = experiment_view(context, fixed.id)
    assert (view.line.state, view.verdict) == (ExperimentState.STOPPED, None)
    assert "sale days" in render(stopped_words(view.experiment), "en")
    with pytest.raises(WrongInput):
        stop_experiment(context, fixed.id, "again", actor="Lin")


def test_a_group_is_in_one_experiment_at_a_time(context, fixed):
    with pytest.raises(WrongInput, match="Only 0 groups"):
        plan_experiment(at(context, FIRST - timedelta(days=1)), replace(WISH, first_day=FIRST))


def test_weeks_that_did_not_go_as_drawn_do_not_count_and_spoil_the_verdict(context, fixed):
    view = experiment_view(context, fixed.id)
    assert view.strayed == 5  # every week of arm B but one: posts of the made community went out all the same
    assert view.unknown == 2  # before its posts began
    assert view.verdict is ExperimentVerdict.SPOILT
    assert "没有" not in render(headline(view), "zh")


def test_before_the_last_day_there_is_no_verdict_whatever_is_known(context, followed):
    view = experiment_view(at(context, LAST), followed.id)
    assert view.line.state is ExperimentState.RUNNING
    assert (view.test, view.verdict) == (None, None)
    assert view.effect is not None
    assert [table.name for table in experiment_tables(view)] == ["turns", "differences", "guards"]
    early = experiment_view(at(context, FIRST + timedelta(days=3)), followed.id)
    assert (early.values, early.effect) == ((), None)


def test_the_difference_is_that_of_plain_loops_over_what_members_wrote(context, followed):
    view = experiment_view(context, followed.id)
    assert view.strayed == view.unknown == 0
    with context.open_store(reading=True) as store:
        staff = {row.id for row in store.roster.staff()}
        signs = store.insight.signs(FIRST)
        days = store.insight_posts.post_days(FIRST, LAST)
        cells = store.experiments.cells(followed.id)
    shares = {}
    for cell in cells:
        counted = {cell.first + timedelta(days=n) for n in range(1, 7)}
        wrote = {member for group, member, day in signs if group == cell.group and day in counted}
        there = [day.members for day in days if day.group == cell.group and day.day in counted]
        shares[cell.group, cell.period] = cell.arm, len(wrote - staff) / [n for n in there if n][-1]
    blocks = []
    for group in {cell.group for cell in cells}:
        for first in (0, 2, 4):
            arms = dict(shares[group, first + n] for n in (0, 1))
            blocks.append(arms[Arm.A] - arms[Arm.B])
    assert view.effect == pytest.approx(sum(blocks) / len(blocks))
    assert len(view.test.others) == 64
    assert view.verdict is not None
    assert experiment_tables(view)[-1].name == "draws"
    assert sum(row[2] for row in experiment_tables(view)[-1].rows) == 64
    assert len(facts(view)) == 3


def test_learning_leaves_the_days_of_an_experiment_out(context, fixed):
    with context.open_store(reading=True) as store:
        scope = scope_of(store, InsightQuery(5), NOW, context.zone)
        assert _inputs(store, scope).cells == []
        assert store.insight_posts.form_cells([(FIRST, LAST)]) != []


def test_a_guard_stops_by_night_what_drives_members_away_beyond_doubt(context, followed):
    day = at(context, LAST)
    assert keep_guards(day) == []
    with context.workspace.database.engine.begin() as connection:
        connection.execute(text("UPDATE experiments SET most_leaves = 0.0001"))
    left = sum(guard.left for guard in experiment_view(day, followed.id).guards)
    stopped = keep_guards(day)
    assert [known.reason for known in stopped] == ([GUARD] if left >= 5 else [])
    assert keep_guards(day) == []
