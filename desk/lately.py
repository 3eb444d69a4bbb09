"""What takes long to find out, asked at most every so often: pages show it as it was a moment ago."""

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")


class Lately(Generic[T]):
    """What `find(now)` answered; asked anew once that is `fresh` old, or lies in the future."""

    def __init__(self, find: Callable[[datetime], T], fresh: timedelta) -> None:
        self._find, self._fresh = find, fresh
        self._found: tuple[datetime, T] | None = None
        self._lock = Lock()

    def at(self, now: datetime) -> T:
        with self._lock:
            if self._found is None or not self._found[0] <= now < self._found[0] + self._fresh:
                self._found = now, self._find(now)
            return self._found[1]

    def forget(self) -> None:
        """Find out anew when next asked."""
        with self._lock:
            self._found = None
