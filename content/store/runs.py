"""What ran, what it was asked for and what it did."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from content.store.base import StorePart
from content.store.tables import RunRow


@dataclass(frozen=True, slots=True)
class Run:
    """`report` is None while the run is under way, or for ever if it was cut off."""

    id: str
    asked: Mapping[str, Any]
    began_at: datetime
    ended_at: datetime | None
    report: Mapping[str, Any] | None


class Runs(StorePart):
    def begin_run(self, run_id: str, asked: Mapping[str, Any], at: datetime) -> None:
        self._put(
            RunRow,
            [{"id": run_id, "asked": dict(asked), "began_at": at, "ended_at": None, "report": None}],
        )

    def end_run(self, run_id: str, report: Mapping[str, Any], at: datetime) -> None:
        row = self._session.get_one(RunRow, run_id)
        row.report, row.ended_at = dict(report), at

    def runs(self, newest: int = 20) -> list[Run]:
        """The last `newest` runs, the newest first."""
        rows = self._session.scalars(
            select(RunRow).order_by(RunRow.began_at.desc(), RunRow.id.desc()).limit(newest)
        )
        return [Run(row.id, row.asked, row.began_at, row.ended_at, row.report) for row in rows]
