"""What Prefect's pages show of a run: how far it is, what came of it, what it looks like.

They are for the eye: outside a flow run there are none, and one that cannot be written fails nothing.
"""

import time
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

from prefect.artifacts import (
    create_markdown_artifact,
    create_progress_artifact,
    create_table_artifact,
    update_progress_artifact,
)
from prefect.context import FlowRunContext
from prefect.logging import get_logger

PROGRESS_SECONDS = 2.0  # an update is a request of some 20 ms
LARGEST_SHEET = 1_500_000  # bytes; it travels inside the artifact, so that it shows without a network

KINDS = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".webp": "image/webp"}


class Progress:
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
    rows = [{"what": name, "how much": _short(value)} for name, value in report.items()]
    _for_the_eye(lambda: create_table_artifact(rows, key="night-summary", description="What the run did"))


def contact_sheet(picture: Path) -> None:
    """The posters at a glance. `picture` is a PNG, JPEG or WebP; a too large one is only named."""
    shown = f"`{picture}`"
    if picture.stat().st_size <= LARGEST_SHEET:
        kind = KINDS[picture.suffix.lower()]
        shown = f"![{picture.name}](data:{kind};base64,{b64encode(picture.read_bytes()).decode()})"
    _for_the_eye(lambda: create_markdown_artifact(shown, key="contact-sheet", description="Posters drawn"))


def _short(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {_short(number)}" for name, number in value.items())
    if isinstance(value, list):
        return str(len(value))
    return f"{value:.1f}" if isinstance(value, float) else str(value)


def _for_the_eye(write: Callable[[], Any]) -> None:
    if FlowRunContext.get() is None:
        return
    try:
        write()
    except Exception as error:  # noqa: BLE001 - a picture for the eye must not fail a night, whatever broke
        get_logger("sishi").warning("An artifact could not be written: %s", error)
