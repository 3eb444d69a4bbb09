"""How work is cut into tasks, and which errors are worth another try."""

import errno
from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from content.errors import StoreError
from flows.private import original_of

Piece = TypeVar("Piece")

# Most tasks of a stage; with the ten that stand alone they stay below 300 a night, above which Prefect's
# own work outgrows ours (docs/flows.md).
FOLDER_TASKS, SCORE_TASKS, TELL_TASKS, POSTER_TASKS = 80, 60, 40, 100
# Pieces of a task: large enough that a task's 5-20 ms do not count, small enough to lose little.
SCORES, TELLINGS, POSTERS = 2000, 200, 50

PASSING = {errno.EAGAIN, errno.EBUSY, errno.EINTR, errno.ETIMEDOUT, errno.ECONNRESET, errno.ESTALE}
SQLITE_BUSY, SQLITE_LOCKED = 5, 6  # sqlite.org/rescode.html; the low byte of an extended code
PASSING_SQLSTATES = {"40001", "40P01", "55P03", "57P03"}  # PostgreSQL: clash, deadlock, lock, starting


def chunks(pieces: Sequence[Piece], size: int, most: int) -> Iterator[list[Piece]]:
    """`pieces` in order, `size` at a time, or more so that there are no more than `most` chunks."""
    step = max(size, -(-len(pieces) // most))
    for start in range(0, len(pieces), step):
        yield list(pieces[start : start + step])


def can_pass(error: BaseException | None) -> bool:
    """Whether trying again later may help: a lock, a busy device; never wrong input or a bug."""
    if isinstance(error, StoreError):
        return any(_busy(cause) for cause in _causes(error))
    return isinstance(error, OSError) and error.errno in PASSING


def can_pass_again(_task: Any, _run: Any, state: Any) -> bool:
    """`can_pass` as Prefect asks it: of a task's state, which holds the error."""
    return can_pass(original_of(state.data) if isinstance(state.data, Exception) else None)


def _causes(error: BaseException) -> Iterator[BaseException]:
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        original = getattr(cause, "orig", None)  # SQLAlchemy keeps the driver's error here
        if isinstance(original, BaseException):
            yield original
        cause = cause.__cause__


def _busy(error: BaseException) -> bool:
    code = getattr(error, "sqlite_errorcode", None)
    locked = isinstance(code, int) and code & 0xFF in (SQLITE_BUSY, SQLITE_LOCKED)
    return locked or getattr(error, "sqlstate", None) in PASSING_SQLSTATES
