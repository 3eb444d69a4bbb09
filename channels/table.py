"""A table that was read: rows that know where they came from, and what was skipped."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from content.model import Message


@dataclass(frozen=True, slots=True)
class Row:
    """`number` is where it begins, counted from 1 in its table's `unit`; `file` is its own, if it has one."""

    number: int
    values: dict[str, Any]
    file: str = ""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that is no entry of the table, and why: a title, a sum, the example of a template."""

    number: int
    why: Message


@dataclass(frozen=True, slots=True)
class Table:
    """Rows by the names of our columns.

    `unit` is what `Row.number` counts: "row" (csv lines, sheet rows), "line" (yaml), "item" (the rest).
    `headings` has the columns as they are called in the file; `sheet` is empty where there are no sheets.
    """

    source: str
    rows: list[Row]
    unit: str = "row"
    sheet: str = ""
    headings: Mapping[str, str] = field(default_factory=dict)
    skipped: tuple[Skipped, ...] = ()
    notes: tuple[Message, ...] = ()

    def place(self, row: Row | Skipped) -> Message | str:
        """Where a row is, for people."""
        if isinstance(row, Row) and row.file:
            return row.file
        place = Message(f"table.at_{self.unit}", number=row.number)
        return Message("table.in_sheet", sheet=self.sheet, place=place) if self.sheet else place

    def problem(self, row: Row, column: int | str | Message, problem: Message) -> Message:
        """What is wrong with a cell, with its row and column."""
        heading = self.headings.get(column, column) if isinstance(column, str) else column
        in_column = Message("table.in_column", column=heading, problem=problem)
        return Message("table.problem", place=self.place(row), problem=in_column)
