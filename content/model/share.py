"""A link by which somebody without an account looks at posts, and what that person thinks of them."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from content.model.message import Message


class ShareScope(StrEnum):
    DAY = "day"
    WEEK = "week"
    PENDING = "pending"  # what waits for a yes, of one group or of all

    @property
    def label(self) -> Message:
        """What people call it."""
        return Message(f"share.scope_{self.value}")


class ShareRights(StrEnum):
    LOOK = "look"
    OPINION = "opinion"  # a yes is shown beside the approver's button
    APPROVE = "approve"  # a yes is an approval; only an approver may make such a link

    @property
    def label(self) -> Message:
        """What people call them."""
        return Message(f"share.rights_{self.value}")


class GuestRole(StrEnum):
    BRAND = "brand"
    LEGAL = "legal"
    PARTNER = "partner"
    OTHER = "other"

    @property
    def label(self) -> Message:
        """What people call it."""
        return Message(f"share.role_{self.value}")


class OpinionVerdict(StrEnum):
    PASS = "pass"  # noqa: S105 - no password
    CHANGE = "change"


@dataclass(frozen=True, slots=True)
class ShareRange:
    """What a link shows: the posts of `group` ("": all) from `first` to `last`, as its `scope` says."""

    scope: ShareScope
    group: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class ShareLink:
    """`sha256` is that of its token. Token and code are kept nowhere: `code_sha256` is of both together, ""
    where the door has none. `posts` are the ids it was made for; it never shows another. `tries` counts wrong
    codes since the last wait, which lasts until `locked_until`."""

    sha256: str
    guest: str
    role: GuestRole
    range: ShareRange
    rights: ShareRights
    posts: tuple[str, ...]
    made_by: str
    made_at: datetime
    expires_at: datetime
    code_sha256: str = ""
    watermark: bool = True
    merged: bool = True
    revoked_at: datetime | None = None
    revoked_by: str = ""
    opens: int = 0
    opened_at: datetime | None = None
    tries: int = 0
    locked_until: datetime | None = None
    nudged_at: datetime | None = None

    def is_open(self, now: datetime) -> bool:
        return self.revoked_at is None and now < self.expires_at


@dataclass(frozen=True, slots=True)
class ShareVisit:
    """Somebody who came in by a link and said a name; `id_sha256` is the hash of what the cookie holds."""

    id_sha256: str
    link: str
    name: str
    began_at: datetime
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class GuestOpinion:
    """What a guest says of exactly this text and these pixels; a newer one of the link and post replaces it.

    `remarks_on` is the post that bears the remarks: of identical ones the first.
    """

    id: int
    link: str
    post: str
    version: int
    text_sha256: str
    poster_sha256: str
    verdict: OpinionVerdict
    name: str
    at: datetime
    remarks_on: str = ""

    def holds(self, version: int, text_sha256: str, poster_sha256: str) -> bool:
        """Whether it is about what stands there now."""
        return (version, text_sha256, poster_sha256) == (self.version, self.text_sha256, self.poster_sha256)
