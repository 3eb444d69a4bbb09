"""When a post has the group's ear: from its minute until the next post goes out, four hours at most. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

LONGEST = timedelta(hours=4)  # that a message counts as a response to the last post
QUARTER = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Window:
    """From when a post was out until it no longer counts. `ends` is not in it."""

    begins: datetime
    ends: datetime

    @property
    def quarters(self) -> int:
        """Quarters of an hour, the last may be short."""
        return max(1, -(-(self.ends - self.begins) // QUARTER))

    def __contains__(self, at: datetime) -> bool:
        return self.begins <= at < self.ends


def windows_of(sent: Iterable[datetime]) -> dict[datetime, Window]:
    """sent time -> its window, of all the times at which a group got a post; equal times share one."""
    times = sorted(set(sent))
    return {
        at: Window(at, min([at + LONGEST, *times[place + 1 : place + 2]])) for place, at in enumerate(times)
    }
