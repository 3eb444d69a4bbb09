"""Many rows at once: PostgreSQL takes them by COPY, for half the work of as many statements.

A COPY knows no conflicts, so rows arrive in a table of their own, from which one statement takes them on.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Insert, column, select, table
from sqlalchemy.exc import DBAPIError

MANY = 50  # rows; from 30 on, a table of their own costs less than as many statements
ARRIVED = "pg_temp.arrived"


def copied(connection: Connection, insert: Insert, rows: Sequence[Mapping[str, Any]]) -> Insert:
    """Send `rows`, which name the same columns, to PostgreSQL; the insert that takes them all.

    It stands until the next call or the end of the transaction.
    """
    names = list(rows[0])
    shape = select(*[insert.table.c[name] for name in names]).compile(dialect=connection.dialect)
    connection.exec_driver_sql(f"DROP TABLE IF EXISTS {ARRIVED}")
    connection.exec_driver_sql(f"CREATE TEMPORARY TABLE {ARRIVED} ON COMMIT DROP AS {shape} WITH NO DATA")
    _copy(connection, f"COPY {ARRIVED} FROM STDIN", _as_sent(connection, insert, rows))
    arrived = table("arrived", *[column(name) for name in names], schema="pg_temp")
    return insert.from_select(names, select(arrived))


def _as_sent(
    connection: Connection, insert: Insert, rows: Sequence[Mapping[str, Any]]
) -> Iterator[list[Any]]:
    """The values of each row as the types of their columns give them to the driver."""
    types = {name: insert.table.c[name].type.dialect_impl(connection.dialect) for name in rows[0]}
    made = [(name, kind.bind_processor(connection.dialect)) for name, kind in types.items()]
    for row in rows:
        yield [make(row[name]) if make else row[name] for name, make in made]


def _copy(connection: Connection, statement: str, rows: Iterator[list[Any]]) -> None:
    """Send rows as the driver does; what it raises comes as SQLAlchemy would raise it."""
    driver: Any = connection.dialect.loaded_dbapi
    raw: Any = connection.connection.driver_connection
    try:
        with raw.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)
    except driver.Error as error:
        raise DBAPIError.instance(statement, None, error, driver.Error, dialect=connection.dialect) from error
