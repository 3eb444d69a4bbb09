"""The sample brand after a night, at a moment that never changes."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine

from content.night import NightOrder
from content.workspace import open_workspace
from tests.a_night import context_at
from tests.a_night import run_night as run_steps
from tests.desk.conftest import hang_posters
from tests.recorded.command import sishi

NOW = datetime(2026, 11, 22, 18, tzinfo=UTC)  # 02:00 of the first day in Shanghai
FIRST_DAY = date(2026, 11, 23)
DAYS = 3
LONG_AGO = (1_760_000_000, 1_760_000_000)  # what is new and broken is waited for


@contextmanager
def standing_clock(root: Path) -> Iterator[None]:
    """It is always NOW, and whoever types commands is 小林, in the workspace `root`."""
    with pytest.MonkeyPatch.context() as patch, time_machine.travel(NOW, tick=False):
        patch.setenv("SISHI_WORKSPACE", str(root))
        patch.setenv("LOGNAME", "小林")
        patch.setenv("TZ", "UTC")
        patch.chdir(root.parent)
        yield


def make_workspace(root: Path) -> None:
    """The sample brand, nothing run in it yet."""
    sishi(f"init {root} --sample")
    for file in (root / "ugc_inbox").rglob("*"):
        os.utime(file, LONG_AGO)


def run_night(root: Path, run: str, days: int = DAYS) -> dict[str, Any]:
    """All stages but the posters; the night's report."""
    return run_steps(context_at(root), NightOrder(str(root), FIRST_DAY, days, run=run))


def hang_plain_cards(root: Path) -> None:
    """Give every post a card of one colour in place of its poster, and take it into review."""
    workspace = open_workspace(root)
    hang_posters(workspace, NOW)
    workspace.database.close()


def speak(root: Path, language: str) -> None:
    """Let sishi.toml name the language."""
    file = root / "sishi.toml"
    lines = [line for line in file.read_text(encoding="utf-8").splitlines() if "language =" not in line]
    file.write_text("\n".join([f'language = "{language}"', *lines]) + "\n", encoding="utf-8")
