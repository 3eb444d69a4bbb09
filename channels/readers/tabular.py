"""CSV row by row, in the memory of one row."""

import csv
from collections.abc import Iterator
from itertools import chain
from typing import Protocol

from channels.readers.places import Place
from channels.readers.text import begins_table, delimiter_of, lines
from content.files import cause_of
from content.model import Message
from content.validation import BadValue


def csv_rows(place: Place, name: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Line number and cells by column. A row that cannot be read is one empty mapping: its reader refuses it.

    ValueError for a file that is no text or has no header.
    """
    numbered = ((number, line) for number, line in lines(place, name) if line is not None)
    above, first = next(((number - 1, line) for number, line in numbered if begins_table(line)), (0, ""))
    below = (f"{line}\n" for _, line in numbered)
    reader = csv.reader(chain([f"{first}\n"], below), delimiter=delimiter_of(first))
    header = _next(reader)
    if not header:
        raise BadValue(Message("source.no_header"))
    columns = [column.strip().lstrip("\ufeff") for column in header]
    for number, cells in numbered_rows(reader):
        if cells is None:
            yield above + number, {}
        elif cells:
            yield above + number, dict(zip(columns, cells, strict=False))


class CsvReader(Protocol):
    """What `csv.reader` makes."""

    @property
    def line_num(self) -> int: ...

    def __next__(self) -> list[str]: ...


def numbered_rows(reader: CsvReader) -> Iterator[tuple[int, list[str] | None]]:
    """Each row with the line that it begins in; None for one that cannot be read: a cell beyond all measure,
    where a quotation mark is never closed.
    """
    while True:
        number = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield number, None
            continue
        yield number, cells


def _next(reader: Iterator[list[str]]) -> list[str]:
    try:
        return next(reader, [])
    except csv.Error as error:
        raise BadValue(Message("source.header_unreadable", cause=cause_of(error))) from None
