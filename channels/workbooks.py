"""Workbooks (.xlsx) row by row. One is a zip full of XML and may be made to harm: it is weighed before it is
opened, and its cells are counted while they are read.

The limits are far above any table that people keep, and far below what fills a machine's memory.
"""

import re
import zlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, LargeZipFile, ZipFile, ZipInfo

from content.errors import WrongInput
from content.files import open_regular
from content.model import Message

MOST_PARTS = 1_000  # files within a workbook; one of a hundred sheets has some 120
MOST_BYTES = 100_000_000  # of all its XML; a million filled cells have some 40 MB
MOST_EXPANSION = 300  # times; a sheet of equal cells expands by some 100, a bomb by 1,000
SMALL = 1_000_000  # bytes: what expands to less does no harm, however much it was pressed
MOST_MARKS = 10_000_000  # of < and =, from which the parser makes objects; a filled cell has some 7
MOST_MARKS_ELSEWHERE = 1_000_000  # the same of a part that is no sheet and no list of texts: it is held whole
MOST_MARKS_A_ROW = 200_000  # a row is held whole; spreadsheets have at most 16,384 columns
MOST_CELLS = 2_000_000  # 100,000 rows of 20 columns, also where cells are left out and made up
MOST_ROWS = 1_048_576  # what spreadsheets have
CHUNK = 1 << 20  # bytes unpacked at a time
BROKEN = (
    BadZipFile,
    LargeZipFile,
    ParseError,
    zlib.error,
    OSError,
    EOFError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    AssertionError,
    RuntimeError,  # also what is encrypted, pressed in a way nobody here knows, or lies too deep
)  # what openpyxl raises for XML that is none of a workbook's
MOST_MERGED = 10_000  # ranges of a sheet that are filled
_MERGED = re.compile(rb'<(?:[\w.-]+:)?mergeCell\s+ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_ROW_BEGINS = re.compile(rb"<(?:[\w.-]+:)?row[\s/>]")
_HIDDEN_ROW = re.compile(
    rb'<(?:[\w.-]+:)?row\s(?=[^>]*\bhidden="(?:1|true)")[^>]*[^/>]>\s*<(?:[\w.-]+:)?c[\s/>]'
)
LONGEST_ROW_TAG = 1_000  # bytes, with its attributes and what comes before its first cell
_STREAMED = re.compile(r"xl/(?:worksheets/|sharedStrings)", re.IGNORECASE)


_FORMULA = re.compile(rb"<(?:[\w.-]+:)?f[\s/>]")
LONGEST_TAG = 64  # bytes; the beginning of a tag may stand at the end of a chunk


@dataclass(frozen=True, slots=True)
class UnsavedCell:
    """A formula that no program has worked out: those that write workbooks leave that to Excel."""

    formula: str
    value: None = None
    data_type: str = "f"


class TooHeavy(WrongInput):
    """The workbook would take more memory or time than any table needs."""

    def __init__(self, source: str, cause: Message) -> None:
        super().__init__(Message("table.too_heavy", source=source, cause=cause))


def sheet_rows(source: str, file: Path | IO[bytes], sheet: str | None = None) -> Iterator[Sequence[Any]]:
    """The cells of each row, from the first on, of the `sheet` or else the first; empty rows are empty.

    A cell that shows an error such as #REF! has an `openpyxl` cell in its place, whose value names it; one
    whose formula was saved without its value is an UnsavedCell.
    WrongInput with one sentence where it is no workbook, TooHeavy where it is too large a one.
    """
    if isinstance(file, Path):
        with open_regular(file) as stream:
            yield from sheet_rows(source, stream, sheet)
        return
    sheets = Sheets(source, file)
    yield from sheets.rows(sheets.named(sheet))


class Sheets:
    """The sheets of a workbook that was weighed. WrongInput and TooHeavy as in `sheet_rows`."""

    def __init__(self, source: str, file: IO[bytes]) -> None:
        from openpyxl import load_workbook  # here: most tables are none of a spreadsheet's

        self._source, self._file = source, file
        try:
            weigh(source, file)
            self._file = file
            self._book = load_workbook(file, read_only=True, data_only=True)
            self._pages = {page.title: page for page in self._book.worksheets}
            self._has_formulas = _has_formulas(file)
        except BROKEN as error:
            raise WrongInput(Message("table.no_workbook", source=source)) from error

    @property
    def names(self) -> list[str]:
        return list(self._pages)

    def is_hidden(self, name: str) -> bool:
        """Whether people do not see the sheet."""
        return bool(self._pages[name].sheet_state != "visible")

    def hidden_rows(self, name: str) -> int:
        """How many rows with cells are hidden, by hand or by a filter. They are read as all others."""
        path = self._pages[name]._worksheet_path  # type: ignore[attr-defined]  # of sheets that are streamed
        count, before = 0, b""
        with ZipFile(self._file) as archive, archive.open(path) as part:
            while chunk := part.read(CHUNK):
                text = before + chunk
                at = max(0, len(text) - LONGEST_ROW_TAG)
                for match in _HIDDEN_ROW.finditer(text):
                    count += 1
                    at = max(at, match.end())
                before = text[at:]
        return count

    def named(self, name: str | None) -> str:
        """The name of the sheet that is meant; of the first for None."""
        if name in self._pages:
            return str(name)
        meant = [known for known in self._pages if name is None or known.strip() == name.strip()]
        if not meant:
            known = tuple(self._pages) or Message("table.no_sheet_at_all")
            source = self._source
            raise WrongInput(Message("table.unknown_sheet", source=source, sheet=name or "", known=known))
        return meant[0]

    def rows(self, name: str) -> Iterator[Sequence[Any]]:
        """The cells of each row of a sheet, from the first on."""
        try:
            yield from self._counted(name)
        except BROKEN as error:
            raise WrongInput(Message("table.no_workbook", source=self._source)) from error

    def _counted(self, name: str) -> Iterator[Sequence[Any]]:
        self._pages[name].reset_dimensions()  # some programs write a wrong size, and rows would be lost
        count = 0
        for number, row in enumerate(self._filled(name), start=1):
            count += len(row)
            if count > MOST_CELLS or number > MOST_ROWS:
                limits = {"most": MOST_CELLS, "rows": MOST_ROWS}
                raise TooHeavy(self._source, Message("table.sheet_too_large", sheet=name, **limits))
            yield row

    def _worked_out(self, name: str) -> Iterator[Sequence[Any]]:
        """The values of each row. Formulas and values are two ways to read a sheet: side by side they tell
        which values are missing."""
        values = self._pages[name].iter_rows()
        if not self._has_formulas:
            yield from values
            return
        formulas = self._formulas(name)
        for row, written in zip(values, formulas, strict=True):
            yield [
                UnsavedCell(str(getattr(formula.value, "text", formula.value)))
                if formula.data_type == "f" and cell.value is None and cell.data_type == "n"
                else cell
                for cell, formula in zip(row, written, strict=True)
            ]

    def _formulas(self, name: str) -> Iterator[Sequence[Any]]:
        from openpyxl import load_workbook  # here: most tables are none of a spreadsheet's

        self._file.seek(0)
        page = load_workbook(self._file, read_only=True)[name]
        page.reset_dimensions()
        yield from page.iter_rows()

    def _filled(self, name: str) -> Iterator[Sequence[Any]]:
        """The rows; where cells of one column are merged downwards, each has what the first of them shows."""
        from openpyxl.cell.read_only import EMPTY_CELL  # here: as above

        ends = self._merged(name)
        held: dict[int, tuple[int, Any]] = {}  # column -> the last row of a range, and its first cell
        for number, row in enumerate(self._worked_out(name), start=1):
            cells: list[Any] = list(row)
            for column, (last, first) in list(held.items()):
                if number > last:
                    del held[column]
                    continue
                cells += [EMPTY_CELL] * (column + 1 - len(cells))
                cells[column] = first
            for column, last in ends.get(number, ()):
                if column < len(cells):
                    held[column] = last, cells[column]
            yield cells

    def _merged(self, name: str) -> dict[int, list[tuple[int, int]]]:
        """The ranges of one column: first row -> (column from 0, last row)."""
        ends: dict[int, list[tuple[int, int]]] = defaultdict(list)
        path = self._pages[name]._worksheet_path  # type: ignore[attr-defined]  # of sheets that are streamed
        with ZipFile(self._file) as archive, archive.open(path) as part:
            before = b""
            while (chunk := part.read(CHUNK)) and len(ends) < MOST_MERGED:
                text = before + chunk
                at = 0
                for match in _MERGED.finditer(text):
                    at = match.end()
                    left, top, right, bottom = match.groups()
                    if left == right:
                        column = column_number(left.decode()) - 1
                        ends[int(top)].append((column, int(bottom)))
                before = text[max(at, len(text) - 100) :]
        return ends


def _has_formulas(file: IO[bytes]) -> bool:
    """Whether any sheet of a workbook holds one; most hold none, and are read once."""
    with ZipFile(file) as archive:
        for part in filter(_is_sheet, archive.infolist()):
            tail = b""
            with archive.open(part) as stream:
                while chunk := stream.read(CHUNK):
                    if _FORMULA.search(tail + chunk):
                        return True
                    tail = chunk[-LONGEST_TAG:]
    return False


def column_number(letters: str) -> int:
    """A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def weigh(source: str, file: IO[bytes]) -> None:
    """Refuse what would unpack to too much. Nothing is held: each part is unpacked piece by piece."""
    size = file.seek(0, 2)
    file.seek(0)
    with ZipFile(file) as archive:
        parts = archive.infolist()
        if len(parts) > MOST_PARTS:
            raise TooHeavy(source, Message("table.too_many_parts", n=len(parts), most=MOST_PARTS))
        total = sum(part.file_size for part in parts)
        if total > (most := min(MOST_BYTES, max(SMALL, MOST_EXPANSION * size))):
            raise TooHeavy(source, Message("table.grows_too_large", bytes=total, most=most))
        xml = [part for part in parts if part.filename.lower().endswith((".xml", ".rels"))]
        if sum(_marks(source, archive, part) for part in xml) > MOST_MARKS:
            raise TooHeavy(source, Message("table.too_many_cells_in_all", most=MOST_CELLS))
    file.seek(0)


def _marks(source: str, archive: ZipFile, part: ZipInfo) -> int:
    """How many < and = are in a part; a stream never yields more bytes than the part's declared size."""
    most = MOST_MARKS if _STREAMED.match(part.filename) else MOST_MARKS_ELSEWHERE
    most_a_row = MOST_MARKS_A_ROW if _is_sheet(part) else most
    marks = in_row = 0
    with archive.open(part) as stream:
        while chunk := stream.read(CHUNK):
            if b"<!DOCTYPE" in chunk:
                raise TooHeavy(source, Message("table.doctype", part=part.filename))
            for place, piece in enumerate(_ROW_BEGINS.split(chunk)):
                count = piece.count(b"<") + piece.count(b"=")
                in_row = count if place else in_row + count  # the first goes on with the chunk before it
                marks += count
                if marks > most or in_row > most_a_row:
                    raise TooHeavy(source, Message("table.part_too_large", part=part.filename))
    return marks


def _is_sheet(part: ZipInfo) -> bool:
    return part.filename.lower().startswith("xl/worksheets/")
