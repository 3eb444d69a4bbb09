"""Whoever runs a night by hand may watch it: a stage's name and how far the whole run is, as they change.

Standard library only, so that one can begin to watch before Prefect is imported.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Watcher = Callable[[str, float], None]
_watcher: ContextVar[Watcher | None] = ContextVar("watcher", default=None)


@contextmanager
def watching(watcher: Watcher) -> Iterator[None]:
    """Call `watcher(stage, percent)` while a night runs inside; percent is 0 to 100."""
    token = _watcher.set(watcher)
    try:
        yield
    finally:
        _watcher.reset(token)


def tell_watcher(stage: str, percent: float) -> None:
    """Tell whoever watches; nobody may."""
    if watcher := _watcher.get():
        watcher(stage, percent)
