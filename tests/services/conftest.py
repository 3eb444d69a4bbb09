"""An empty workspace with its context."""

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from content.workers import Workers
from content.workspace import open_workspace
from services.context import Context


@pytest.fixture
def context(empty_database: Path, tmp_path: Path, workers: Workers, now: datetime) -> Iterator[Context]:
    root = tmp_path / "brand"
    (root / "var").mkdir(parents=True)
    (root / "sishi.toml").touch()
    shutil.copy(empty_database, root / "var/sishi.db")
    workspace = open_workspace(root)
    yield Context(workspace, workers, lambda: now)
    workspace.database.close()
