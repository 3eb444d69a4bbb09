"""A cache: what takes long to find out, asked at most every so often; pages show it as it was then."""

from collections.abc import Callable, Hashable
from datetime import datetime, timedelta
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")


class Lately(Generic[T]):
    """What `find(now)` answered; asked anew once that is `fresh` old, or lies in the future.

    Who names a `state` of things, the number of the newest change, say, gets no answer of another state.
    """

    def __init__(self, find: Callable[[datetime], T], fresh: timedelta) -> None:
        self._find, self._fresh = find, fresh
        self._found: tuple[datetime, Hashable, T] | None = None
        self._lock = Lock()

    def at(self, now: datetime, state: Hashable = None) -> T:
        with self._lock:
            if self._found is None or not self._holds(*self._found[:2], now, state):
                self._found = now, state, self._find(now)
            return self._found[2]

    def _holds(self, since: datetime, was: Hashable, now: datetime, state: Hashable) -> bool:
        return state in (None, was) and since <= now < since + self._fresh

    def forget(self) -> None:
        """Find out anew when next asked."""
        with self._lock:
            self._found = None
