"""Telegram Desktop's export: `result.json`, of one chat or of all, with photos/ and files/ beside it."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from pydantic import Field

from channels.cells import UNSEEN
from channels.readers.fields import Loose, Words, a_list, an_author, an_object, instant, wall_clock
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
from channels.readers.text import read_json, unreadable
from content.inbox import Reaction, RosterEntry
from content.model import RosterChange

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
        try:
            whole = an_object(read_json(export.place, export.name))
            chats = a_list(an_object(whole["chats"]).get("list")) if "chats" in whole else [whole]
            for chat in map(an_object, chats):
                yield from _chat(chat, export, several=len(chats) > 1)
        except (OSError, ValueError) as error:
            yield unreadable(export.name, error)


def _chat(chat: dict[str, Any], export: Export, *, several: bool) -> Iterator[Entry]:
    named = str(chat.get("id") or chat.get("name") or "")
    private = chat.get("type") in ALONE
    for number, raw in enumerate(a_list(chat.get("messages")), 1):
        where = f"{named} message {number}" if several else f"message {number}"
        yield from attempt(lambda fields: _read(fields, named, private, export), raw, where)


def _read(raw: Any, chat: str, private: bool, export: Export) -> Iterator[Entry]:
    fields = TelegramMessage.model_validate(an_object(raw))
    at = instant(fields.seconds) or wall_clock(fields.date, export.asked.zone)
    text = _text(raw.get("text", ""))
    key = fields.key or made_id(chat, fields.author or fields.name, at, text, fields.photo, fields.file)
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
        id=f"{chat}/{key}" if chat else key,
        kind=f"forwarded {kind}" if forwarded else kind,
        author=None if forwarded else author,  # whose picture it is, a forward does not say
        at=at,
        text=text or fields.action,
        chat=chat,
        private=private,
        pictures=() if is_channel else _pictures(fields),
        quotes=_quoted(fields, chat),
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
