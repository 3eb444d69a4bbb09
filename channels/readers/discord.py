"""Discord as DiscordChatExporter writes it: JSON of one channel, media where they were downloaded."""

from collections.abc import Iterator
from typing import Any

from pydantic import AliasChoices, Field

from channels.readers.fields import Loose, Words, an_author, an_object, wall_clock
from channels.readers.json_stream import elements_under, outline_of
from channels.readers.messages import Author, ChatMessage, Entry, Export, Head, MessagePicture, attempt
from channels.readers.places import is_picture
from channels.readers.text import unreadable
from content.inbox import Reaction, RosterEntry
from content.model import RosterChange

MESSAGES = "messages"
SAID = frozenset(
    {"Default", "Reply", "0", "19", "ChatInputCommand", "20"}
)  # the rest are notices of the server
JOINED = frozenset({"GuildMemberJoin", "7"})


class DiscordUser(Loose):
    id: Words = Field(min_length=1, max_length=200)
    name: Words = ""
    nickname: Words | None = None
    is_bot: bool = Field(False, alias="isBot")

    @property
    def author(self) -> Author | None:
        return an_author(self.id, self.nickname or self.name)


class DiscordEmoji(Loose):
    name: Words = ""
    code: Words = ""


class DiscordReaction(Loose):
    emoji: DiscordEmoji
    count: int = 0
    users: tuple[DiscordUser, ...] = ()


class DiscordFile(Loose):
    id: Words = ""
    url: Words = ""
    name: Words = Field("", alias="fileName")


class Reference(Loose):
    message: Words | None = Field(None, alias="messageId")


class ForwardedMessage(Loose):
    """What another message said, elsewhere and by somebody whom a forward does not name."""

    content: Words = ""
    attachments: tuple[DiscordFile, ...] = ()


class DiscordMessage(Loose):
    id: Words = Field(min_length=1, max_length=200)
    kind: Words = Field("Default", alias="type")
    timestamp: Words = ""
    content: Words = ""
    author: DiscordUser
    attachments: tuple[DiscordFile, ...] = ()
    stickers: tuple[dict[str, Any], ...] = ()
    reactions: tuple[DiscordReaction, ...] = ()
    reference: Reference | None = None
    forwarded: ForwardedMessage | None = Field(
        None, validation_alias=AliasChoices("forwardedMessage", "messageSnapshot", "snapshot")
    )


class Discord:
    name = "discord"
    shape = "Discord by DiscordChatExporter: JSON with guild, channel and messages"
    together = None

    def knows(self, head: Head) -> bool:
        return head.has_key("guild", "channel", "messages") or head.has_key("guild", "channel", "dateRange")

    def entries(self, export: Export) -> Iterator[Entry]:
        try:
            channel = an_object(outline_of(export.place, export.name, MESSAGES).get("channel"))
            chat, private = str(channel.get("id") or ""), "Direct" in str(channel.get("type"))
            for number, raw in enumerate(elements_under(export.place, export.name, MESSAGES), 1):
                yield from attempt(
                    lambda fields: _read(fields, chat, private, export), raw, f"message {number}"
                )
        except (OSError, ValueError) as error:
            yield unreadable(export.name, error)


def _read(raw: Any, chat: str, private: bool, export: Export) -> Iterator[Entry]:
    fields = DiscordMessage.model_validate(an_object(raw))
    files = fields.forwarded.attachments if fields.forwarded else fields.attachments
    images = [_picture(file) for file in files if is_picture(file.name or file.url)]
    is_said, is_bot = fields.kind in SAID, fields.author.is_bot
    reactions, unnamed = _reactions(fields)
    kind = _kind(fields, images)
    if fields.forwarded or is_bot:
        kind = f"{'forwarded' if fields.forwarded else 'bot'} {kind}"
    yield ChatMessage(
        id=fields.id,
        kind=kind if is_said else "system",
        author=fields.author.author if is_said and not fields.forwarded and not is_bot else None,
        at=wall_clock(fields.timestamp, export.asked.zone),
        text=(fields.content or (fields.forwarded.content if fields.forwarded else "")).strip(),
        chat=chat,
        private=private,
        pictures=tuple(images) if is_said and not is_bot else (),
        quotes=fields.reference.message if fields.reference and not fields.forwarded else None,
        reactions=reactions,
        like_count=unnamed,
        roster=(RosterEntry(RosterChange.JOINED, fields.author.id),) if fields.kind in JOINED else (),
    )


def _kind(fields: DiscordMessage, images: list[MessagePicture]) -> str:
    if images:
        return "image"
    return "file" if fields.attachments else "sticker" if fields.stickers and not fields.content else "text"


def _picture(file: DiscordFile) -> MessagePicture:
    path = file.url.replace("\\", "/").partition("?")[0]
    local = () if path.startswith(("http:", "https:")) else (path,)
    return MessagePicture((*local, path.rpartition("/")[2], file.id, file.name), file.name or path)


def _reactions(fields: DiscordMessage) -> tuple[tuple[Reaction, ...], int]:
    named = tuple(
        Reaction(user.id, reaction.emoji.code or reaction.emoji.name)
        for reaction in fields.reactions
        for user in reaction.users
    )
    return named, max(0, sum(reaction.count for reaction in fields.reactions) - len(named))
