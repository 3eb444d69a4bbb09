"""The rows of a table that an export is: CSV, or the sheets of a workbook."""

import io
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from channels.cells import as_text
from channels.readers.places import Place, suffix_of
from channels.readers.tabular import csv_rows
from channels.readers.text import LARGEST_JSON
from channels.workbooks import BROKEN, Sheets, sheet_rows, weigh
from content.errors import WrongInput
from content.model import Message
from content.validation import BadValue

HEADER_WITHIN = 20  # rows, among which it is looked for
Row = tuple[int, dict[str, str]]


def is_workbook(name: str) -> bool:
    return suffix_of(name) in {".xlsx", ".xlsm"}


def table_rows(place: Place, name: str, sheet: str | None = None) -> Iterator[Row]:
    """Line number and cells by column, from whichever of both the file is; `sheet` is one of a workbook.

    ValueError for what has no header or cannot be read.
    """
    if not is_workbook(name):
        yield from csv_rows(place, name)
        return
    rows = enumerate(workbook_rows(place, name, sheet), 1)
    header = next((row for _, row in rows if _begins_table(row)), None)
    if header is None:
        raise BadValue(Message("source.no_header"))
    columns = [_text(cell) for cell in header]
    for number, row in rows:
        cells = {column: _text(cell) for column, cell in zip(columns, row, strict=False) if column}
        if any(cells.values()):
            yield number, cells


def workbook_rows(place: Place, name: str, sheet: str | None = None) -> Iterator[Sequence[Any]]:
    """The cells of each row. ValueError where it is no workbook, or has no such sheet."""
    with place.open(name) as stream:
        data = stream.read(LARGEST_JSON + 1)
    try:
        yield from sheet_rows(name, io.BytesIO(data), sheet)
    except WrongInput as error:
        raise BadValue(error.message) from error


def hidden_rows(place: Place, name: str) -> int:
    """How many rows of a workbook's first sheet nobody sees; 0 where it cannot be read."""
    try:
        with place.open(name) as stream:
            sheets = Sheets(name, io.BytesIO(stream.read(LARGEST_JSON + 1)))
        return sheets.hidden_rows(sheets.named(None))
    except (OSError, ValueError, WrongInput):
        return 0


def sheets_of(place: Place, name: str) -> Sequence[str]:
    """The names of a workbook's sheets. ValueError where it is none."""
    from openpyxl import load_workbook  # here: most exports are none of a spreadsheet's

    with place.open(name) as stream:
        data = io.BytesIO(stream.read(LARGEST_JSON + 1))
    try:
        weigh(name, data)
        return list(load_workbook(data, read_only=True).sheetnames)
    except (*BROKEN, WrongInput) as error:
        raise BadValue(Message("table.no_workbook", source=name)) from error


def header_of(place: Place, name: str) -> str:
    """The header of a workbook's first sheet as a line of CSV; "" where there is none."""
    try:
        first = next(filter(_begins_table, islice(workbook_rows(place, name), HEADER_WITHIN)), ())
    except (OSError, ValueError):
        return ""
    return ",".join(_text(cell) for cell in first)


def _begins_table(row: Sequence[Any]) -> bool:
    """Whether a row may be the header: a title stands alone in its row."""
    return sum(bool(_text(cell)) for cell in row) > 1


def _text(cell: Any) -> str:
    return str(as_text(cell.value))
