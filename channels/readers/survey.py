"""What a source would bring, before anything is taken."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from channels.readers.chat_inbox import ChatInbox, joins
from channels.readers.drop_folder import DropFolder
from channels.readers.seen_ids import SeenIds
from channels.readers.submission_page import PageInbox
from channels.readers.unknown import UnknownExport
from content.inbox import ConsentEvent, Record, RefusedItem
from content.messages import render

Source = ChatInbox | DropFolder | PageInbox | UnknownExport
SHOWN = 5  # lines, and refusals of each reason


@dataclass
class Survey:
    """Counts and a few lines. `items` are what gathering would take, each with its pictures."""

    reader: str
    name: str
    file: str = ""  # the export's, within its folder
    kinds: Counter[str] = field(default_factory=Counter)
    groups: Counter[str] = field(default_factory=Counter)
    members: set[str] = field(default_factory=set)
    events: Counter[str] = field(default_factory=Counter)
    products: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    whys: list[RefusedItem] = field(default_factory=list)
    lines: list[Record] = field(default_factory=list)
    held_back: int = 0  # pictures that wait with an export which is not understood
    not_looked_at: int = 0
    items: int = 0
    pictures: int = 0
    likes: int = 0
    replies: int = 0
    joined: set[tuple[str, str]] = field(default_factory=set)  # group and message of texts that join pictures
    wordless: dict[tuple[str, str], Record] = field(default_factory=dict)  # pictures that an answer may join
    seen: SeenIds = field(default_factory=SeenIds)  # of messages, some of which an export has twice
    first: datetime | None = None
    last: datetime | None = None

    def add(self, entry: Record | RefusedItem | ConsentEvent) -> None:
        if isinstance(entry, ConsentEvent):
            self.events[entry.state.value] += 1
        elif isinstance(entry, RefusedItem):
            self.refused[entry.reason] += 1
            if self.refused[entry.reason] <= SHOWN:
                self.whys.append(entry)
        elif (key := record_key(entry)) not in self.seen:
            if key:
                self.seen.add(key)
            self._add(entry)

    def _add(self, record: Record) -> None:
        self.kinds[record.kind] += 1
        self._join(record)
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

    def _join(self, record: Record) -> None:
        """Count the texts that join a picture: those near it, and its author's answers to it."""
        chat = record.chat
        if record.media:
            self.joined.update((chat, text.message) for text in record.joined)
            if record.joined or not record.text:
                self.wordless.update(((chat, message), record) for message in record.messages)
        elif (answered := self.wordless.get((chat, record.quotes or ""))) and joins(answered, record):
            self.joined.update((chat, message) for message in record.messages)

    def as_json(self) -> dict[str, Any]:
        return {
            "reader": self.reader,
            "source": self.name,
            "kinds": dict(sorted(self.kinds.items())),
            "groups": dict(sorted(self.groups.items())),
            "products": dict(sorted(self.products.items())),
            "members": len(self.members),
            "items": self.items,
            "joined_texts": len(self.joined),
            "held_back": self.held_back,
            "not_looked_at": self.not_looked_at,
            "pictures": self.pictures,
            "likes": self.likes,
            "replies": self.replies,
            "first_at": self.first.isoformat() if self.first else None,
            "last_at": self.last.isoformat() if self.last else None,
            "consent_events": dict(sorted(self.events.items())),
            "refused": dict(sorted(self.refused.items())),
            "refusals": [self._refusal(refused) for refused in self.whys],
            "lines": [_line(record) for record in self.lines],
        }

    def _refusal(self, refused: RefusedItem) -> dict[str, str]:
        """`path` is the file; `where` the line or message in it."""
        why = render(refused.why, "en")
        path = self.file or refused.where
        return {
            "path": path,
            "code": refused.reason,
            "message": why,
            "where": refused.where,
            "reason": refused.reason,
            "why": why,
        }


def record_key(record: Record) -> str:
    """What a message is known by; "" for what is none of a chat's."""
    return f"{record.chat} {record.messages[0]}" if record.messages else ""


def _line(record: Record) -> dict[str, Any]:
    return {
        "at": record.posted_at.isoformat() if record.posted_at else None,
        "nickname": record.member.nickname if record.member else None,
        "kind": record.kind,
        "text": record.text[:80],
        "media": [file.name for file in record.media],
    }


def survey(source: Source) -> Survey:
    """One pass over a source; nothing is written."""
    counted = _named(source)
    for entry in _everything(source):
        counted.add(entry)
    if isinstance(source, DropFolder):
        passed_over = source.not_looked_at()
        counted.kinds.update(passed_over)
        counted.not_looked_at += passed_over.total()
    return counted


def _named(source: Source) -> Survey:
    if isinstance(source, DropFolder):
        return Survey("drop", source.root.name)
    if isinstance(source, PageInbox):
        return Survey("submission_page", source.root.name)
    if isinstance(source, UnknownExport):
        name = f"{source.place.path.name}/{source.file}"
        return Survey("unknown", name, source.file, held_back=len(source.held))
    name = f"{source.export.place.path.name}/{source.export.name}"
    return Survey(source.reader.name, name, source.export.name, not_looked_at=source.not_looked_at)


def _everything(source: Source) -> Iterator[Record | RefusedItem | ConsentEvent]:
    if isinstance(source, ChatInbox):
        yield from source.export.place.refused
        yield from source.stream()
    elif isinstance(source, UnknownExport):
        yield source.refusal
    else:
        for folder in source.folders():
            for item in source.items(folder):
                outcome = source.read(item)
                yield replace(outcome, where=item.path) if isinstance(outcome, RefusedItem) else outcome
