"""What a gathering works with, and what it answers."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from content.inbox import Inbox
from content.media import MediaFolder
from content.workers import Workers


@dataclass(frozen=True, slots=True)
class Gathering:
    """The inbox, where pictures go, who decodes them, and for which run."""

    inbox: Inbox
    media: MediaFolder
    quarantine: Path
    workers: Workers
    now: datetime
    run: str


@dataclass(frozen=True, slots=True)
class SourceTold:
    """What one folder or export brought; `refused` is all that waits from it now, reason -> number."""

    source: str
    new: int
    updated: int
    duplicates: int
    unchanged: int
    unfinished: int
    refused: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Gathered:
    """Numbers of items. `duplicates`: their content was here before under another name; `updated`: known
    ones that brought new pictures, likes, answers or a word on consent; `unfinished`: still being written,
    so the next run looks again; `unchanged`: known by their stat alone. `messages` are new in the ledger;
    `messages_left_out` counts by reason those that are not kept in it. `not_looked_at` counts files that
    nobody takes or refuses: films, sounds, those of programs.
    """

    new: int = 0
    duplicates: int = 0
    updated: int = 0
    quarantined: int = 0
    unfinished: int = 0
    unchanged: int = field(default=0, compare=False)
    sources: tuple[SourceTold, ...] = field(default=(), compare=False)
    messages: int = field(default=0, compare=False)
    messages_left_out: Mapping[str, int] = field(default_factory=dict, compare=False)
    not_looked_at: int = field(default=0, compare=False)

    def __add__(self, other: "Gathered") -> "Gathered":
        return Gathered(
            self.new + other.new,
            self.duplicates + other.duplicates,
            self.updated + other.updated,
            self.quarantined + other.quarantined,
            self.unfinished + other.unfinished,
            self.unchanged + other.unchanged,
            self.sources + other.sources,
            self.messages + other.messages,
            dict(Counter(self.messages_left_out) + Counter(other.messages_left_out)),
            self.not_looked_at + other.not_looked_at,
        )
