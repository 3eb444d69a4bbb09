"""The community as it was measured lately: measuring reads all that members did in 90 days."""

from dataclasses import replace
from datetime import datetime, timedelta

from content.model import Standing
from desk.cache import Lately
from services.community import Community, measure_community
from services.context import Context

FRESH = timedelta(minutes=5)  # 20,000 submissions with 100,000 likes take 3.4 s; nobody's place moves faster


class Circle:
    """Axes and held likes up to five minutes old; types, rungs and what was let count as they are now."""

    def __init__(self, context: Context) -> None:
        self._open_store = context.open_store
        self._measured = Lately(lambda now: measure_community(context, now), FRESH)

    def at(self, now: datetime) -> Community:
        measured = self._measured.at(now)
        with self._open_store(reading=True) as store:
            standings, cleared = store.koc.standings(), store.koc.cleared()
        profiles = {
            key: replace(profile, standing=standings.get(key, Standing(key)))
            for key, profile in measured.profiles.items()
        }
        return Community(profiles, tuple(burst for burst in measured.held if burst.submission not in cleared))

    def forget(self) -> None:
        """Measure anew when next asked: somebody changed what counts."""
        self._measured.forget()
