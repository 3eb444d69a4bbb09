"""The queue leaves as tables, lists, calendars and folders: whole, harmless, and the same each time."""

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from icalendar import Calendar
from openpyxl import load_workbook
from PIL import Image

from channels.exports.agenda import write_ics
from channels.exports.export import KINDS, export
from channels.exports.files import LONGEST_NAME, safe_name, unlike, whole_file
from channels.exports.item import PosterRef, QueueItem
from channels.exports.listing import write_json
from channels.exports.parcel import write_zip
from channels.exports.spreadsheet import write_csv, write_xlsx
from content.errors import WrongInput
from content.messages import render
from content.model import Gap, Message, PostState, Slot, own_words
from content.sanitize import clean, one_line

MONDAY = date(2026, 11, 23)
NOON = QueueItem(
    id="g001-2026-11-23-noon",
    group="g001",
    group_name="好好吃饭",
    group_zone="Asia/Shanghai",
    date=MONDAY,
    slot=Slot.NOON,
    goes_out_at=datetime(2026, 11, 23, 4, tzinfo=UTC),
    state=PostState.APPROVED,
    story="s1",
    story_title="一杯醒神",
    product="coffee",
    product_name="咖啡",
    submission="i1",
    member="m1",
    nickname="小鹿🦌",
    text="烧到几度最香？\n回 A / B",
    poster=None,
    version=2,
    reasons=["30 天没讲过", "照片 12 张"],
)
MORNING = replace(
    NOON,
    id="g001-2026-11-23-morning",
    slot=Slot.MORNING,
    goes_out_at=NOON.goes_out_at - timedelta(hours=4),
    submission=None,
    member=None,
    nickname=None,
)
OTHER_GROUP = replace(NOON, id="g002-2026-11-23-noon", group="g002", group_name="晨读")
GAP = Gap("g001", MONDAY, Slot.AFTERNOON, (), Message("gap.photos_consent", left=0), Message("gap.lift_pin"))
HOSTILE = ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1", "<script>", "../../etc"]


@pytest.fixture
def drawn(tmp_path: Path) -> QueueItem:
    """The noon post with a poster on disk."""
    path = tmp_path / "poster.jpg"
    Image.new("RGB", (54, 72), "#C88A00").save(path)
    return replace(
        NOON, poster=PosterRef("k1", path, sha256(path.read_bytes()).hexdigest(), 1080, 1440, "quiz")
    )


