"""Groups, products, members, stories and consents out of tables; channels.exports.rows writes them back.

A file is taken whole or not at all: every bad row is named, with what to write instead.
The columns are described in docs/tables.md. Whether what rows name exists is the store's to check.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Generic, TypeVar

from channels import cells
from channels.consent_table import CONSENTS
from channels.day_cells import a_day
from channels.definitions import Column, Definition
from channels.group_table import GROUPS, MEMBERS, PRODUCTS
from channels.stories_markdown import is_markdown, read_markdown
from channels.story_table import STORIES
from channels.table import Row, Skipped, Table
from channels.tables import by_columns, read_table
from content.errors import BadTable, WrongInput
from content.model import Consent, Group, Member, Message, Product, Story
from content.validation import BadValue

T = TypeVar("T")
Cells = Mapping[str, Any]  # of one row, by column


@dataclass(frozen=True, slots=True)
class ImportedRow(Generic[T]):
    """What a row became, by what it is known (its id), and what was read into its cells."""

    row: Row
    key: str
    item: T
    notes: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class Reading(Generic[T]):
    """A table that was read whole."""

    table: Table
    entries: tuple[ImportedRow[T], ...]

    @property
    def items(self) -> list[T]:
        return [entry.item for entry in self.entries]

    @property
    def skipped(self) -> tuple[Skipped, ...]:
        return self.table.skipped


def read_groups(path: Path, sheet: str | None = None) -> list[Group]:
    """The groups of a table. BadTable names all bad rows; WrongInput for a file or header that is wrong."""
    return read(GROUPS, path, sheet).items


def read_products(path: Path, sheet: str | None = None) -> list[Product]:
    """The products of a table; errors as in `read_groups`."""
    return read(PRODUCTS, path, sheet).items


def read_members(path: Path, sheet: str | None = None) -> list[Member]:
    """The members of a table; errors as in `read_groups`."""
    return read(MEMBERS, path, sheet).items


def read_stories(path: Path, sheet: str | None = None) -> list[Story]:
    """The stories of a table, of a Markdown file or of a folder of these; errors as in `read_groups`."""
    return read(STORIES, path, sheet).items


def read_consents(path: Path, sheet: str | None = None) -> dict[str, Consent]:
    """submission id -> its consent, out of a table; errors as in `read_groups`."""
    return dict(read(CONSENTS, path, sheet).items)


def read(definition: Definition[T], path: Path, sheet: str | None = None) -> Reading[T]:
    """The rows of a table with what they became, where each stands, and what was read into them."""
    markdown = definition.name == STORIES.name and is_markdown(path)
    table = by_columns(read_markdown(path), definition) if markdown else read_table(path, definition, sheet)
    if table.rows:
        _check_columns(table, definition)
    return _read_rows(definition, table)


def completed(definition: Definition[T], reading: Reading[T], known: Mapping[str, Cells]) -> Reading[T]:
    """The reading with what its columns leave open as it is `known`: by key, cells by column.

    An empty cell of a column that is there says so itself. BadTable where both together do not fit.
    """
    rows = [
        _completed_row(definition, reading.table, entry.row, known.get(entry.key, {}))
        for entry in reading.entries
    ]
    if all(completed is entry.row for completed, entry in zip(rows, reading.entries, strict=True)):
        return reading
    return _read_rows(definition, replace(reading.table, rows=rows))


def _completed_row(definition: Definition[Any], table: Table, row: Row, known: Mapping[str, Any]) -> Row:
    written = {*row.values, *(table.headings if table.unit == "row" else ())}
    written |= {column.whole for column in definition.columns if column.name in written}
    left_open = {name: cell for name, cell in known.items() if name not in written}
    return replace(row, values=left_open | row.values) if left_open else row


def _read_rows(definition: Definition[T], table: Table) -> Reading[T]:
    """What each row becomes. BadTable names what is wrong with every one."""
    reader = _RowReader(table, definition)
    entries = [entry for row in table.rows if (entry := reader.read(row))]
    problems = [*reader.problems, *(_repeated(table, definition) if definition.unique else ())]
    if problems:
        raise BadTable(table.source, problems)
    return Reading(table, tuple(entries))


def _check_columns(table: Table, definition: Definition[Any]) -> None:
    named = {name for row in table.rows for name in row.values}
    named |= {column.whole for column in definition.columns if column.name in named and column.whole}
    missing = [column for column in definition.columns if column.required and column.name not in named]
    if missing:
        source, known = table.source, tuple(column.title for column in missing)
        names = (note.params.get("name") for note in table.notes)
        if unknown := tuple(name for name in names if name):
            raise WrongInput(
                Message("table.columns_missing_beside", source=source, known=known, unknown=unknown)
            )
        raise WrongInput(Message("table.columns_missing", source=source, known=known))


def _repeated(table: Table, definition: Definition[Any]) -> Iterator[Message]:
    first: dict[str, Row] = {}
    for row in table.rows:
        name = cells.id_in(cells.as_text(row.values.get(definition.key, "")))
        if name and first.setdefault(name, row) is not row:
            twice = Message("table.id_twice", id=name, place=table.place(first[name]))
            yield table.problem(row, definition.key, twice)


_MEASURES = (cells.a_count, cells.a_weight, cells.a_fraction, a_day)  # 无 and — are none of these


class _RowReader(Generic[T]):
    """Makes of each row what its table is of, and gathers what is wrong with them.

    Every cell becomes text, or lists and mappings of text; empty ones are left out.
    """

    def __init__(self, table: Table, definition: Definition[T]) -> None:
        self._table, self._definition = table, definition
        self._columns = sorted(definition.columns, key=lambda column: not column.whole)  # parts before wholes
        self._parts = {
            column.name: [part for part in definition.columns if part.whole == column.name]
            for column in definition.columns
        }
        self.problems: list[Message] = []

    def read(self, row: Row) -> ImportedRow[T] | None:
        """What the row becomes; None where it has problems."""
        fields = {name: cells.as_text(value) for name, value in row.values.items()}
        values: dict[str, Any] = {}
        notes: list[Message] = []
        before = len(self.problems)
        in_cell: list[Message] = []
        for column in self._columns:
            try:
                in_cell.clear()
                self._read_cell(column, fields, values, in_cell)
            except BadValue as error:
                self.problems.append(self._in_cell(row, column, error.message))
            else:
                notes += [self._in_cell(row, column, note) for note in in_cell]
        if len(self.problems) > before:
            return None
        return ImportedRow(
            row, str(values.get(self._definition.key, "")), self._definition.build(values), tuple(notes)
        )

    def _read_cell(
        self, column: Column, fields: Mapping[str, Any], values: dict[str, Any], notes: list[Message]
    ) -> None:
        cell = fields.get(column.name, "")
        if column.join and cell == "":
            written = [part for part in self._parts[column.name] if part.name in values]
            parts = {part.part: values.pop(part.name) for part in written}
            cell = column.join(parts) if parts else ""
        if (
            not column.required
            and column.parse in _MEASURES
            and isinstance(cell, str)
            and cells.is_nothing(cell)
        ):
            return
        if cell in ("", []):
            if column.required:
                no_id = column.name == "id" and "id" in fields
                raise BadValue(Message("cell.no_id" if no_id else "table.cell_missing"))
            return
        if column.whole and fields.get(column.whole, "") != "":
            whole = self._heading(self._definition.column(column.whole))
            raise BadValue(Message("table.beside", column=whole))
        if not isinstance(cell, str) and not column.structured:
            raise BadValue(Message("cell.no_text"))
        value = column.parse(cell)
        if isinstance(value, cells.Noted):
            notes += value.notes
            value = value.value
        values[column.name] = column.check(value, values) if column.check else value

    def _heading(self, column: Column) -> str | Message:
        return self._table.headings.get(column.name) or column.title

    def _in_cell(self, row: Row, column: Column, message: Message) -> Message:
        return self._table.problem(row, self._heading(column), message)
