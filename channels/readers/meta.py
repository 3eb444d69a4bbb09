"""Instagram's and Messenger's "Download your information": JSON of one chat, newest first."""

from collections.abc import Iterator
from typing import Any

from pydantic import Field

from channels.readers.fields import Loose, Words, an_author, an_object, instant
from channels.readers.json_stream import backwards, elements_under, outline_of
from channels.readers.messages import ChatMessage, Entry, Export, Head, MessagePicture, attempt, made_id
from channels.readers.text import unreadable
from content.inbox import Reaction

MESSAGES = "messages"


class MetaReaction(Loose):
    reaction: Words = ""
    actor: Words = ""


class MetaPhoto(Loose):
    uri: Words = Field(min_length=1, max_length=500)


class MetaMessage(Loose):
    sender: Words = Field("", alias="sender_name")
    at: Words = Field(alias="timestamp_ms")
    content: Words | None = None
    photos: tuple[MetaPhoto, ...] = ()
    reactions: tuple[MetaReaction, ...] = ()


class Meta:
    name = "meta"
    shape = "Instagram or Messenger JSON (messages with sender_name and timestamp_ms)"
    together = None

    def knows(self, head: Head) -> bool:
        return head.has_key("messages", "sender_name", "timestamp_ms")

    def entries(self, export: Export) -> Iterator[Entry]:
        try:
            whole = outline_of(export.place, export.name, MESSAGES)
            chat = str(whole.get("thread_path") or "").rpartition("/")[2]
            newest_first = elements_under(export.place, export.name, MESSAGES)
            for number, raw in enumerate(backwards(newest_first), 1):
                yield from attempt(lambda fields: _read(fields, chat, export), raw, f"message {number}")
        except (OSError, ValueError) as error:
            yield unreadable(export.name, error)


def _read(raw: Any, chat: str, export: Export) -> Iterator[Entry]:
    message = MetaMessage.model_validate(an_object(raw))
    group = export.asked.group or chat or export.folder_name
    name, text = _mended(message.sender), _mended(message.content or "")
    at = instant(message.at)
    yield ChatMessage(
        id=made_id(group, name, at, text, *(photo.uri for photo in message.photos)),
        kind="image" if message.photos else "text",
        author=an_author(f"{name}@{group}" if name else "", name),
        at=at,
        text=text.strip(),
        chat=chat,
        pictures=tuple(MessagePicture((photo.uri,), photo.uri) for photo in message.photos),
        reactions=tuple(
            Reaction(f"{_mended(reaction.actor)}@{group}", _mended(reaction.reaction))
            for reaction in message.reactions
            if reaction.actor
        ),
    )


def _mended(text: str) -> str:
    """Meta writes the bytes of UTF-8 as if each were a letter."""
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text
