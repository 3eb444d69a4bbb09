"""One run at a time in a workspace: a lock that the system takes back when its holder is gone.

Standard library only: a run holds it before anything slow is imported or started.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO

from content.access import make_private
from content.errors import Busy, NotReady
from content.files import cause_of
from content.model import Message


@contextmanager
def only_run(root: Path) -> Iterator[None]:
    """Hold the workspace in `root` for one run. Busy names the process that holds it, and since when."""
    with _lock_file(root / "var") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy(Message("workspace.busy", root=str(root), holder=_holder(lock))) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def _holder(lock: IO[str]) -> Message:
    lock.seek(0)
    since = datetime.fromtimestamp(os.fstat(lock.fileno()).st_mtime).astimezone()
    return Message("workspace.holder", process=lock.read().strip() or "?", since=f"{since:%Y-%m-%d %H:%M %z}")


def _lock_file(var: Path) -> IO[str]:
    try:
        make_private(var)
        return (var / "run.lock").open("a+", encoding="utf-8")
    except OSError as error:
        raise NotReady(
            Message("workspace.cannot_be_written", path=str(error.filename), cause=cause_of(error))
        ) from error
