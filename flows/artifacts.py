"""What Prefect's pages show of a run: how far it is, and its numbers. Nothing of members: their words and
pictures are the desk's.

They are for the eye: outside a flow run there are none, and one that cannot be written fails nothing.
"""

import time
from collections.abc import Callable
from typing import Any
from uuid import UUID

from prefect.artifacts import (
    create_progress_artifact,
    create_table_artifact,
    update_progress_artifact,
)
from prefect.context import FlowRunContext
from prefect.logging import get_logger

PROGRESS_SECONDS = 2.0  # an update is a request of some 20 ms


class RunProgress:
    """One progress bar for a whole run, written at most every two seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._id: UUID | None = None
        self._shown, self._last = -1.0, clock() - PROGRESS_SECONDS

    def show(self, percent: float, *, now: bool = False) -> None:
        """Say how far the run is, 0-100; too soon after the last word it is dropped, unless `now`."""
        soon = self._clock() - self._last < PROGRESS_SECONDS
        if percent <= self._shown or (soon and not now):
            return
        self._last, self._shown = self._clock(), percent
        _for_the_eye(lambda: self._write(percent))

    def _write(self, percent: float) -> None:
        if self._id is None:
            made = create_progress_artifact(percent, key="night-progress", description="How far the run is")
            self._id = made if isinstance(made, UUID) else None
        else:
            update_progress_artifact(self._id, progress=percent)


def summary(report: dict[str, Any]) -> None:
    """The run's numbers as a table of two columns."""
    rows = [{"what": name, "how much": text} for name, value in report.items() if (text := _number(value))]
    _for_the_eye(lambda: create_table_artifact(rows, key="night-summary", description="What the run did"))


def _number(value: Any) -> str:
    """A number, how many there are of a list, the numbers of a dict; "" for words."""
    if isinstance(value, dict):
        return ", ".join(f"{name} {text}" for name, part in value.items() if (text := _number(part)))
    if isinstance(value, list):
        return str(len(value))
    if isinstance(value, float):
        return f"{value:.1f}"
    return str(value) if isinstance(value, int) else ""


def _for_the_eye(write: Callable[[], Any]) -> None:
    if FlowRunContext.get() is None:
        return
    try:
        write()
    except Exception as error:  # noqa: BLE001 - a picture for the eye must not fail a night, whatever broke
        get_logger("sishi").warning("An artifact could not be written: %s", error)
