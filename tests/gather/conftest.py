"""An inbox on disk and the store it is gathered into."""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from PIL import Image

from channels.readers.drop_folder import DropFolder
from content.gather import Gathered, Gathering, gather
from content.inbox import Inbox
from content.media import MediaFolder
from content.model import Submission
from content.store import OpenStore
from content.workers import Workers


@dataclass
class Community:
    """What is dropped was written an hour before it is gathered."""

    root: Path
    open_store: OpenStore
    work: Gathering

    def drop(self, name: str, picture: Any = None, **sidecar: Any) -> Path:
        """A photo, drawn from its name unless given, with a sidecar if any of its fields is."""
        file = self.root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(picture, bytes):
            file.write_bytes(picture)
        else:
            (picture or drawn(name)).save(file, quality=90)
        self.settle(file)
        if sidecar:
            said = {"media": [file.name]} | sidecar
            file.with_suffix(".json").write_text(json.dumps(said), encoding="utf-8")
            self.settle(file.with_suffix(".json"))
        return file

    def settle(self, file: Path, before: float = 3600) -> None:
        """Written so many seconds before now; the size tells versions apart, as it does on a disk."""
        at = (self.work.now - timedelta(seconds=before)).timestamp()
        os.utime(file, (at, at))

    def gather(self, run: str = "r1", inbox: Inbox | None = None) -> Gathered:
        work = replace(self.work, run=run, inbox=inbox or self.work.inbox)
        return sum((gather(self.open_store, work, folder) for folder in work.inbox.folders()), Gathered())

    def refused(self) -> dict[str, str]:
        with self.open_store(reading=True) as store:
            return {item.path: item.reason for item in store.inbox_index.quarantined()}

    @property
    def submissions(self) -> list[Submission]:
        with self.open_store(reading=True) as store:
            return store.intake.submissions()


def drawn(name: str) -> Image.Image:
    """A picture that is its name's alone."""
    return Image.frombytes("RGB", (8, 8), Random(name).randbytes(192)).resize((160, 120))


@pytest.fixture
def draw() -> Callable[[str], Image.Image]:
    return drawn


@pytest.fixture
def community(
    tmp_path: Path,
    open_store: OpenStore,
    furnish: Callable[[OpenStore], None],
    workers: Workers,
    now: datetime,
) -> Community:
    furnish(open_store)
    root = tmp_path / "ugc_inbox"
    root.mkdir()
    work = Gathering(
        DropFolder(root, "ugc_inbox"), MediaFolder(tmp_path / "media"), tmp_path / "kept", workers, now, "r1"
    )
    return Community(root, open_store, work)
