"""The ChatLab exchange format, which exporters of WeChat, QQ and others write: one JSON, or JSON lines."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from itertools import count, islice
from typing import Any

from pydantic import Field

from channels.readers.fields import Loose, Words, a_moment, an_author, an_object, picture_in
from channels.readers.identity import MadeKeys, ServerIds
from channels.readers.json_rows import json_rows
from channels.readers.json_stream import members_of
from channels.readers.messages import Author, ChatMessage, Entry, Export, Head, attempt_all
from channels.readers.text import lines, unreadable
from channels.readers.withdrawals import recalled_by
from content.inbox import ConsentEvent
from content.model import ConsentState

FIRST_LINES = 20
TYPED = re.compile(r'(?<!\\)"_type"\s*:')  # a key, and no words of a member
KINDS = {  # the standard's numbers
    "0": "text",
    "1": "image",
    "2": "voice",
    "3": "video",
    "4": "file",
    "5": "sticker",
    "7": "link",
    "8": "location",
    "20": "red packet",
    "21": "transfer",
    "22": "poke",
    "23": "call",
    "24": "share",
    "25": "reply",
    "26": "forwarded",
    "27": "card",
    "80": "system",
    "81": "recall",
    "99": "other",
}


class ChatLabMessage(Loose):
    sender: Words = ""
    account: Words | None = Field(None, alias="accountName")
    nickname: Words | None = Field(None, alias="groupNickname")
    at: Words = Field("", alias="timestamp")
    kind: Words = Field("0", alias="type")
    content: Words | None = None
    key: Words | None = Field(None, alias="platformMessageId")
    reply_to: Words | None = Field(None, alias="replyToMessageId")


class ChatLab:
    name = "chatlab"
    shape = "ChatLab exchange format: JSON or JSON lines with chatlab, meta, members, messages"
    together = timedelta(seconds=3)

    def knows(self, head: Head) -> bool:
        is_jsonl = head.has_key("_type", "chatlab")
        return is_jsonl or (head.has_key("chatlab", "meta") or head.has_key("chatlab", "messages"))

    def entries(self, export: Export) -> Iterator[Entry]:
        """The file is gone through twice: for its ids, its members and its chat; and for its messages."""
        try:
            rows = _in_lines if _is_in_lines(export) else _in_one
            chat = _Chat(export)
            chat.ids = ServerIds.weigh(_identified(raw) for _, raw in rows(export, chat))
            yield from chat.ids.refusal(export.name)
            yield from attempt_all(rows(export, _Chat(export)), chat.read)
        except (OSError, ValueError) as error:
            yield unreadable(export.name, error)


@dataclass
class _Chat:
    """What the file tells of its chat."""

    export: Export
    meta: Mapping[str, Any] = field(default_factory=dict)
    members: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    ids: ServerIds = field(default_factory=ServerIds)

    @cached_property
    def keys(self) -> MadeKeys:
        return MadeKeys(self.scope)

    @property
    def chat(self) -> str:
        return str(self.meta.get("groupId") or "")

    @property
    def scope(self) -> str:
        return self.chat or self.export.scope

    def read(self, raw: Any) -> Iterator[Entry]:
        fields = ChatLabMessage.model_validate(an_object(raw))
        kind, at = KINDS.get(fields.kind, f"type {fields.kind}"), a_moment(fields.at, self.export.asked.zone)
        server = self.ids.of(fields.key or "")
        text = (fields.content or "").strip()
        if kind == "recall" or (
            kind == "system" and recalled_by(text)
        ):  # the message itself, or a notice that names it
            about = self._id(fields.reply_to or server or "")
            yield ConsentEvent(
                ConsentState.WITHDRAWN, f"{about}:recalled", fields.sender or None, about, at=at
            )
            return
        key = self._id(server) if server else self.keys.key(fields.sender, at, kind, fields.content or "")
        yield ChatMessage(
            id=key,
            kind=kind,
            author=None if kind == "system" else self._author(fields),
            at=at,
            text="" if kind == "image" else text,
            chat=self.chat,
            private=self.meta.get("type") == "private",
            pictures=(picture_in(text, label=text or key),) if kind == "image" else (),
            quotes=self._id(fields.reply_to) if fields.reply_to else None,
        )

    def _id(self, key: str) -> str:
        return f"{self.scope}/{key}"

    def _author(self, fields: ChatLabMessage) -> Author | None:
        member = self.members.get(fields.sender, {})
        names = (fields.nickname, member.get("groupNickname"), fields.account, member.get("accountName"))
        return an_author(fields.sender, next((str(name) for name in names if name), ""))


def _identified(raw: Any) -> tuple[str, tuple[str, str]]:
    fields = raw if isinstance(raw, dict) else {}
    message = str(fields.get("sender")), str(fields.get("timestamp"))
    return str(fields.get("platformMessageId") or ""), message


def _is_in_lines(export: Export) -> bool:
    """Whether the file is JSON lines: one of the first says of which type it is."""
    first = islice(lines(export.place, export.name), FIRST_LINES)
    return any(line and TYPED.search(line) for _, line in first)


def _in_one(export: Export, chat: _Chat) -> Iterator[tuple[str, Any]]:
    """Every message of a file that is one JSON; what else it tells is put into `chat`."""
    numbers = count(1)
    for key, value in members_of(export.place, export.name, "messages"):
        if key == "messages":
            yield f"message {next(numbers)}", value
        elif key == "meta":
            chat.meta = _mapping(value)
        elif key == "members":
            chat.members = _members(value)


def _in_lines(export: Export, chat: _Chat) -> Iterator[tuple[str, Any]]:
    """Every message of JSON lines; what else they tell is put into `chat`."""
    for where, raw in json_rows(export.place, export.name):
        kind = raw.get("_type", "message") if isinstance(raw, dict) else "message"
        if kind == "header":
            chat.meta = chat.meta or _mapping(raw.get("meta"))
        elif kind == "member":
            chat.members |= _members([raw])
        else:
            yield where, raw


def _members(raw: Any) -> dict[str, Mapping[str, Any]]:
    listed = raw if isinstance(raw, list) else []
    return {str(member.get("platformId")): member for member in listed if isinstance(member, dict)}


def _mapping(raw: Any) -> Mapping[str, Any]:
    return raw if isinstance(raw, dict) else {}
