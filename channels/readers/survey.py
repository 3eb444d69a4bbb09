"""What a source would bring, before anything is taken."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from channels.readers.chat_inbox import ChatInbox
from channels.readers.drop_folder import DropFolder
from content.inbox import ConsentEvent, Record, Refused
from content.messages import render

SHOWN = 5  # lines, and refusals of each reason


@dataclass
class Survey:
    """Counts and a few lines. `items` are what gathering would take, each with its pictures."""

    reader: str
    name: str
    kinds: Counter[str] = field(default_factory=Counter)
    groups: Counter[str] = field(default_factory=Counter)
    members: set[str] = field(default_factory=set)
    events: Counter[str] = field(default_factory=Counter)
    products: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    whys: list[Refused] = field(default_factory=list)
    lines: list[Record] = field(default_factory=list)
    items: int = 0
    pictures: int = 0
    likes: int = 0
    replies: int = 0
    first: datetime | None = None
    last: datetime | None = None

    def add(self, one: Record | Refused | ConsentEvent) -> None:
        if isinstance(one, ConsentEvent):
            self.events[one.state.value] += 1
        elif isinstance(one, Refused):
            self.refused[one.reason] += 1
            if self.refused[one.reason] <= SHOWN:
                self.whys.append(one)
        else:
            self._add(one)

    def _add(self, record: Record) -> None:
        self.kinds[record.kind] += 1
        self.likes += max(len(record.likes), record.like_count)
        self.replies += int(record.quotes is not None)
        if record.member:
            self.members.add(record.member.id)
        if record.media:
            self.items += 1
            self.pictures += len(record.media)
            self.groups[record.group] += 1
            if record.product:
                self.products[record.product] += 1
        if record.posted_at:
            self.first = min(self.first or record.posted_at, record.posted_at)
            self.last = max(self.last or record.posted_at, record.posted_at)
        if len(self.lines) < SHOWN:
            self.lines.append(record)

    def as_json(self) -> dict[str, Any]:
        return {
            "reader": self.reader,
            "source": self.name,
            "kinds": dict(sorted(self.kinds.items())),
            "groups": dict(sorted(self.groups.items())),
            "products": dict(sorted(self.products.items())),
            "members": len(self.members),
            "items": self.items,
            "pictures": self.pictures,
            "likes": self.likes,
            "replies": self.replies,
            "first_at": self.first.isoformat() if self.first else None,
            "last_at": self.last.isoformat() if self.last else None,
            "consent_events": dict(sorted(self.events.items())),
            "refused": dict(sorted(self.refused.items())),
            "refusals": [
                {"where": r.where, "reason": r.reason, "why": render(r.why, "en")} for r in self.whys
            ],
            "lines": [_line(record) for record in self.lines],
        }


def _line(record: Record) -> dict[str, Any]:
    return {
        "at": record.posted_at.isoformat() if record.posted_at else None,
        "nickname": record.member.nickname if record.member else None,
        "kind": record.kind,
        "text": record.text[:80],
        "media": [file.name for file in record.media],
    }


def survey(source: ChatInbox | DropFolder) -> Survey:
    """One pass over a source; nothing is written."""
    told = Survey(*_named(source))
    for one in _everything(source):
        told.add(one)
    if isinstance(source, DropFolder):
        told.kinds.update(source.not_looked_at())
    return told


def _named(source: ChatInbox | DropFolder) -> tuple[str, str]:
    if isinstance(source, DropFolder):
        return "drop", source.root.name
    place = source.export.place.path
    return source.reader.name, f"{place.name}/{source.export.name}"


def _everything(source: ChatInbox | DropFolder) -> Iterator[Record | Refused | ConsentEvent]:
    if isinstance(source, ChatInbox):
        yield from source.export.place.refused
        yield from source.stream()
        return
    for folder in source.folders():
        outcomes: Iterable[Record | Refused] = map(source.read, source.items(folder))
        yield from outcomes
