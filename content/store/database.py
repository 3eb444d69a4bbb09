"""One database: its tables brought up to date or checked, and the door to its store."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from content.store.engine import (
    OpenStore,
    copied,
    engine_at,
    explained,
    keep_plans,
    name_of,
    rehearsing,
    store_of,
)
from content.store.schema import check_schema, damage, schema_version, upgrade_schema


@dataclass(frozen=True, slots=True)
class Database:
    engine: Engine

    @property
    def name(self) -> str:
        """What a person calls it; never with its password."""
        return name_of(self.engine)

    @property
    def file(self) -> Path | None:
        """The SQLite file; None of a server, and in memory."""
        url = self.engine.url
        is_file = url.get_backend_name() == "sqlite" and url.database not in (None, "", ":memory:")
        return Path(url.database or "") if is_file else None

    def ready(self) -> OpenStore:
        """The door to the store. A new database gets its tables; StoreError on an older or newer one."""
        if schema_version(self.engine) is None:
            self.upgrade()
        else:
            self.check()
        return store_of(self.engine)

    @contextmanager
    def rehearsal(self, folder: Path) -> Iterator[OpenStore]:
        """A door to the store behind which nothing stays: a copy of a SQLite file in `folder`, so that nobody
        waits; on a server one transaction that is rolled back."""
        self.ready()
        if self.engine.dialect.name != "sqlite":
            with rehearsing(self.engine) as open_store:
                yield open_store
            return
        copy = copied(self.engine, folder / "rehearsal.db")
        try:
            with rehearsing(copy) as open_store:
                yield open_store
        finally:
            copy.dispose()

    def keep_plans(self) -> None:
        """For who reads the same again and again: PostgreSQL need not plan it each time."""
        keep_plans(self.engine)

    def upgrade(self) -> str:
        """Bring the tables to this program's version, or make them; the version."""
        return upgrade_schema(self.engine)

    def check(self) -> str:
        """The version of the tables; StoreError if it is not this program's."""
        return check_schema(self.engine)

    def damage(self) -> list[str]:
        """What is wrong with its file and tables; StoreError where it is so damaged that nothing answers."""
        return damage(self.engine)

    def shred(self) -> None:
        """Let nothing deleted stand in a SQLite file's free pages or log; a server sees to its own."""
        if self.engine.dialect.name != "sqlite":
            return
        with explained(self.name):
            connection = self.engine.raw_connection()  # ours begin with a transaction, and VACUUM wants none
            try:
                cursor = connection.cursor()
                for statement in ("VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"):
                    cursor.execute(statement)
            finally:
                connection.close()

    def close(self) -> None:
        self.engine.dispose()


def database_at(url: str, root: Path = Path()) -> Database:
    """The database of this address; a SQLite path is relative to `root`. Nothing is opened yet."""
    return Database(engine_at(url, root))
