"""A workspace's inboxes are read as what lies in them, by its settings; what is unchanged is left alone."""

import json
import os
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from random import Random
from zipfile import ZipFile

import pytest
from PIL import Image

from content.gather import Gathered
from content.night import NightOrder
from content.store import OpenStore
from content.workspace import Workspace, open_workspace
from services import nightly
from tests.a_night import context_at, gather_all

CHAT = "20/11/2026, 10:00 - 阿雅: IMG-20261120-WA0001.jpg (file attached)\n早"


@pytest.fixture
def house(tmp_path: Path, furnish: Callable[[OpenStore], None]) -> Iterator[Workspace]:
    root = tmp_path / "house"
    (root / "ugc_inbox/g1").mkdir(parents=True)
    (root / "ugc_inbox/g2").mkdir()
    (root / "sishi.toml").touch()
    workspace = open_workspace(root)
    furnish(workspace.open_store)
    yield workspace
    workspace.database.close()


def picture(file: Path, seed: int = 0) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    Image.frombytes("RGB", (8, 8), Random(seed).randbytes(192)).resize((96, 72)).save(file, "JPEG")
    return file


def night(house: Workspace, run: str) -> Gathered:
    """The gathering of a night, long after the last file was written."""
    for file in (house.root / "ugc_inbox").rglob("*"):
        os.utime(file, (0, 0))
    order = NightOrder(str(house.root), date(2026, 11, 23), 1, run=run)
    context = context_at(house.root)
    nightly.begin(context, order)
    return gather_all(context, order)


def taken(house: Workspace) -> list[tuple[str, str]]:
    with house.open_store(reading=True) as store:
        return sorted((one.group, one.text) for one in store.intake.submissions())


def refused(house: Workspace) -> dict[str, str]:
    with house.open_store(reading=True) as store:
        return {one.path: one.reason for one in store.inbox_index.quarantined()}


def test_a_chat_export_in_a_groups_folder_is_read_by_night(house: Workspace) -> None:
    folder = house.root / "ugc_inbox/g1/chat"
    picture(folder / "IMG-20261120-WA0001.jpg")
    (folder / "_chat.txt").write_text(CHAT, encoding="utf-8")
    picture(house.root / "ugc_inbox/g2/a.jpg", 2)
    assert night(house, "r1") == Gathered(new=2)
    assert taken(house) == [("g1", "早"), ("g2", "")]
    assert night(house, "r2") == Gathered()


def test_an_export_above_the_groups_claims_nothing_of_what_was_dropped_to_them(house: Workspace) -> None:
    said = {"msgid": "1", "action": "send", "from": "wm1", "roomid": "wr1", "msgtime": 1795180000000}
    line = json.dumps(said | {"msgtype": "image", "image": {"md5sum": "aaa"}})
    (house.root / "ugc_inbox/archive.jsonl").write_text(line, encoding="utf-8")
    (house.root / "sishi.toml").write_text('[inbox.groups]\nwr1 = "g2"\n', encoding="utf-8")
    picture(house.root / "ugc_inbox/media/aaa.jpg")
    picture(house.root / "ugc_inbox/g1/a.jpg", 2)
    assert night(house, "r1") == Gathered(new=2)
    assert [group for group, _ in taken(house)] == ["g1", "g2"]


def test_the_columns_of_an_index_are_named_in_the_settings(house: Workspace) -> None:
    (house.root / "sishi.toml").write_text('[inbox.columns]\nmedia = "附件"\ntext = "说"\n', encoding="utf-8")
    picture(house.root / "ugc_inbox/g1/a.jpg")
    (house.root / "ugc_inbox/g1/index.csv").write_text("附件,说\na.jpg,早安\n", encoding="utf-8")
    night(house, "r1")
    assert taken(house) == [("g1", "早安")]


def test_dates_that_a_chat_leaves_open_are_named_in_the_settings(house: Workspace) -> None:
    picture(house.root / "ugc_inbox/g1/IMG-20261120-WA0001.jpg")
    (house.root / "ugc_inbox/g1/_chat.txt").write_text(CHAT.replace("20/11", "02/11"), encoding="utf-8")
    assert night(house, "r1") == Gathered(quarantined=1)
    assert set(refused(house).values()) == {"dates_open"}
    (house.root / "sishi.toml").write_text('[inbox]\ndates = "dmy"\n', encoding="utf-8")
    assert night(house, "r2") == Gathered(new=1)
    assert refused(house) == {}


