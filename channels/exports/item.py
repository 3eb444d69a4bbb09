"""What an export shows: one post of the queue with the names of all that it refers to."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from content.model import Message, PostState, Slot


@dataclass(frozen=True, slots=True)
class PosterRef:
    """A poster by its key. `path` is absolute, None while it is not drawn; sizes are pixels.

    `warnings` are sentences on what could look better.
    """

    key: str
    path: Path | None
    sha256: str | None
    width: int
    height: int
    template: str
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class QueueItem:
    """One post. `date` is the group's own day, `goes_out_at` aware; `reasons` are sentences on why.

    `withheld` says why it may not be shown at this moment, None where its rights stand.
    """

    id: str
    group: str
    group_name: str
    group_zone: str
    date: date
    slot: Slot
    goes_out_at: datetime
    state: PostState
    story: str
    story_title: str
    product: str
    product_name: str
    submission: str | None
    member: str | None
    nickname: str | None
    text: str
    poster: PosterRef | None
    version: int
    reasons: list[str]
    withheld: Message | None = None

    @property
    def local(self) -> datetime:
        """`goes_out_at` on the group's own clock."""
        return self.goes_out_at.astimezone(ZoneInfo(self.group_zone))
