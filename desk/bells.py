"""The dot on the bell: how much each person did not look at, kept for a moment."""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from content.bell import shown_events
from content.errors import SishiError
from services.context import Context

FRESH = timedelta(seconds=3)
MOST_KEPT = 500  # people


@dataclass
class Bells:
    """Counts of one process; whoever looks at an entry is forgotten here, so that the dot goes at once."""

    office: Context
    _kept: dict[str, tuple[datetime, int]] = field(default_factory=dict)

    def unread(self, user: str, now: datetime) -> int:
        """How many entries of a person's bell are new; 0 where the database does not answer."""
        at, count = self._kept.get(user, (None, 0))
        if at is not None and timedelta(0) <= now - at < FRESH:
            return count
        with suppress(SishiError):
            with self.office.open_store(reading=True) as store:
                count = store.bell.unread(user, shown_events(store, user))
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            self._kept[user] = now, count
        return count

    def seen_post(self, user: str, post: str, now: datetime) -> None:
        """A person has a post before the eyes: what the bell said of it is no news any more."""
        if self.unread(user, now):
            with self.office.open_store() as store:
                store.bell.mark_read(user, now, post=post)
            self.forget(user)

    def forget(self, user: str) -> None:
        self._kept.pop(user, None)