def rows_of(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def events_of(data: bytes) -> list:
    return list(Calendar.from_ical(data).walk("VEVENT"))


# Tables


def test_the_csv_opens_in_excel_and_is_in_order(tmp_path: Path) -> None:
    write_csv([OTHER_GROUP, NOON, MORNING], tmp_path / "q.csv")
    data = (tmp_path / "q.csv").read_bytes()
    head, *rows = rows_of(data)
    assert data.startswith(b"\xef\xbb\xbf")
    assert [row[0] for row in rows] == [MORNING.id, NOON.id, OTHER_GROUP.id]
    noon = dict(zip(head, rows[1], strict=True))
    assert noon["goes_out_at"] == "2026-11-23T12:00:00+08:00"
    assert noon["text"] == NOON.text
    assert noon["reasons"] == "30 天没讲过\n照片 12 张"
    assert dict(zip(head, rows[0], strict=True))["nickname"] == ""


@pytest.mark.parametrize("text", HOSTILE)
def test_no_cell_of_a_csv_is_a_formula(tmp_path: Path, text: str) -> None:
    write_csv([replace(NOON, text=text, nickname=text)], tmp_path / "q.csv")
    cells = rows_of((tmp_path / "q.csv").read_bytes())[1]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t"))]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_cell_of_a_workbook_is_a_formula(tmp_path: Path, text: str) -> None:
    write_xlsx(
        [replace(NOON, text=text, nickname=text)],
        [replace(GAP, why=own_words(text), fix=None)],
        tmp_path / "q.xlsx",
    )
    book = load_workbook(tmp_path / "q.xlsx")
    cells = [cell for page in book for row in page.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    assert text in {cell.value for cell in cells}


def test_the_workbook_is_made_for_the_team(tmp_path: Path) -> None:
    write_xlsx([NOON, MORNING], [GAP], tmp_path / "q.xlsx")
    book = load_workbook(tmp_path / "q.xlsx")
    posts, gaps = book["待发队列"], book["空位"]
    assert [cell.value for cell in posts[1]][:5] == ["日期", "星期", "时段", "时间", "社群"]
    assert [cell.value for cell in posts[3]][:6] == [
        datetime(2026, 11, 23),  # noqa: DTZ001  a spreadsheet's day has no zone
        "周一",
        "午 · 猜猜看",
        "12:00",
        "好好吃饭",
        "已批",
    ]
    assert posts.freeze_panes == "E2"
    assert posts["C3"].fill.fgColor.rgb.endswith("FAF0D4")
    assert posts["I3"].alignment.wrap_text
    assert [cell.value for cell in gaps[2]][1:] == [
        "周一",
        "暮 · 晒单",
        "好好吃饭",
        render(GAP.sentence, "zh"),
        "取消这个钉，或改钉到别的日子",
    ]


# The list


def test_the_list_has_the_keys_of_the_queue(tmp_path: Path, drawn: QueueItem) -> None:
    write_json([drawn, MORNING], tmp_path / "q.json")
    morning, noon = json.loads((tmp_path / "q.json").read_text(encoding="utf-8"))
    assert morning["poster"] is None
    assert noon == {
        "id": "g001-2026-11-23-noon",
        "group": "g001",
        "date": "2026-11-23",
        "slot": "noon",
        "goes_out_at": "2026-11-23T12:00:00+08:00",
        "state": "approved",
        "story": "s1",
        "product": "coffee",
        "submission": "i1",
        "member": "m1",
        "text": NOON.text,
        "poster": {
            "path": drawn.poster.path.as_posix(),
            "sha256": sha256((tmp_path / "poster.jpg").read_bytes()).hexdigest(),
            "width": 1080,
            "height": 1440,
            "template": "quiz",
        },
        "version": 2,
        "reasons": ["30 天没讲过", "照片 12 张"],
    }


def test_a_poster_that_was_torn_on_the_disk_is_never_packed(tmp_path: Path, drawn: QueueItem) -> None:
    path = tmp_path / "poster.jpg"
    whole = path.read_bytes()
    for torn in (b"", whole[:100], bytes([*whole[:300], whole[300] ^ 1, *whole[301:]])):
        path.write_bytes(torn)
        write_zip([drawn], tmp_path / "q.zip")
        with ZipFile(tmp_path / "q.zip") as archive:
            assert not any(name.endswith(".jpg") for name in archive.namelist())
            assert "没有海报文件" in archive.read("清单.csv").decode("utf-8-sig")


# Calendars


def test_a_calendar_is_read_back_as_it_was_meant(tmp_path: Path) -> None:
    write_ics([NOON, MORNING], tmp_path / "week.ics")
    morning, noon = events_of((tmp_path / "week.ics").read_bytes())
    assert noon["SUMMARY"] == "午 · 一杯醒神"
    assert noon["DESCRIPTION"] == NOON.text
    assert noon["DTSTART"].dt == NOON.goes_out_at
    assert noon["DTSTART"].params["TZID"] == "Asia/Shanghai"
    assert noon["DTSTAMP"].dt == NOON.goes_out_at
    assert (noon["UID"], noon["SEQUENCE"], noon["STATUS"]) == (f"{NOON.id}@sishi", 1, "CONFIRMED")
    assert morning["SUMMARY"] == "早 · 一杯醒神"


@pytest.mark.parametrize(
    "state, status",
    [(PostState.IN_REVIEW, "TENTATIVE"), (PostState.CANCELLED, "CANCELLED"), (PostState.SENT, "CONFIRMED")],
)
def test_a_calendar_says_how_settled_a_post_is(tmp_path: Path, state: PostState, status: str) -> None:
    write_ics([replace(NOON, state=state)], tmp_path / "week.ics")
    assert events_of((tmp_path / "week.ics").read_bytes())[0]["STATUS"] == status


def test_several_groups_become_several_calendars_in_a_folder_or_a_zip(tmp_path: Path) -> None:
    write_ics([NOON, OTHER_GROUP], tmp_path / "all")
    write_ics([NOON, OTHER_GROUP], tmp_path / "all.zip")
    names = ["g001_好好吃饭.ics", "g002_晨读.ics"]
    assert sorted(path.name for path in (tmp_path / "all").iterdir()) == names
    assert ZipFile(tmp_path / "all.zip").namelist() == names
    with pytest.raises(WrongInput, match="one calendar holds one group, and there are 2"):
        write_ics([NOON, OTHER_GROUP], tmp_path / "all.ics")


def test_a_text_cannot_add_lines_to_a_calendar(tmp_path: Path) -> None:
    text = "x\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:evil"
    write_ics([replace(NOON, text=text, story_title=text)], tmp_path / "week.ics")
    (event,) = events_of((tmp_path / "week.ics").read_bytes())
    assert "evil" in event["SUMMARY"]


@given(name=st.text(min_size=1), title=st.text())
@example(name="晨读\r\nEND:VCALENDAR\nBEGIN:VCALENDAR", title="a\nb")
@example(name='a\x85b\u2028c;,\\"', title="\x0b")
def test_whatever_a_group_is_called_its_calendar_is_read_back(
    name: str, title: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    out = tmp_path_factory.mktemp("ics") / "week.ics"
    write_ics([replace(NOON, group_name=name, story_title=title)], out)
    calendar = Calendar.from_ical(out.read_bytes())
    assert str(calendar["X-WR-CALNAME"]) == clean(one_line(name))
    assert str(events_of(out.read_bytes())[0]["SUMMARY"]) == clean(one_line(f"午 · {title}"))
    assert calendar.to_ical() == out.read_bytes()


# Folders to send from


def test_the_zip_has_a_folder_a_day_and_group(tmp_path: Path, drawn: QueueItem) -> None:
    cancelled = replace(MORNING, id="x", date=MONDAY + timedelta(days=1), state=PostState.CANCELLED)
    write_zip([OTHER_GROUP, drawn, MORNING, cancelled], tmp_path / "q.zip")
    with ZipFile(tmp_path / "q.zip") as archive:
        assert archive.namelist() == [
            "2026-11-23_g001_好好吃饭/1-早-0800.txt",
            "2026-11-23_g001_好好吃饭/2-午-1200.txt",
            "2026-11-23_g001_好好吃饭/2-午-1200.jpg",
            "2026-11-23_g002_晨读/2-午-1200.txt",
            "清单.csv",
        ]
        assert archive.read("2026-11-23_g001_好好吃饭/2-午-1200.txt").decode() == f"{NOON.text}\n"
        assert archive.read("2026-11-23_g001_好好吃饭/2-午-1200.jpg") == drawn.poster.path.read_bytes()
        listed = rows_of(archive.read("清单.csv"))
    assert [row[-1] for row in listed] == [
        "海报文件",
        "（没有海报文件）",
        "2026-11-23_g001_好好吃饭/2-午-1200.jpg",
        "（没有海报文件）",
    ]


def test_names_in_the_zip_stay_in_the_zip(tmp_path: Path) -> None:
    hostile = [
        replace(NOON, id=str(n), group=f"../{n}", group_name=f"/etc/\x00\u202e..\\{'长' * 99}")
        for n in range(3)
    ]
    write_zip(hostile, tmp_path / "q.zip")
    for name in ZipFile(tmp_path / "q.zip").namelist()[:-1]:
        folder, _, file = name.partition("/")
        assert ".." not in Path(name).parts
        assert "/" not in file
        assert "\\" not in name
        assert folder.isprintable()
        assert len(folder) <= LONGEST_NAME


def test_groups_whose_names_look_alike_keep_their_own_folders(tmp_path: Path) -> None:
    alike = [replace(NOON, id=group, group=group) for group in ("a/b", "a:b")]
    write_zip(alike, tmp_path / "q.zip")
    assert ZipFile(tmp_path / "q.zip").namelist()[:2] == [
        "2026-11-23_a_b_好好吃饭/2-午-1200.txt",
        "2026-11-23_a_b_好好吃饭-2/2-午-1200.txt",
    ]


@given(st.text(max_size=100))
def test_a_safe_name_is_one_part_of_a_path(text: str) -> None:
    name = safe_name(text)
    assert 1 <= len(name) <= LONGEST_NAME
    assert Path(name).parts == (name,)
    assert name not in {".", ".."}
    assert not set(name) & set('/\\:*?"<>|\0\n\r')


def test_a_taken_name_gets_a_number_in_upper_and_lower_case_alike() -> None:
    assert unlike("a", {"A", "a-2"}) == "a-3"
    assert unlike("b", {"a"}) == "b"


# All of them


@pytest.mark.parametrize("kind", ["csv", "xlsx", "json", "ics", "zip", "html"])
def test_the_same_queue_is_the_same_bytes_in_whatever_order_it_came(
    tmp_path: Path, kind: str, drawn: QueueItem
) -> None:
    first, again = tmp_path / f"a.{kind}", tmp_path / f"b.{kind}"
    export([drawn, MORNING], [GAP], kind, first)
    export([MORNING, drawn], [GAP], kind, again)
    assert first.read_bytes() == again.read_bytes()


@pytest.mark.parametrize("kind", ["csv", "xlsx", "json", "html"])
def test_an_empty_queue_is_an_empty_file_of_its_kind(tmp_path: Path, kind: str) -> None:
    export([], [], kind, tmp_path / "new" / f"q.{kind}")
    assert (tmp_path / "new" / f"q.{kind}").stat().st_size > 0


def test_an_unknown_kind_names_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(WrongInput, match=r"no export 'pdf'.*: csv, xlsx, json, ics, html, zip, jpg, png"):
        export([NOON], [], "pdf", tmp_path / "q.pdf")
    assert "pdf" not in KINDS


def test_a_place_that_cannot_be_written_is_named_and_left_clean(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(WrongInput, match="folder: cannot be written"):
        write_json([NOON], tmp_path / "folder")
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


def test_a_file_that_was_there_stays_when_writing_fails(tmp_path: Path) -> None:
    (tmp_path / "q.txt").write_text("before", encoding="utf-8")
    with pytest.raises(TypeError), whole_file(tmp_path / "q.txt") as part:
        part.write_bytes("half")  # type: ignore[arg-type]  the failure
    assert (tmp_path / "q.txt").read_text(encoding="utf-8") == "before"
    assert [path.name for path in tmp_path.iterdir()] == ["q.txt"]
