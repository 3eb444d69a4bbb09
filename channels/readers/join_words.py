"""Words join pictures: in a chat a member sends a picture and writes the words before or after it.

A text joins the picture of the same author that is nearest in time, within a window and with nobody else's
picture between. What is said to others does not: a text that quotes something else, that begins by naming
somebody, that follows a question of somebody else about the picture, and small talk. The text stays a message
of its own as well.

The chat streams by: what is held back are the messages of two windows. Order in is order out.
"""

import re
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from channels.readers.messages import ChatMessage
from channels.readers.objections import may_take_back
from content.inbox import ConsentEvent, JoinedText, RefusedItem
from content.rights.answers import read_answer
from content.text.small_talk import asks, begins_as_an_answer, is_small_talk, speaks_to_somebody

MOST_HELD = 2_000  # entries held back, where clocks stand still or run backwards
BURST = timedelta(seconds=15)  # albums of one author that follow each other so quickly have the same words
OF_OTHERS = re.compile(
    r"(?:forwarded|channel|system|red packet|transfer|share|card|link|location|poll|sticker|recall|vote"
    r"|redpacket|contact|call)\b"
)  # kinds whose text their sender did not write: what was forwarded, what a program put there
MOST_TEXTS = 6  # that join one album; more are a conversation

Speaker = tuple[str, str]  # chat and author


@dataclass(eq=False)
class Album:
    """Pictures sent together with the texts that join them; `place` numbers it in its chat.

    Albums of one burst share their texts.
    """

    messages: list[ChatMessage]
    texts: list[ChatMessage] = field(default_factory=list)
    place: int = 0
    others: int = 0  # albums of other authors that the chat had shown by then

    @property
    def joined(self) -> tuple[JoinedText, ...]:
        """The texts by time; seconds count from the pictures, negative where the words came first."""
        joined = [JoinedText(text.id, text.text, self._seconds(text)) for text in self.texts]
        return tuple(sorted(joined, key=lambda text: text.seconds))

    @property
    def may_have_words(self) -> bool:
        """Whether texts may join: pictures of a known author and time without a caption of their own."""
        first = self.messages[0]
        is_known = bool(first.pictures and first.author and first.at)
        return is_known and not any(message.text for message in self.messages)

    def distance(self, message: ChatMessage) -> timedelta:
        """How long before or after these a message was sent; endless where a time is missing."""
        if message.at is None or self.messages[0].at is None:
            return timedelta.max
        return timedelta(seconds=abs(self._seconds(message)))

    def _seconds(self, message: ChatMessage) -> float:
        times = [picture.at for picture in (self.messages[0], self.messages[-1]) if picture.at and message.at]
        gaps = [(message.at - at).total_seconds() for at in times if message.at]
        return min(gaps, key=abs, default=0.0)


@dataclass(eq=False, slots=True)
class _Chat:
    """What one chat has shown: messages, albums by author, and the latest questions with their places.

    `latest` and `previous` are the two last speakers, each with the place of its last message; `recent` are
    texts that a picture to come may be near to.
    """

    messages: int = 0
    albums: int = 0
    albums_of: Counter[str] = field(default_factory=Counter)
    questions: deque[tuple[int, str]] = field(default_factory=lambda: deque(maxlen=20))
    latest: tuple[str, int] = ("", 0)
    previous: tuple[str, int] = ("", 0)
    recent: deque["_Text"] = field(default_factory=deque)

    def others(self, author: str) -> int:
        return self.albums - self.albums_of[author] if self.albums else 0

    def speaks(self, author: str) -> None:
        """Its latest message is this author's."""
        if author != self.latest[0]:
            self.previous = self.latest
        self.latest = (author, self.messages)

    def take_texts(self, author: str) -> list["_Text"]:
        """The latest texts of an author, which no other picture is offered."""
        texts = [text for text in self.recent if text.message.author and text.message.author.id == author]
        if texts:
            self.recent = deque(text for text in self.recent if text not in texts)
        return texts[-MOST_TEXTS:]

    def was_asked(self, author: str, since: int) -> bool:
        return any(place > since and asker != author for place, asker in self.questions)

    def was_joined_by_others(self, author: str, since: int) -> bool:
        return any(place > since for speaker, place in (self.latest, self.previous) if speaker != author)


@dataclass(eq=False, slots=True)
class _Text:
    """A text, the chat's albums of others by then, and the album before it that has it for now."""

    message: ChatMessage
    others: int
    holder: Album | None


Entry = ChatMessage | list[ChatMessage] | RefusedItem | ConsentEvent
Joined = ChatMessage | Album | RefusedItem | ConsentEvent


def join_words(entries: Iterable[Entry], window: timedelta) -> Iterator[Joined]:
    """What comes, in its order; lists of pictures sent together as albums with the texts that join them.

    A window of 0 joins none. A message without pictures stays as it is.
    """
    return _Joining(window).run(entries)


