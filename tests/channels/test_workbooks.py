"""Workbooks made to harm are refused by every importer before they are unpacked; the others are read."""

import io
import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from channels import workbooks
from channels.days_table import read_days_off
from channels.group_table import MEMBERS
from channels.imports import read_consents, read_groups, read_members, read_products, read_stories
from channels.orders import read_orders
from channels.tables import read_table
from channels.workbooks import Sheets, TooHeavy, sheet_rows
from content.errors import WrongInput
from content.messages import render

IMPORTERS: list[Callable[[Path], Any]] = [
    read_groups,
    read_products,
    read_members,
    read_stories,
    read_consents,
    read_orders,
    read_days_off,
    read_table,
]
SHEET = "xl/worksheets/sheet1.xml"


def a_workbook(rows: int = 2) -> bytes:
    book = Workbook()
    for n in range(rows):
        book.worksheets[0].append(["id", "name"] if n == 0 else [f"p{n}", "燕麦奶"])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def with_sheet(xml: bytes, name: str = SHEET) -> bytes:
    """The workbook with these bytes as its sheet, or as another part of it."""
    made = io.BytesIO()
    with ZipFile(io.BytesIO(a_workbook())) as whole, ZipFile(made, "w", ZIP_DEFLATED) as changed:
        for part in whole.namelist():
            changed.writestr(part, xml if part == name else whole.read(part))
    return made.getvalue()


def sheet_of(rows: bytes) -> bytes:
    space = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    return b"<worksheet %s><sheetData>%s</sheetData></worksheet>" % (space, rows)


BOMBS = {
    "zeros": with_sheet(b"\0" * 5_000_000),
    "many rows": with_sheet(sheet_of(b"<row/>" * 200_000)),
    "far row": with_sheet(sheet_of(b'<row r="1"><c r="A1"><v>1</v></c></row><row r="999999999999"/>')),
    "wide rows": with_sheet(sheet_of(b'<row><c r="ZZZ1"><v>1</v></c></row>' * 200)),
    "one long row": with_sheet(sheet_of(b"<row>" + b"<c/>" * 250_000 + b"</row>")),
    "styles": with_sheet(b"<styleSheet>" + b"<xf/>" * 1_100_000, "xl/styles.xml"),
    "entities": with_sheet(b'<!DOCTYPE x [<!ENTITY a "b">]>' + sheet_of(b"<row/>")),
}


@pytest.mark.parametrize("reader", IMPORTERS, ids=lambda reader: reader.__name__)
@pytest.mark.parametrize("bomb", BOMBS)
def test_no_importer_takes_a_workbook_that_grows(
    tmp_path: Path, reader: Callable[[Path], Any], bomb: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbooks, "MOST_CELLS", 100_000)
    monkeypatch.setattr(workbooks, "MOST_ROWS", 1_000)
    (tmp_path / "bomb.xlsx").write_bytes(BOMBS[bomb])
    with pytest.raises(WrongInput, match=r"^bomb\.xlsx: .*Save"):
        reader(tmp_path / "bomb.xlsx")


def test_what_would_grow_is_refused_before_openpyxl_sees_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("openpyxl.load_workbook", lambda *_, **__: pytest.fail("opened"))
    for bomb in ("zeros", "one long row", "styles", "entities"):
        with pytest.raises(TooHeavy):
            list(sheet_rows("x", io.BytesIO(BOMBS[bomb])))


def test_a_part_that_lies_about_its_size_yields_no_more_than_it_says() -> None:
    bomb = bytearray(with_sheet(b" " * 5_000_000))
    for place in (m.start() for m in re.finditer(b"PK\x01\x02", bomb)):  # the sizes in the central directory
        if bomb[place + 46 :].startswith(SHEET.encode()):
            bomb[place + 24 : place + 28] = (1000).to_bytes(4, "little")
    with pytest.raises(WrongInput, match=r"not an \.xlsx workbook"):
        list(sheet_rows("x", io.BytesIO(bytes(bomb))))


