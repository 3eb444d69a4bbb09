"""Tables as people keep them (.csv, .xlsx, .yaml, .toml, .json), as rows that know where they came from.

Which file it is, its bytes say; which sheet and which row begin the table, the columns that they name.
channels.imports gives the cells a meaning.
"""

import io
from collections.abc import Callable
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from channels.csv_text import SpreadsheetError, UnsavedFormula, csv_lines, decode, guarded, unguarded
from channels.headers import (
    ROWS_LOOKED_AT,
    AnyDefinition,
    Line,
    beside_preferred,
    best_match,
    example_row,
    is_filled,
    preferred,
    under_header,
    unknown_column,
)
from channels.markup import read_json, read_mapping, read_toml, read_yaml
from channels.table import Row, Skipped, Table
from channels.workbooks import Sheets, UnsavedCell
from content.errors import WrongInput
from content.files import MARKUP_BYTES, TABLE_BYTES, TooLarge, cause_of, read_limited
from content.model import Message

__all__ = [
    "Row",
    "Skipped",
    "Table",
    "by_columns",
    "decode",
    "guarded",
    "read_file",
    "read_mapping",
    "read_table",
    "unguarded",
]

EXACT_NUMBERS = 1e15  # a spreadsheet keeps 15 digits of a number; a longer id has lost its end
ZIP, OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MARKUP: dict[str, Callable[[str, bytes], Table]] = {
    ".yaml": read_yaml,
    ".yml": read_yaml,
    ".toml": read_toml,
    ".json": read_json,
}
_WORKBOOKS = (".xlsx", ".xlsm")
_TEXTS = (".csv", ".tsv", ".txt")
KNOWN = (".csv", ".xlsx", *_MARKUP)  # what people are advised to use
_OTHERS = {
    **dict.fromkeys((".docx", ".doc", ".wps", ".rtf"), "table.word"),
    **dict.fromkeys((".pdf",), "table.pdf"),
    **dict.fromkeys((".ods", ".numbers", ".fods"), "table.other_spreadsheet"),
    **dict.fromkeys((".jpg", ".jpeg", ".png", ".heic", ".webp", ".gif"), "table.picture"),
}
_OLD = (".xls", ".et")


def read_table(path: Path, definition: AnyDefinition | None = None, sheet: str | None = None) -> Table:
    """The rows of `path` by the columns of a table; without a definition, by the names that the file has.

    `sheet` names a sheet of a workbook, else the first that names the table's columns is read.
    WrongInput for a file that is no table; BadTable for rows that do not fit the header.
    """
    suffix = path.suffix.lower()
    if other := _OTHERS.get(suffix):
        raise WrongInput(Message(other, file=path.name))
    if suffix not in (*KNOWN, *_WORKBOOKS, *_TEXTS, *_OLD):
        raise WrongInput(Message("table.suffix", file=path.name, known=KNOWN))
    data = read_file(path, MARKUP_BYTES if suffix in _MARKUP else TABLE_BYTES)
    if sheet is not None and not _is_workbook(suffix, data):
        raise WrongInput(Message("table.no_sheets", file=path.name, sheet=sheet))
    if suffix in _MARKUP:
        table = by_columns(_MARKUP[suffix](path.name, data), definition)
    elif _is_workbook(suffix, data):
        table = _read_workbook(path.name, data, definition, sheet)
    else:
        table = _read_text(path.name, data, definition)
    if not table.rows and not table.skipped:
        raise WrongInput(Message("table.no_rows", file=path.name))
    return table


def read_file(path: Path, most: int) -> bytes:
    """At most so many bytes. WrongInput for a larger file, and for what is no file or cannot be read."""
    try:
        return read_limited(path, most)
    except TooLarge as error:
        raise WrongInput(Message("table.too_large", path=str(path), cause=cause_of(error))) from error
    except OSError as error:
        raise WrongInput(Message("table.unreadable", path=str(path), cause=cause_of(error))) from error


def _is_workbook(suffix: str, data: bytes) -> bool:
    return suffix in _WORKBOOKS or (suffix not in _MARKUP and data.startswith((ZIP, OLD_OFFICE)))


def _read_text(source: str, data: bytes, definition: AnyDefinition | None) -> Table:
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:6].lower().startswith((b"<html", b"<table", b"<!doct", b"<?xml")):
        raise WrongInput(Message("table.web_page", file=source))
    return under_header(Table(source, []), csv_lines(source, data), definition)


