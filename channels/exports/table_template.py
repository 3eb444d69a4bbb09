"""An empty table to fill in: the headings, an example row that import skips, and what each column means."""

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from channels.csv_text import guarded
from channels.definitions import Column, Definition
from channels.exports.files import write_bytes, write_workbook
from channels.exports.spreadsheet import put_text
from content.errors import WrongInput
from content.messages import render
from content.model import Message

WIDTH, WIDE = 18, 60  # of a column, in characters
Line = Sequence[str | int]
EXPLAINED = ("heading_column", "heading_required", "heading_meaning", "heading_example")


def write_template(
    path: Path, definition: Definition[Any], language: str, begun: Sequence[Mapping[str, str | int]] = ()
) -> None:
    """Write an empty table as .xlsx or .csv, with headings in a language. `begun` are rows below the
    example, by column, of which the rest is to be filled in.

    WrongInput for another suffix, and where there is a file already: it may have been filled in.
    """
    if path.exists():
        raise WrongInput(Message("export.template_exists", file=str(path)))
    columns = columns_of(definition)
    rows: list[Line] = [[heading(column, language) for column in columns]]
    rows.append([example_of(column, language) for column in columns])
    rows += [[row.get(column.name, "") for column in columns] for row in begun]
    match path.suffix.lower():
        case ".csv":
            write_bytes(path, _csv(rows))
        case ".xlsx":
            write_workbook(path, _workbook(definition, rows, language))
        case _:
            raise WrongInput(Message("export.template_suffix", file=path.name))


def columns_of(definition: Definition[Any]) -> list[Column]:
    """The columns of a template. What may be written in one column or in its parts has the parts."""
    return [column for column in definition.columns if column.join is None]


def heading(column: Column, language: str) -> str:
    return column.zh if language == "zh" else column.name


def example_of(column: Column, language: str) -> str | int:
    """What a template has in the column as an example; empty where it has none."""
    example = column.example
    return render(example, language) if isinstance(example, Message) else example


def _csv(rows: Sequence[Line]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerows([guarded(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _workbook(definition: Definition[Any], rows: Sequence[Line], language: str) -> Workbook:
    book = Workbook()
    page = book.worksheets[0]
    page.title = render(definition.title, language)
    _fill(page, rows, [WIDTH] * len(rows[0]))
    page.freeze_panes = "A2"
    explained = [[render(Message(f"export.{name}"), language) for name in EXPLAINED]]
    explained += [_explained(definition, column, language) for column in columns_of(definition)]
    about = book.create_sheet(render(Message("export.explanations"), language))
    _fill(about, explained, [WIDTH, WIDTH, WIDE, WIDE])
    return book


def _explained(definition: Definition[Any], column: Column, language: str) -> list[str]:
    needed = "export.needed" if column.required else "export.not_needed"
    meaning = render(definition.about(column), language)
    needs = render(Message(needed), language)
    return [heading(column, language), needs, meaning, str(example_of(column, language))]


def _fill(page: Worksheet, rows: Sequence[Line], widths: Sequence[int]) -> None:
    for down, row in enumerate(rows, start=1):
        for across, value in enumerate(row, start=1):
            cell = page.cell(down, across)
            put_text(cell, value)
            cell.alignment = Alignment(vertical="top", wrap_text=True)
            if down == 1:
                cell.font = Font(bold=True)
    for across, width in enumerate(widths, start=1):
        page.column_dimensions[get_column_letter(across)].width = width
