"""An index as offices keep it: in their encodings, under their titles, with their words for columns."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from channels.readers.drop_folder import DropFolder
from channels.readers.index_columns import folded, known_columns
from content.inbox import Record, RefusedItem
from content.messages import render
from content.model import ConsentState

Put = Callable[..., Path]
SHANGHAI = ZoneInfo("Asia/Shanghai")
ROWS = (
    ("1.jpg", "小林", "一,二", "2026/3/2 9:03", "23"),
    ("2.jpg", "周周", "镕𠮷家的猫", "2026/3/2 21:03", "1.2万"),
)
HEADER = ("图片", "昵称", "文案", "时间", "点赞")


@pytest.fixture
def inbox(tmp_path: Path, put: Put) -> DropFolder:
    for name in ("1.jpg", "2.jpg"):
        put(name, b"x")
    return DropFolder(tmp_path, "x", zone=SHANGHAI, opened=tmp_path / ".opened")


def read(inbox: DropFolder) -> list[Record]:
    return [one for item in inbox.items("g1") if isinstance(one := inbox.read(item), Record)]


def whys(inbox: DropFolder) -> list[str]:
    outcomes = [inbox.read(item) for item in inbox.items("g1")]
    return [render(one.why, "en") for one in outcomes if isinstance(one, RefusedItem)]


def are_the_two(records: list[Record]) -> bool:
    return [
        (r.member and r.member.nickname, r.text, r.posted_at, r.like_count, [f.name for f in r.media])
        for r in records
    ] == [
        ("小林", "一,二", datetime(2026, 3, 2, 9, 3, tzinfo=SHANGHAI), 23, ["1.jpg"]),
        ("周周", "镕𠮷家的猫", datetime(2026, 3, 2, 21, 3, tzinfo=SHANGHAI), 12_000, ["2.jpg"]),
    ]


def lines(delimiter: str) -> str:
    return "".join(
        delimiter.join(f'"{c}"' if "," in c else c for c in row) + "\r\n" for row in (HEADER, *ROWS)
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_any_encoding_with_any_delimiter(inbox: DropFolder, put: Put, encoding: str, delimiter: str) -> None:
    put("index.csv", lines(delimiter).encode(encoding))
    assert are_the_two(read(inbox))


@pytest.mark.parametrize(
    ("declared", "delimiter"), [("sep=,", ","), ("sep=;", ";"), ("SEP=\t", "\t"), ('"sep=;"', ";")]
)
def test_the_first_line_may_name_the_delimiter(
    inbox: DropFolder, put: Put, declared: str, delimiter: str
) -> None:
    put("index.csv", f"{declared}\r\n{lines(delimiter)}".encode())
    assert are_the_two(read(inbox))
    assert [item.path for item in inbox.items("g1")] == ["g1/index.csv#3", "g1/index.csv#4"]


def test_titles_above_the_header_are_no_rows(inbox: DropFolder, put: Put) -> None:
    put("index.csv", f"三月晒单征集,,,,\r\n负责人：小王,,,,\r\n\r\n{lines(',')}".encode())
    assert are_the_two(read(inbox))
    assert whys(inbox) == []
    assert inbox.not_looked_at() == {"title_row": 2}


def test_columns_in_the_words_of_offices(inbox: DropFolder, put: Put) -> None:
    put(
        "index.csv",
        "序号,图片名（必填）*,投稿人,配文,日期,时间,点赞数,评论数,是否授权,授权截止,备注",
        "1,1.jpg,小林,早安,2026年3月2日,上午9:03,２３ 次,4条,是,2027/1/1,好图",
    )
    (alone, record) = read(inbox)
    assert (record.member and record.member.nickname, record.text) == ("小林", "早安")
    assert record.posted_at == datetime(2026, 3, 2, 9, 3, tzinfo=SHANGHAI)
    assert (record.like_count, record.replies) == (23, 4)
    assert record.consent is not None
    assert record.consent.state is ConsentState.GRANTED
    assert alone.member is None


def test_the_order_of_dates_is_proved_by_the_column_or_set(inbox: DropFolder, put: Put) -> None:
    put("index.csv", "图片,时间", "1.jpg,2/3/2026 9:03", "2.jpg,14/3/2026 9:03")
    assert [r.posted_at and r.posted_at.month for r in read(inbox)] == [3, 3]
    put("index.csv", "图片,时间", "1.jpg,2/3/2026 9:03", "2.jpg,2026/3/3")
    assert "write the year first" in whys(inbox)[0]


@pytest.mark.parametrize(
    "named",
    [
        *("1", "1.JPG", "１.jpg", "photos/1.jpg", ".\\1.jpg", '"1.jpg"', "/Users/ya/Desktop/1.jpg"),
        *("D:\\晒单\\1.jpg", "https://f.example/x/1.jpg?w=2"),
    ],
)
def test_pictures_are_found_as_people_call_them(inbox: DropFolder, put: Put, named: str) -> None:
    put("index.csv", "photo\ttext", f"{named}\tx")
    assert [f.name for record in read(inbox) if record.text for f in record.media] == ["1.jpg"]


def test_pictures_may_lie_one_folder_deeper(inbox: DropFolder, put: Put) -> None:
    put("pictures/3.jpg", b"x")
    put("index.csv", "photo,text", '"1.jpg,3.jpg",x')
    assert [f.name for record in read(inbox) if record.text for f in record.media] == ["1.jpg", "3.jpg"]


def test_a_cell_may_lead_to_its_picture(inbox: DropFolder, put: Put) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (["图片", "昵称", "文案"], ["看图", "阿雅", "早"], ["2.jpg", "小雨", "晚"]):
        sheet.append(row)
    sheet["A2"].hyperlink, sheet["B3"].hyperlink = "%31.jpg", "https://example.org/xiaoyu"
    book.save(put("index.xlsx", b""))
    told = [(r.member and r.member.nickname, r.text, [f.name for f in r.media]) for r in read(inbox)]
    assert told == [("阿雅", "早", ["1.jpg"]), ("小雨", "晚", ["2.jpg"])]


def test_commas_part_names_where_each_part_is_one(inbox: DropFolder, put: Put) -> None:
    put("一、阳台.jpg", b"x")
    put("index.csv", "photo;text", "1.jpg、2.jpg;x", "一、阳台.jpg;y")
    assert [[f.name for f in record.media] for record in read(inbox)] == [
        ["1.jpg", "2.jpg"],
        ["一、阳台.jpg"],
    ]


def test_a_name_that_two_pictures_have_means_neither(inbox: DropFolder, put: Put) -> None:
    put("a/3.jpg", b"x")
    put("b/3.jpg", b"x")
    put("index.csv", "photo,text", "3.jpg,x")
    assert "is not there" in whys(inbox)[0]


def test_a_workbook_with_a_title_and_other_sheets(inbox: DropFolder, put: Put) -> None:
    book = Workbook()
    legend = book.worksheets[0]
    legend.append(["填表说明"])
    legend.append(["请把图片放在同一个文件夹"])
    sheet = book.create_sheet("三月")
    sheet.append(["三月晒单"])
    sheet.merge_cells("A1:E1")
    sheet.append(list(HEADER))
    sheet.append(["1.jpg", "小林", "一,二", datetime(2026, 3, 2, 9, 3), 23])  # noqa: DTZ001 - as sheets have it
    sheet.append([2, "周周", "镕𠮷家的猫", 46083.877083333, "1.2万"])
    later = book.create_sheet("二月")
    later.append(list(HEADER))
    later.append(["9.jpg", "老陈", "x", "2026/2/2", 1])
    book.save(put("index.xlsx", b""))
    assert are_the_two(read(inbox))
    (why,) = whys(inbox)
    assert "二月" in why
    assert inbox.not_looked_at() == {"title_row": 1, "sheet": 1}


def test_an_index_without_rows_is_named(inbox: DropFolder, put: Put) -> None:
    put("index.csv", "图片,文案")
    assert "no rows in index.csv" in whys(inbox)[0]
    put("index.csv", b"\0\1\2")
    assert "index.csv" in whys(inbox)[0]
    put("index.csv", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    assert "save it as .xlsx" in whys(inbox)[0]


def test_a_workbook_by_the_name_of_a_text_is_a_workbook(inbox: DropFolder, put: Put) -> None:
    book = Workbook()
    book.worksheets[0].append(list(HEADER))
    for row in ROWS:
        book.worksheets[0].append(list(row))
    book.save(put("index.csv", b""))
    assert are_the_two(read(inbox))


@given(st.text(max_size=30))
def test_a_folded_name_stays_as_it_is(name: str) -> None:
    assert folded(f" {name}\u200b*：") == folded(name)
    assert known_columns([name], {"media": name}) <= 1


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300))
def test_any_bytes_are_an_index_or_refused(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    folder = tmp_path_factory.mktemp("any")
    (folder / "g1").mkdir()
    (folder / "g1/index.csv").write_bytes(data)
    inbox = DropFolder(folder, "x", zone=SHANGHAI, opened=folder / ".opened")
    items = inbox.items("g1")
    assert items
    assert all(isinstance(inbox.read(item), Record | RefusedItem) for item in items)


def test_an_index_whose_formula_was_never_worked_out_is_refused_by_row_and_column(
    inbox: DropFolder, put: Put
) -> None:
    book = Workbook()
    book.worksheets[0].append([*HEADER, "算"])
    book.worksheets[0].append([*ROWS[0], "=1+1"])
    book.save(put("index.xlsx", b""))
    assert "一,二" in [record.text for record in read(inbox)]
    book.worksheets[0]["C2"] = '=B2&"说"'
    book.save(put("index.xlsx", b""))
    (why,) = whys(inbox)[:1]
    assert 'row 2, column 文案: the formula =B2&"说" has no saved value' in why


def test_hidden_rows_are_taken_and_a_note_says_how_many(inbox: DropFolder) -> None:
    book = Workbook()
    page = book.worksheets[0]
    for row in (HEADER, *ROWS):
        page.append(row)
    page.row_dimensions[3].hidden = True
    book.save(inbox.root / "g1" / "index.xlsx")
    are_the_two(read(inbox))
    assert len(read(inbox)) == 2
    assert whys(inbox) == [
        "1 rows of index.xlsx are hidden or filtered out; they were taken like all others. "
        "Delete those that are not meant, and gather again."
    ]


@pytest.mark.parametrize(
    "extra",
    [
        HEADER,
        ("平均", "", "", "", "17.5"),
        ("制表人：小王", "", "", "审核：", ""),
        ("合计", "", "", "", "35"),
    ],
)
def test_a_row_that_shows_no_picture_is_no_entry(inbox: DropFolder, put: Put, extra: tuple[str, ...]) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (HEADER, ROWS[0], extra, ROWS[1], extra):
        sheet.append(row)
    book.save(put("index.xlsx", b""))
    assert are_the_two(read(inbox))
    assert whys(inbox) == []
