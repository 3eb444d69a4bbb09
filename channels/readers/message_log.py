"""The messages of one export for the ledger: noted in the pass that gathers it, told in batches afterwards.

A million messages would not fit the memory, so they wait in a file without a name that goes with the process.
Words are measured here and go no further.
"""

import marshal
import re
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from channels.readers.messages import ChatMessage
from channels.readers.roster import roster_in
from content.inbox import LedgerEntry, RosterEntry
from content.model import MessageKind, RosterChange
from content.text.signs import NONE, Signs, signs_of

ROWS_AT_ONCE = 5_000
# What readers call their kinds. One that is not here is `other`; what a robot, a channel or a forward sent
# is what it holds, but a forward without a kind is a whole talk.
KINDS: Mapping[str, MessageKind] = {kind.value: kind for kind in MessageKind} | {
    **dict.fromkeys(("note", "comment", "markdown", "quote", "reply", "answer", "post"), MessageKind.TEXT),
    **dict.fromkeys(("photo", "picture", "mixed"), MessageKind.IMAGE),
    **dict.fromkeys(("audio", "voiptext", "ptt"), MessageKind.VOICE),
    **dict.fromkeys(("emotion", "animation", "emoji"), MessageKind.STICKER),
    **dict.fromkeys(("app", "weapp", "news", "sphfeed", "share", "interactive"), MessageKind.LINK),
    **dict.fromkeys(("docmsg", "chatrecord", "forwarded", "merge_forward", "folder"), MessageKind.FILE),
    **dict.fromkeys(("share_chat", "share_user"), MessageKind.CARD),
    **dict.fromkeys(
        ("redpacket", "red packet", "external_redpacket", "hongbao", "transfer"), MessageKind.RED_PACKET
    ),
    **dict.fromkeys(("meeting", "video_chat"), MessageKind.CALL),
    "media": MessageKind.VIDEO,
    **dict.fromkeys(("event", "notice", "service", "poke", "recall"), MessageKind.SYSTEM),
}
_BY_WAY_OF = re.compile(r"^(?:(?:forwarded|bot|channel) )+")
_OWN, _LOOSE = 1, 2  # flags of a row
_BY_VALUE = {kind.value: kind for kind in MessageKind}
_VALUES = {kind: value for value, kind in _BY_VALUE.items()}  # `.value` of an enum is ten times as slow


def kind_of(reader_kind: str) -> MessageKind:
    """The kind of a message, whatever its reader calls it."""
    return KINDS.get(reader_kind) or KINDS.get(_BY_WAY_OF.sub("", reader_kind), MessageKind.OTHER)


class ExportLog:
    """A content.inbox.MessageLog. `folder` takes the file; None: the machine's own for such."""

    def __init__(self, source: str, folder: Path | None) -> None:
        self._source = source
        if folder:
            folder.mkdir(parents=True, exist_ok=True)
        self._file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - it is read after the pass that writes it
        self._rows: list[tuple[Any, ...]] = []
        self._left_out: Counter[str] = Counter()
        self._loose_chats: set[str] = set()
        self._loose = 0
        self._noted = 0
        self.has_author = False  # an export in which nobody speaks was not understood

    @property
    def source(self) -> str:
        return self._source

    @property
    def left_out(self) -> Mapping[str, int]:
        if not self.has_author:
            return dict(self._left_out) | ({"no_authors": self._noted} if self._noted else {})
        mixed = {"several_chats": self._loose} if self._is_mixed else {}
        return dict(self._left_out) | mixed

    def note(self, message: ChatMessage, group: str, *, is_loose: bool) -> None:
        """Keep what the ledger wants of a message. `is_loose`: it is the group's because a person said that
        the whole export is; several such chats are nobody's, as their pictures are."""
        if not group or message.at is None:
            self._left_out["private" if message.private or not group else "no_time"] += 1
            return
        if is_loose:
            self._loose_chats.add(message.chat)
            self._loose += 1
        self._noted += 1
        self._rows.append(_row(message, group, is_loose=is_loose))
        if len(self._rows) == ROWS_AT_ONCE:
            self._write()

    def batches(self) -> Iterator[list[LedgerEntry]]:
        """All that was noted, from the beginning; nothing of an export without authors."""
        if not self.has_author:
            return
        self._write()
        self._file.seek(0)
        is_mixed = self._is_mixed
        while size := self._file.read(4):
            rows = marshal.loads(self._file.read(int.from_bytes(size, "big")))  # noqa: S302 - our own bytes
            yield [_entry(row) for row in rows if not (is_mixed and row[-3] & _LOOSE)]
        self._file.seek(0, 2)

    @property
    def _is_mixed(self) -> bool:
        return len(self._loose_chats) > 1

    def _write(self) -> None:
        if self._rows:
            data = marshal.dumps(self._rows)
            self._file.write(len(data).to_bytes(4, "big") + data)
            self._rows = []


def _row(message: ChatMessage, group: str, *, is_loose: bool) -> tuple[Any, ...]:
    """A message as `marshal` takes it: nothing but texts, numbers and tuples."""
    assert message.at is not None  # noqa: S101 - for the type checker: `note` leaves out the others
    kind = kind_of(message.kind)
    is_notice = kind is MessageKind.SYSTEM
    roster = message.roster or (roster_in(message.text) if is_notice else ())
    return (
        group,
        message.id,
        message.at.timestamp(),
        message.author.id if message.author else None,
        _VALUES[kind],
        len(message.text),
        message.quotes,
        (message.is_own and _OWN) | (is_loose and _LOOSE),
        None if is_notice or not message.text else _packed(signs_of(message.text)),
        tuple((e.change.value, e.member, e.name, e.by, e.by_name) for e in roster) if roster else None,
    )


def _packed(signs: Signs) -> tuple[Any, ...] | None:
    """The values of signs in their order, nothing where there are none; `astuple` copies deeply."""
    if signs is NONE or signs == NONE:
        return None
    return (
        signs.letter,
        signs.mentions,
        signs.has_link,
        signs.has_price,
        signs.has_coupon,
        signs.coupon,
    )


def _entry(row: tuple[Any, ...]) -> LedgerEntry:
    group, key, at, member, kind, chars, quotes, flags, signs, roster = row
    return LedgerEntry(
        group,
        key,
        datetime.fromtimestamp(at, UTC),
        member,
        _BY_VALUE[kind],
        chars,
        quotes,
        Signs(*signs) if signs else NONE,
        bool(flags & _OWN),
        tuple(RosterEntry(RosterChange(change), *rest) for change, *rest in roster) if roster else (),
    )
