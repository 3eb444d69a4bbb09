"""A member gets all that is held, and is erased for good, whatever is gathered afterwards."""

import json
import os
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from content.model import Member
from content.night import NightOrder
from content.workspace import open_workspace
from tests.a_night import context_at, gather_all

Sishi = Callable[..., tuple[int, str, str]]


def shelf(village: Path) -> set[str]:
    return {str(file) for file in (village / "var/media").rglob("*") if file.is_file()}


def regather(village: Path) -> None:
    """As a night would, with every file looked at again."""
    for file in (village / "ugc_inbox").rglob("*"):
        if file.is_file():
            os.utime(file, (1_700_000_000, 1_700_000_000))
    order = NightOrder(str(village), date(2026, 11, 23), 3, run="r2")
    gather_all(context_at(village), order)


def test_all_that_is_held_of_a_member_is_handed_over(
    sishi: Sishi, told_village: Path, tmp_path: Path
) -> None:
    code, _, err = sishi("member", "export", "m00", "--out", str(tmp_path / "m00"))
    assert (code, err.split()[0]) == (0, "2")
    said = json.loads((tmp_path / "m00/member.json").read_text(encoding="utf-8"))
    assert said["members"][0]["nickname"] == "群友0"
    assert [row["text"] for row in said["submissions"]] == ["第 0 张"]
    assert said["consents"][0]["state"] == "granted"
    (photo,) = (tmp_path / "m00/photos").iterdir()
    assert photo.read_bytes() == (told_village / "ugc_inbox/g1/i00.jpg").read_bytes()


def test_the_same_is_a_zip_and_nothing_is_overwritten(sishi: Sishi, tmp_path: Path) -> None:
    for name in ("a.zip", "b.zip"):
        assert sishi("member", "export", "m00", "-o", str(tmp_path / name))[0] == 0
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    assert "member.json" in ZipFile(tmp_path / "a.zip").namelist()
    assert sishi("member", "export", "m00", "-o", str(tmp_path / "a.zip"))[0] == 2
    assert sishi("member", "export", "m99", "-o", str(tmp_path / "c.zip"))[0] == 2


def test_the_table_of_members_is_written_as_before(sishi: Sishi, tmp_path: Path) -> None:
    assert sishi("member", "export", str(tmp_path / "members.csv"))[0] == 0
    assert (tmp_path / "members.csv").read_text(encoding="utf-8-sig").startswith("id,nickname")


def test_erasing_asks_first(sishi: Sishi, told_village: Path) -> None:
    before = shelf(told_village)
    code, _, err = sishi("member", "erase", "m00")
    assert code == 2
    assert "1 submissions, 1 photos" in err
    assert shelf(told_village) == before


def test_the_photos_are_deleted_and_the_inbox_is_named(sishi: Sishi, told_village: Path) -> None:
    before = shelf(told_village)
    made_of_it = (told_village / "var/thumbs", told_village / "var/sheets")
    for folder in made_of_it:
        folder.mkdir()
        (folder / "s-1.jpg").touch()
    code, out, err = sishi("member", "erase", "m00", "--yes", "--by", "小周")
    assert (code, out) == (0, "ugc_inbox/g1/i00.jpg\nugc_inbox/g1/i00.json\n")
    assert "2 files were deleted" in err
    assert len(before - shelf(told_village)) == 2
    assert not any(folder.exists() for folder in made_of_it)
    for file in (told_village / "var").glob("sishi.db*"):
        assert "群友0".encode() not in file.read_bytes()
    assert (told_village / "ugc_inbox/g1/i00.jpg").exists()


def test_gathering_again_brings_nothing_back(sishi: Sishi, told_village: Path) -> None:
    sishi("member", "erase", "m00", "--yes")
    after = shelf(told_village)
    shutil.copy(told_village / "ugc_inbox/g1/i00.jpg", told_village / "ugc_inbox/g2/found-again.jpg")
    regather(told_village)
    assert shelf(told_village) == after
    with open_workspace(told_village).open_store(reading=True) as store:
        assert store.library.member("m00") is None
        assert store.intake.submissions(["i00"])[0].text == ""
        refused = {item.path: item.reason for item in store.inbox_index.quarantined()}
    assert refused["g1/i00.json"] == refused["g2/found-again.jpg"] == "erased"


def test_where_a_file_cannot_go_nothing_is_said_to_be_erased(
    sishi: Sishi, told_village: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def deny(self: Path, missing_ok: bool = False) -> None:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "unlink", deny)
    code, _, err = sishi("member", "erase", "m00", "--yes")
    assert code == 2
    assert "cannot be deleted" in err
    with open_workspace(told_village).open_store(reading=True) as store:
        assert store.library.member("m00") is not None
        assert store.erasure.tombstones().hashes == frozenset()


def test_a_second_person_of_the_same_name_is_named(sishi: Sishi, told_village: Path) -> None:
    with open_workspace(told_village).open_store() as store:
        store.library.put_members([Member("群友0", "群友\u200b0", "g1"), Member("namesake", "群友0", "g2")])
    for verb, more in (("left", ()), ("erase", ("--yes",))):
        _, _, err = sishi("member", verb, "m00", *more)
        assert f"sishi member {verb} 群友0" in err
        assert "namesake" not in err


def test_what_could_not_be_looked_into_is_listed_apart(sishi: Sishi, told_village: Path) -> None:
    (told_village / "ugc_inbox/g1/old.zip").write_bytes(b"PK\x03\x04 cut off")
    code, out, err = sishi("member", "erase", "m00", "--yes", "--by", "小周")
    assert (code, out) == (0, "ugc_inbox/g1/i00.jpg\nugc_inbox/g1/i00.json\n")
    assert "1 file in the inboxes was not, or not wholly, looked into" in err
    assert "ugc_inbox/g1/old.zip: the archive is damaged" in err


def test_programs_read_what_was_erased_and_what_is_left(sishi: Sishi, told_village: Path) -> None:
    (told_village / "ugc_inbox/g1/old.zip").write_bytes(b"PK\x03\x04 cut off")
    _, out, _ = sishi("member", "erase", "m00", "--yes", "--json")
    answer = json.loads(out)
    assert answer["pseudonym"].startswith("erased-")
    assert (answer["submissions"], answer["files"]) == (1, 2)
    assert answer["by_hand"] == ["ugc_inbox/g1/i00.jpg", "ugc_inbox/g1/i00.json"]
    (item,) = answer["unsearched"]
    assert (item["path"], item["reason"]) == ("ugc_inbox/g1/old.zip", "damaged")
    assert item["zh"].startswith("压缩包坏了")


def test_where_all_was_looked_into_no_such_list_is_shown(sishi: Sishi, told_village: Path) -> None:
    _, out, err = sishi("member", "erase", "m00", "--yes", "--json")
    assert json.loads(out)["unsearched"] == []
    assert "looked into" not in err


def test_an_unreadable_sidecar_in_quarantine_does_not_stop_an_erasure(
    sishi: Sishi, told_village: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sidecar = told_village / "ugc_inbox/g1/broken.json"
    sidecar.write_text("{", encoding="utf-8")
    regather(told_village)
    real = os.open

    def deny(path: Any, *rest: int, **more: int) -> int:
        if str(path).endswith("broken.json"):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path, *rest, **more)

    monkeypatch.setattr(os, "open", deny)
    code, _, err = sishi("member", "erase", "m00", "--yes")
    assert code == 0
    assert "ugc_inbox/g1/broken.json: it cannot be read" in err
