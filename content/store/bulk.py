"""Many rows at once, past what SQLAlchemy does for each row.

PostgreSQL takes them by COPY, for half the work of as many statements. A COPY knows no conflicts, so rows
arrive in a table of their own, from which one statement takes them on. SQLite takes one prepared statement.
"""

from collections.abc import Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Insert, column, select, table
from sqlalchemy.exc import DBAPIError

MANY = 50  # rows; from 30 on, a table of their own costs less than as many statements
COUNTED = {"preserve_rowcount": True}  # SQLAlchemy forgets it for inserts otherwise
ARRIVED = "pg_temp.arrived"


def copied(connection: Connection, insert: Insert, rows: Sequence[Mapping[str, Any]]) -> Insert:
    """Send `rows`, which name the same columns, to PostgreSQL; the insert that takes them all.

    It stands until the next call or the end of the transaction.
    """
    names = list(rows[0])
    shape = select(*[insert.table.c[name] for name in names]).compile(dialect=connection.dialect)
    connection.exec_driver_sql(f"DROP TABLE IF EXISTS {ARRIVED}")
    connection.exec_driver_sql(f"CREATE TEMPORARY TABLE {ARRIVED} ON COMMIT DROP AS {shape} WITH NO DATA")
    _copy(connection, f"COPY {ARRIVED} FROM STDIN", _as_sent(connection, insert, rows, names))
    arrived = table("arrived", *[column(name) for name in names], schema="pg_temp")
    return insert.from_select(names, select(arrived))


def executed(connection: Connection, insert: Insert, rows: Sequence[Mapping[str, Any]]) -> int:
    """Send `rows`, which name the same columns, to SQLite by one prepared statement; how many it touched."""
    compiled: Any = insert.compile(dialect=connection.dialect, column_keys=list(rows[0]))
    if set(compiled.positiontup) != set(rows[0]):  # it has values of its own, which SQLAlchemy makes
        return connection.execute(insert, rows, execution_options=COUNTED).rowcount
    values = list(_as_sent(connection, insert, rows, compiled.positiontup))
    return connection.exec_driver_sql(str(compiled), values, execution_options=COUNTED).rowcount


def _as_sent(
    connection: Connection, insert: Insert, rows: Sequence[Mapping[str, Any]], names: Sequence[str]
) -> Iterator[tuple[Any, ...]]:
    """The values of each row, by these names, as the types of their columns give them to the driver."""
    types = {name: insert.table.c[name].type.dialect_impl(connection.dialect) for name in names}
    made = [(name, kind.bind_processor(connection.dialect)) for name, kind in types.items()]
    columns = [
        map(make, map(itemgetter(name), rows)) if make else map(itemgetter(name), rows) for name, make in made
    ]
    return zip(*columns, strict=True)


def _copy(connection: Connection, statement: str, rows: Iterator[tuple[Any, ...]]) -> None:
    """Send rows as the driver does; what it raises comes as SQLAlchemy would raise it."""
    driver: Any = connection.dialect.loaded_dbapi
    raw: Any = connection.connection.driver_connection
    try:
        with raw.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)
    except driver.Error as error:
        raise DBAPIError.instance(statement, None, error, driver.Error, dialect=connection.dialect) from error
