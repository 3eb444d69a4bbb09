"""What ran, what it was asked for and what it did."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, update

from content.store.base import StorePart
from content.store.tables import RunRow

_RUNS = RunRow.__table__.c
RUNS = select(*_RUNS).order_by(_RUNS.began_at.desc(), _RUNS.id.desc())
_UNDER_WAY = RUNS.where(_RUNS.ended_at.is_(None), _RUNS.id.startswith(bindparam("named"))).limit(1)


@dataclass(frozen=True, slots=True)
class Run:
    """`report` is None while the run is under way, or for ever if it was cut off; `ended_at` is then when
    somebody noticed."""

    id: str
    asked: Mapping[str, Any]
    began_at: datetime
    ended_at: datetime | None
    report: Mapping[str, Any] | None


class RunLog(StorePart):
    def begin_run(self, run_id: str, parameters: Mapping[str, Any], at: datetime) -> None:
        self._put(
            RunRow,
            [{"id": run_id, "asked": dict(parameters), "began_at": at, "ended_at": None, "report": None}],
        )

    def end_run(self, run_id: str, report: Mapping[str, Any], at: datetime) -> None:
        row = self._session.get_one(RunRow, run_id)
        row.report, row.ended_at = dict(report), at

    def cut_off_run(self, run_id: str, at: datetime) -> bool:
        """End a run that will not say how it ended; False where it has ended already."""
        going = update(RunRow).where(RunRow.id == run_id, RunRow.ended_at.is_(None))
        return self._change(going.values(ended_at=at)) == 1

    def run_under_way(self, named: str) -> Run | None:
        """The newest run that has not ended of those whose names begin so."""
        row = self._read(_UNDER_WAY, named=named).one_or_none()
        return as_run(row) if row else None

    def newest(self, newest: int = 20) -> list[Run]:
        """The last `newest` runs, the newest first."""
        return [as_run(row) for row in self._read(RUNS.limit(newest))]


def as_run(row: Any) -> Run:
    return Run(row.id, row.asked, row.began_at, row.ended_at, row.report)
