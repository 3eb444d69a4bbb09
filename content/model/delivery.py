"""What becomes of an approved post on its way: parts, tries, pauses and the processes that send."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from content.model.message import Message


class DeliveryState(StrEnum):
    """The state of one part of a post, as `sishi send list` has it."""

    PLANNED = "planned"  # approved; its time comes, or it is tried again
    HELD = "held"  # due, and something forbids it for now; derived, never stored
    HANDED_OFF = "handed_off"  # waits for a person
    SENDING = "sending"  # claimed by a publisher
    SENT = "sent"
    REFUSED = "refused"  # it is certain that it was not sent
    UNKNOWN = "unknown"  # the call gave no answer
    EXPIRED = "expired"  # its grace ended before it went out
    SKIPPED = "skipped"  # a person decided not to send it
    CANCELLED = "cancelled"  # withdrawn, or replaced by a new plan

    @property
    def label(self) -> Message:
        """What people call the state."""
        return Message(f"delivery_state.{self.value}")


STOPPED = "stopped"  # in the receipt of a task: when it was cancelled at the platform
BY_HAND = "by_hand"  # the kind of a part that a person was given


class Phase(StrEnum):
    """How far a try has come; each is committed before the next begins."""

    PREPARED = "prepared"  # claimed and checked: nothing was sent
    CALLING = "calling"  # the call may have begun
    OUTCOME = "outcome"  # its end is known, be it as unknown


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try of one part, or what a person says of it. `number` counts the tries of the part from 1.

    `outcome` is the state that it ended in, "" while it is open; `code` the platform's own; `actor` who: a
    publisher's id, or a person. `receipt` is the platform's evidence.
    """

    id: int
    post: str
    part: int
    number: int
    channel: str
    actor: str
    key: str
    request_sha256: str
    phase: Phase
    at: datetime  # when it came into its phase
    prepared_at: datetime
    called_at: datetime | None = None
    outcome: str = ""
    code: str = ""
    message: Message | None = None
    receipt: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Delivery:
    """One part of one version of a post, on its way by one channel. `part` counts from 1 to `parts`.

    `claimed_by` is the publisher that has it; `next_try_at` when a passing refusal may be tried again;
    `owner` the member of staff who sends it by hand; `out_at` when members could see it.
    """

    post: str
    part: int
    parts: int
    version: int
    kind: str
    channel: str
    state: DeliveryState
    due_at: datetime
    owner: str | None = None
    claimed_by: str = ""
    tries: int = 0
    next_try_at: datetime | None = None
    out_at: datetime | None = None
    why: Message | None = None
    receipt: Mapping[str, str] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """What `sishi send mark` takes."""
        return delivery_id(self.post, self.part)

    @property
    def lies_in_task(self) -> bool:
        """Whether the platform may still have it as a task that a person can tap."""
        return "msgid" in self.receipt and STOPPED not in self.receipt


def delivery_id(post: str, part: int) -> str:
    """The id of a part: the post's, and its number."""
    return f"{post}/{part}"


@dataclass(frozen=True, slots=True)
class BoundText:
    """A post's text with the names that were filled in when it went out: `members` are those named, in order.

    Never changed once it is kept; where a name may stand there no longer, the next `number` takes its place.
    """

    post: str
    version: int
    number: int
    text: str
    members: tuple[str, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class NamingConsent:
    """What a member says to being named among those who answered rightly. `evidence` is where it is said."""

    member: str
    allowed: bool
    evidence: str
    at: datetime
    by: str


class PauseScope(StrEnum):
    ALL = "all"
    CHANNEL = "channel"
    GROUP = "group"


@dataclass(frozen=True, slots=True)
class Pause:
    """Nothing goes out of `scope` (`what`: the channel or group; "" for all) until `until`; None: until
    somebody resumes it."""

    scope: PauseScope
    what: str
    until: datetime | None
    by: str
    since: datetime

    def holds_at(self, at: datetime) -> bool:
        return self.until is None or at < self.until


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that people were told once. `outcome`: "" while its call is open, or where it has none."""

    kind: str
    what: str
    at: datetime
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class PublisherProcess:
    """A process that sends. `boot` and `started` tell it from others with its `pid` on the same `host`."""

    id: str
    host: str
    boot: str
    pid: int
    started: str
    began_at: datetime
    seen_at: datetime
    ended_at: datetime | None = None
