"""What a person of the desk is told of, in which way, and when it may disturb."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from enum import StrEnum

from content.model.message import Message


class BellEvent(StrEnum):
    MENTION = "mention"  # and replies
    CHANGE = "change"  # a post of mine was returned, or an outsider wants it changed
    PENDING = "pending"  # what waits for my yes: counted in digests, no entry of its own
    NIGHT = "night"
    WITHDRAWAL = "withdrawal"
    UNDELIVERED = "undelivered"
    FINISHED = "finished"  # somebody is through with a link

    @property
    def label(self) -> Message:
        """What people call it."""
        return Message(f"bell.event_{self.value}")

    @property
    def asks_for_action(self) -> bool:
        """Whether its entries stand under "for you to do"."""
        return self not in (BellEvent.FINISHED, BellEvent.PENDING)


class BellWay(StrEnum):
    DESK = "desk"
    ROBOT = "robot"
    MAIL = "mail"


ALWAYS_ON = frozenset(  # what nobody can turn off on the desk
    {BellEvent.MENTION, BellEvent.CHANGE, BellEvent.WITHDRAWAL, BellEvent.UNDELIVERED}
)
BY_ROBOT = ALWAYS_ON | {BellEvent.PENDING, BellEvent.NIGHT}
BY_MAIL = frozenset({BellEvent.PENDING, BellEvent.NIGHT, BellEvent.WITHDRAWAL, BellEvent.UNDELIVERED})


def is_on_by_itself(event: BellEvent, way: BellWay) -> bool:
    """How it stands until a person says otherwise."""
    match way:
        case BellWay.ROBOT:
            return event in BY_ROBOT
        case BellWay.MAIL:
            return event in BY_MAIL
    return True


@dataclass(frozen=True, slots=True)
class BellEntry:
    """One entry of a person's bell. Alike ones are one: `count` of them, the newest in words.

    `actor` is a user, or what an outsider calls herself (`outside`); `excerpt` a few of the words.
    """

    id: int
    user: str
    event: BellEvent
    key: str
    title: Message
    at: datetime
    count: int = 1
    post: str = ""
    link: str = ""
    actor: str = ""
    outside: bool = False
    excerpt: str = ""
    read_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class BellSettings:
    """What a person chose: `choices` by (event, way), else as `is_on_by_itself`. Between `quiet_from` and
    `quiet_to` (the workspace's zone) nothing is sent, but what could not be delivered. `mail` is the address
    of the digest, "" for none; `mail_at` its times of day."""

    user: str
    choices: Mapping[tuple[BellEvent, BellWay], bool] = field(default_factory=dict)
    is_quiet: bool = True
    quiet_from: time = time(22)
    quiet_to: time = time(7)
    mail: str = ""
    mail_at: Sequence[time] = (time(8, 30),)

    def wants(self, event: BellEvent, way: BellWay) -> bool:
        if way is BellWay.DESK and event in ALWAYS_ON:
            return True
        return self.choices.get((event, way), is_on_by_itself(event, way))

    def rests_at(self, moment: time) -> bool:
        """Whether a digest must wait at this time of day."""
        if not self.is_quiet or self.quiet_from == self.quiet_to:
            return False
        if self.quiet_from < self.quiet_to:
            return self.quiet_from <= moment < self.quiet_to
        return moment >= self.quiet_from or moment < self.quiet_to


@dataclass(frozen=True, slots=True)
class DigestPlan:
    """When the digest goes out by a channel that a team shares; `outcome` tells how the last one ended."""

    channel: str
    times: Sequence[time] = (time(8, 30), time(17, 30))
    skips_empty: bool = True
    sent_at: datetime | None = None
    outcome: Message | None = None
    arrived: bool = True


@dataclass(frozen=True, slots=True)
class MailResult:
    """How the last digest to a person's mailbox ended."""

    user: str
    at: datetime
    arrived: bool
    outcome: Message | None


@dataclass(frozen=True, slots=True)
class DeskPresence:
    """Somebody who has a post before the eyes, or types into it."""

    user: str
    post: str
    edits: bool
    at: datetime
