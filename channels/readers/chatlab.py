"""The ChatLab exchange format, which exporters of WeChat, QQ and others write: one JSON, or JSON lines."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from pydantic import Field

from channels.readers.fields import Loose, Words, a_list, a_moment, an_author, an_object, picture_in
from channels.readers.identity import MadeKeys, ServerIds
from channels.readers.messages import Author, ChatMessage, Entry, Export, Head, attempt_all
from channels.readers.text import json_rows, read_json, unreadable
from channels.readers.withdrawals import recalled_by
from content.inbox import ConsentEvent
from content.model import ConsentState

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
        try:
            chat = _chat(export)
        except (OSError, ValueError) as error:
            yield unreadable(export.name, error)
            return
        yield from chat.ids.refusal(export.name)
        yield from attempt_all(chat.messages, chat.read)


@dataclass
class _Chat:
    """What the file tells of its chat, and its messages with where they stand."""

    export: Export
    meta: Mapping[str, Any]
    members: Mapping[str, Mapping[str, Any]]
    messages: list[tuple[str, Any]]
    ids: ServerIds = field(init=False)
    keys: MadeKeys = field(init=False)

    def __post_init__(self) -> None:
        self.ids = ServerIds.weigh(
            (str(raw.get("platformMessageId") or ""), (str(raw.get("sender")), str(raw.get("timestamp"))))
            for _, raw in self.messages
            if isinstance(raw, dict)
        )
        self.keys = MadeKeys(self.scope)

    @property
    def chat(self) -> str:
        return str(self.meta.get("groupId") or "")

    @property
    def scope(self) -> str:
        return self.chat or self.export.scope

    def read(self, raw: Any) -> Iterator[Entry]:
        fields = ChatLabMessage.model_validate(an_object(raw))
        kind, at = KINDS.get(fields.kind, f"type {fields.kind}"), a_moment(fields.at, self.export.asked.zone)
        made = self.keys.key(fields.sender, at, kind, fields.content or "")
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
        yield ChatMessage(
            id=self._id(server) if server else made,
            kind=kind,
            author=None if kind == "system" else self._author(fields),
            at=at,
            text="" if kind == "image" else text,
            chat=self.chat,
            private=self.meta.get("type") == "private",
            pictures=(picture_in(text, label=text or made),) if kind == "image" else (),
            quotes=self._id(fields.reply_to) if fields.reply_to else None,
        )

    def _id(self, key: str) -> str:
        return f"{self.scope}/{key}"

    def _author(self, fields: ChatLabMessage) -> Author | None:
        member = self.members.get(fields.sender, {})
        names = (fields.nickname, member.get("groupNickname"), fields.account, member.get("accountName"))
        return an_author(fields.sender, next((str(name) for name in names if name), ""))


def _chat(export: Export) -> _Chat:
    """ValueError for what is no such file."""
    rows = list(json_rows(export.place, export.name, ("messages",)))
    if any(isinstance(raw, dict) and "_type" in raw for _, raw in rows):
        return _lines(export, rows)
    whole = an_object(read_json(export.place, export.name))
    messages = [(f"message {n}", raw) for n, raw in enumerate(a_list(whole.get("messages")), 1)]
    return _Chat(export, _mapping(whole.get("meta")), _members(whole.get("members")), messages)


def _lines(export: Export, rows: list[tuple[str, Any]]) -> _Chat:
    by_type: dict[str, list[Any]] = {"header": [], "member": []}
    messages = []
    for where, raw in rows:
        kind = raw.get("_type", "message") if isinstance(raw, dict) else "message"
        if kind in by_type:
            by_type[kind].append(raw)
        else:
            messages.append((where, raw))
    meta = _mapping(by_type["header"][0].get("meta")) if by_type["header"] else {}
    return _Chat(export, meta, _members(by_type["member"]), messages)


def _members(raw: Any) -> dict[str, Mapping[str, Any]]:
    listed = raw if isinstance(raw, list) else []
    return {str(member.get("platformId")): member for member in listed if isinstance(member, dict)}


def _mapping(raw: Any) -> Mapping[str, Any]:
    return raw if isinstance(raw, dict) else {}
