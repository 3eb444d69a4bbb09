"""The counts on the rail: what waits, on every page, counted at most every few seconds."""

from contextlib import suppress
from datetime import datetime, timedelta

from content.errors import SishiError
from content.model import PostState
from content.store import OpenStore
from desk.lately import Lately

FRESH = timedelta(seconds=5)  # how old a count may be: a page costs less than counting does
A_SEASON = timedelta(days=60)  # submissions older than that nobody goes back to


class Badges(Lately[dict[str, int]]):
    """Address of a room -> how much waits in it; nothing where the database does not answer."""

    def __init__(self, open_store: OpenStore) -> None:
        super().__init__(self._count, FRESH)
        self._open_store = open_store

    def _count(self, now: datetime) -> dict[str, int]:
        with suppress(SishiError), self._open_store(reading=True) as store:
            counts = store.counts(now.date(), since=now - A_SEASON)
            return {"/cull": counts.undecided, "/queue": counts.by_state.get(PostState.RETURNED, 0)}
        return {}
