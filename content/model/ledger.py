"""The message ledger: what was sent in a group and when, without its words; who came and went, who bought."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum


class MessageKind(StrEnum):
    TEXT = "text"
    IMAGE = "image"
    VOICE = "voice"
    VIDEO = "video"
    STICKER = "sticker"
    FILE = "file"
    LINK = "link"
    CARD = "card"
    LOCATION = "location"
    CALL = "call"
    RED_PACKET = "red_packet"
    SYSTEM = "system"  # a notice of the program; nobody's message
    OTHER = "other"

    @property
    def may_respond(self) -> bool:
        """Whether a message of the kind may be a response to a post: what a person wrote, showed or said."""
        return self not in _NO_RESPONSE


_NO_RESPONSE = frozenset({MessageKind.SYSTEM, MessageKind.RED_PACKET, MessageKind.CALL})


class RosterChange(StrEnum):
    JOINED = "joined"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """A message as the ledger knows it. `member` None: not known; `letter` A to D where it is no more.

    `id` is its source's; `coupon` the code that it names, "" for none.
    """

    at: datetime
    member: str | None
    kind: MessageKind
    chars: int
    reply_to: str | None
    letter: str | None
    is_revoked: bool
    id: str = ""
    coupon: str = ""


@dataclass(frozen=True, slots=True)
class GroupDay:
    """One day of a group, by the group's own clock. Notices and what was recalled are no `messages`.

    `speakers` counts known members; `kinds` has all kinds, notices too; `hours` are 24 counts of messages.
    `hours_by_member`: bit n where the member wrote in hour n what may be a response.
    """

    day: date
    messages: int
    speakers: int
    kinds: Mapping[str, int]
    hours: tuple[int, ...]
    by_member: Mapping[str, int]
    hours_by_member: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RosterEvent:
    """`member` None: nobody known is called so; `by` let them in or took them out, None: not known."""

    at: datetime
    change: RosterChange
    member: str | None
    by: str | None


@dataclass(frozen=True, slots=True)
class StaffMember:
    """One of the team's own, who never counts as a member. A source's guess counts once it is confirmed.

    `role` is what they do, in the brand's words; "" where nobody wrote it down.
    """

    id: str
    name: str
    is_confirmed: bool = True
    role: str = ""


@dataclass(frozen=True, slots=True)
class ShopOrder:
    """One order. `day` is the shop's day of `at`; `amount` in the shop's currency, two decimals."""

    id: str
    member: str
    at: datetime
    day: date
    amount: Decimal
    product: str = ""
    coupon: str = ""
