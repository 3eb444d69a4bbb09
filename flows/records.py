"""Prefect's records in a workspace from before they held nothing of members: pictures, names and words leave.

The night once left a picture of its posters there, named tasks after folders and submissions, and let errors
say all they say. Runs stay, with their times and how they ended. It is imported before the server starts.
"""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from content.errors import NotReady
from content.files import cause_of
from content.model import Message

EMPTIED = ("artifact_collection", "artifact", "log", "event_resources", "events")
CHANGED = {
    "flow_run_state": "message = NULL, data = NULL, result_artifact_id = NULL",
    "task_run_state": "message = NULL, data = NULL, result_artifact_id = NULL",
    "task_run": "name = rtrim(substr(name, 1, instr(name || ' ', ' ')))",  # its first word
}
WAIT_SECONDS = 10.0  # for a server that is just ending


def forget_members(home: Path) -> None:
    """Empty the records in `home` once of what members sent. NotReady where another program holds them."""
    marker = home / "without-members"
    database = home / "prefect.db"
    if marker.exists():
        return
    shutil.rmtree(home.parent / "sheets", ignore_errors=True)  # where the pictures came from
    if database.exists():
        try:
            _empty(database)
        except sqlite3.Error as error:
            raise NotReady(
                Message("server.records_not_emptied", database=str(database), cause=cause_of(error))
            ) from error
    marker.touch()


def _empty(database: Path) -> None:
    with closing(sqlite3.connect(database, timeout=WAIT_SECONDS, isolation_level=None)) as records:
        there = {name for (name,) in records.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        records.execute("BEGIN IMMEDIATE")
        for table in EMPTIED:
            if table in there:
                records.execute(f"DELETE FROM {table}")  # noqa: S608 - our own names
        for table, change in CHANGED.items():
            if table in there:
                records.execute(f"UPDATE {table} SET {change}")  # noqa: S608 - our own words
        records.execute("COMMIT")
        records.execute("VACUUM")  # or it would all still stand in free pages
        records.execute("PRAGMA wal_checkpoint(TRUNCATE)")
