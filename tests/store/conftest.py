"""The store's tests run on SQLite and, where a server answers, on PostgreSQL."""

import os
import secrets
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import OperationalError

from content.store import Database, OpenStore, database_at
from content.store.schema import HERE
from content.store.tables import Base

SERVER = os.environ.get("SISHI_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432/postgres")

# 4 ms; TRUNCATE makes new files for all tables, and takes 190
EMPTY = "; ".join(
    [
        *(f"DELETE FROM {table.name}" for table in reversed(Base.metadata.sorted_tables)),  # noqa: S608 - our names
        "SELECT setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S'",
    ]
)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Database]:
    """A database of this test process alone, with all tables. It waits for no disk: it outlives no crash."""
    server = create_engine(
        make_url(SERVER).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT"
    )
    name = f"sishi_test_{os.getpid()}_{secrets.token_hex(2)}"  # folders that share this fixture each have one
    try:
        with server.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
            connection.execute(text(f"ALTER DATABASE {name} SET synchronous_commit = off"))
    except OperationalError:
        pytest.skip("no PostgreSQL answers; SISHI_TEST_POSTGRES names one")
    database = database_at(make_url(SERVER).set(database=name).render_as_string(hide_password=False))
    database.ready()
    yield database
    database.close()
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, empty_database: Path, tmp_path: Path) -> Database:
    if request.param == "sqlite":
        file = tmp_path / "sishi.db"
        file.write_bytes(empty_database.read_bytes())
        return database_at(f"sqlite:///{file}")
    found: Database = request.getfixturevalue("postgres")
    with found.engine.begin() as connection:
        connection.exec_driver_sql(EMPTY)
    return found


@pytest.fixture
def open_store(database: Database) -> OpenStore:
    return database.ready()


@dataclass
class Filled:
    """What `fill` puts into an empty database, put there once and copied from then on: 4 ms, not 170."""

    fill: Callable[[OpenStore], None]
    folder: Path
    copies: dict[str, str] = field(
        default_factory=dict
    )  # by dialect: the SQLite file, statements of PostgreSQL

    def into(self, database: Database) -> None:
        """Fill a database that is empty."""
        dialect = database.engine.dialect.name
        if dialect not in self.copies:
            self.fill(database.ready())
            self.copies[dialect] = self._file(database) if dialect == "sqlite" else self._statements(database)
        elif dialect == "sqlite":
            _back_up(Path(self.copies[dialect]), database.file or Path())
        else:
            with database.engine.begin() as connection:
                connection.exec_driver_sql(self.copies[dialect])

    def _file(self, database: Database) -> str:
        file = self.folder / "filled.db"
        _back_up(database.file or Path(), file)
        return str(file)

    def _statements(self, database: Database) -> str:
        tables = [table.name for table in Base.metadata.sorted_tables]
        with database.engine.begin() as connection:
            connection.exec_driver_sql("DROP SCHEMA IF EXISTS filled CASCADE; CREATE SCHEMA filled")
            for table in tables:
                connection.exec_driver_sql(f"CREATE TABLE filled.{table} AS TABLE {table}")
            sequences = connection.exec_driver_sql(
                "SELECT sequencename, last_value FROM pg_sequences WHERE last_value IS NOT NULL"
            ).all()
        inserts = [f"INSERT INTO {table} SELECT * FROM filled.{table}" for table in tables]  # noqa: S608 - our names
        return "; ".join([*inserts, *(f"SELECT setval('{name}', {value})" for name, value in sequences)])


def _back_up(source: Path, target: Path) -> None:
    """Copy a SQLite database, whoever has either open; it waits for no disk."""
    with closing(sqlite3.connect(source)) as whole, closing(sqlite3.connect(target)) as copy:
        copy.execute("PRAGMA synchronous=OFF")
        whole.backup(copy)


@pytest.fixture(params=["sqlite", "postgresql"])
def older(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[str, str], Database]]:
    """older(version, rows): a database that stands at a migration, filled by statements; times are UTC."""
    if request.param == "sqlite":
        yield lambda version, rows: _filled(database_at(f"sqlite:///{tmp_path / 'old.db'}"), version, rows)
        return
    server: Database = request.getfixturevalue("postgres")
    with server.engine.begin() as connection:
        connection.exec_driver_sql("DROP SCHEMA IF EXISTS old CASCADE; CREATE SCHEMA old")
    url = server.engine.url.update_query_dict({"options": "-csearch_path=old"})
    old = database_at(url.render_as_string(hide_password=False))
    yield lambda version, rows: _filled(old, version, rows)
    old.close()


def _filled(database: Database, version: str, rows: str | Sequence[str]) -> Database:
    from alembic import command  # a fifth of a second, for the few who upgrade
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(HERE / "migrations"))
    with database.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, version)
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL TIME ZONE 'UTC'"))
        for statement in rows.split(";") if isinstance(rows, str) else rows:
            connection.exec_driver_sql(statement)
    return database
