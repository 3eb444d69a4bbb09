"""Every sample of real exports is read whole: the counts are its expected file's, or a careful reading's."""

import json
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from channels.readers.detect import UnrecognizedDrop, detect
from channels.readers.messages import DateOrder, SourceOptions
from channels.readers.places import Folder
from content.messages import render
from content.model import ConsentState


@pytest.fixture
def samples(shared: Path) -> Path:
    if not (shared / "data" / "chat").is_dir():
        pytest.skip("needs the sample exports beside the checkout")
    return shared / "data" / "chat"


def said_by(told: Any) -> list[dict[str, str]]:
    """As the expected files have it: clock without zone, author, words; spaces between words aside."""
    return [
        {
            "timestamp": r.posted_at.replace(tzinfo=None).isoformat(),
            "author": r.member.nickname if r.member else "",
            "message": "".join(r.text.split()),
        }
        for r in told.records
        if r.kind != "system"
    ]


def expected(samples: Path, app: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads(
        (samples / f"chat_miner/test__{app}__target.json").read_text(encoding="utf-8")
    )
    words = [one | {"message": "".join(one["message"].split())} for one in found]
    return sorted(words, key=lambda one: one["timestamp"])


@pytest.mark.parametrize(
    ("app", "file"),
    [
        ("whatsapp", "test__whatsapp__test__mmddyy__24hrs.txt"),
        ("whatsapp", "test__whatsapp__test_ddmmyy_24hrs.txt"),
        ("whatsapp", "test__whatsapp__test_mmddyy_24hrs.txt"),
        ("whatsapp", "test__whatsapp__test_mmddyyyy_12hrs.txt"),
        ("whatsapp", "test__whatsapp__test_yyyymmdd_24hrs.txt"),
        ("telegram", "test__telegram__test_batch_export.json"),
        ("telegram", "test__telegram__test_single_export.json"),
        ("signal", "test__signal__test_export.txt"),
        ("instagram", "test__instagram__test_export.json"),
    ],
)
def test_what_chat_miner_expects_is_read(
    samples: Path, read: Callable[..., Any], app: str, file: str
) -> None:
    told = read(samples / "chat_miner" / file)
    assert told.refused == []
    assert sorted(said_by(told), key=lambda one: one["timestamp"]) == expected(samples, app)
    assert Counter(told.kinds)["system"] == (3 if app == "whatsapp" else 0)


@pytest.mark.parametrize("app", ["instagram", "signal", "telegram", "whatsapp"])
def test_the_expected_files_themselves_are_no_exports(samples: Path, app: str) -> None:
    assert isinstance(detect(Folder(samples / "chat_miner"), f"test__{app}__target.json"), UnrecognizedDrop)


@pytest.mark.parametrize(
    ("file", "messages", "members", "first", "last"),
    [
        ("lorem-2000.txt", 2000, 4, "2019-04-16T02:09:00", "2020-06-13T00:00:00"),
        ("lorem-merge-part1.txt", 300, 4, "2019-10-20T10:16:00", "2020-01-10T00:00:00"),
        ("lorem-merge-part2.txt", 300, 5, "2020-06-20T10:16:00", "2020-09-10T00:00:00"),
        ("lorem.txt", 500, 4, "2020-01-15T02:22:56", "2020-05-11T22:32:48"),
        ("pokemon.txt", 18, 8, "2016-08-06T13:23:00", "2016-10-31T12:23:00"),
    ],
)
def test_whatsapp_of_whatstk(
    samples: Path, read: Callable[..., Any], file: str, messages: int, members: int, first: str, last: str
) -> None:
    told = read(samples / "whatsapp_whatstk" / file)
    texts = [record for record in told.records if record.kind == "text"]
    assert (len(texts), told.refused) == (messages, [])
    assert len({record.member.id for record in texts}) == members
    times = [record.posted_at.replace(tzinfo=None) for record in texts]
    assert (times[0], times[-1]) == (datetime.fromisoformat(first), datetime.fromisoformat(last))


def test_two_digit_years_are_told_from_days_by_the_order_of_the_whole_file(
    samples: Path, read: Callable[..., Any]
) -> None:
    """lorem.txt writes 15-01-20: as year 2015 time would run backwards, as month 15 there is none."""
    file = samples / "whatsapp_whatstk/lorem.txt"
    assert read(file).records == read(file, SourceOptions(dates=DateOrder.DMY)).records
    assert [refused.reason for refused in read(file, SourceOptions(dates=DateOrder.MDY)).refused] == [
        "dates_open"
    ]


def test_wecom_archive(samples: Path, read: Callable[..., Any]) -> None:
    told = read(samples / "wecom_archive/messages.jsonl")
    lines = len((samples / "wecom_archive/messages.jsonl").read_text(encoding="utf-8").splitlines())
    assert lines == len(told.records) + len(told.refused) + len(told.events)
    assert (len(told.records), len(told.refused), len(told.events)) == (23, 2, 4)
    assert len(set(told.kinds)) == 23, "one of each kind"
    assert [refused.reason for refused in told.refused] == ["media_missing"] * 2, "an image and a mixed one"
    assert [(event.state, event.message) for event in told.events] == [
        (ConsentState.GRANTED, None),
        (ConsentState.WITHDRAWN, "14822339130656386894_1603875600"),
        (ConsentState.GRANTED, None),
        (ConsentState.REFUSED, None),
    ]
    assert all(event.uses == {"archive"} for event in told.events if event.state is ConsentState.GRANTED)


def test_the_quoted_words_of_wecom_are_kept_apart(samples: Path, read: Callable[..., Any]) -> None:
    (text,) = [r for r in read(samples / "wecom_archive/messages.jsonl").records if r.kind == "text"]
    assert (text.quoted, text.text) == ('这是一条引用/回复消息："', "@nick777")


def test_memotrace(samples: Path, read: Callable[..., Any]) -> None:
    told = read(samples / "wechat_memotrace/group.csv")
    assert told.kinds == ["text", "text", "sticker"]
    assert [record.member.id for record in told.records] == ["wxid_sample000001"] * 2 + ["wxid_sample000002"]
    assert told.refused == []


def test_mediacrawler(samples: Path, read: Callable[..., Any]) -> None:
    told = read(samples / "xiaohongshu_mediacrawler/search_contents.json")
    assert told.kinds == ["comment"] * 10
    assert [refused.reason for refused in told.refused] == ["media_missing"], "its two pictures are links"
    assert "1.jpg" in render(told.refused[0].why, "en")
    assert "2.jpg" in render(told.refused[0].why, "en")
    assert {record.quotes for record in told.records if record.messages[0] == "67cd1e91000000000f03bff8"} == {
        "67c97579000000000900f651"
    }
    alone = read(samples / "xiaohongshu_mediacrawler/search_comments.json")
    assert alone.records == told.records
    assert len({record.member.id for record in alone.records}) == 9


def test_discord(samples: Path, read: Callable[..., Any]) -> None:
    (file,) = (samples / "discord").glob("*.json")
    told = read(file)
    assert [(r.kind, r.chat, r.member.nickname) for r in told.records] == [
        ("text", "1012224565567721552", "Adam")
    ]
    assert told.refused == []
