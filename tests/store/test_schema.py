"""A database is made, checked and refused by the version of its tables."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from content.errors import StoreError
from content.store import Database, database_at
from content.store.schema import HEAD, HERE
from content.store.tables import Base


def set_version(database: Database, version: str) -> None:
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :version"), {"version": version})


def test_the_migrations_make_exactly_the_tables_of_the_code(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        assert compare_metadata(context, Base.metadata) == []


def test_the_newest_migration_is_the_one_the_program_knows() -> None:
    assert ScriptDirectory(str(HERE / "migrations")).get_current_head() == HEAD


def test_a_new_database_gets_its_tables(tmp_path: Path) -> None:
    database = database_at("sqlite:///var/sishi.db", tmp_path)
    with database.ready()() as store:
        assert store.library.groups() == []
    assert database.check() == HEAD
    assert (tmp_path / "var/sishi.db").is_file()


def test_upgrading_twice_changes_nothing(database: Database) -> None:
    assert database.upgrade() == database.upgrade() == HEAD


def test_a_database_of_a_newer_program_is_refused(database: Database) -> None:
    set_version(database, "9999")
    try:
        with pytest.raises(StoreError, match=f"version 9999, newer than this program's {HEAD}. Update sishi"):
            database.ready()
    finally:
        set_version(database, HEAD)


def test_a_file_that_is_no_database_is_said(tmp_path: Path) -> None:
    (tmp_path / "notes.db").write_text("dear diary, " * 100)
    with pytest.raises(StoreError, match="is not a database"):
        database_at("sqlite:///notes.db", tmp_path).ready()


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file where a folder should be")
    with pytest.raises(StoreError, match="cannot be used"):
        database_at("sqlite:///var/sishi.db", tmp_path).ready()


def test_a_server_that_does_not_answer_is_said_without_its_password() -> None:
    database = database_at("postgresql://sishi:secret@127.0.0.1:1/sishi")
    with pytest.raises(StoreError, match="does not answer") as refused:
        database.ready()
    assert "secret" not in str(refused.value)
