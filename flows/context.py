"""What the tasks of a process share: workspace and workers are opened once, sources once an order."""

import atexit
from functools import cache, lru_cache
from pathlib import Path

from channels.readers.sources import Source
from content.night import NightOrder
from content.workspace import open_workspace
from services.context import Context, night_workers
from services.sources import inbox_sources


def context_of(order: NightOrder) -> Context:
    """The context of the order's workspace."""
    return _opened(order.workspace)


@lru_cache(maxsize=1)  # of one order: each of its tasks would look into every folder again
def sources_of(order: NightOrder) -> list[Source]:
    """Every source in the order's inboxes."""
    return inbox_sources(context_of(order), order.inboxes)


@cache
def _opened(root: str) -> Context:
    workspace = open_workspace(Path(root))
    workers = night_workers(workspace)
    atexit.register(workers.__exit__, None, None, None)
    return Context(workspace, workers)
