"""Feishu's message list, as its interface answers: JSON with items of message_id, msg_type, sender, body.

Pictures are keys; only files that somebody kept under these beside the list are taken.
"""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

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
    an_object,
    attempt_all,
    instant,
)
from channels.readers.places import Pictures
from channels.readers.text import json_rows, unreadable
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
                json_rows(export.place, export.name, INSIDE), lambda one: _read(one, pictures)
            )
        except (OSError, ValueError) as error:
            yield unreadable(export.name, error)


def _read(raw: Any, pictures: Pictures) -> Iterator[Entry]:
    one = FeishuMessage.model_validate(an_object(raw))
    at = instant(one.at)
    if one.deleted:
        yield ConsentEvent(
            ConsentState.WITHDRAWN, f"{one.key}:deleted", one.sender.id or None, one.key, at=at
        )
        return
    is_person = one.sender.kind == "user" and one.kind != "system"
    texts, keys = _parts(one.body.content)
    yield ChatMessage(
        id=one.key,
        kind=one.kind if is_person or one.kind == "system" else f"bot {one.kind}",
        author=an_author(one.sender.id) if is_person else None,
        at=at,
        text="\n".join(texts).strip() if one.kind in ("text", "post", "system") else "",
        chat=one.chat,
        pictures=tuple(Picture((key,), key) for key in keys if is_person and pictures.find(key)),
        quotes=one.parent or one.root or None,
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
