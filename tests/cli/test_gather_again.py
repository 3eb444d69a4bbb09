"""Gathering again changes nothing, and a dry run says to the item what the run then does."""

import io
import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from sqlalchemy import select

from content.store.tables import Base
from content.workspace import Workspace
from tests.cli.test_gather_command import Desk, desk

__all__ = ["desk"]

OF_RUNS = frozenset({"runs", "journal"})
MOMENTS = frozenset({"run", "run_id", "seen_at", "at", "checked_at"})
LONG_AGO = (1_700_000_000, 1_700_000_000)  # no file of these is still being written
Sent = st.lists(
    st.tuples(
        st.integers(1, 4),  # the number of the message: of two with one number, one is a copy
        st.sampled_from(["阿雅", "木木"]),
        st.sampled_from(["a", "b", "c", "gone", ""]),  # the picture
        st.sampled_from(["", "新杯子", "别用我的图", "请删掉我那张"]),
    ),
    min_size=1,
    max_size=5,
)


def stored(workspace: Workspace) -> dict[str, list[str]]:
    """Every row of every table, but for when and by which run it was looked at."""
    with workspace.open_store(reading=True) as store:
        return {
            table.name: sorted(
                repr({name: value for name, value in row._mapping.items() if name not in MOMENTS})
                for row in store._session.execute(select(table))
            )
            for table in Base.metadata.sorted_tables
            if table.name not in OF_RUNS
        }


def picture(letter: str) -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", (320, 240), (ord(letter) % 90 * 9 % 256, 90, 9)).save(drawn, "JPEG")
    return drawn.getvalue()


def telegram(folder: Path, sent: list[tuple[int, str, str, str]]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for letter in "abc":
        (folder / f"{letter}.jpg").write_bytes(picture(letter))
    messages = [
        {"id": key, "type": "message", "date_unixtime": str(1_772_456_700 + 60 * key), "from": author}
        | {"from_id": author, "text": words}
        | ({"photo": f"{shown}.jpg"} if shown else {})
        for key, author, shown, words in sent
    ]
    chat = {"id": 7, "type": "private_group", "messages": messages}
    (folder / "result.json").write_text(json.dumps(chat), encoding="utf-8")
    for file in folder.iterdir():
        os.utime(file, LONG_AGO)


@given(first=Sent, more=Sent)
@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_whatever_an_export_holds_gathering_it_again_changes_nothing(
    desk: Desk, tmp_path_factory: pytest.TempPathFactory, first: list[Any], more: list[Any]
) -> None:
    """Two exports of one chat, the later one longer, in one folder."""
    exports = tmp_path_factory.mktemp("exports")
    telegram(exports / "old", first)
    telegram(exports / "new", [*first, *more])
    _, rehearsed = desk.gather(exports, group=["g1"], dry_run=True)
    _, taken = desk.gather(exports, group=["g1"])
    assert rehearsed["would_gather"] == taken["gathered"]
    assert rehearsed["quarantine"] == taken["quarantine"]
    before = stored(desk.workspace)
    _, again = desk.gather(exports, group=["g1"])
    assert stored(desk.workspace) == before
    assert (again["gathered"]["gathered"], again["gathered"]["messages"]) == (0, 0)