def _read_workbook(source: str, data: bytes, definition: AnyDefinition | None, sheet: str | None) -> Table:
    _must_be_a_workbook(source, data)
    sheets = Sheets(source, io.BytesIO(data))
    name, notes = _choose_sheet(sheets, definition, sheet)
    if hidden := sheets.hidden_rows(name):
        notes.append(Message("table.hidden_rows", sheet=name, n=hidden))
    return under_header(Table(source, [], sheet=name, notes=tuple(notes)), _lines(sheets, name), definition)


def _must_be_a_workbook(source: str, data: bytes) -> None:
    """WrongInput for an old workbook, an encrypted one, a document, which people take for a workbook."""
    if data.startswith(OLD_OFFICE):
        code = "table.encrypted" if ENCRYPTED in data else "table.old_workbook"
        raise WrongInput(Message(code, file=source))
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
    except (BadZipFile, ValueError, OSError, NotImplementedError):
        return  # Sheets refuses it
    if "word/document.xml" in names:
        raise WrongInput(Message("table.word", file=source))
    if "content.xml" in names or "Index/Document.iwa" in names:
        raise WrongInput(Message("table.other_spreadsheet", file=source))


def _lines(sheets: Sheets, name: str, most: int | None = None) -> list[Line]:
    rows = islice(sheets.rows(name), most)
    return list(enumerate(([_sheet_value(cell) for cell in row] for row in rows), start=1))


def _sheet_value(cell: Any) -> Any:
    if isinstance(cell, UnsavedCell):
        return UnsavedFormula(cell.formula)
    if cell.data_type == "e":
        return SpreadsheetError(cell.value)
    if isinstance(cell.value, float) and abs(cell.value) >= EXACT_NUMBERS:
        return repr(cell.value)
    return cell.value


def _choose_sheet(
    sheets: Sheets, definition: AnyDefinition | None, sheet: str | None
) -> tuple[str, list[Message]]:
    """The sheet that is read, and a note on each filled one that is not."""
    if sheet is not None or definition is None or len(sheets.names) < 2:
        return sheets.named(sheet), []
    matches: dict[str, tuple[int, int]] = {}
    for name in sheets.names:
        lines = [line for line in _lines(sheets, name, ROWS_LOOKED_AT * 2) if any(map(is_filled, line[1]))]
        if lines:
            matches[name] = best_match(definition, lines[:ROWS_LOOKED_AT])
    if not matches:
        return sheets.names[0], []
    chosen = max(matches, key=lambda name: (matches[name], not sheets.is_hidden(name)))
    needed = matches[chosen][0]
    others = [name for name in matches if name != chosen]
    notes = [_other_sheet(name, fits=matches[name][0] == needed > 0) for name in others]
    return chosen, [Message("table.sheet_chosen", sheet=chosen), *notes] if notes else []


def _other_sheet(name: str, *, fits: bool) -> Message:
    return Message("table.sheet_fits_too" if fits else "table.sheet_not_read", sheet=name)


def by_columns(table: Table, definition: AnyDefinition | None) -> Table:
    """A table of mappings by the names of our columns, without the example of a template."""
    if definition is None:
        return table
    unknown: dict[str, Message] = {}
    headings: dict[str, str] = {}
    rows: list[Row] = []
    skipped: list[Skipped] = []
    for row in table.rows:
        values = _named(table, row, definition, (unknown, headings))
        if why := example_row(definition, values.get(definition.key)):
            skipped.append(Skipped(row.number, why))
        else:
            rows.append(replace(row, values=values))
    notes = (*table.notes, *unknown.values())
    return replace(table, rows=rows, skipped=tuple(skipped), headings=headings, notes=notes)


def _named(
    table: Table, row: Row, definition: AnyDefinition, seen: tuple[dict[str, Message], dict[str, str]]
) -> dict[str, Any]:
    unknown, headings = seen
    by_column: dict[str, list[str]] = {}
    for heading in row.values:
        column = definition.column_of(heading)
        if column is not None:
            by_column.setdefault(column.name, []).append(heading)
        elif heading not in unknown:
            unknown[heading] = unknown_column(heading, definition)
    values: dict[str, Any] = {}
    for name, several in by_column.items():
        read = preferred(definition.column(name), several) if len(several) > 1 else several
        if read is None:
            source, number = table.source, row.number
            columns = tuple(several)
            raise WrongInput(Message("table.column_twice", source=source, row=number, columns=columns))
        filled = [heading for heading in read if is_filled(row.values[heading])]
        values[name] = row.values[(filled or read)[0]]
        headings[name] = read[0]
        for note in beside_preferred(several, read):
            unknown.setdefault(f"{note.params['column']}", note)
    return values
