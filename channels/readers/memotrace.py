"""WeChat as MemoTrace (留痕) exports it: a CSV, UTF-8 with a mark, one row a message."""

import csv
import re
from collections.abc import Iterator
from datetime import timedelta

from pydantic import Field

from channels.readers.messages import (
    ChatMessage,
    Entry,
    Export,
    Head,
    Loose,
    Picture,
    Words,
    an_author,
    attempt,
    instant,
)
from channels.readers.tabular import csv_rows
from channels.readers.text import unreadable
from content.inbox import ConsentEvent
from content.model import ConsentState

KINDS = {
    "1": "text",
    "3": "image",
    "34": "voice",
    "42": "card",
    "43": "video",
    "47": "sticker",
    "48": "location",
    "49": "app",
    "50": "call",
    "10000": "system",
    "10002": "recall",
}
PATH = re.compile(r"[^<>\n]{1,200}\.(?:jpe?g|png|gif|webp|bmp|heic)", re.IGNORECASE)
HASH = re.compile(r"""\bmd5\s*=\s*["']([^"']+)""")


class MemoTraceRow(Loose):
    key: Words = Field(alias="localId", min_length=1, max_length=100)
    kind: Words = Field(alias="Type", min_length=1, max_length=20)
    at: Words = Field("", alias="CreateTime")
    text: Words = Field("", alias="StrContent")
    remark: Words = Field("", alias="Remark")
    nickname: Words = Field("", alias="NickName")
    sender: Words = Field("", alias="Sender")
    server: Words = Field("", alias="MsgSvrID")
    room: Words = Field("", alias="roomName")
    is_sender: Words = Field("", alias="IsSender")


class MemoTrace:
    name = "memotrace"
    shape = "WeChat by MemoTrace 留痕: CSV with localId, Type, CreateTime, StrContent, Sender, ..."
    together = timedelta(seconds=3)

    def knows(self, head: Head) -> bool:
        return head.has_columns("localId", "Type", "CreateTime", "StrContent")

    def entries(self, export: Export) -> Iterator[Entry]:
        try:
            for number, row in csv_rows(export.place, export.name):
                yield from attempt(_read, row, f"row {number}")
        except (OSError, ValueError, csv.Error) as error:
            yield unreadable(export.name, error)


def _read(raw: dict[str, str]) -> Iterator[Entry]:
    row = MemoTraceRow.model_validate(raw)
    key, at = row.server or row.key, instant(row.at)
    if row.kind == "10002" and (recalled := _tag("newmsgid", row.text)):
        yield ConsentEvent(ConsentState.WITHDRAWN, key, row.sender or None, recalled, at=at)
        return
    kind = KINDS.get(row.kind, f"type {row.kind}")
    is_markup = row.text.lstrip().startswith(("<msg", "<?xml", "<sysmsg"))
    yield ChatMessage(
        id=key,
        kind=kind,
        author=None if kind == "system" else an_author(row.sender, row.remark or row.nickname),
        at=at,
        text=_tag("title", row.text) if is_markup else (row.text.strip() if kind != "image" else ""),
        pictures=(_picture(row),) if kind == "image" else (),
        quotes=_tag("svrid", row.text) or None if kind == "app" else None,
        quoted=_tag("content", row.text)[:500] if kind == "app" else "",
        is_own=row.is_sender == "1",
    )


def _picture(row: MemoTraceRow) -> Picture:
    """A picture is named by its path, by the hash in its markup, or by the message's id."""
    hashes = HASH.findall(row.text)
    path = row.text.strip() if PATH.fullmatch(row.text.strip()) else ""
    called = tuple(name for name in (path, *hashes, row.server, row.key) if name)
    return Picture(called, called[0])


def _tag(name: str, text: str) -> str:
    found = re.search(rf"<{name}>(?:<!\[CDATA\[)?([^<\]]*)", text)
    return found[1].strip() if found else ""
