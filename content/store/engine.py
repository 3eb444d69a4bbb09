"""Opening the database: its pragmas, its schema version, and what its errors mean to a person."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session

from content.errors import StoreError
from content.store.store import Store

BUSY_SECONDS = 30.0  # how long a writer waits for another; a chunk's transaction takes well under one second

# A prepared statement keeps the plan of its first times: telling a week anew took 13 s more of a server that
# had planned for the week before the first, when there were no posts; docs/measures/plan.md.
PLANNED_EACH_TIME = {"prepare_threshold": None}


class OpenStore(Protocol):
    """Opens a unit of work: `with open_store() as store: ...`; `reading` never waits for a writer."""

    def __call__(self, *, reading: bool = False) -> AbstractContextManager[Store]: ...


def engine_at(url: str, root: Path = Path()) -> Engine:
    """An engine for a SQLite file (relative to `root`, its folder made) or a PostgreSQL database."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        parsed = parsed.set(drivername="postgresql+psycopg")
        return create_engine(parsed, pool_pre_ping=True, connect_args=PLANNED_EACH_TIME)
    if parsed.database and parsed.database != ":memory:":
        file = root / parsed.database
        with explained(str(file)):
            file.parent.mkdir(parents=True, exist_ok=True)
        parsed = parsed.set(database=str(file))
    engine = create_engine(parsed, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _set_pragmas)
    event.listen(engine, "begin", _begin)
    return engine


def store_of(engine: Engine) -> OpenStore:
    """The one place where anything is committed: leaving the block without an error commits it whole."""

    @contextmanager
    def open_store(*, reading: bool = False) -> Iterator[Store]:
        with explained(name_of(engine)), Session(engine) as session:
            session.connection(execution_options={"begin": "DEFERRED" if reading else "IMMEDIATE"})
            store = Store(session)
            yield store
            store.tell_changes()  # last, so that nobody waits for its counter longer than a commit takes
            session.commit()

    return open_store


def _set_pragmas(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # SQLAlchemy's own BEGIN below, not sqlite3's late one
    for pragma in ("journal_mode=WAL", "foreign_keys=ON", "synchronous=NORMAL"):
        connection.execute(f"PRAGMA {pragma}")


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
    """Turn what the driver says into a StoreError that says which database and what to do."""
    try:
        yield
    except (OperationalError, OSError) as error:
        raise StoreError(f"The database {where} cannot be used: {_cause(error)}") from error
    except DBAPIError as error:
        if _is_full(error):
            raise StoreError(f"The database {where} cannot be used: {_cause(error)}") from error
        raise


_ADVICE = {
    "locked": "another process holds it; wait for it to end, or see `sishi doctor`.",
    "full": "the disk is full. Free some space and run again; nothing was lost.",
    "readonly": "it may not be written to. Check the owner and the rights of the file and its folder.",
    "unable to open": "its folder cannot be written to. Check its path and rights.",
    "no such table": "it has no tables yet. Run `sishi db upgrade`.",
    "connection": "the server does not answer. Is it running, and is the address right?",
}


def _is_full(error: DBAPIError) -> bool:
    return "full" in str(error.orig)


def _cause(error: OperationalError | OSError | DBAPIError) -> str:
    said = str(error.orig) if isinstance(error, DBAPIError) else str(error)
    advice = next((advice for sign, advice in _ADVICE.items() if sign in said.lower()), "")
    return f"{said.splitlines()[0]}; {advice}" if advice else said.splitlines()[0]
