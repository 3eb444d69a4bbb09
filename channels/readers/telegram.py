"""Telegram Desktop's export: `result.json`, of one chat or of all, with photos/ and files/ beside it."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from pydantic import Field

from channels.cells import UNSEEN
from channels.readers.fields import Loose, Words, an_author, an_object, instant, wall_clock
from channels.readers.json_stream import JsonCursor, json_cursor
from channels.readers.messages import (
    NOT_LIKES,
    ChatMessage,
    Entry,
    Export,
    Head,
    MessagePicture,
    attempt,
    made_id,
)
from channels.readers.text import unreadable
from content.inbox import Reaction, RosterEntry
from content.model import RosterChange

MESSAGES, NAMES = "messages", frozenset({"id", "name", "type"})  # keys of a chat
NO_PHOTOS = frozenset({"sticker", "animation"})  # images that nobody took
ALONE = frozenset({"personal_chat", "saved_messages", "bot_chat", "replies", "verification_codes"})


class Reactor(Loose):
    key: Words | None = Field(None, alias="from_id")
    date: Words = ""


class TelegramReaction(Loose):
    kind: Words = Field("", alias="type")
    emoji: Words = ""
    count: int = 0
    recent: tuple[Reactor, ...] = ()


class TelegramMessage(Loose):
    key: Words = Field("", alias="id")
    kind: Words = Field("message", alias="type")
    date: Words = ""
    seconds: Words = Field("", alias="date_unixtime")
    name: Words | None = Field(None, alias="from")
    author: Words | None = Field(None, alias="from_id")
    actor: Words | None = None
    actor_id: Words | None = None
    members: tuple[Words | None, ...] = ()
    photo: Words = ""
    file: Words = ""
    mime_type: Words = ""
    media_type: Words = ""
    action: Words = ""
    forwarded: Words | None = Field(None, alias="forwarded_from")
    forwarded_id: Words | None = Field(None, alias="forwarded_from_id")
    reply_to: Words = Field("", alias="reply_to_message_id")
    reply_peer: Words | None = Field(None, alias="reply_to_peer_id")
    poll: dict[str, Any] | None = None
    reactions: tuple[TelegramReaction, ...] = ()


class Telegram:
    name = "telegram"
    shape = "Telegram Desktop result.json, of one chat or of all (messages with date_unixtime)"
    together = timedelta(seconds=1)  # an album's photos have one date, and ids that follow each other

    def knows(self, head: Head) -> bool:
        content = head.has_key("messages") and not head.has_key("guild")
        whole = head.has_key("about", "personal_information")  # of all chats: contacts come before them
        return whole or (content and (head.has_key("date_unixtime") or head.has_key("from_id", "date")))

    def entries(self, export: Export) -> Iterator[Entry]:
        """The file is gone through twice: for its chats, and so that a damaged one yields no message."""
        try:
            chats: defaultdict[int, dict[str, Any]] = defaultdict(dict)
            for number, key, value in _members(export):
                chats[number] |= {} if key == MESSAGES else {key: value}
            yield from _messages(export, {number: _Chat.of(facts) for number, facts in chats.items()})
        except (OSError, ValueError) as error:
            yield unreadable(export.name, error)


@dataclass(frozen=True, slots=True)
class _Chat:
    """What an export says of a chat besides its messages."""

    key: str
    is_private: bool

    @classmethod
    def of(cls, facts: Mapping[str, Any]) -> "_Chat":
        return cls(str(facts.get("id") or facts.get("name") or ""), facts.get("type") in ALONE)


def _messages(export: Export, chats: Mapping[int, _Chat]) -> Iterator[Entry]:
    counts = Counter[int]()
    for number, key, raw in _members(export):
        if key == MESSAGES:
            counts[number] += 1
            chat = chats[number]
            where = f"{chat.key} message {counts[number]}" if len(chats) > 1 else f"message {counts[number]}"
            yield from attempt(partial(_read, chat=chat, export=export), raw, where)


def _members(export: Export) -> Iterator[tuple[int, str, Any]]:
    """(chat, key, value) of what the chats are called, and of each of their messages. An export has one chat,
    or a list of several."""
    with json_cursor(export.place, export.name) as cursor:
        for key in cursor.members():
            if key == "chats":
                yield from _of_several(cursor)
            else:
                yield from _member(cursor, 0, key)
        cursor.end()


def _of_several(cursor: JsonCursor) -> Iterator[tuple[int, str, Any]]:
    for key in cursor.members():
        for number, _ in enumerate(cursor.places() if key == "list" else ()):
            for member in cursor.members():
                yield from _member(cursor, number, member)


def _member(cursor: JsonCursor, number: int, key: str) -> Iterator[tuple[int, str, Any]]:
    if key == MESSAGES:
        yield from ((number, key, message) for message in cursor.elements())
    elif key in NAMES:
        yield number, key, cursor.value()


def _read(raw: Any, chat: _Chat, export: Export) -> Iterator[Entry]:
    fields = TelegramMessage.model_validate(an_object(raw))
    at = instant(fields.seconds) or wall_clock(fields.date, export.asked.zone)
    text = _text(raw.get("text", ""))
    key = fields.key or made_id(chat.key, fields.author or fields.name, at, text, fields.photo, fields.file)
    forwarded = "forwarded_from" in raw or bool(fields.forwarded_id)  # null: of a deleted account
    is_channel = (fields.author or "").startswith("channel")  # the brand's own, or an admin without a name
    kind = f"channel {_kind(fields)}" if is_channel else _kind(fields)
    reactions, unnamed = _reactions(fields)
    author = (
        None
        if fields.kind == "service" or is_channel
        else an_author(fields.author or fields.name or "", fields.name or "")
    )
    yield ChatMessage(
        id=f"{chat.key}/{key}" if chat.key else key,
        kind=f"forwarded {kind}" if forwarded else kind,
        author=None if forwarded else author,  # whose picture it is, a forward does not say
        at=at,
        text=text or fields.action,
        chat=chat.key,
        private=chat.is_private,
        pictures=() if is_channel else _pictures(fields),
        quotes=_quoted(fields, chat.key),
        reactions=reactions,
        like_count=unnamed,
        roster=_roster(fields),
    )


def _roster(message: TelegramMessage) -> tuple[RosterEntry, ...]:
    """People are named; who acts has an id too. Who takes out oneself left."""
    match message.action:
        case "join_group_by_link" | "join_group_by_request":
            return (RosterEntry(RosterChange.JOINED, message.actor_id, message.actor or ""),)
        case "invite_members":
            change = RosterChange.JOINED
        case "remove_members":
            change = RosterChange.LEFT
        case _:
            return ()
    names = [name for name in message.members if name]
    return tuple(
        RosterEntry(
            change,
            message.actor_id if name == message.actor else None,
            name,
            message.actor_id,
            message.actor or "",
        )
        for name in names
    )


def _quoted(fields: TelegramMessage, chat: str) -> str | None:
    """The message it answers, where that is one of this chat."""
    elsewhere = fields.reply_peer is not None and not fields.reply_peer.endswith(chat or fields.reply_peer)
    if not fields.reply_to or elsewhere:
        return None
    return f"{chat}/{fields.reply_to}" if chat else fields.reply_to


def _text(content: Any) -> str:
    """Text is a string, or a list of strings and of pieces with a style."""
    pieces = content if isinstance(content, list) else [content]
    words = [piece.get("text", "") if isinstance(piece, dict) else piece for piece in pieces]
    return UNSEEN.sub("", "".join(word for word in words if isinstance(word, str))).strip()


def _kind(fields: TelegramMessage) -> str:
    if fields.kind != "message":
        return "system"
    if fields.poll is not None:
        return "poll"
    if fields.photo or (fields.mime_type.startswith("image/") and fields.media_type not in NO_PHOTOS):
        return "image"
    return fields.media_type.removesuffix("_file").removesuffix("_message") or (
        "file" if fields.file else "text"
    )


def _pictures(fields: TelegramMessage) -> tuple[MessagePicture, ...]:
    content = fields.photo or (fields.file if _kind(fields) == "image" else "")
    return (MessagePicture((content,), content),) if content else ()


def _reactions(fields: TelegramMessage) -> tuple[tuple[Reaction, ...], int]:
    """The reactions whose members are named (Telegram names the recent ones), and how many likes are not.

    Paid stars are no people; what a custom emoji shows is not told, so only who is named counts.
    """
    named: list[Reaction] = []
    unnamed = 0
    for reaction in fields.reactions:
        if reaction.kind == "paid":
            continue
        keys = [recent.key for recent in reaction.recent if recent.key]
        named += [Reaction(key, reaction.emoji or reaction.kind) for key in keys]
        if reaction.emoji and reaction.emoji not in NOT_LIKES:
            unnamed += max(0, reaction.count - len(keys))
    return tuple(named), unnamed
