"""WeChat as chatlog serves it: JSON or CSV, pictures by their MD5. Its plain text leaves out the year."""

import csv
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from pydantic import Field

from channels.readers import memotrace
from channels.readers.fields import Flag, Loose, Words, a_moment, an_author, an_object
from channels.readers.identity import MadeKeys
from channels.readers.json_rows import json_rows
from channels.readers.messages import ChatMessage, Entry, Export, Head, MessagePicture, attempt_all, made_id
from channels.readers.table_rows import table_rows
from channels.readers.text import head_of, lines, unreadable
from channels.readers.withdrawals import recalled_by
from content.inbox import ConsentEvent, RefusedItem
from content.model import ConsentState, Message

KINDS = memotrace.KINDS | {"10002": "system"}
QUOTE = ("49", "57")
INSIDE = ("items", "messages", "data", "list")
IMAGE = re.compile(r"!\[(?:图片|image)\]\((?:\S*/image/)?(?P<names>[^\s()/]+)\)")
PLAIN = re.compile(r".{1,80}\([^()\s]{1,80}\) (?P<date>(?:\d{4}-)?\d{2}-\d{2}) \d{2}:\d{2}:\d{2}")


class ChatlogContents(Loose):
    md5: Words = ""
    path: Words = ""
    title: Words = ""
    refer: dict[str, Any] | None = None


class ChatlogMessage(Loose):
    at: Words = Field("", alias="time")
    talker: Words = ""
    is_room: bool = Field(True, alias="isChatRoom")
    sender: Words = ""
    name: Words = Field("", alias="senderName")
    is_own: Flag = Field(False, alias="isSelf")
    kind: Words = Field("1", alias="type")
    sub_kind: Words = Field("", alias="subType")
    content: Words = ""
    contents: ChatlogContents | None = None


class Chatlog:
    name = "chatlog"
    shape = "WeChat by chatlog: JSON (talker, sender, type, contents) or CSV (Time, Sender, Talker, Content)"
    together = timedelta(seconds=3)

    def knows(self, head: Head) -> bool:
        is_json = head.has_key("talker", "sender", "isChatRoom", "type")
        return (
            is_json
            or {"time", "sender", "talker", "content"} <= {c.lower() for c in head.columns}
            or bool(_is_plain(head))
        )

    def entries(self, export: Export) -> Iterator[Entry]:
        data = head_of(export.place, export.name).lstrip(b"\xef\xbb\xbf \r\n\t")
        try:
            first = next((line for _, line in lines(export.place, export.name) if line), "")
            if PLAIN.fullmatch(first.lstrip("\ufeff").strip()):
                why = Message("refusal.plain_text_without_year", file=export.name, line=first[:60])
                yield RefusedItem("unknown_shape", why, export.name)
                return
            rows: Iterator[tuple[str, Any]] = (
                json_rows(export.place, export.name, INSIDE)
                if data[:1] in (b"[", b"{")
                else ((f"row {n}", _from_table(row)) for n, row in table_rows(export.place, export.name))
            )
            yield from attempt_all(rows, _Chat(export).read)
        except (OSError, ValueError, csv.Error) as error:
            yield unreadable(export.name, error)


def _is_plain(head: Head) -> bool:
    first = next((line for line in head.text.splitlines() if line.strip()), "")
    return bool(PLAIN.fullmatch(first.lstrip("\ufeff").strip()))


def _from_table(row: dict[str, str]) -> dict[str, Any]:
    """A row of the CSV, whose content is Markdown, as the JSON has it."""
    cells = {name.lower(): cell for name, cell in row.items()}
    content = cells.get("content", "")
    raw: dict[str, Any] = {
        "time": cells.get("time", ""),
        "talker": cells.get("talker", ""),
        "isChatRoom": cells.get("talker", "").endswith("@chatroom"),
        "sender": cells.get("sender", ""),
        "senderName": cells.get("sendername", ""),
        "content": content,
    }
    if image := IMAGE.fullmatch(content.strip()):
        raw |= {"type": 3, "contents": {"md5": image["names"].split(",")[0]}}
    elif cells.get("sender") == "系统消息":
        raw |= {"type": 10000}
    return raw


class _Chat:
    """An export while it is read. A quote names the quoted sender and second."""

    def __init__(self, export: Export) -> None:
        self._export = export
        self._keys: dict[str, MadeKeys] = {}
        self._senders: dict[tuple[str, str], str] = {}  # talker, name -> the sender's id
        self._shown: dict[tuple[str, str, str], str] = {}  # talker, sender, time -> the message

    def read(self, raw: Any) -> Iterator[Entry]:
        fields = ChatlogMessage.model_validate(an_object(raw))
        at = a_moment(fields.at, self._export.asked.zone)
        kind = (
            "quote"
            if (fields.kind, fields.sub_kind) == QUOTE
            else KINDS.get(fields.kind, f"type {fields.kind}")
        )
        if kind == "system" and (name := recalled_by(fields.content)):
            yield from self._recalls(fields, name, at)
            return
        self._senders.setdefault((fields.talker, fields.name), fields.sender)
        keys = self._keys.setdefault(fields.talker, MadeKeys(fields.talker or self._export.scope))
        contents = fields.contents or ChatlogContents()
        key = keys.key(fields.sender, at, kind, fields.content)
        self._shown.setdefault((fields.talker, fields.sender, fields.at), key)
        yield ChatMessage(
            id=key,
            kind=kind,
            author=None if kind == "system" else an_author(fields.sender, fields.name),
            at=at,
            text="" if kind == "image" else (fields.content or contents.title).strip(),
            chat=fields.talker,
            private=not fields.is_room,
            pictures=(_picture(contents, key),) if kind == "image" else (),
            quotes=self._quoted(fields, contents) if kind == "quote" else None,
            is_own=fields.is_own and kind != "system",
            quoted=str((contents.refer or {}).get("content") or "")[:500],
        )

    def _recalls(self, fields: ChatlogMessage, name: str, at: datetime | None) -> Iterator[Entry]:
        """A notice stands at the time of the message that it takes the place of."""
        sender = self._senders.get((fields.talker, name), "")
        key = MadeKeys(fields.talker or self._export.scope).key(sender, at, "image")
        if sender:
            yield ConsentEvent(ConsentState.WITHDRAWN, f"{key}:recalled", sender, key, at=at)
        else:
            yield ChatMessage(f"{key}:notice", "system", None, at, fields.content, fields.talker)

    def _quoted(self, fields: ChatlogMessage, contents: ChatlogContents) -> str | None:
        refer = contents.refer or {}
        about = (fields.talker, str(refer.get("sender", "")), str(refer.get("time", "")))
        return self._shown.get(about) or (made_id(*about) if refer else None)


def _picture(contents: ChatlogContents, key: str) -> MessagePicture:
    called = tuple(name for name in (contents.md5, contents.path) if name)
    return MessagePicture(called, contents.md5 or contents.path or key)
