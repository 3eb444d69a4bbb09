"""A chat export as an inbox: the pictures in it, with what was answered and recalled later in the chat."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from channels.readers.chat import Streamed, stream
from channels.readers.messages import Export, Reader
from content.files import write_whole
from content.inbox import ConsentEvent, Item, Record, Refused, Reply
from content.model import Consent, ConsentState, Member

FORMAT = "1"  # of the remembered listing; another one is made again


@dataclass
class _Read:
    """What an export came to: an outcome for each path, and the consent events in their order."""

    outcomes: dict[str, Record | Refused] = field(default_factory=dict)
    events: list[ConsentEvent] = field(default_factory=list)
    members: dict[str, Member] = field(default_factory=dict)


class ChatInbox:
    """One export as a content.inbox.Inbox: its pictures are the items, and so is each refusal.

    `memory` is a folder that keeps the listing, so that an unchanged export is known by its stats alone.
    Only messages with pictures, and the answers to them, are held.
    """

    def __init__(self, reader: Reader, export: Export, name: str, memory: Path | None = None) -> None:
        self.reader, self.export, self.name, self.memory = reader, export, name, memory

    def folders(self) -> Sequence[str]:
        return [self.export.name]

    def items(self, folder: str) -> Sequence[Item]:
        if folder != self.export.name:
            return []
        stamp = self._stamp()
        if (known := self._remembered(stamp)) is not None:
            return known
        items = [self._item(path, outcome) for path, outcome in sorted(self._read.outcomes.items())]
        self._remember(stamp, items)
        return items

    def read(self, item: Item) -> Record | Refused:
        gone = Refused("gone", "It was in the export and is no longer; gather again.", item.path)
        outcome = self._read.outcomes.get(item.path, gone)
        if isinstance(outcome, Refused):
            return outcome
        for file in outcome.media:
            fetched = self.export.place.fetch(self._names[file])
            if isinstance(fetched, Refused):
                return fetched
        return outcome

    def stream(self) -> Iterator[Streamed]:
        return stream(self.reader, self.export)

    @property
    def events(self) -> Sequence[ConsentEvent]:
        """Every word on consent in the export, in its order."""
        return self._read.events

    @property
    def members(self) -> Sequence[Member]:
        """Everyone who said something, by id."""
        return [member for _, member in sorted(self._read.members.items())]

    @cached_property
    def _read(self) -> _Read:
        read, by_message = _Read(), dict[str, str]()
        for n, one in enumerate([*self.export.place.refused, *self.stream()]):
            if isinstance(one, ConsentEvent):
                read.events.append(one)
            elif isinstance(one, Refused):
                read.outcomes.setdefault(f"{self.export.name}#{(one.where or str(n))[:120]}", one)
            else:
                _note(read, by_message, one, f"{self.export.name}#{_short(one)}")
        self._refuse_a_mixture(read)
        words = _Words(read.events)
        for path, outcome in read.outcomes.items():
            if isinstance(outcome, Record) and (consent := words.on(outcome)):
                read.outcomes[path] = replace(outcome, consent=consent)
        return read

    def _refuse_a_mixture(self, read: _Read) -> None:
        """One group was asked for, but the export holds several: which is which must be said."""
        records = [(path, one) for path, one in read.outcomes.items() if isinstance(one, Record)]
        chats = sorted({one.chat for _, one in records} - set(self.export.asked.groups))
        if self.export.asked.group is None or len(chats) < 2:
            return
        why = (
            f"The export holds {len(chats)} chats ({', '.join(chats[:5])}); say which group each is, as in "
            f"--group {chats[0]}={self.export.asked.group}."
        )
        for path, one in records:
            if one.chat in chats:
                read.outcomes[path] = Refused("several_chats", why, one.messages[0])

    def _item(self, path: str, outcome: Record | Refused) -> Item:
        if isinstance(outcome, Refused):
            return Item(self.export.name, path, (self.export.place.lies_at(self.export.name),), outcome.why)
        says = sha256(repr(replace(outcome, media=())).encode(errors="replace")).hexdigest()[:16]
        stamps = [self.export.place.stamp(self._names[file]) for file in outcome.media]
        return Item(self.export.name, path, outcome.media, ";".join([says, *stamps]))

    @cached_property
    def _names(self) -> dict[Path, str]:
        return {self.export.place.lies_at(name): name for name in self.export.around}

    def _stamp(self) -> str:
        """Changes with the export, with what lies beside it and with what was asked."""
        place = self.export.place
        files = ";".join(f"{name}={place.stamp(name)}" for name in self.export.around)
        asked = f"{FORMAT} {self.reader.name} {self.export.name} {replace(self.export.asked, now=None)}"
        return sha256(f"{asked} {files}".encode(errors="replace")).hexdigest()

    def _remembered(self, stamp: str) -> list[Item] | None:
        try:
            said = json.loads(self._listing().read_bytes()) if self.memory else None
        except (OSError, ValueError):
            return None
        if not said or said["stamp"] != stamp:
            return None
        return [
            Item(self.export.name, path, tuple(map(Path, files)), mark) for path, mark, files in said["items"]
        ]

    def _remember(self, stamp: str, items: Sequence[Item]) -> None:
        if self.memory:
            rows = [(item.path, item.stamp, [str(file) for file in item.files]) for item in items]
            write_whole(self._listing(), json.dumps({"stamp": stamp, "items": rows}).encode())

    def _listing(self) -> Path:
        key = sha256(f"{self.name}\0{self.export.name}".encode(errors="replace")).hexdigest()[:16]
        return (self.memory or Path()) / f"{key}.json"


def _short(record: Record) -> str:
    return record.messages[0][:120] if record.messages else "?"


def _note(read: _Read, by_message: dict[str, str], record: Record, path: str) -> None:
    """Keep a record that shows pictures; give a text to the picture it answers."""
    if record.member:
        read.members.setdefault(record.member.id, record.member)
    if record.media and path not in read.outcomes:
        read.outcomes[path] = record
        by_message.update(dict.fromkeys(record.messages, path))
    if record.quotes and (home := by_message.get(record.quotes)):
        answered = read.outcomes[home]
        if isinstance(answered, Refused):
            return
        author = record.member.id if record.member else None
        reply = Reply(_short(record), author, record.text, record.quotes, record.posted_at)
        thread = (*answered.thread, reply)
        read.outcomes[home] = replace(
            answered, thread=thread, replies=max(answered.replies, len({one.id for one in thread}))
        )


class _Words:
    """What the consent events of a chat say on its records.

    A recall counts for good; a refusal of everything counts until its member takes it back.
    """

    def __init__(self, events: Iterable[ConsentEvent]) -> None:
        self._on_message: dict[str, ConsentEvent] = {}
        self._refused: dict[str, ConsentEvent] = {}
        for event in events:
            if event.message is not None:
                self._on_message.setdefault(event.message, event)
            elif event.member and event.state in (ConsentState.REFUSED, ConsentState.WITHDRAWN):
                self._refused[event.member] = event
            elif event.member:
                self._refused.pop(event.member, None)

    def on(self, record: Record) -> Consent | None:
        """None where they say nothing: then what was known of its consent stays."""
        said = [self._on_message[key] for key in record.messages if key in self._on_message]
        if record.member and record.member.id in self._refused:
            said.append(self._refused[record.member.id])
        return Consent(said[0].state, uses=said[0].uses, evidence=said[0].evidence) if said else None
