"""Text of tables: its encoding, delimiter and cells; and cells that no spreadsheet takes for a formula."""

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from channels.traditional import is_big5
from content.errors import WrongInput
from content.model import Message

DELIMITERS = ",;\t"
UNUSUAL = "|，"
LINES_LOOKED_AT = 20  # for the delimiter; titles stand above a header
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")  # what spreadsheets run: OWASP, CSV injection
SPREADSHEET_ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"})
_SEPARATOR = re.compile(r'"?sep=([,;\t|:^~])"?[,;\t]*\r?\n', re.I)  # Excel knows such a first line


_TEXT_FORMULA = re.compile(r'="([^"]*)"')  # ="00123" keeps the zeros of a number in a csv


class SpreadsheetError(str):
    """What a cell shows instead of a value, such as #REF!."""


class UnsavedFormula(str):
    """A formula whose value was not saved with it."""


def guarded(text: str) -> str:
    """`text` as a CSV cell that no spreadsheet takes for a formula; `unguarded` gives it back exactly."""
    return f"'{text}" if _is_risky(text.lstrip("'")) else text


def unguarded(text: str) -> str:
    """The text that `guarded` made harmless; any other text stays as it is."""
    return text[1:] if text.startswith("'") and _is_risky(text.lstrip("'")) else text


def _is_risky(text: str) -> bool:
    return text.startswith(FORMULA_STARTS) or text in SPREADSHEET_ERRORS


def decode(source: str, data: bytes) -> str:
    """The text of a file in UTF-8 or UTF-16 (with or without a mark), GB 18030 or Big5."""
    for encoding in _encodings(data):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text and ("\n" in text or not encoding.endswith("e")):
            return text.removeprefix("\ufeff")
    raise WrongInput(Message("table.no_text", source=source))


def _encodings(data: bytes) -> tuple[str, ...]:
    """Those to try. Only UTF-16 has zeros; without a mark, the right one of its two has line breaks."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ("utf-16",)
    if b"\0" in data:
        return ("utf-16-le", "utf-16-be")
    return ("utf-8-sig", "big5hkscs", "gb18030") if is_big5(data) else ("utf-8-sig", "gb18030")


def csv_lines(source: str, data: bytes) -> list[tuple[int, Sequence[Any]]]:
    """The cells of each line with its number, counted from 1. WrongInput where quotation marks do not fit."""
    text = decode(source, data)
    separator = _SEPARATOR.match(text)
    body, delimiter = (text[separator.end() :], separator[1]) if separator else (text, _delimiter(text))
    above = 1 if separator else 0
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=delimiter, strict=True)
    lines: list[tuple[int, Sequence[Any]]] = []
    begins = 1
    try:
        for cells in reader:
            lines.append((above + begins, [_csv_value(cell) for cell in cells]))
            begins = reader.line_num + 1
    except csv.Error as error:
        raise WrongInput(Message("table.row_unreadable", source=source, row=above + begins)) from error
    return lines


def _csv_value(cell: str) -> str:
    if match := _TEXT_FORMULA.fullmatch(cell):
        return match[1]
    return SpreadsheetError(cell) if cell in SPREADSHEET_ERRORS else unguarded(cell)


def _delimiter(text: str) -> str:
    """What parts most lines into as many cells as their neighbours; titles may stand above a header.

    A bar or a full-width comma only where none of the usual ones does: they stand within cells, too.
    """
    beginning = "\n".join(text.split("\n", LINES_LOOKED_AT * 2)[: LINES_LOOKED_AT * 2])
    bare = [line for line in re.sub(r'"[^"]*"', "", beginning).split("\n") if line.strip()]
    agreements = {mark: _agreement([line.count(mark) for line in bare]) for mark in DELIMITERS + UNUSUAL}
    usual = max(DELIMITERS, key=agreements.__getitem__)
    return usual if agreements[usual] > (0, 0) else max(UNUSUAL, key=agreements.__getitem__)


def _agreement(counts: Sequence[int]) -> tuple[int, int]:
    """How many lines have as many marks as another, and how many marks that is; none where a mark is rare."""
    common = Counter(count for count in counts if count)
    return max(((lines, count) for count, lines in common.items()), default=(0, 0))
