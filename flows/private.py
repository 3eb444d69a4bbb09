"""What Prefect may know of an error: its kind. Its words may name a member, and Prefect keeps them."""

import errno
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from content.errors import BadSettings, NotReady, WrongInput

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")

WHERE = "What and why is on the desk's page of runs, and where the run was started."


class WorkFailed(Exception):
    """A stage's error as Prefect keeps it; `original` is the error itself and stays in the process."""

    def __init__(self, original: Exception) -> None:
        super().__init__(kind_of(original))
        self.original = original


def without_words(work: Callable[Asked, Answer]) -> Callable[Asked, Answer]:
    """The same work; what it raises is a WorkFailed."""

    @wraps(work)
    def call(*args: Asked.args, **kwargs: Asked.kwargs) -> Answer:
        try:
            return work(*args, **kwargs)
        except Exception as error:  # noqa: BLE001 - whatever broke; who catches it gets the original back
            raise WorkFailed(error) from None  # or its words would stand in the traceback

    return call


def original_of(error: Exception) -> Exception:
    """The error that the work raised."""
    return error.original if isinstance(error, WorkFailed) else error


def kind_of(error: BaseException) -> str:
    """`ValueError`, `OSError ENOSPC`: never a word of what it says."""
    number = error.errno if isinstance(error, OSError) else None
    return f"{type(error).__name__} {errno.errorcode.get(number or 0, '')}".strip()


def sentence_of(error: BaseException) -> str:
    """The error's own sentence where it is about the machine, the settings or the order; else its kind.

    UnknownId and BadTable are wrong input too, and repeat what stood in a member's submission.
    """
    if isinstance(error, NotReady | BadSettings) or type(error) is WrongInput:
        return str(error)
    return f"{kind_of(error)}. {WHERE}"