def test_reading_stops_at_the_most_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "MOST_CELLS", 5)
    rows = sheet_rows("x", io.BytesIO(a_workbook(rows=10)))
    assert [len(next(rows)), len(next(rows))] == [2, 2]
    with pytest.raises(TooHeavy, match="more than 5 cells"):
        next(rows)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 10_000), st.binary(min_size=1, max_size=8))
def test_whatever_bytes_are_changed_it_is_read_or_refused(place: int, patch: bytes) -> None:
    whole = bytearray(a_workbook())
    place %= len(whole)
    whole[place : place + len(patch)] = patch
    with suppress(WrongInput):
        list(sheet_rows("x", io.BytesIO(bytes(whole))))


@settings(max_examples=150, deadline=None)
@given(
    st.integers(0, 10_000),
    st.binary(min_size=1, max_size=8),
    st.sampled_from([SHEET, "xl/workbook.xml", "xl/styles.xml"]),
)
def test_whatever_its_xml_says_it_is_read_or_refused(place: int, patch: bytes, part: str) -> None:
    with ZipFile(io.BytesIO(a_workbook())) as whole:
        xml = bytearray(whole.read(part))
    place %= len(xml)
    xml[place : place + len(patch)] = patch
    with suppress(WrongInput):
        list(sheet_rows("x", io.BytesIO(with_sheet(bytes(xml), part))))


def hidden_in(path: Path, *hidden: int, rows: int = 5, last: int = 0) -> Path:
    book = Workbook()
    page = book.worksheets[0]
    page.title = "成员"
    page.append(("成员编号", "昵称"))
    for number in range(rows):
        page.append((f"m{number}", f"群友{number}"))
    for number in hidden:
        page.row_dimensions[number].hidden = True
    book.save(path)
    return path


def test_hidden_rows_are_read_and_counted(tmp_path: Path) -> None:
    table = read_table(hidden_in(tmp_path / "members.xlsx", 3, 4, 90), MEMBERS)
    assert [row.values["id"] for row in table.rows] == ["m0", "m1", "m2", "m3", "m4"]
    assert [render(note, "en") for note in table.notes] == [
        "2 rows of sheet 成员 are hidden or filtered out; they are read like all others"
    ]
    assert read_table(hidden_in(tmp_path / "open.xlsx"), MEMBERS).notes == ()


def test_hidden_rows_are_counted_once_across_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for piece in (7, 50, 333, 1_001, 4_000):
        monkeypatch.setattr(workbooks, "CHUNK", piece)
        path = hidden_in(tmp_path / "members.xlsx", *range(10, 110, 3), rows=200)
        with path.open("rb") as file:
            assert Sheets("x", file).hidden_rows("成员") == 34


def test_merged_cells_show_a_formula_that_was_never_saved_in_each_of_their_rows(tmp_path: Path) -> None:
    book = Workbook()
    page = book.worksheets[0]
    page.append(("成员编号", "昵称", "群"))
    for number in range(3):
        page.append((f"m{number}", f"群友{number}", '="g"&1' if number == 0 else None))
    page.merge_cells("C2:C4")
    book.save(tmp_path / "members.xlsx")
    with pytest.raises(WrongInput) as caught:
        read_table(tmp_path / "members.xlsx", MEMBERS)
    sentence = caught.value.in_language("en")
    assert [f"row {number}" in sentence for number in (2, 3, 4)] == [True] * 3
    assert sentence.count('="g"&1') == 3


def test_merged_cells_stand_beside_formulas_that_are_not_read(tmp_path: Path) -> None:
    book = Workbook()
    page = book.worksheets[0]
    page.append(("成员编号", "昵称", "群", "旁注"))
    for number in range(3):
        page.append((f"m{number}", f"群友{number}", "g1" if number == 0 else None, "=A1"))
    page.merge_cells("C2:C4")
    book.save(tmp_path / "members.xlsx")
    assert [row.values["group"] for row in read_table(tmp_path / "members.xlsx", MEMBERS).rows] == ["g1"] * 3
