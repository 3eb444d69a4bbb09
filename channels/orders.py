"""Orders of members out of a table: the shop's own list, as the purchase axis needs it."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

from channels.cells import as_text
from channels.tables import Row, read_table
from content.errors import BadTable, WrongInput
from content.model import Message
from content.validation import BadValue

COLUMNS = ("member", "date", "orders")


def read_orders(path: Path, sheet: str | None = None) -> dict[tuple[str, date], int]:
    """(member, day) -> orders, out of the columns member, date and orders; rows of one day are added up.

    BadTable names all bad rows; WrongInput for a file that is no table, or lacks a column.
    """
    table = read_table(path, sheet)
    columns = {name for row in table.rows for name in row.values}
    if missing := [name for name in COLUMNS if name not in columns]:
        raise WrongInput(Message("table.columns_missing_orders", source=table.source, known=tuple(missing)))
    orders: dict[tuple[str, date], int] = {}
    problems: list[Message] = []
    for row in table.rows:
        try:
            member, day, many = _order(row)
        except BadValue as error:
            problems.append(Message("table.problem", place=table.place(row), problem=error.message))
            continue
        orders[member, day] = orders.get((member, day), 0) + many
    if problems:
        raise BadTable(table.source, problems)
    return orders


def _order(row: Row) -> tuple[str, date, int]:
    member = str(as_text(row.values.get("member", "")))
    if not member:
        raise _wrong("member", Message("cell.empty"))
    return member, _day(row.values.get("date")), _many(row.values.get("orders"))


def _wrong(column: str, problem: Message) -> BadValue:
    return BadValue(Message("table.in_column", column=column, problem=problem))


def _day(value: Any) -> date:
    if isinstance(value, date):
        return value.date() if isinstance(value, datetime) else value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise _wrong("date", Message("table.no_date", value=str(value))) from None


def _many(value: Any) -> int:
    text = str(value)
    if not (text.isascii() and text.isdigit() and int(text) <= 10_000):
        raise _wrong("orders", Message("table.no_orders", value=text))
    return int(text)