def words_of(joined: Iterable[JoinedText]) -> str:
    """The texts that joined a picture as one: a line each, by time."""
    return "\n".join(text.text for text in joined)


def describes(message: ChatMessage) -> bool:
    """Whether a text may be about a picture beside it: no quote, no small talk, no yes or no to a request,
    and no wish that a picture is not used."""
    text = message.text.strip()
    if not text or message.pictures or message.quotes or OF_OTHERS.match(message.kind):
        return False
    return not (speaks_to_somebody(text) or is_small_talk(text) or read_answer(text) or may_take_back(text))


class _Joining:
    def __init__(self, window: timedelta) -> None:
        self._window = window
        self._reach = 2 * window  # what is further away joins nothing any more
        self._held: deque[Joined] = deque()
        self._chats: defaultdict[str, _Chat] = defaultdict(_Chat)
        self._albums: dict[Speaker, Album] = {}

    def run(self, entries: Iterable[Entry]) -> Iterator[Joined]:
        for entry in entries:
            if isinstance(entry, ChatMessage):
                self._hear(entry)
                if not self._held:
                    yield entry
                    continue
                self._held.append(entry)
                yield from self._settled(entry)
            elif isinstance(entry, list):
                album = Album(entry)
                self._held.append(album)
                self._show(album)
                yield from self._settled(entry[-1])
            else:
                self._held.append(entry)
        yield from self._held

    def _show(self, album: Album) -> None:
        first = album.messages[0]
        chat = self._chats[first.chat]
        chat.messages += 1
        if first.author is None or not self._window:
            return
        author = first.author.id
        speaker = (first.chat, author)
        chat.albums += 1
        chat.albums_of[author] += 1
        album.place, album.others = chat.messages, chat.others(author)
        before = self._albums.get(speaker)
        if before and _is_burst(before, album):
            album.texts = before.texts
        for text in chat.take_texts(author):
            self._offer(text, album)
        self._albums[speaker] = album
        chat.speaks(author)

    def _offer(self, text: _Text, album: Album) -> None:
        """Let an album have a text that came before it, if no album before the text is nearer."""
        distance = album.distance(text.message)
        is_near = distance <= self._window and text.others == album.others
        if not is_near or not album.may_have_words or len(album.texts) >= MOST_TEXTS:
            return
        if text.holder is not None:
            if text.holder.texts is album.texts or text.holder.distance(text.message) <= distance:
                return
            text.holder.texts.remove(text.message)
        elif not describes(text.message):
            return
        album.texts.append(text.message)

    def _hear(self, message: ChatMessage) -> None:
        chat = self._chats[message.chat]
        chat.messages += 1
        if message.author is None or not self._window:
            return
        author = message.author.id
        if message.text:
            self._keep(message, chat, author)
            if asks(message.text):
                chat.questions.append((chat.messages, author))
        chat.speaks(author)

    def _keep(self, message: ChatMessage, chat: _Chat, author: str) -> None:
        """A text may join the album before it, and may be offered to the next one."""
        album = self._albums.get((message.chat, author)) if self._albums else None
        holder = album if album and self._may_follow(album, message, chat, author) else None
        if holder:
            holder.texts.append(message)
        recent = chat.recent
        recent.append(_Text(message, chat.others(author), holder))
        while recent and (len(recent) > MOST_HELD or _gap(recent[0].message, message) > self._reach):
            recent.popleft()

    def _may_follow(self, album: Album, message: ChatMessage, chat: _Chat, author: str) -> bool:
        if album.distance(message) > self._window or album.others != chat.others(author):
            return False
        if not album.may_have_words or len(album.texts) >= MOST_TEXTS or not describes(message):
            return False
        others_spoke = chat.was_joined_by_others(author, album.place)
        return not chat.was_asked(author, album.place) and not (
            others_spoke and begins_as_an_answer(message.text)
        )

    def _settled(self, latest: ChatMessage) -> Iterator[Joined]:
        """What no message to come can change."""
        while self._held and (len(self._held) > MOST_HELD or self._is_settled(self._held[0], latest)):
            yield self._held.popleft()

    def _is_settled(self, entry: Joined, latest: ChatMessage) -> bool:
        if not isinstance(entry, Album) or not self._window or not entry.may_have_words:
            return True
        return latest.at is not None and entry.distance(latest) > self._reach


def _is_burst(before: Album, album: Album) -> bool:
    is_quick = before.distance(album.messages[0]) <= BURST and before.others == album.others
    return is_quick and before.may_have_words and album.may_have_words


def _gap(first: ChatMessage, second: ChatMessage) -> timedelta:
    return abs(second.at - first.at) if first.at and second.at else timedelta.max
