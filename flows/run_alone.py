"""Whether this process holds the workspace already, so that its flow need not: a lock is held once.

Standard library only, as `watch`: it is said before Prefect is imported.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_is_alone: ContextVar[bool] = ContextVar("is_alone", default=False)


@contextmanager
def alone() -> Iterator[None]:
    """Within, a flow takes the workspace for held."""
    token = _is_alone.set(True)
    try:
        yield
    finally:
        _is_alone.reset(token)


def is_alone() -> bool:
    """Whether whoever called the flow holds the workspace."""
    return _is_alone.get()
