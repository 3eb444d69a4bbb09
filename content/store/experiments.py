"""Experiments as they were fixed, and what they ask of a group's days."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import exists, or_, select, update

from content.errors import UnknownId
from content.model import (
    Arm,
    Experiment,
    ExperimentCell,
    ExperimentDesign,
    ExperimentMetric,
    ExperimentQuestion,
    Message,
    Slot,
)
from content.model.planning import CellRule
from content.store.base import StorePart
from content.store.experiment_tables import ExperimentCellRow, ExperimentRow

_ROWS, _CELLS = ExperimentRow.__table__.c, ExperimentCellRow.__table__.c
_CELL = (_CELLS.group_id, _CELLS.period, _CELLS.first_day, _CELLS.last_day, _CELLS.arm, _CELLS.block)


def in_experiment(group: Any, day: Any) -> Any:
    """Whether a group's day has an arm, as a condition on the rows of other tables."""
    return (
        exists()
        .where(_CELLS.experiment_id == _ROWS.id, _CELLS.group_id == group)
        .where(_CELLS.first_day <= day, _CELLS.last_day >= day)
        .where(or_(_ROWS.stopped_on.is_(None), _ROWS.stopped_on >= day))
    )


class Experiments(StorePart):
    def add(self, experiment: Experiment, cells: Sequence[ExperimentCell]) -> Experiment:
        """Keep a new one with what was drawn; it gets its id here."""
        row = ExperimentRow(
            **{name: getattr(experiment, name) for name in _PLAIN},
            question=experiment.question.value,
            design=experiment.design.value,
            metric=experiment.metric.value,
            slots=[slot.value for slot in experiment.slots],
            forms=list(experiment.forms),
        )
        self._session.add(row)
        self._session.flush()
        self._put(ExperimentCellRow, [_cell_row(row.id, cell) for cell in cells])
        return self.experiment(row.id)

    def experiments(self) -> list[Experiment]:
        """The newest first."""
        return [_experiment(row) for row in self._read(select(*_ROWS).order_by(_ROWS.id.desc()))]

    def experiment(self, number: int) -> Experiment:
        """UnknownId."""
        row = self._read(select(*_ROWS).where(_ROWS.id == number)).one_or_none()
        if row is None:
            raise UnknownId(Message("experiment.unknown", id=number))
        return _experiment(row)

    def cells(self, number: int) -> list[ExperimentCell]:
        """All that was drawn, by block, group and week."""
        rows = select(*_CELL).where(_CELLS.experiment_id == number)
        return [_cell(row) for row in self._read(rows.order_by(_CELLS.block, _CELLS.group_id, _CELLS.period))]

    def stop(self, number: int, day: date, *, actor: str, reason: str) -> bool:
        """`day` is its last; whether it was not stopped already."""
        mine = (_ROWS.id == number, _ROWS.stopped_on.is_(None))
        values = {"stopped_on": day, "stopped_by": actor, "reason": reason}
        return self._change(update(ExperimentRow).where(*mine).values(values)) == 1

    # -- what they ask of days ------------------------------------------------------------------------
    def on(self, group: str, day: date) -> tuple[Experiment, ExperimentCell] | None:
        """The experiment that a group's day is in, with its week; None: in none."""
        rows = self._standing(day, day, [group])
        return rows[0] if rows else None

    def cell_rules(self, first: date, last: date, groups: Collection[str] = ()) -> list[CellRule]:
        """What arms ask of these days, of these groups (none named: all), by group and day."""
        rules = []
        for experiment, cell in self._standing(first, last, groups):
            begin = max(cell.first, first)
            end = min(cell.last, last, experiment.stopped_on or last)
            for rule in experiment.rules(cell.arm):
                days = range((end - begin).days + 1)
                rules += [
                    CellRule(cell.group, begin + timedelta(days=n), rule.slot, rule.forms) for n in days
                ]
        return rules

    def taken(self, first: date, last: date, groups: Collection[str]) -> list[str]:
        """Those of these groups that have an arm on any of these days already."""
        return sorted({cell.group for _, cell in self._standing(first, last, groups)})

    def _standing(
        self, first: date, last: date, groups: Collection[str]
    ) -> list[tuple[Experiment, ExperimentCell]]:
        on = (_CELLS.first_day <= last, _CELLS.last_day >= first)
        alive = or_(
            _ROWS.stopped_on.is_(None),
            (_ROWS.stopped_on >= first) & (_ROWS.stopped_on >= _CELLS.first_day),
        )
        rows = select(_CELLS.experiment_id, *_CELL).join(ExperimentRow, _ROWS.id == _CELLS.experiment_id)
        rows = rows.where(*on, alive)
        if groups:
            rows = rows.where(_CELLS.group_id.in_(sorted(groups)))
        known = self._read(rows.order_by(_CELLS.group_id, _CELLS.first_day, _CELLS.experiment_id)).all()
        by_id = {number: self.experiment(number) for number in {row[0] for row in known}}
        return [(by_id[number], _cell(cell)) for number, *cell in known]


_PLAIN = (
    "name",
    "seed",
    "first_day",
    "periods",
    "washout",
    "least",
    "usual",
    "spread",
    "most_leaves",
    "made_at",
    "made_by",
    "stopped_on",
    "stopped_by",
    "reason",
)


def _cell_row(number: int, cell: ExperimentCell) -> dict[str, Any]:
    return {
        "experiment_id": number,
        "group_id": cell.group,
        "period": cell.period,
        "first_day": cell.first,
        "last_day": cell.last,
        "arm": cell.arm.value,
        "block": cell.block,
    }


def _cell(row: Sequence[Any]) -> ExperimentCell:
    """The columns of _CELL."""
    group, period, first, last, arm, block = row
    return ExperimentCell(group, period, first, last, Arm(arm), block)


def _experiment(row: Any) -> Experiment:
    return Experiment(
        id=row.id,
        question=ExperimentQuestion(row.question),
        design=ExperimentDesign(row.design),
        metric=ExperimentMetric(row.metric),
        slots=tuple(map(Slot, row.slots)),
        forms=tuple(row.forms),
        **{name: getattr(row, name) for name in _PLAIN},
    )