def test_an_archive_that_did_not_change_stays_closed(
    house: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ZipFile(house.root / "ugc_inbox/g1/photos.zip", "w") as archive:
        for n in range(3):
            archive.write(picture(house.root / f"{n}.jpg", n), f"{n}.jpg")
    assert night(house, "r1") == Gathered(new=3)
    assert not (house.var / "opened").exists()
    monkeypatch.setattr("channels.readers.drop_folder.unpacked", lambda *_: pytest.fail("unpacked again"))
    assert night(house, "r2") == Gathered()


def test_what_was_refused_in_an_archive_can_be_tried_again(house: Workspace) -> None:
    with ZipFile(house.root / "ugc_inbox/g1/photos.zip", "w") as archive:
        archive.writestr("a.jpg", b"no picture")
    assert night(house, "r1") == Gathered(quarantined=1)
    with house.open_store() as store:
        assert store.inbox_index.forget_quarantine() == 1
    assert night(house, "r2").unchanged == 0
    assert refused(house) == {"g1/photos.zip!/a.jpg": "unreadable"}


def test_what_was_refused_in_folders_and_inboxes_that_are_gone_waits_no_longer(house: Workspace) -> None:
    elsewhere = house.root / "elsewhere/g1"
    elsewhere.mkdir(parents=True)
    (elsewhere / "c.jpg").write_bytes(b"no picture")
    (house.root / "ugc_inbox/g1/a.jpg").write_bytes(b"no picture")
    (house.root / "ugc_inbox/g7").mkdir()
    (house.root / "ugc_inbox/g7/b.jpg").write_bytes(b"no picture")
    os.utime(elsewhere / "c.jpg", (0, 0))
    settings = house.root / "sishi.toml"
    settings.write_text('[inbox]\nfolders = ["ugc_inbox", "elsewhere"]\n', encoding="utf-8")
    night(house, "r1")
    assert set(refused(house)) == {"g1/a.jpg", "g1/c.jpg", "g7/b.jpg"}
    settings.write_text("", encoding="utf-8")
    (house.root / "ugc_inbox/g7/b.jpg").unlink()
    (house.root / "ugc_inbox/g7").rmdir()
    night(house, "r2")
    assert set(refused(house)) == {"g1/a.jpg", "g1/c.jpg"}, "the other inbox is still there"
    (elsewhere / "c.jpg").unlink()
    elsewhere.rmdir()
    elsewhere.parent.rmdir()
    night(house, "r3")
    assert set(refused(house)) == {"g1/a.jpg"}


def test_a_second_night_writes_nothing(house: Workspace) -> None:
    picture(house.root / "ugc_inbox/g1/a.jpg")
    (house.root / "ugc_inbox/g1/b.jpg").write_bytes(b"no picture")
    (house.root / "ugc_inbox/g2/_chat.txt").write_text(CHAT, encoding="utf-8")
    night(house, "r1")

    def written() -> dict[str, int]:
        kept = (path for path in house.var.rglob("*") if path.is_file() and "sishi.db" not in path.name)
        return {str(path): path.stat().st_mtime_ns for path in kept}

    with house.open_store(reading=True) as store:
        before = (
            written(),
            store.intake.submissions(),
            store.inbox_index.quarantined(),
            store.feed.newest_change(),
        )
    night(house, "r2")
    with house.open_store(reading=True) as store:
        assert (
            written(),
            store.intake.submissions(),
            store.inbox_index.quarantined(),
            store.feed.newest_change(),
        ) == before


def test_an_export_among_dropped_photos_takes_its_own_and_leaves_the_others(house: Workspace) -> None:
    folder = house.root / "ugc_inbox/g1"
    picture(folder / "IMG-20261120-WA0001.jpg", 1)
    (folder / "_chat.txt").write_text(CHAT, encoding="utf-8")
    picture(folder / "dropped.jpg", 2)
    (folder / "broken.jpg").write_bytes(b"no picture")
    (folder / "strange.csv").write_text("x,y", encoding="utf-8")
    assert night(house, "r1") == Gathered(new=2, quarantined=2)
    assert taken(house) == [("g1", ""), ("g1", "早")]
    assert refused(house) == {"g1/broken.jpg": "unreadable", "g1/strange.csv": "unknown_shape"}
    assert night(house, "r2") == Gathered()


def test_what_was_sent_between_two_is_not_taken_for_dropped(house: Workspace) -> None:
    said = {"msgid": "1", "action": "send", "from": "wm1", "roomid": "", "msgtime": 1795180000000}
    line = json.dumps(said | {"msgtype": "image", "image": {"md5sum": "aaa"}})
    (house.root / "ugc_inbox/g1/archive.jsonl").write_text(line, encoding="utf-8")
    picture(house.root / "ugc_inbox/g1/media/aaa.jpg")
    picture(house.root / "ugc_inbox/g1/media/thumbnail-of-aaa.jpg", 2)
    assert night(house, "r1") == Gathered(quarantined=1)
    assert set(refused(house).values()) == {"no_group"}
    assert night(house, "r2") == Gathered()
