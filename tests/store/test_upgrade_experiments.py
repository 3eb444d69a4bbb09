"""A database from before experiments: nothing of it changes, and it can hold one."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from content.feedback.assignment import Draw, assign
from content.model import (
    Experiment,
    ExperimentDesign,
    ExperimentMetric,
    ExperimentQuestion,
    Slot,
)
from content.model.planning import CellRule
from content.store import Database, OpenStore
from content.store.schema import HEAD

MONDAY = date(2026, 12, 7)
NOW = datetime(2026, 12, 1, tzinfo=UTC)
FORMS = Experiment(
    0,
    "Riddle or choice",
    ExperimentQuestion.FORMS,
    ExperimentDesign.SPLIT,
    (Slot.NOON,),
    ("riddle", "choice"),
    ExperimentMetric.ADDED,
    20261207,
    MONDAY,
    2,
    1,
    0.2,
    0.04,
    None,
    0.02,
    NOW,
    "Lin",
)
FILLED = """
INSERT INTO learnt_forms VALUES ('2026-11-30', '', 'noon', 'riddle', 1.2, 1.0, 1.4, 0.1, 20, 0.9);
INSERT INTO learning_switches VALUES (1, '2026-11-30 00:00:00', 'Lin', true)
"""


def test_what_was_learnt_stays_and_an_experiment_can_be_kept(older: Callable[[str, str], Database]) -> None:
    database = older("0031", FILLED)
    assert database.upgrade() == HEAD
    with database.ready()() as store:
        assert store.learning.lesson(MONDAY) is not None
        assert store.experiments.experiments() == []
        assert store.experiments.add(FORMS, []).name == FORMS.name


def test_an_experiment_reads_as_it_was_kept_and_asks_for_its_forms(open_store: OpenStore) -> None:
    cells = assign(["g1", "g2"], Draw(FORMS.design, FORMS.seed, MONDAY, 2))
    with open_store() as store:
        made = store.experiments.add(FORMS, cells)
    with open_store() as store:
        assert store.experiments.experiment(made.id) == made
        assert store.experiments.cells(made.id) == cells
        asked = store.experiments.cell_rules(MONDAY, MONDAY + timedelta(days=1), ["g1"])
        form = {cell.group: made.rules(cell.arm) for cell in cells}["g1"][0].forms
        assert asked == [CellRule("g1", MONDAY + timedelta(days=n), Slot.NOON, form) for n in (0, 1)]
        assert store.experiments.taken(MONDAY, MONDAY, ["g1", "g3"]) == ["g1"]
        assert store.experiments.on("g3", MONDAY) is None
        assert store.experiments.stop(made.id, MONDAY, actor="Lin", reason="why")
        assert not store.experiments.stop(made.id, MONDAY, actor="Lin", reason="why")
        assert len(store.experiments.cell_rules(MONDAY, MONDAY + timedelta(days=9))) == 2
        assert store.experiments.on("g1", MONDAY + timedelta(days=1)) is None
