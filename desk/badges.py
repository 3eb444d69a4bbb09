"""The counts on the rail: what waits, on every page, counted at most every few seconds."""

from contextlib import suppress
from datetime import datetime, timedelta
from threading import Lock

from content.errors import SishiError
from content.model import PostState
from content.store import OpenStore

FRESH = timedelta(seconds=5)  # how old a count may be: a page costs less than counting does
A_SEASON = timedelta(days=60)  # submissions older than that nobody goes back to


class Badges:
    """Address of a room -> how much waits in it; nothing where the database does not answer."""

    def __init__(self, open_store: OpenStore) -> None:
        self._open_store = open_store
        self._counted: dict[str, int] = {}
        self._until: datetime | None = None
        self._lock = Lock()

    def at(self, now: datetime) -> dict[str, int]:
        with self._lock:
            if self._until is None or not self._until - FRESH <= now < self._until:
                self._counted, self._until = self._count(now), now + FRESH
            return self._counted

    def _count(self, now: datetime) -> dict[str, int]:
        with suppress(SishiError), self._open_store(reading=True) as store:
            counts = store.counts(now.date(), since=now - A_SEASON)
            return {"/cull": counts.undecided, "/queue": counts.by_state.get(PostState.RETURNED, 0)}
        return {}
