"""An experiment in a village that knows nothing of the weeks before it."""

from datetime import UTC, date, datetime

from content.feedback.assignment import Draw, assign
from content.model import Experiment, ExperimentDesign, ExperimentMetric, ExperimentQuestion, Slot
from content.workspace import Workspace

FIRST = date(2026, 11, 16)


def keep_experiment(workspace: Workspace, name: str, first: date = FIRST, seed: int = 7) -> Experiment:
    """Two groups take turns for six weeks between all slots and two of them."""
    with workspace.open_store() as store:
        groups = store.library.groups()[:2]
        known = Experiment(
            id=0,
            name=name,
            question=ExperimentQuestion.SLOTS,
            design=ExperimentDesign.SWITCHBACK,
            slots=(Slot.MORNING, Slot.EVENING),
            forms=(),
            metric=ExperimentMetric.HABIT,
            seed=seed,
            first_day=first,
            periods=6,
            washout=1,
            least=0.2,
            usual=0.07,
            spread=0.02,
            most_leaves=0.02,
            made_at=datetime(2026, 11, 14, 4, tzinfo=UTC),
            made_by=name,
        )
        cells = assign([group.id for group in groups], Draw(known.design, known.seed, first, known.periods))
        return store.experiments.add(known, cells)
