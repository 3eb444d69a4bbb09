"""An owner: the member of staff who sends by hand what is due in some groups."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from content.model.slot import Slot

LEAD = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Leave:
    """Days on which an owner sends nothing, both ends included."""

    staff: str
    first: date
    last: date

    def covers(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Owner:
    """Who sends by hand in `groups`; a group has one owner.

    `backup` is the member of staff who sends on days of leave, and what is handed over; "" where nobody does.
    `reminder_channel` is the channel that reminds the owner `lead` before a task is due; "": nothing reminds.
    `contacts`: channel -> the owner's id or address there; the key "" serves all others, and the id of the
    member of staff where that is missing too. `stand_ins`: who sends a slot for the owner every day.
    """

    staff: str
    groups: frozenset[str] = frozenset()
    backup: str = ""
    reminder_channel: str = ""
    lead: timedelta = LEAD
    contacts: Mapping[str, str] = field(default_factory=dict)
    leaves: tuple[Leave, ...] = ()
    stand_ins: Mapping[Slot, str] = field(default_factory=dict)

    def is_away(self, day: date) -> bool:
        return any(leave.covers(day) for leave in self.leaves)

    def contact(self, channel: str) -> str:
        """The owner's id or address at a channel's platform."""
        return self.contacts.get(channel) or self.contacts.get("") or self.staff


@dataclass(frozen=True, slots=True)
class OwnerLink:
    """A link that shows one owner's tasks of one day to whoever holds it. `sha256` is that of its token, in
    hex; the token itself is kept nowhere. From `expires_at` on, or once revoked, it shows nothing."""

    sha256: str
    staff: str
    day: date
    made_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None
    opens: int = 0
    opened_at: datetime | None = None

    def is_open(self, now: datetime) -> bool:
        return self.revoked_at is None and now < self.expires_at


class TaskEventKind(StrEnum):
    """What an owner's page reports of a task."""

    OPENED = "opened"
    COPIED = "copied"  # the text, to the clipboard
    SAVED = "saved"  # the poster, to the phone
    SHARED = "shared"  # the poster, to another app
    SENT = "sent"
    EDITED = "edited"  # sent, with words of the owner's own
    SKIPPED = "skipped"
    HANDED_OVER = "handed_over"  # to the backup
    TAKEN_BACK = "taken_back"  # a wrong tick or skip


@dataclass(frozen=True, slots=True)
class TaskEvent:
    """One report of an owner's page. `key` is the page's own: the same report twice is one. `at` is when it
    happened, by our clock."""

    key: str
    staff: str
    day: date
    task: str
    kind: TaskEventKind
    posts: tuple[str, ...]
    at: datetime


class Occasion(StrEnum):
    """When an owner is reminded of a task."""

    SOON = "soon"  # it is about to be due
    LATE = "late"  # it is due for longer than counts as on time
    NOW = "now"  # somebody at the desk asked for it
    LOOK = "look"  # somebody at the desk asks whether a post can be seen in the chat


@dataclass(frozen=True, slots=True)
class Reminder:
    """A reminder that was sent, or was tried: once for each owner, task and occasion. `outcome`: "" while the
    call is open, then sent, refused or unknown; `code` the platform's own."""

    staff: str
    task: str
    occasion: Occasion
    channel: str
    at: datetime
    outcome: str = ""
    code: str = ""
