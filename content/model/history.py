"""What became of a post: its versions, who approved which, and what was written down about it all."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from content.model.message import Message


def text_hash(text: str) -> str:
    """sha256 of a text, as an approval keeps it."""
    return sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Version:
    """What a post said and showed as version `number`, and who made it so. `poster` is the key of a spec."""

    post: str
    number: int
    text: str
    poster: str
    goes_out_at: datetime
    story: str
    submission: str | None
    member: str | None
    photo: str | None
    who: str
    why: Message | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Approval:
    """One person's yes to exactly this text and these pixels; `revoked_at` is set once it was taken back.

    It counts for the post only while the post is at `version` with the same hashes.
    """

    id: int
    post: str
    version: int
    text_sha256: str
    poster_sha256: str
    who: str
    at: datetime
    revoked_at: datetime | None = None
    revoked_by: str = ""

    def holds(self, version: int, text_sha256: str, poster_sha256: str) -> bool:
        """Whether it still says yes to what stands there now."""
        now = (version, text_sha256, poster_sha256)
        return self.revoked_at is None and now == (self.version, self.text_sha256, self.poster_sha256)


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Who did what to which thing, when and why. `kind` is the verb, `was` and `became` states.

    `detail` of a post: revision, version, changed (names of fields), locked_by, hand. Entries are only added.
    """

    id: int
    at: datetime
    who: str
    kind: str
    what: str
    was: str
    became: str
    why: Message | None
    detail: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One action of one person, as it can be undone: `steps` are its items with their form before and after.

    `state` is done, undone, or spent (nothing of it could be undone any more).
    """

    id: int
    at: datetime
    who: str
    verb: str
    steps: tuple[Mapping[str, Any], ...]
    state: str = "done"


@dataclass(frozen=True, slots=True)
class Change:
    """Something is different since: `kind` is post, group, submission, run or user; `what` its id."""

    id: int
    at: datetime
    kind: str
    what: str


@dataclass(frozen=True, slots=True)
class Changes:
    """`newest` is the number to ask after next; `missed` says that older ones were pruned: read all again."""

    newest: int
    items: tuple[Change, ...]
    missed: bool = False
