"""What we ask of a source of UGC. The sources themselves live in channels/readers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from content.model import Consent, Member


@dataclass(frozen=True, slots=True)
class Item:
    """One thing lying in an inbox, not yet read. `path` names it within the inbox, with / between folders.

    `stamp` changes when any of its files does (sizes and modification times), so that an unchanged item
    is known by a stat alone.
    """

    folder: str
    path: str
    files: tuple[Path, ...]
    stamp: str


@dataclass(frozen=True, slots=True)
class Record:
    """What an item says. `group` is the folder's name until the store knows better."""

    group: str
    media: tuple[Path, ...]
    id: str | None = None
    member: Member | None = None
    text: str = ""
    posted_at: datetime | None = None
    product: str | None = None
    likes: frozenset[str] = frozenset()
    replies: int = 0
    consent: Consent | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """An item that cannot be read. `reason` is a code, `why` a sentence that says how to mend it."""

    reason: str
    why: str


class Inbox(Protocol):
    """A source of UGC. One broken item never stops it."""

    @property
    def name(self) -> str:
        """Names the inbox for good: its items are remembered under this name."""
        ...

    def folders(self) -> Sequence[str]:
        """The chunks a gathering may be split into, sorted."""
        ...

    def items(self, folder: str) -> Sequence[Item]:
        """What lies in one folder, sorted by path; nothing is opened but directories."""
        ...

    def read(self, item: Item) -> Record | Refused: ...
