"""Opening the database: its pragmas, its schema version, and what its errors mean to a person."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DatabaseError, DBAPIError, OperationalError
from sqlalchemy.orm import Session

from content.access import close_to_others, database_files, make_private, make_private_file
from content.errors import StoreError
from content.model import Message
from content.store.store import Store

BUSY_SECONDS = 30.0  # how long a writer waits for another; a chunk's transaction takes well under one second

# A prepared statement keeps the plan of its first times: telling a week anew took 13 s more of a server that
# had planned for the week before the first, when there were no posts; docs/measures/plan.md. Readers who ask
# the same all day may have it so: planning is half of what their questions cost; docs/decisions/0011.
PREPARED_AFTER = 5  # times that a connection is asked the same
A_PLAN_LASTS = 300  # seconds; by then a connection is replaced, and what it prepared is forgotten


class OpenStore(Protocol):
    """Opens a unit of work: `with open_store() as store: ...`; `reading` never waits for a writer."""

    def __call__(self, *, reading: bool = False) -> AbstractContextManager[Store]: ...


def engine_at(url: str, root: Path = Path()) -> Engine:
    """An engine for a SQLite file (relative to `root`, its folder made) or a PostgreSQL database."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        parsed = parsed.set(drivername="postgresql+psycopg")
        planned_each_time = {"prepare_threshold": None}
        return create_engine(
            parsed, pool_pre_ping=True, pool_recycle=A_PLAN_LASTS, connect_args=planned_each_time
        )
    if parsed.database and parsed.database != ":memory:":
        file = root / parsed.database
        with explained(str(file)):
            if not file.parent.is_dir():
                make_private(file.parent)
        parsed = parsed.set(database=str(file))
    engine = create_engine(parsed, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "do_connect", _make_private)
    event.listen(engine, "connect", _set_pragmas)
    event.listen(engine, "begin", _begin)
    return engine


def keep_plans(engine: Engine) -> None:
    """From now on let PostgreSQL keep its plans of what readers ask again and again."""
    if engine.dialect.name == "postgresql":
        engine.update_execution_options(keeps_plans=True)


def store_of(engine: Engine) -> OpenStore:
    """The one place where anything is committed: leaving the block without an error commits it whole."""
    look_for_file = _file_of(engine)

    @contextmanager
    def open_store(*, reading: bool = False) -> Iterator[Store]:
        with explained(name_of(engine)), Session(engine) as session:
            look_for_file()
            opened = session.connection(execution_options={"begin": "DEFERRED" if reading else "IMMEDIATE"})
            if opened.get_execution_options().get("keeps_plans"):
                driver: Any = opened.connection.driver_connection
                driver.prepare_threshold = PREPARED_AFTER if reading else None
            store = Store(session)
            yield store
            store.feed.tell_changes()  # last, so that nobody waits for its counter longer than a commit takes
            session.commit()

    return open_store


@contextmanager
def rehearsing(engine: Engine) -> Iterator[OpenStore]:
    """A door to the store behind which nothing stays: what happens there is seen there, and rolled back."""
    with explained(name_of(engine)), engine.connect() as connection:
        transaction = connection.begin()

        @contextmanager
        def open_store(*, reading: bool = False) -> Iterator[Store]:  # noqa: ARG001 - as others are opened
            with Session(connection, join_transaction_mode="create_savepoint") as session:
                yield Store(session)
                session.commit()

        try:
            yield open_store
        finally:
            transaction.rollback()


def copied(engine: Engine, file: Path) -> Engine:
    """An engine on a copy, in `file`, of a SQLite database as it is now; others may go on writing to it."""
    with explained(name_of(engine)):
        source = engine.raw_connection()
        try:
            driver: Any = source.driver_connection
            copy = sqlite3.connect(file)
            with closing(copy):
                driver.backup(copy)
        finally:
            source.close()
    return engine_at(f"sqlite:///{file}")


