"""What else says whose a dropped photo is: sidecars in TOML and plain text, an index, archives of these."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile
from zoneinfo import ZoneInfo

import pytest
from openpyxl import Workbook

from channels.readers.drop_folder import DropFolder
from content.inbox import Record, RefusedItem
from content.messages import render
from content.model import ConsentState

Put = Callable[..., Path]
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def inbox(tmp_path: Path) -> DropFolder:
    (tmp_path / "g1").mkdir()
    return DropFolder(tmp_path, "x", zone=SHANGHAI, opened=tmp_path / ".opened")


def outcomes(inbox: DropFolder) -> dict[str, Record | RefusedItem]:
    return {item.path: inbox.read(item) for item in inbox.items("g1")}


def records(inbox: DropFolder) -> list[Record]:
    return [one for one in outcomes(inbox).values() if isinstance(one, Record)]


def whys(inbox: DropFolder) -> dict[str, str]:
    return {
        path: render(one.why, "en") for path, one in outcomes(inbox).items() if isinstance(one, RefusedItem)
    }


def test_a_sidecar_in_toml_speaks_of_the_photo_of_its_name(inbox: DropFolder, put: Put) -> None:
    put("a.jpg", b"x")
    put(
        "a.toml",
        'text = "早安"\nposted_at = 2026-11-20T21:05:00+08:00\n[member]\nid = "m1"\nnickname = "阿雅"\n',
    )
    (record,) = records(inbox)
    assert (record.text, record.member and record.member.id) == ("早安", "m1")
    assert record.posted_at == datetime(2026, 11, 20, 21, 5, tzinfo=SHANGHAI)
    put("a.toml", "text = ")
    assert list(whys(inbox)) == ["g1/a.toml"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_text_beside_a_photo_is_its_words(inbox: DropFolder, put: Put, encoding: str) -> None:
    put("a.jpg", b"x")
    put("a.txt", "今天早上的厨房\n归我一个人", encoding=encoding)
    put("readme.txt", "speaks of no photo")
    (record,) = records(inbox)
    assert (record.text, [file.name for file in record.media]) == ("今天早上的厨房\n归我一个人", ["a.jpg"])


def test_a_photo_with_two_sidecars_is_still_one(inbox: DropFolder, put: Put) -> None:
    put("a.jpg", b"x")
    put("a.json", {"media": ["a.jpg"], "text": "said"})
    put("a.txt", "said too")
    assert [record.text for record in records(inbox)] == ["said"]


INDEX = (
    "图片,文案,成员,昵称,时间,商品,授权,授权至,凭据,点赞",
    'a.jpg;b.jpg,早安,m1,阿雅,2026-11-20 21:05,mug,同意,2027-01-01,msg:1,"m2;m1"',
    "c.jpg,,,,,,,,,",
    "nowhere.jpg,x,,,,,,,,",
    "c.jpg,x,,,yesterday,,,,,",
    ",x,,,,,,,,",
    "../../secret.jpg,x,,,,,,,,",
)


def test_each_row_of_an_index_is_a_submission_or_a_refusal(inbox: DropFolder, put: Put) -> None:
    for name in "abc":
        put(f"{name}.jpg", b"x")
    put("index.csv", *INDEX)
    told, alone = records(inbox)
    assert [file.name for file in told.media] == ["a.jpg", "b.jpg"]
    assert (told.text, told.product, told.likes) == ("早安", "mug", {"m2"})
    assert told.posted_at == datetime(2026, 11, 20, 21, 5, tzinfo=SHANGHAI)
    assert told.consent is not None
    assert (told.consent.state, told.consent.evidence) == (ConsentState.GRANTED, "msg:1")
    assert (alone.member, alone.consent) == (None, None)
    said = whys(inbox)
    assert "is not there" in said["g1/index.csv#4"]
    assert "index.csv, row 5: field posted_at" in said["g1/index.csv#5"]
    assert "row 6: field media" in said["g1/index.csv#6"]
    assert "lies outside" in said["g1/index.csv#7"]


def test_columns_may_be_called_as_people_call_them(tmp_path: Path, put: Put) -> None:
    put("a.jpg", b"x")
    put("index.csv", "Bild,Wer,Text", "a.jpg,m1,Guten Morgen")
    assert "field media" in next(iter(whys(DropFolder(tmp_path, "x")).values()))
    mapped = DropFolder(tmp_path, "x", columns={"media": "Bild", "member": "wer"})
    (record,) = records(mapped)
    assert record.text == "Guten Morgen"
    assert record.member
    assert (record.member.id, record.member.nickname) == ("m1", "m1")


def test_a_workbook_is_an_index_too(inbox: DropFolder, put: Put) -> None:
    put("a.jpg", b"x")
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["photo", "text", "posted_at", "replies"])
    sheet.append(["a.jpg", "早安", datetime(2026, 11, 20, 21, 5), 3])  # noqa: DTZ001 - as sheets have it
    book.save(put("index.xlsx", b""))
    (record,) = records(inbox)
    assert (record.text, record.replies) == ("早安", 3)
    assert record.posted_at == datetime(2026, 11, 20, 21, 5, tzinfo=SHANGHAI)


def test_a_workbook_that_is_a_bomb_or_none_is_refused(inbox: DropFolder, put: Put) -> None:
    with ZipFile(put("index.xlsx", b""), "w", ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"\0" * 20_000_000)
    assert "it would grow to 20,000,000 bytes" in whys(inbox)["g1/index.xlsx"]
    put("index.xlsx", b"no workbook")
    assert "not an .xlsx workbook" in whys(inbox)["g1/index.xlsx"]


def test_only_the_rows_that_changed_have_another_stamp(inbox: DropFolder, put: Put) -> None:
    for name in "ab":
        put(f"{name}.jpg", b"x")

    def stamps(*rows: str) -> dict[str, str]:
        put("index.csv", "photo,text", *rows)
        return {item.path: item.stamp for item in inbox.items("g1")}

    before = stamps("a.jpg,one", "b.jpg,two")
    after = stamps("a.jpg,one", "b.jpg,three")
    assert {path for path in before if before[path] != after[path]} == {"g1/index.csv#3"}


def test_an_archive_brings_photos_with_their_sidecars(inbox: DropFolder, put: Put) -> None:
    with ZipFile(put("week.zip", b""), "w") as archive:
        archive.writestr("mon/a.jpg", b"x")
        archive.writestr("mon/a.json", '{"media": ["a.jpg"], "text": "早安"}')
        archive.writestr("b.jpg", b"x")
        archive.writestr("../c.jpg", b"x")
        archive.writestr("inner.zip", b"x")
    assert [(record.text, record.group) for record in records(inbox)] == [("", "g1"), ("早安", "g1")]
    said = whys(inbox)
    assert set(said) == {"g1/week.zip!/../c.jpg", "g1/week.zip!/inner.zip"}
    assert "leads out" in said["g1/week.zip!/../c.jpg"]
    assert [item.path for item in inbox.items("g1")] == [item.path for item in inbox.items("g1")]


def test_a_broken_archive_is_one_refusal(inbox: DropFolder, put: Put) -> None:
    put("week.zip", b"PK\x03\x04 cut off")
    assert "cannot be opened" in whys(inbox)["g1/week.zip!/"]


def test_archives_stay_closed_where_there_is_no_place_to_open_them(tmp_path: Path, put: Put) -> None:
    with ZipFile(put("week.zip", b""), "w") as archive:
        archive.writestr("a.jpg", b"x")
    assert DropFolder(tmp_path, "x").items("g1") == []


def test_sums_and_remarks_below_the_rows_are_counted_and_no_submissions(inbox: DropFolder, put: Put) -> None:
    put("a.jpg", b"x")
    put("index.csv", "图片,昵称,点赞", "a.jpg,阿雅,12", "合计,,12", "注：点赞截止 3 月 5 日,,")
    assert [record.like_count for record in records(inbox)] == [12]
    assert whys(inbox) == {}
    assert inbox.not_looked_at()["remark_row"] == 2


def test_pictures_in_several_columns_of_one_name_are_one_submission(inbox: DropFolder, put: Put) -> None:
    for name in ("a.jpg", "b.jpg"):
        put(name, b"x")
    put("index.csv", "图片,图片,昵称", "a.jpg,b.jpg,阿雅")
    (record,) = records(inbox)
    assert [file.name for file in record.media] == ["a.jpg", "b.jpg"]


def test_a_day_without_its_year_is_refused_with_how_to_write_it(inbox: DropFolder, put: Put) -> None:
    put("a.jpg", b"x")
    put("index.csv", "图片,时间", "a.jpg,3月2日 9:03")
    (why,) = whys(inbox).values()
    assert "has no year; write it as 2026/12/1 9:03" in why
