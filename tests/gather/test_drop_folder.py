"""The drop folder says what lies in it, item by item; what it cannot read it refuses with the reason."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from channels.readers.drop_folder import DropFolder
from content.inbox import Item, Record, RefusedItem
from content.messages import render
from content.model import ConsentScope, ConsentState, Member, Message


@pytest.fixture
def inbox(tmp_path: Path) -> DropFolder:
    (tmp_path / "g1").mkdir()
    return DropFolder(tmp_path, "ugc_inbox")


def put(inbox: DropFolder, name: str, said: Any = b"") -> Path:
    file = inbox.root / "g1" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(said if isinstance(said, bytes) else json.dumps(said).encode())
    return file


def only_item(inbox: DropFolder) -> Item:
    (item,) = inbox.items("g1")
    return item


def why(inbox: DropFolder) -> str:
    outcome = inbox.read(only_item(inbox))
    assert isinstance(outcome, RefusedItem), outcome
    return render(outcome.why, "en")


def test_a_sidecar_and_its_photos_are_one_item(inbox: DropFolder) -> None:
    put(inbox, "a.jpg")
    put(inbox, "b.jpg")
    put(
        inbox,
        "x.json",
        {
            "id": "i1",
            "media": ["a.jpg", "b.jpg"],
            "text": " 八点半的厨房 ",
            "posted_at": "2026-11-20T21:05:00+08:00",
            "member": {"id": "m1", "nickname": "阿雅"},
            "likes": [{"member": "m2"}, {"member": "m1"}],
            "replies": 3,
            "product": "mug",
            "consent": {"state": "granted", "groups": "all", "until": "2027-01-01", "evidence": "msg:1"},
            "something_newer": True,
        },
    )
    record = inbox.read(only_item(inbox))
    assert isinstance(record, Record)
    assert [file.name for file in record.media] == ["a.jpg", "b.jpg"]
    assert (record.id, record.group, record.text) == ("i1", "g1", "八点半的厨房")
    assert record.member == Member("m1", "阿雅", "g1")
    assert record.likes == {"m2"}, "nobody likes their own"
    assert record.consent is not None
    assert record.consent.state is ConsentState.GRANTED
    assert record.consent.scope is ConsentScope.ALL
    assert record.consent.until == date(2027, 1, 1)


def test_a_photo_alone_is_an_item_of_an_unknown_member(inbox: DropFolder) -> None:
    photo = put(inbox, "a.JPG")
    assert inbox.read(only_item(inbox)) == Record(group="g1", media=(photo,))


def test_folders_within_a_group_are_the_groups_too(inbox: DropFolder) -> None:
    put(inbox, "2026-11/a.jpg")
    assert only_item(inbox).path == "g1/2026-11/a.jpg"


def test_hidden_half_written_and_machines_files_are_left_alone_and_counted(inbox: DropFolder) -> None:
    for name in (".DS_Store", ".a.jpg", "a.jpg.part", "b.tmp", "Thumbs.db", "~$x.xlsx"):
        put(inbox, name)
    assert inbox.items("g1") == []
    assert inbox.folders() == ["g1"]
    assert inbox.not_looked_at() == {"hidden_file": 3, "half_written": 2, "system_file": 1}


def test_what_lies_beside_the_groups_is_refused_not_guessed(inbox: DropFolder) -> None:
    (inbox.root / "loose.jpg").touch()
    assert inbox.folders() == ["", "g1"]
    (item,) = inbox.items("")
    assert inbox.read(item) == RefusedItem("no_group", Message("refusal.beside_the_groups"))


def test_the_stamp_changes_with_any_file_of_the_item(inbox: DropFolder) -> None:
    put(inbox, "a.jpg", b"1")
    put(inbox, "x.json", {"media": ["a.jpg"]})
    before = only_item(inbox).stamp
    assert only_item(inbox).stamp == before
    put(inbox, "a.jpg", b"22")
    assert only_item(inbox).stamp != before


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (b"{ not json", "x.json: line 1, column 3: a name in double quotation marks"),
        ({}, "field media: Field required"),
        ({"media": []}, "field media: List should have at least 1 item"),
        ({"media": ["nowhere.jpg"]}, "'nowhere.jpg' is not there; put it beside the sidecar"),
        ({"media": ["../../secret.jpg"]}, "lies outside the sidecar's own folder"),
        ({"media": ["/etc/hostname"]}, "lies outside the sidecar's own folder"),
        ({"media": ["a.jpg"], "posted_at": "2026-11-20T21:05:00"}, "needs an offset"),
        ({"media": ["a.jpg"], "consent": {"state": "maybe"}}, "field consent.state"),
        ({"media": ["a.jpg"], "replies": -1}, "field replies"),
        ({"media": ["a.jpg"], "member": {"id": "", "nickname": "x"}}, "field member.id"),
    ],
)
def test_a_bad_sidecar_is_refused_with_the_field_and_what_is_wrong(
    inbox: DropFolder, said: Any, expected: str
) -> None:
    put(inbox, "a.jpg")
    put(inbox, "x.json", said)
    refusals = [inbox.read(item) for item in inbox.items("g1")]
    assert any(isinstance(r, RefusedItem) and expected in render(r.why, "en") for r in refusals), refusals


def test_a_broken_sidecar_takes_the_photo_of_its_name_with_it(inbox: DropFolder) -> None:
    put(inbox, "x.jpg")
    put(inbox, "x.json", b"{ not json")
    assert "line 1, column 3: a name in double quotation marks" in why(inbox)


def test_a_sidecar_whose_photo_is_missing_says_so_until_it_comes(inbox: DropFolder) -> None:
    put(inbox, "x.json", {"media": ["a.jpg"]})
    before = only_item(inbox).stamp
    assert "not there" in why(inbox)
    put(inbox, "a.jpg", b"1")
    assert only_item(inbox).stamp != before
    assert isinstance(inbox.read(only_item(inbox)), Record)
