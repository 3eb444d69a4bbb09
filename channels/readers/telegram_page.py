"""Telegram Desktop's export as pages: `messages.html`, `messages2.html`, ... with photos/ and files/ beside.

The pages name people and the chat by what they are called, so that is what they are known by; messages have
their ids. Tags are machine-made: whatever stands between < and > is one, and text has none.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from html import unescape
from pathlib import PurePosixPath

from channels.readers.fields import an_author
from channels.readers.messages import (
    NOT_LIKES,
    ChatMessage,
    Entry,
    Export,
    Head,
    MessagePicture,
    attempt,
)
from channels.readers.places import is_picture
from channels.readers.text import page_text, unreadable
from content.inbox import Reaction
from content.model import Message
from content.sanitize import one_line
from content.validation import BadValue

PAGE = re.compile(r'class="message (?:default|service)[^"]*"\s+id="message-?\d+"')
_NUMBERED = re.compile(r"messages(\d*)\.html?", re.IGNORECASE)
_TOKEN = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)([^<>]*)>|([^<]+)")
_ATTRIBUTE = re.compile(r'([a-z-]+)="([^"]*)"')
_MOMENT = re.compile(
    r"(\d\d)\.(\d\d)\.(\d{4}) (\d\d):(\d\d):(\d\d)(?: (?:UTC|GMT)?([+-])(\d\d):?(\d\d))?", re.ASCII
)
_GO_TO = re.compile(r"#go_to_message(\d+)")
_VIA = re.compile(r"\s+via @\w+$")
NOBODY = "Deleted Account"  # what all who left Telegram are called
VOID = frozenset({"br", "img", "hr", "meta", "link", "input", "wbr"})
DEEPEST = 64  # tags within each other; pages have some twelve
LONGEST = 100_000  # characters of a message
MEDIA = {  # the class of what a message shows -> kind
    "photo_wrap": "image",
    "media_photo": "image",
    "sticker_wrap": "sticker",
    "animated_wrap": "animation",
    "video_file_wrap": "video",
    "media_video": "video",
    "media_voice_message": "voice",
    "media_audio_file": "audio",
    "media_file": "file",
    "media_contact": "contact",
    "media_location": "location",
    "media_live_location": "location",
    "media_venue": "location",
    "media_poll": "poll",
    "media_game": "game",
    "media_invoice": "invoice",
    "media_call": "call",
    "round_video": "video",
}


@dataclass
class PageMessage:
    """A message as the page has it. `media` is the class of what it shows, `file` where that lies."""

    key: str
    is_notice: bool
    is_joined: bool
    name: str = ""
    is_forwarded: bool = False
    written: str = ""
    quotes: str = ""
    media: str = ""
    file: str = ""
    title: str = ""
    pieces: list[str] = field(default_factory=list)
    reactions: list["PageReaction"] = field(default_factory=list)


@dataclass
class PageReaction:
    emoji: str = ""
    count: str = ""
    names: list[str] = field(default_factory=list)


class TelegramPage:
    name = "telegram_page"
    shape = "Telegram Desktop messages.html, with messages2.html and those that follow"
    together = timedelta(seconds=1)  # as of its JSON

    def knows(self, head: Head) -> bool:
        return bool(PAGE.search(head.text))

    def entries(self, export: Export) -> Iterator[Entry]:
        chat = _Chat(export)
        for name in [export.name, *following_pages(export)]:
            try:
                for message in chat.messages(page_text(export.place, name)):
                    yield from attempt(chat.read, message, f"{name} message {message.key}")
            except (OSError, ValueError) as error:
                yield unreadable(name, error)


def following_pages(export: Export) -> list[str]:
    """The pages of the same chat behind this one, in their order."""
    own = _number(export.name)
    numbered = [
        (number, name)
        for name in export.place.names
        if name.rpartition("/")[0] == export.home and (number := _number(name)) > own > 0
    ]
    return [name for _, name in sorted(numbered)]


def _number(name: str) -> int:
    """Which page of its chat a file is, from 1; 0 where its name does not say so."""
    match = _NUMBERED.fullmatch(PurePosixPath(name).name)
    return int(match[1] or 1) if match and len(match[1]) < 7 else 0


class _Chat:
    """One chat while its pages are read; who wrote the last message goes on over the end of a page."""

    def __init__(self, export: Export) -> None:
        self._export = export
        self._title = ""
        self._name = ""

    def messages(self, page: str) -> Iterator[PageMessage]:
        parser = _Page()
        for message in parser.messages(page):
            self._title = self._title or parser.title
            yield message

    def _id(self, key: str) -> str:
        return f"{self._title}/{key}" if self._title else key

    def read(self, message: PageMessage) -> Iterator[Entry]:
        scope = self._title or self._export.scope
        text = one_line(" ".join(message.pieces)) if message.is_notice else _text(message.pieces)
        if message.is_notice and not message.written and message.key.startswith("-"):
            return  # the day above its messages
        self._name = self._name if message.is_joined else _VIA.sub("", message.name)
        name = "" if message.is_notice or self._name == NOBODY else self._name
        is_channel = bool(name) and name == self._title  # the group itself, or an admin without a name
        kind = "system" if message.is_notice else _kind(message)
        kind = f"channel {kind}" if is_channel else kind
        is_nobodys = is_channel or message.is_forwarded or not name
        reactions, unnamed = _reactions(message, scope)
        yield ChatMessage(
            id=self._id(message.key),
            kind=f"forwarded {kind}" if message.is_forwarded else kind,
            author=None if is_nobodys else an_author(f"{name}@{scope}", name),
            at=_moment(message.written, self._export),
            text=text[:LONGEST],
            chat=self._title,
            pictures=() if is_channel or message.is_notice else _pictures(message),
            quotes=self._id(message.quotes) if message.quotes else None,
            reactions=reactions,
            like_count=unnamed,
        )


class _Page:
    """The messages of a page, tag by tag. `title` is what the chat is called."""

    def __init__(self) -> None:
        self.title = ""
        self._open: list[tuple[str, frozenset[str]]] = []
        self._message: PageMessage | None = None

    def messages(self, page: str) -> Iterator[PageMessage]:
        for token in _TOKEN.finditer(page):
            closes, tag, attributes, text = token.groups()
            if text is not None:
                self._take_text(unescape(text))
            elif closes:
                self._close(tag.lower())
            elif done := self._begin(tag.lower(), dict(_ATTRIBUTE.findall(attributes))):
                yield done
        if self._message:
            yield self._message

    def _begin(self, tag: str, attributes: Mapping[str, str]) -> PageMessage | None:
        """The message before, where a new one begins here."""
        classes = frozenset(attributes.get("class", "").split())
        done = None
        if tag == "div" and "message" in classes and attributes.get("id", "").startswith("message"):
            done, self._open = self._message, []
            key = attributes["id"].removeprefix("message")
            self._message = PageMessage(key, "service" in classes, "joined" in classes)
        elif self._message:
            self._note(self._message, classes, {name: unescape(text) for name, text in attributes.items()})
            if tag == "br":
                self._take_text("\n", as_it_is=True)
        if tag not in VOID and len(self._open) < DEEPEST:
            self._open.append((tag, classes))
        return done

    def _note(self, message: PageMessage, classes: frozenset[str], attributes: Mapping[str, str]) -> None:
        """What the attributes of a tag within a message say."""
        if "forwarded" in classes:
            message.is_forwarded = True
        if "date" in classes and not self._is_within("forwarded", "reactions"):
            message.written = message.written or attributes.get("title", "")
        if self._is_within("reply_to") and (match := _GO_TO.search(attributes.get("href", ""))):
            message.quotes = match[1]
        if media := next((name for name in classes if name in MEDIA), ""):
            message.media = message.media or media
            message.file = message.file or attributes.get("href", "")
        if "reaction" in classes:
            message.reactions.append(PageReaction())
        if "initials" in classes and message.reactions and attributes.get("title"):
            message.reactions[-1].names.append(one_line(attributes["title"]))

    def _close(self, tag: str) -> None:
        for depth in range(len(self._open) - 1, -1, -1):
            if self._open[depth][0] == tag:
                del self._open[depth:]
                return

    def _is_within(self, *names: str) -> bool:
        return any(not classes.isdisjoint(names) for _, classes in self._open)

    def _take_text(self, text: str, *, as_it_is: bool = False) -> None:
        message = self._message
        words = text if as_it_is else text.strip("\r\n\t ") if text.strip() else ""
        if not words:
            return
        if message is None:
            if self._is_within("page_header") and self._is_within("text"):
                self.title = self.title or one_line(words)
        elif self._is_within("reactions"):
            self._take_reaction(message, words)
        elif self._is_within("media"):
            message.title = message.title or (words if self._is_within("title") else "")
        elif self._is_within("from_name") and not self._is_within("forwarded", "date"):
            message.name = message.name or one_line(words)
        elif (self._is_within("text") and not self._is_within("from_name")) or (
            message.is_notice and self._is_within("body")
        ):
            message.pieces.append(words if as_it_is or message.is_notice else text.strip("\r\n"))

    def _take_reaction(self, message: PageMessage, words: str) -> None:
        if not message.reactions:
            return
        if self._is_within("emoji"):
            message.reactions[-1].emoji += one_line(words)
        elif self._is_within("count"):
            message.reactions[-1].count = words.strip()


def _text(pieces: list[str]) -> str:
    """The words, less how the page indents them."""
    return "\n".join(line.strip() for line in "".join(pieces).split("\n")).strip()


def _kind(message: PageMessage) -> str:
    if message.media == "media_file" and is_picture(message.file):
        return "image"
    if message.media == "media_photo" and message.title in ("Sticker", "Animation"):
        return message.title.lower()
    return MEDIA.get(message.media, "text")


def _pictures(message: PageMessage) -> tuple[MessagePicture, ...]:
    if _kind(message) != "image":
        return ()
    return (MessagePicture((message.file,) if message.file else (), message.file or message.title),)


def _moment(written: str, export: Export) -> datetime | None:
    """The instant; a page of an old version names no offset, and its clock is read in the zone asked for."""
    if not written:
        return None
    match = _MOMENT.fullmatch(written.strip())
    if match is None:
        raise BadValue(Message("source.time_not_read", time=written[:40]))
    day, month, year, hour, minute, second = map(int, match.groups()[:6])
    zone: timezone | None = None
    if match[7]:
        offset = timedelta(hours=int(match[8]), minutes=int(match[9]))
        zone = timezone(-offset if match[7] == "-" else offset)
    return datetime(year, month, day, hour, minute, second, tzinfo=zone or export.asked.zone)


def _reactions(message: PageMessage, scope: str) -> tuple[tuple[Reaction, ...], int]:
    """The reactions whose members are named, and how many likes are not."""
    named: list[Reaction] = []
    unnamed = 0
    for reaction in message.reactions:
        named += [Reaction(f"{name}@{scope}", reaction.emoji) for name in reaction.names]
        count = int(reaction.count) if reaction.count.isdecimal() and len(reaction.count) < 9 else 0
        if reaction.emoji and reaction.emoji not in NOT_LIKES:
            unnamed += max(0, count - len(reaction.names))
    return tuple(named), unnamed
