"""The version of the tables: bringing a database up to date, and refusing one from a newer program."""

from pathlib import Path

from sqlalchemy import Engine, Inspector, inspect, text

from content.errors import StoreError
from content.model import Message
from content.store.engine import explained, name_of
from content.store.tables import Base

HEAD = "0037"  # the newest migration; a test holds it against content/store/migrations/versions
HERE = Path(__file__).parent
MOST_DAMAGE = 20  # findings of SQLite's check; one is enough to restore a backup


def check_schema(engine: Engine) -> str:
    """The database's version. StoreError if it has none, an older one, or one this program does not know."""
    version = schema_version(engine)
    if version == HEAD:
        return version
    if version is None:
        raise StoreError(Message("store.no_tables", database=name_of(engine)))
    if version < HEAD:
        raise StoreError(Message("store.older_version", database=name_of(engine), version=version, head=HEAD))
    raise StoreError(Message("store.newer_version", database=name_of(engine), version=version, head=HEAD))


def upgrade_schema(engine: Engine) -> str:
    """Bring the tables to the newest version, or make them; the version. Refuses a newer database."""
    version = schema_version(engine)
    if version == HEAD:
        return version
    if version is not None and version > HEAD:
        return check_schema(engine)
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(HERE / "migrations"))
    with explained(name_of(engine)), engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    return HEAD


def damage(engine: Engine) -> list[str]:
    """What is wrong with the database's file and its tables, a clause each; empty where all is well.

    SQLite's own check reads every page. Tables and columns are held against those that this program writes.
    """
    problems: list[str] = []
    with explained(name_of(engine)), engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            rows = connection.exec_driver_sql(f"PRAGMA integrity_check({MOST_DAMAGE})").scalars()
            problems += [row.splitlines()[-1] for row in rows if row != "ok"]
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
            tables = sorted({str(row[0]) for row in broken})
            problems += [f"rows of {table} point to rows that are not there" for table in tables]
        problems += _missing(inspect(connection))
    return problems


def _missing(there: Inspector) -> list[str]:
    names = set(there.get_table_names())
    missing = [f"the table {name} is missing" for name in sorted(Base.metadata.tables.keys() - names)]
    for name, table in sorted(Base.metadata.tables.items()):
        if name in names:
            columns = {column["name"] for column in there.get_columns(name)}
            lost = sorted({column.name for column in table.columns} - columns)
            missing += [f"the table {name} lacks the column {column}" for column in lost]
    return missing


def schema_version(engine: Engine) -> str | None:
    """The version the database says it has; None where it has no tables of ours."""
    with explained(name_of(engine)), engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        version: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
        return version
