"""The database in one file and back: SQLite's online copy, PostgreSQL's pg_dump and pg_restore."""

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

from sqlalchemy import make_url
from sqlalchemy.engine import URL

from content.errors import NotReady
from content.model import Message
from content.store.database import Database, database_at
from content.store.engine import copied
from content.store.schema import schema_version

DatabaseKind = Literal["sqlite", "postgresql"]
DUMPS: Mapping[DatabaseKind, str] = {"sqlite": "database.sqlite", "postgresql": "database.pgdump"}
LONGEST = 6 * 3600  # seconds of a dump: one that hangs must not hold the night


def kind_of_database(database: Database) -> DatabaseKind:
    return "sqlite" if database.engine.dialect.name == "sqlite" else "postgresql"


def dump_database(database: Database, folder: Path) -> Path:
    """The database as it is now, in one file of `folder`; others go on writing. NotReady, StoreError."""
    kind = kind_of_database(database)
    file = folder / DUMPS[kind]
    if kind == "sqlite":
        copied(database.engine, file).dispose()
    else:
        url = database.engine.url
        _run("pg_dump", ["--format=custom", "--no-owner", "--no-privileges", f"--file={file}"], url)
    return file


def restore_database(dump: Path, url: str, root: Path) -> Database:
    """Fill an empty database from its dump. NotReady where something is there already, or it cannot be."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _restore_file(dump, url, root)
    database = database_at(url, root)
    if schema_version(database.engine) is not None:
        raise NotReady(Message("backup.database_not_empty", database=database.name))
    options = ["--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error", str(dump)]
    _run("pg_restore", [f"--dbname={parsed.database}", *options], database.engine.url)
    return database


def _restore_file(dump: Path, url: str, root: Path) -> Database:
    database = database_at(url, root)
    file = database.file
    if file is None or file.exists():
        raise NotReady(Message("backup.database_not_empty", database=database.name))
    shutil.copyfile(dump, file)
    file.chmod(0o600)
    return database


def _run(program: str, arguments: Sequence[str], url: URL) -> None:
    """Run a program of PostgreSQL's. Whom it asks is in its environment: anybody can read arguments."""
    if shutil.which(program) is None:
        raise NotReady(Message("backup.no_program", program=program))
    done = subprocess.run(  # noqa: S603 - a program of PostgreSQL's
        [program, *arguments],
        env=os.environ | _connection(url),
        capture_output=True,
        stdin=subprocess.DEVNULL,
        timeout=LONGEST,
        check=False,
    )
    if done.returncode:
        cause = done.stderr.decode(errors="replace").strip().splitlines()
        raise NotReady(Message("backup.program_failed", program=program, cause=(cause or ["?"])[0]))


def _connection(url: URL) -> dict[str, str]:
    known = {
        "PGHOST": url.host,
        "PGPORT": url.port and str(url.port),
        "PGUSER": url.username,
        "PGPASSWORD": url.password,
        "PGDATABASE": url.database,
        "PGSSLMODE": str(url.query["sslmode"]) if "sslmode" in url.query else None,
    }
    return {name: str(value) for name, value in known.items() if value}
