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
from channels.imports import read_consents, read_groups, read_members, read_products, read_stories
from channels.orders import read_orders
from channels.tables import read_table
from channels.workbooks import TooHeavy, sheet_rows
from content.errors import WrongInput

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
