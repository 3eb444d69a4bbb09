"""A sidecar joins the photo of its name; what it says in vain, or what was cleaned in it, is told."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from channels.readers.drop_folder import DropFolder
from content.inbox import Record
from content.messages import render
from content.model import ConsentState

Put = Callable[..., Path]


@pytest.fixture
def read(tmp_path: Path, put: Put) -> Callable[..., Record]:
    def one(name: str, *said: Any) -> Record:
        put("a.jpg", b"x")
        put(name, *said)
        inbox = DropFolder(tmp_path, "x")
        (item,) = inbox.items("g1")
        record = inbox.read(item)
        assert isinstance(record, Record), record
        assert [file.name for file in record.media] == ["a.jpg"]
        return record

    return one


def notes(record: Record) -> dict[str, str]:
    return {reason: render(why, "en") for reason, why in record.notes}


@pytest.mark.parametrize("name", ["a.json", "a.jpg.json"])
def test_a_sidecar_without_media_speaks_of_the_photo_of_its_name(
    read: Callable[..., Record], name: str
) -> None:
    assert read(name, {"text": "早安"}).text == "早安"


@pytest.mark.parametrize("name", ["a.jpg.json", "a.jpg.supplemental-metadata.json", "a.jpg.suppl.json"])
def test_one_of_google_tells_the_time_and_no_more(read: Callable[..., Record], name: str) -> None:
    taken = {"photoTakenTime": {"timestamp": "1772413507"}, "title": "a.jpg", "description": "早安"}
    record = read(name, taken)
    assert (record.posted_at, record.text, record.notes) == (
        datetime.fromtimestamp(1772413507, UTC),
        "早安",
        (),
    )


def test_media_that_are_empty_are_none(read: Callable[..., Record]) -> None:
    assert read("a.json", {"text": "早安", "media": []}).text == "早安"


def test_fields_that_nobody_reads_are_named(read: Callable[..., Record]) -> None:
    said = {"media": ["a.jpg"], "nickame": "x", "member": {"id": "m1", "nick": "y"}, "texts": "z"}
    told = notes(read("a.json", said))
    assert list(told) == ["unknown_field"]
    assert all(name in told["unknown_field"] for name in ("a.json", "nickame", "member.nick", "texts"))
    assert notes(read("a.json", {"text": "早安", "member": {"id": "m1"}})) == {}


@pytest.mark.parametrize(
    ("written", "nickname"),
    [("小\n林", "小 林"), ("\u202e小林\u202c", "小林"), ("小林\u200b", "小林"), ("小\u2028林", "小 林")],
)
def test_a_nickname_is_a_line_that_can_be_seen(
    read: Callable[..., Record], written: str, nickname: str
) -> None:
    record = read("a.json", {"member": written})
    assert record.member is not None
    assert (record.member.id, record.member.nickname) == (nickname, nickname)
    assert nickname in notes(record)["name_cleaned"]


@pytest.mark.parametrize("written", ["小林", "  小林 ", "꧁༺ 春日小林 ༻꧂", "👨‍👩‍👧", "Zoë"])
def test_a_nickname_that_can_be_seen_stays_as_it_is(read: Callable[..., Record], written: str) -> None:
    record = read("a.json", {"member": written})
    assert record.member is not None
    assert record.member.nickname == written.strip()
    assert notes(record) == {}


def test_of_a_nickname_that_nobody_sees_nothing_is_left(read: Callable[..., Record]) -> None:
    record = read("a.json", {"member": "\u202e\u200b"})
    assert record.member is None
    assert "name_cleaned" in notes(record)
    record = read("a.json", {"member": {"id": "m1", "nickname": "\u202e"}})
    assert record.member is not None
    assert (record.member.id, record.member.nickname) == ("m1", "m1")


def test_keys_may_be_called_as_the_columns_of_an_index(read: Callable[..., Record]) -> None:
    record = read(
        "a.json",
        {"昵称": "阿雅", "文案": "茉莉", "时间": "2026-03-02T09:05:00+08:00", "授权": "同意展示", "点赞": 3},
    )
    assert record.member is not None
    assert (record.member.nickname, record.text, record.like_count) == ("阿雅", "茉莉", 3)
    assert record.consent is not None
    assert record.consent.state is ConsentState.GRANTED
    assert notes(record) == {}


def test_our_own_key_goes_before_another_name_of_it(read: Callable[..., Record]) -> None:
    record = read("a.json", {"text": "早安", "文案": "茉莉"})
    assert record.text == "早安"
    assert "文案" in notes(record)["unknown_field"]
