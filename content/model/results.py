"""What the team knows of posts from elsewhere, as tables in by hand; and who responded to which slot."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from content.model.slot import Slot

SLOT_BITS = {slot: 1 << place for place, slot in enumerate(Slot)}


class ResponseDay(NamedTuple):  # a million of them
    """A member who responded on a day of posts: `slots` has a bit for each slot, as SLOT_BITS says."""

    group: str
    day: date
    member: str
    slots: int


@dataclass(frozen=True, slots=True)
class SlotResult:
    """A row of a results table: `sent_at` is proof that the post of that slot went out. None: not counted.

    `code` is what its short link bore; `form` how it was told, "" where the plan knows.
    """

    group: str
    day: date
    slot: Slot
    sent_at: datetime | None = None
    form: str = ""
    code: str = ""
    replies: int | None = None
    answers: int | None = None
    likes: int | None = None
    clicks: int | None = None
    pictures: int | None = None
    coupons: int | None = None
    left: int | None = None

    @property
    def key(self) -> tuple[str, date, Slot]:
        return self.group, self.day, self.slot


@dataclass(frozen=True, slots=True)
class Click:
    """Somebody opened a link. `target` is a post, or the code that its short link bore; `member` "": nobody
    knows who; `nth` tells equal rows of one table apart, from 0."""

    target: str
    at: datetime
    member: str = ""
    nth: int = 0

    @property
    def key(self) -> tuple[str, datetime, str, int]:
        return self.target, self.at, self.member, self.nth
