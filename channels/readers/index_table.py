"""An index as rows under its header: text in any encoding and with any delimiter, or a workbook."""

import csv
import io
import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any

from channels.cells import as_text
from channels.csv_text import UnsavedFormula
from channels.headers import is_remark, is_sum, unsaved_formula
from channels.readers.cell_pictures import cell_links, cell_pictures, sheet_names
from channels.readers.index_columns import is_media, known_columns
from channels.readers.places import is_picture
from channels.readers.tabular import numbered_rows
from channels.readers.text import HEAD, encoding_of
from channels.tables import unguarded
from channels.workbooks import Sheets, UnsavedCell, sheet_rows
from content.errors import WrongInput
from content.file_kinds import HEAD_BYTES, FileKind, file_kind
from content.files import INDEX_BYTES, TooLarge, read_limited
from content.model import Message
from content.validation import BadValue

DELIMITERS = (",", ";", "\t", "，", "|")
HEADER_WITHIN = 20  # filled rows, among which the header is looked for; titles and remarks stand above it
ENOUGH = 2  # known columns that make a row a header; one is enough in the first row
MOST_SHEETS = 20  # of a workbook, that are looked into
UNREAD: Sequence[str] = ("",)  # of a line that is no row
Line = tuple[int, Sequence[str]]
Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class IndexTable:
    """`rows` by number (text: line; workbook: sheet row). `pictures` lie in the cells of a row: parts of the
    workbook. `titles` counts rows above the header, `notes` sums and remarks below; `passed` are sheets that
    hold a table too and are not read, `others` counts those that hold something else; `hidden` counts rows
    that people do not see, which are among the others.
    """

    rows: Mapping[int, Row]
    pictures: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    titles: int = 0
    notes: int = 0
    passed: tuple[str, ...] = ()
    others: int = 0
    hidden: int = 0


def read_index(index: Path, columns: Mapping[str, str]) -> IndexTable:
    """The table of the file, by its bytes. WrongInput, ValueError or OSError where it is none."""
    try:
        data = read_limited(index, INDEX_BYTES)
    except TooLarge as error:
        size = index.stat().st_size
        too_large = Message("refusal.index_too_large", file=index.name, bytes=size, most=INDEX_BYTES)
        raise WrongInput(too_large) from error
    kind = file_kind(data[:HEAD_BYTES])
    if kind is FileKind.ZIP:
        return _workbook(index, data, columns)
    if kind is FileKind.DOCUMENT:
        raise WrongInput(Message("source.old_workbook", file=index.name))
    if index.suffix.lower() == ".xlsx":
        raise WrongInput(Message("table.no_workbook", source=index.name))
    return _under_header(list(_text_lines(data, columns)), columns)


def _text_lines(data: bytes, columns: Mapping[str, str]) -> Iterator[Line]:
    encoding = encoding_of(data[:HEAD])
    if encoding is None:
        raise BadValue(Message("source.no_text_save"))
    text = data.decode(encoding, errors="replace").lstrip("\ufeff")
    first, _, rest = text.partition("\n")
    skipped = 0
    delimiter = _declared(first)
    if delimiter:
        text, skipped = rest, 1
    delimiter = delimiter or _delimiter(text, columns)
    for number, cells in _lines(text, delimiter):
        yield number + skipped, cells if cells is UNREAD else [unguarded(cell) for cell in cells]


def _declared(line: str) -> str:
    """The delimiter that Excel's first line names: sep=;"""
    plain = line.strip().strip('"')
    return plain[4:5] if plain.lower().startswith("sep=") and len(plain) <= 5 else ""


def _delimiter(text: str, columns: Mapping[str, str]) -> str:
    """The one under which a row names most columns; else the one that stands most often in the first row."""
    head = "\n".join(text.split("\n", 3 * HEADER_WITHIN)[: 3 * HEADER_WITHIN])
    first = next((line for line in head.split("\n") if line.strip()), "")

    def worth(delimiter: str) -> tuple[int, int]:
        rows = [cells for _, cells in _lines(head, delimiter)][:HEADER_WITHIN]
        return max((known_columns(cells, columns) for cells in rows), default=0), first.count(delimiter)

    return max(DELIMITERS, key=worth)


