"""Answers of a form: titles above the header, times of spreadsheets, and pictures that lie in the cells."""

import io
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.drawing.image import Image as CellImage
from PIL import Image

from channels.readers.chat_inbox import ChatInbox
from channels.readers.messages import SourceOptions
from channels.readers.sources import NotUnderstood, Opening, open_sources
from channels.readers.survey import survey
from content.inbox import Record

HEADER = ["序号", "提交答卷时间", "2、昵称", "3、请上传照片（必填）", "4、想说的话"]


def answers(path: Path, *rows: list[object], picture_at: str = "") -> Path:
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    if picture_at:
        drawn = io.BytesIO()
        Image.new("RGB", (64, 48), (200, 90, 9)).save(drawn, "PNG")
        book.worksheets[0].add_image(CellImage(drawn), picture_at)
    book.save(path)
    return path


def read(folder: Path, tmp_path: Path) -> ChatInbox:
    found = open_sources(folder, Opening("x", tmp_path / ".opened", asked=SourceOptions(group="g1")))
    assert not isinstance(found, NotUnderstood)
    (source,) = found
    assert isinstance(source, ChatInbox)
    return source


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "forms").mkdir()
    return tmp_path / "forms"


def test_a_picture_in_a_cell_is_that_of_its_answer(folder: Path, tmp_path: Path) -> None:
    rows = [
        HEADER,
        [1, "2026/3/2 21:05:00", "小雨", None, "新杯子"],
        [2, "2026/3/2 21:06:00", "阿明", None, "没图"],
    ]
    answers(folder / "答卷.xlsx", *rows, picture_at="D2")
    source = read(folder, tmp_path)
    outcomes = [source.read(item) for item in source.items("答卷.xlsx")]
    (record,) = (outcome for outcome in outcomes if isinstance(outcome, Record))
    assert (record.member and record.member.nickname, record.text) == ("小雨", "新杯子")
    assert Image.open(record.media[0]).size == (64, 48)
    assert survey(source).not_looked_at == 0


def test_the_header_may_stand_below_a_title(folder: Path, tmp_path: Path) -> None:
    (folder / "a.jpg").write_bytes(b"x")
    answers(folder / "收集表.xlsx", ["收集结果（共 1 份）"], HEADER, [1, 46083.5, "小雨", "a.jpg", "好"])
    source = read(folder, tmp_path)
    (record,) = (one for one in source.stream() if isinstance(one, Record))
    assert record.posted_at
    assert record.posted_at.isoformat() == "2026-03-02T12:00:00+00:00"


def test_file_names_in_one_cell_are_several_pictures(folder: Path, tmp_path: Path) -> None:
    for name in ("a.jpg", "b.jpg"):
        (folder / name).write_bytes(b"x")
    answers(folder / "收集表.xlsx", HEADER, [1, "2026/3/2 21:05", "小雨", "a.jpg,b.jpg", "好"])
    (record,) = (one for one in read(folder, tmp_path).stream() if isinstance(one, Record))
    assert [file.name for file in record.media] == ["a.jpg", "b.jpg"]
