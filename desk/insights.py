"""Insight as the pages show it: worked out once, kept a while. What takes long is never asked for twice."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import Any, TypeVar

from content.model import WeekInsight
from desk.cache import Lately
from services.context import Context
from services.week_insight import WeekQuery, week_insight

FRESH = timedelta(minutes=10)  # nights bring messages, sending brings posts; a week's figures move slowly
KEPT = 40  # answers: eight weeks of five kinds
T = TypeVar("T")


@dataclass
class Insights:
    """Each answer up to ten minutes old; the oldest asked for gives way to new ones."""

    context: Context
    _kept: dict[Hashable, Lately[Any]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def week(self, query: WeekQuery, now: datetime) -> WeekInsight:
        return self._at(query, lambda: week_insight(self.context, query), now)

    def forget(self) -> None:
        """Work everything out anew when next asked."""
        with self._lock:
            self._kept.clear()

    def _at(self, key: Hashable, find: Callable[[], T], now: datetime) -> T:
        with self._lock:
            answer = self._kept.pop(key, None) or Lately(lambda _: find(), FRESH)
            self._kept[key] = answer  # the last asked for stands last
            while len(self._kept) > KEPT:
                del self._kept[next(iter(self._kept))]
        found: T = answer.at(now)
        return found
