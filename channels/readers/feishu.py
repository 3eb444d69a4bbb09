"""Feishu's message list, as its interface answers: JSON with items of message_id, msg_type, sender, body.

Pictures are keys; only files that somebody kept under these beside the list are taken.
"""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from pydantic import Field

from channels.readers.fields import Loose, Words, an_author, an_object, instant
from channels.readers.json_rows import json_rows
from channels.readers.messages import ChatMessage, Entry, Export, Head, MessagePicture, attempt_all
from channels.readers.places import Pictures
from channels.readers.text import unreadable
from content.inbox import ConsentEvent
from content.model import ConsentState

INSIDE = ("items", "messages", "data")


class FeishuSender(Loose):
    id: Words = ""
    kind: Words = Field("user", alias="sender_type")


class FeishuBody(Loose):
    content: Words = ""


class FeishuMessage(Loose):
    key: Words = Field(alias="message_id", min_length=1, max_length=200)
    parent: Words | None = Field(None, alias="parent_id")
    root: Words | None = Field(None, alias="root_id")
    kind: Words = Field("text", alias="msg_type")
    at: Words = Field("", alias="create_time")
    chat: Words = Field("", alias="chat_id")
    deleted: bool = False
    sender: FeishuSender = Field(default_factory=lambda: FeishuSender.model_validate({}))
    body: FeishuBody = Field(default_factory=lambda: FeishuBody.model_validate({}))


class Feishu:
    name = "feishu"
    shape = "Feishu message list: JSON with items (message_id, msg_type, sender, body)"
    together = timedelta(seconds=3)

    def knows(self, head: Head) -> bool:
        return head.has_key("message_id", "msg_type", "body") or head.has_key(
            "message_id", "msg_type", "sender"
        )

    def entries(self, export: Export) -> Iterator[Entry]:
        pictures = export.pictures()
        try:
            yield from attempt_all(
                json_rows(export.place, export.name, INSIDE), lambda fields: _read(fields, pictures)
            )
        except (OSError, ValueError) as error:
            yield unreadable(export.name, error)


def _read(raw: Any, pictures: Pictures) -> Iterator[Entry]:
    fields = FeishuMessage.model_validate(an_object(raw))
    at = instant(fields.at)
    if fields.deleted:
        yield ConsentEvent(
            ConsentState.WITHDRAWN, f"{fields.key}:deleted", fields.sender.id or None, fields.key, at=at
        )
        return
    is_person = fields.sender.kind == "user" and fields.kind != "system"
    texts, keys = _parts(fields.body.content)
    yield ChatMessage(
        id=fields.key,
        kind=fields.kind if is_person or fields.kind == "system" else f"bot {fields.kind}",
        author=an_author(fields.sender.id) if is_person else None,
        at=at,
        text="\n".join(texts).strip() if fields.kind in ("text", "post", "system") else "",
        chat=fields.chat,
        pictures=tuple(MessagePicture((key,), key) for key in keys if is_person and pictures.find(key)),
        quotes=fields.parent or fields.root or None,
    )


def _parts(content: str) -> tuple[list[str], list[str]]:
    """The words and the keys of pictures in a body, which is JSON in a text."""
    try:
        body = json.loads(content) if content else {}
    except (ValueError, RecursionError):
        return [content], []
    texts: list[str] = []
    keys: list[str] = []
    for part in _flat(body):
        if isinstance(part.get("image_key"), str):
            keys.append(part["image_key"])
        texts += [part[name] for name in ("title", "text") if isinstance(part.get(name), str) and part[name]]
    return texts, keys


def _flat(body: Any) -> Iterator[dict[str, Any]]:
    """Every mapping in a body, outermost first; RecursionError where it lies too deep."""
    if isinstance(body, dict):
        yield body
    for part in body.values() if isinstance(body, dict) else body if isinstance(body, list) else ():
        yield from _flat(part)
