"""What a database says of a mishap reaches people as one sentence; a bug in what it was asked stays a bug."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from content.errors import StoreError
from content.model import Group
from content.store import Database, OpenStore, database_at
from content.store.engine import store_of


def ask(open_store: OpenStore, statement: str) -> None:
    with open_store() as store:
        store._session.execute(text(statement))


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT of_another_version FROM posts",
        "SELECT id FROM of_another_version",
        "INSERT INTO posts (of_another_version) VALUES (1)",
    ],
)
def test_tables_that_another_version_changed_are_said_with_what_to_do(
    open_store: OpenStore, statement: str
) -> None:
    with pytest.raises(
        StoreError, match=r"of_another_version.*its tables are damaged or have changed. Run `sishi db check`"
    ):
        ask(open_store, statement)


@pytest.mark.parametrize(
    "statement", ["SELEC id FROM posts", "SELECT no_such_function(1)", "INSERT INTO posts (id) VALUES ('p1')"]
)
def test_a_statement_that_makes_no_sense_stays_a_bug(open_store: OpenStore, statement: str) -> None:
    with pytest.raises(DBAPIError):
        ask(open_store, statement)


def test_tables_of_an_older_version_are_said_where_the_rail_counts(
    older: Callable[[str, str], Database], now: datetime
) -> None:
    open_store = store_of(older("0001", "SELECT 1").engine)
    with (
        pytest.raises(StoreError, match=r"Run `sishi db check`.*run `sishi db upgrade`"),
        open_store(reading=True) as store,
    ):
        store.lists.counts(now.date(), since=now)


@pytest.fixture
def file(empty_database: Path, tmp_path: Path) -> Path:
    """A SQLite file with all tables."""
    made = tmp_path / "sishi.db"
    made.write_bytes(empty_database.read_bytes())
    return made


def test_nothing_is_written_into_a_file_that_was_removed(file: Path) -> None:
    open_store = database_at(f"sqlite:///{file}").ready()
    file.rename(file.with_name("elsewhere.db"))
    for _ in range(2):
        with pytest.raises(StoreError, match="was removed or replaced"), open_store() as store:
            store.library.put_groups([Group("g1", "徐汇 1 群")])
    assert not file.exists(), "nobody made another in its place"
    file.with_name("elsewhere.db").rename(file)
    with open_store(reading=True) as store:
        assert store.library.groups() == []


def test_nothing_is_written_into_a_file_that_another_replaced(file: Path) -> None:
    open_store = database_at(f"sqlite:///{file}").ready()
    other = file.with_name("other.db")
    other.write_bytes(file.read_bytes())
    other.rename(file)
    with pytest.raises(StoreError, match="start again whatever was running"), open_store() as store:
        store.library.put_groups([Group("g1", "徐汇 1 群")])


def test_a_damaged_file_is_said(file: Path) -> None:
    open_store = database_at(f"sqlite:///{file}").ready()
    with file.open("r+b") as damaged:
        damaged.seek(4096)  # the first page is read already
        damaged.write(b"\xff" * (file.stat().st_size - 4096))
    with pytest.raises(StoreError, match="its file is damaged"), open_store(reading=True) as store:
        store.library.groups()


def test_a_server_without_this_database_says_so(postgres: Database) -> None:
    url = postgres.engine.url.set(database="sishi_none")
    with pytest.raises(StoreError, match="there is none of this name"):
        database_at(url.render_as_string(hide_password=False)).ready()


def prepared(open_store: OpenStore, database: Database) -> set[str]:
    """What the database of one connection keeps plans of, after its readers and writers asked six times."""
    for _ in range(6):
        with open_store(reading=True) as store:
            store.library.products()
        with open_store() as store:
            store.library.stories()
    with database.engine.connect() as connection:
        return set(connection.scalars(text("SELECT statement FROM pg_prepared_statements")))


def test_plans_are_kept_of_what_is_read_again_and_again_where_that_is_asked_for(postgres: Database) -> None:
    assert prepared(postgres.ready(), postgres) == set()
    patient = database_at(postgres.engine.url.render_as_string(hide_password=False))
    patient.keep_plans()
    kept = prepared(patient.ready(), patient)
    patient.close()
    assert any("FROM products" in statement for statement in kept)
    assert not any("FROM stories" in statement for statement in kept)