def _file_of(engine: Engine) -> Callable[[], None]:
    """Looks whether a SQLite file is still the one that was opened; StoreError where it is not.

    Connections hold on to a file that was removed or replaced: what they write would be lost with it.
    """
    if engine.dialect.name != "sqlite" or not engine.url.database:
        return lambda: None
    file = Path(engine.url.database)
    opened = _identity(file)

    def look() -> None:
        if _identity(file) != opened:
            raise StoreError(Message("store.replaced_in_use", file=str(file)))

    return look


def _identity(file: Path) -> tuple[int, int] | None:
    try:
        stat = file.stat()
    except FileNotFoundError:
        return None
    return stat.st_dev, stat.st_ino


def _make_private(_dialect: object, _record: object, arguments: Any, _options: object) -> None:
    """SQLite gives what it keeps beside its file the file's own rights; so these come first."""
    if not arguments or arguments[0] == ":memory:" or str(arguments[0]).startswith("file:"):
        return
    file = Path(arguments[0])
    with suppress(OSError):  # SQLite says what is wrong with the place
        make_private_file(file)
    for beside in database_files(file):
        close_to_others(beside)


def _set_pragmas(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # SQLAlchemy's own BEGIN below, not sqlite3's late one
    for pragma in ("journal_mode=WAL", "foreign_keys=ON", "synchronous=NORMAL"):
        try:
            connection.execute(f"PRAGMA {pragma}")
        except UnicodeDecodeError as error:  # SQLite quotes the damaged schema, and the driver reads UTF-8
            raise sqlite3.DatabaseError("database disk image is malformed") from error


def _begin(connection: Connection) -> None:
    """A writer takes the lock at once: a reader that goes on to write could fail half-way."""
    connection.exec_driver_sql(f"BEGIN {connection.get_execution_options().get('begin', 'IMMEDIATE')}")


def name_of(engine: Engine) -> str:
    """What a person calls the database; never with its password."""
    if engine.dialect.name == "sqlite":
        return engine.url.database or "in memory"
    return engine.url.render_as_string()


@contextmanager
def explained(where: str) -> Iterator[None]:
    """Turn what the driver says into a StoreError that says which database and what to do.

    What the program should never have asked stays as it is: a bug, to be seen as one.
    """
    try:
        yield
    except (DBAPIError, OSError) as error:
        if isinstance(error, DBAPIError) and not (_is_changed(error) or _cannot_answer(error)):
            raise
        raise StoreError(Message("store.unusable", database=where, cause=_cause(error))) from error


# A word of what the databases say, and the Message with what to do about it.
_ADVICE = {
    "locked": "store.locked",
    "full": "store.disk_full",
    "readonly": "store.read_only",
    "unable to open": "store.folder_closed",
    "malformed": "store.damaged",
    "not a database": "store.no_database",
    "does not exist": "store.none_of_this_name",
    "connection": "store.server_silent",
}
# What the databases say of a table or a column that they do not have: SQLite in words, PostgreSQL in codes.
_NOT_THERE, _UNDEFINED = ("no such table", "no such column", "has no column named"), {"42P01", "42703"}


def _is_changed(error: DBAPIError) -> bool:
    """Whether a table or a column is missing: another version of the program has been here meanwhile."""
    text = str(error.orig)
    return getattr(error.orig, "sqlstate", None) in _UNDEFINED or any(sign in text for sign in _NOT_THERE)


def _cannot_answer(error: DBAPIError) -> bool:
    """Whether the database is at fault, and not the statement: one that makes no sense is a bug."""
    code = getattr(error.orig, "sqlite_errorcode", None)
    if isinstance(error, OperationalError):
        return code != sqlite3.SQLITE_ERROR  # SQLite calls a wrong statement operational too
    return type(error) is DatabaseError  # a damaged file


def _cause(error: OSError | DBAPIError) -> Message | str:
    """What the driver says, in its own English, and what to do about it."""
    driver_text = str(error.orig) if isinstance(error, DBAPIError) else str(error)
    cause = driver_text.splitlines()[0]
    if isinstance(error, DBAPIError) and _is_changed(error):
        return Message("store.changed", cause=cause)
    code = next((code for sign, code in _ADVICE.items() if sign in driver_text.lower()), None)
    return Message(code, cause=cause) if code else cause
