"""Two gatherings of one inbox at once: both end, and nothing is double, on both databases."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from random import Random
from threading import Barrier

import pytest
from PIL import Image
from sqlalchemy import func, select

from channels.readers.drop_folder import DropFolder
from content.gather import Gathered, Gathering, gather, stage
from content.media import MediaFolder
from content.store import Database, OpenStore
from content.store.tables import ConsentRow, SightingRow, SubmissionRow
from content.workers import Workers

PHOTOS = 24


def test_two_at_once_take_each_photo_once(
    database: Database,
    furnish: Callable[[OpenStore], None],
    tmp_path: Path,
    workers: Workers,
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(stage, "ITEMS_AT_ONCE", 4)
    open_store = database.ready()
    furnish(open_store)
    (tmp_path / "inbox/g1").mkdir(parents=True)
    for n in range(PHOTOS):
        noise = Image.frombytes("RGB", (8, 8), Random(n).randbytes(192))
        noise.resize((64, 48)).save(tmp_path / f"inbox/g1/{n:02d}.jpg")
    together = Barrier(2)

    def one_of_two(number: int) -> Gathered:
        media = MediaFolder(tmp_path / f"media{number}")
        inbox = DropFolder(tmp_path / "inbox", "inbox")
        together.wait(10)
        work = Gathering(inbox, media, tmp_path / "kept", workers, now, f"r{number}")
        return gather(open_store, work, "g1")

    with ThreadPoolExecutor(2) as threads:
        first, second = threads.map(one_of_two, range(2))
    assert first.new + second.new == PHOTOS
    assert first.new + first.updated + first.unchanged + first.duplicates <= PHOTOS
    with database.engine.connect() as connection:
        counts = {
            table.__tablename__: connection.scalar(select(func.count()).select_from(table))
            for table in (SubmissionRow, SightingRow, ConsentRow)
        }
    assert set(counts.values()) == {PHOTOS}