def _lines(text: str, delimiter: str) -> Iterator[Line]:
    """Rows with the line they begin in. One that cannot be read has no cells: its reader refuses it."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    for number, cells in numbered_rows(reader):
        if cells is None:
            yield number, UNREAD
        elif cells:
            yield number, cells


def _workbook(index: Path, data: bytes, columns: Mapping[str, str]) -> IndexTable:
    """The first sheet that has a header; of a workbook without one, its first sheet."""
    names = sheet_names(index.name, io.BytesIO(data))[:MOST_SHEETS]
    heads = {name: _sheet_lines(index.name, data, name, HEADER_WITHIN) for name in names}
    if not heads:
        return IndexTable({})
    headed = [name for name, lines in heads.items() if _header_at(lines, columns) is not None]
    chosen = (headed or names)[0]
    pictures = cell_pictures(io.BytesIO(data), chosen)
    lines = _with_links(_sheet_lines(index.name, data, chosen), cell_links(io.BytesIO(data), chosen))
    table = _under_header(lines, columns, pictures)
    others = sum(bool(lines) for name, lines in heads.items() if name not in {chosen, *headed})
    hidden = Sheets(index.name, io.BytesIO(data)).hidden_rows(chosen)
    return replace(table, pictures=pictures, passed=tuple(headed[1:]), others=others, hidden=hidden)


def _sheet_lines(name: str, data: bytes, sheet: str, most: int | None = None) -> list[Line]:
    rows = enumerate(islice(sheet_rows(name, io.BytesIO(data), sheet), most), 1)
    return [(number, [_text(cell) for cell in cells]) for number, cells in rows]


def _with_links(lines: list[Line], links: Mapping[tuple[int, int], str]) -> list[Line]:
    """The lines with the picture that a cell leads to in place of what the cell shows: 看图."""
    pictures = {place: target for place, target in links.items() if is_picture(re.split("[?#]", target)[0])}
    if not pictures:
        return lines
    return [
        (number, [pictures.get((number, column), cell) for column, cell in enumerate(cells, 1)])
        for number, cells in lines
    ]


def _text(cell: Any) -> str:
    if isinstance(cell, UnsavedCell):  # WPS keeps a picture in a formula, which has no value
        return "" if "DISPIMG(" in cell.formula else UnsavedFormula(cell.formula)
    return str(as_text(cell.value))


def _under_header(
    lines: Sequence[Line], columns: Mapping[str, str], pictures: Container[int] = ()
) -> IndexTable:
    filled = [line for line in lines if any(cell.strip() for cell in line[1]) or line[0] in pictures]
    if not filled:
        raise BadValue(Message("source.no_header"))
    at = _header_at(filled, columns) or 0
    header = [cell.strip() for cell in filled[at][1]]
    unread = [number for number, cells in lines if cells is UNREAD]
    below = filled[at + 1 :]
    entries = [line for line in below if line[0] in pictures or not _is_no_entry(line[1], header)]
    for number, cells in entries:
        _must_have_values(number, dict(zip(header, cells, strict=False)), columns)
    rows = {number: _named(header, cells) for number, cells in entries}
    rows |= {number: {} for number in unread}
    return IndexTable(dict(sorted(rows.items())), titles=at, notes=len(below) - len(entries))


def _is_no_entry(cells: Sequence[str], header: Sequence[str]) -> bool:
    """Whether a row is a sum, a remark, or the header once more: it names no picture."""
    texts = [cell.strip() for cell in cells if cell.strip()]
    if len(texts) > 1 and all(text in header for text in texts):
        return True
    return bool(texts) and not any(map(is_picture, texts)) and (is_sum(texts[0]) or is_remark(texts))


def _must_have_values(number: int, row: Row, columns: Mapping[str, str]) -> None:
    """WrongInput for a formula that nobody worked out, in a column that is read."""
    for name, cell in row.items():
        if isinstance(cell, UnsavedFormula) and known_columns([name], columns):
            raise WrongInput(unsaved_formula(Message("table.at_row", number=number), name, cell))


def _named(header: Sequence[str], cells: Iterable[str]) -> Row:
    """The cells by the names of their columns; pictures in several columns of one name are all kept."""
    named: dict[str, str] = {}
    for name, cell in zip(header, cells, strict=False):
        if name and named.get(name) and cell.strip() and is_media(name):
            named[name] += f";{cell}"
        elif name and not named.get(name):
            named[name] = cell
    return named


def _header_at(lines: Sequence[Line], columns: Mapping[str, str]) -> int | None:
    """Which of the first rows names most of our columns; None where none names any."""
    counts = [known_columns(cells, columns) for _, cells in lines[:HEADER_WITHIN]]
    best = max(counts, default=0)
    at = counts.index(best) if best else 0
    return at if best >= ENOUGH or (best and at == 0) else None
