"""Groups, products, members, stories and consents out of tables; channels.exports.rows writes them back.

A file is taken whole or not at all: every bad row is named, with what to write instead.
The columns are described in docs/tables.md. Whether the things that rows name exist is the store's to check.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from channels import cells
from channels.rows import (
    OPTION_COLUMNS,
    SOP_COLUMNS,
    ConsentRow,
    GroupRow,
    MemberRow,
    ProductRow,
    RowModel,
    StoryRow,
)
from channels.stories_markdown import is_markdown, read_markdown
from channels.tables import Row, Table, read_table
from content.errors import BadTable, WrongInput
from content.model import Consent, Group, Member, Message, Product, Story
from content.validation import problem_of


def read_groups(path: Path, sheet: str | None = None) -> list[Group]:
    """The groups of a table. BadTable names all bad rows; WrongInput for a file or header that is wrong."""
    return [row.as_group() for row in _read(path, sheet, GroupRow)]


def read_products(path: Path, sheet: str | None = None) -> list[Product]:
    """The products of a table; errors as in `read_groups`."""
    return [Product(row.id, row.name) for row in _read(path, sheet, ProductRow)]


def read_members(path: Path, sheet: str | None = None) -> list[Member]:
    """The members of a table; errors as in `read_groups`."""
    return [Member(row.id, row.nickname, row.group, row.left_on) for row in _read(path, sheet, MemberRow)]


def read_stories(path: Path, sheet: str | None = None) -> list[Story]:
    """The stories of a table, of a Markdown file or of a folder of these; errors as in `read_groups`."""
    table = read_markdown(path) if is_markdown(path) else read_table(path, sheet)
    return [row.as_story() for row in _rows(table, StoryRow)]


def read_consents(path: Path, sheet: str | None = None) -> dict[str, Consent]:
    """submission id -> its consent, out of a table; errors as in `read_groups`."""
    return {row.id: row.as_consent() for row in _read(path, sheet, ConsentRow)}


R = TypeVar("R", bound=RowModel)


def _read(path: Path, sheet: str | None, model: type[R]) -> list[R]:
    return _rows(read_table(path, sheet), model)


def _rows(table: Table, model: type[R]) -> list[R]:
    _check_columns(table, model)
    parsed: list[R] = []
    problems: list[Message] = []
    for row in table.rows:
        try:
            parsed.append(model.model_validate(_as_fields(row)))
        except ValidationError as error:
            problems += [_problem(table, row, details) for details in error.errors()]
    problems += _repeated_ids(table)
    if problems:
        raise BadTable(table.source, problems)
    return parsed


def _repeated_ids(table: Table) -> Iterator[Message]:
    first: dict[str, Row] = {}
    for row in table.rows:
        name = cells.as_text(row.values.get("id", ""))
        if isinstance(name, str) and name and first.setdefault(name, row) is not row:
            yield table.problem(row, "id", Message("table.id_twice", id=name, place=table.place(first[name])))


def _check_columns(table: Table, model: type[RowModel]) -> None:
    found = {name for row in table.rows for name in row.values}
    fields = model.model_fields
    known = [*fields, *((*OPTION_COLUMNS, *SOP_COLUMNS) if "options" in fields else ())]
    if unknown := tuple(_unknown(name, known) for name in sorted(found - set(known))):
        raise WrongInput(
            Message("table.unknown_columns", source=table.source, unknown=unknown, known=tuple(known))
        )
    given = found | ({"options"} if found & set(OPTION_COLUMNS) else set())
    missing = [name for name, field in fields.items() if field.is_required() and name not in given]
    if missing:
        raise WrongInput(Message("table.columns_missing", source=table.source, known=tuple(missing)))


def _unknown(name: str, known: Sequence[str]) -> Message:
    near = cells.nearest(name, known)
    return (
        Message("table.unknown_but_near", name=name, near=near)
        if near
        else Message("table.unknown", name=name)
    )


def _problem(table: Table, row: Row, details: ErrorDetails) -> Message:
    problem = _OF_CELLS.get(details["type"]) or problem_of(details)
    return table.problem(row, details["loc"][0] if details["loc"] else "?", problem)


_OF_CELLS = {
    "missing": Message("table.cell_missing"),
    "extra_forbidden": Message("table.beside_options"),
}

# From cells to fields: everything becomes text or lists and mappings of text, and empty cells are left out.

_MAY_BE_EMPTY = {"slots", "id"}  # where emptiness is an error with a sentence of its own


def _as_fields(row: Row) -> dict[str, Any]:
    fields = {name: cells.as_text(value) for name, value in row.values.items()}
    if not fields.get("options"):
        options = [fields.pop(name, "") for name in OPTION_COLUMNS]
        fields["options"] = options[: max((n for n, option in enumerate(options, 1) if option), default=0)]
    own = {slot: fields.pop(name) for name, slot in SOP_COLUMNS.items() if fields.get(name)}
    fields["sop"] = fields.get("sop") or own
    return {
        name: value for name, value in fields.items() if value not in ("", [], {}) or name in _MAY_BE_EMPTY
    }
