"""How work is cut, and what is tried again."""

import errno
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.errors import Busy, StoreError, TextDoesNotFit, UnknownId
from content.store import database_at
from flows.chunks import FOLDER_TASKS, POSTER_TASKS, SCORE_TASKS, TELL_TASKS, can_pass, chunks

ALONE = 10  # begin, folders, unscored, train, shortlist, lay_out, groups_to_compose, posters, report, end


@given(st.lists(st.text(max_size=3)), st.integers(1, 20), st.integers(1, 9))
def test_chunks_hold_every_piece_once_in_order_and_are_no_more_than_asked(
    pieces: list[str], size: int, most: int
) -> None:
    cut = list(chunks(pieces, size, most))
    assert [piece for chunk in cut for piece in chunk] == pieces
    assert len(cut) <= most
    assert all(cut)
    assert len(cut) <= 1 or all(len(chunk) >= size for chunk in cut[:-1])


def test_a_night_never_has_more_than_three_hundred_tasks() -> None:
    assert FOLDER_TASKS + SCORE_TASKS + TELL_TASKS + POSTER_TASKS + ALONE <= 300


@pytest.fixture
def held(tmp_path: Path) -> Iterator[Path]:
    """A database that another connection holds for writing."""
    file = tmp_path / "held.db"
    database_at(f"sqlite:///{file}").ready()
    with sqlite3.connect(file, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        yield file
        other.execute("ROLLBACK")


def test_a_database_that_another_holds_is_worth_another_try(held: Path) -> None:
    with pytest.raises(StoreError) as caught:  # noqa: PT012 - the error comes out of the with
        try:
            with sqlite3.connect(held, timeout=0, isolation_level=None) as us:
                us.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            raise StoreError("locked") from error
    assert can_pass(caught.value)


@pytest.mark.parametrize("number", [errno.EAGAIN, errno.EBUSY, errno.ETIMEDOUT])
def test_a_busy_device_is_worth_another_try(number: int) -> None:
    assert can_pass(OSError(number, "busy"))


@pytest.mark.parametrize(
    "error",
    [
        StoreError("of a newer version"),
        UnknownId("g9"),
        Busy("another run"),
        TextDoesNotFit("title", 30, 20),
        OSError(errno.ENOSPC, "full"),
        FileNotFoundError(errno.ENOENT, "gone"),
        ValueError("a bug"),
        None,
    ],
)
def test_what_will_not_pass_is_not_tried_again(error: BaseException | None) -> None:
    assert not can_pass(error)


def test_a_postgres_deadlock_is_worth_another_try_and_a_wrong_password_is_not() -> None:
    def refused(sqlstate: str) -> StoreError:
        driver = Exception("driver")
        driver.sqlstate = sqlstate  # type: ignore[attr-defined]  # as psycopg's errors have
        wrapped, error = Exception("wrapped"), StoreError("cannot be used")
        wrapped.orig, error.__cause__ = driver, wrapped  # type: ignore[attr-defined]  # as SQLAlchemy's
        return error

    assert can_pass(refused("40P01"))
    assert not can_pass(refused("28P01"))
