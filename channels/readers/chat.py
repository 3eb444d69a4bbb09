"""Messages -> records, alike for every source: albums as one, pictures found, groups named."""

from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

from channels.readers.join_words import Album, Joined, join_words, words_of
from channels.readers.message_log import ExportLog
from channels.readers.messages import ChatMessage, Entry, Export, Reader, likes_in, made_id
from channels.readers.objections import heeded
from channels.readers.places import Pictures
from content.inbox import ConsentEvent, Record, RefusedItem
from content.model import Member, Message

MENTIONED = 3  # missing pictures that a refusal names
LARGEST_ALBUM = 20  # pictures; Telegram and WeChat take ten and nine
PRIVATE = "private"  # what talks between two are called where their source has no id for them

Streamed = Record | RefusedItem | ConsentEvent
Passing = Streamed | ChatMessage


def stream(reader: Reader, export: Export) -> Iterator[Streamed]:
    """Everything an export says, each message as a record; `Record.media` are where its pictures lie, or will
    once they are fetched."""
    for entry in passing(reader, export):
        yield text_record(entry, reader, export) if isinstance(entry, ChatMessage) else entry


def passing(
    reader: Reader, export: Export, pictures: Pictures | None = None, log: ExportLog | None = None
) -> Iterator[Passing]:
    """As `stream`, but a message without pictures stays as it is: a chat of a million has few pictures.

    `pictures` are those around it; which of them messages name is noted there, and every message in `log`.
    """
    pictures = pictures or export.pictures()
    entries = join_words(
        _albums(reader, heeded(noted(reader, export, log) if log else reader.entries(export))),
        export.asked.words_within,
    )
    waiting: list[Joined] = []  # until an author is known
    for entry in entries:
        waiting.append(entry)
        if isinstance(entry, ConsentEvent) or _is_by_somebody(entry):
            for early in chain(waiting, entries):
                if isinstance(early, Album):
                    yield from _records(early, reader, export, pictures)
                else:
                    yield early
            return
    refusals = [entry for entry in waiting if isinstance(entry, RefusedItem)]
    yield from refusals
    if len(refusals) < len(waiting) or not waiting:
        code = "refusal.no_authors" if waiting else "refusal.no_messages"
        yield RefusedItem("bad_export", Message(code, file=export.name), export.name)


def _is_by_somebody(entry: Joined) -> bool:
    first = entry.messages[0] if isinstance(entry, Album) else entry
    return isinstance(first, ChatMessage) and _has_author(first)


def _has_author(message: ChatMessage) -> bool:
    """What was forwarded has an author whom the source leaves out, as the answer of a form may have."""
    return message.author is not None or message.kind.startswith(("forwarded ", "answer"))


def noted(reader: Reader, export: Export, log: ExportLog) -> Iterator[Entry]:
    """The entries of an export; every message among them is noted in the log on its way."""
    options = export.asked
    for entry in reader.entries(export):
        if isinstance(entry, ConsentEvent):
            log.has_author = True
        elif isinstance(entry, ChatMessage):
            log.has_author = log.has_author or _has_author(entry)
            is_loose = options.group is not None and not entry.private and entry.chat not in options.groups
            log.note(entry, group_of(entry, export), is_loose=is_loose)
        yield entry


def _albums(
    reader: Reader, entries: Iterable[Entry]
) -> Iterator[list[ChatMessage] | ChatMessage | RefusedItem | ConsentEvent]:
    album: list[ChatMessage] = []
    for entry in entries:
        if album and isinstance(entry, ChatMessage) and _belongs(reader, album, entry):
            album.append(entry)
            continue
        if album:
            yield album
            album = []
        if isinstance(entry, ChatMessage) and entry.pictures:
            album = [entry]
        else:
            yield entry
    if album:
        yield album


def _belongs(reader: Reader, album: list[ChatMessage], message: ChatMessage) -> bool:
    """Whether a message goes on with the album: the source says so, or who, when and what leave no doubt."""
    last = album[-1]
    if not message.pictures or (message.chat, message.author) != (last.chat, last.author):
        return False
    if message.album or last.album:
        return message.album == last.album
    if reader.together is None or message.at is None or last.at is None or message.author is None:
        return False
    captions = sum(bool(shot.text) for shot in [*album, message])
    quick = abs(message.at - last.at) <= reader.together
    return quick and captions <= 1 and len(album) < LARGEST_ALBUM


def _records(
    album: Album, reader: Reader, export: Export, pictures: Pictures
) -> Iterator[Record | RefusedItem]:
    first = album.messages[0]
    names: list[str] = []
    missing: list[str] = []
    for picture in (picture for message in album.messages for picture in message.pictures):
        name = pictures.find(*picture.called)
        if name is None:
            missing.append(picture.shown)
        elif name not in names:
            names.append(name)
    if missing:
        yield _missing(missing, export, first, where="~missing" if names else "")
    group = group_of(first, export)
    if names and group:
        yield _record(album, reader, group, tuple(export.place.lies_at(name) for name in names))
    elif names:
        chat = first.chat or PRIVATE
        why = Message("refusal.not_in_a_group", message=first.id, chat=chat)
        yield RefusedItem("no_group", why, first.id)


def _missing(pictures: list[str], export: Export, message: ChatMessage, where: str) -> RefusedItem:
    named = tuple(map(repr, pictures[:MENTIONED]))
    code = "refusal.pictures_missing_and_more" if len(pictures) > MENTIONED else "refusal.pictures_missing"
    why = Message(code, message=message.id, names=named, folder=export.folder_name)
    return RefusedItem("media_missing", why, message.id + where)


def group_of(message: ChatMessage, export: Export) -> str:
    """The group as asked for, else the chat, else the folder; "" for what was said between two."""
    options = export.asked
    if message.private:
        return options.groups.get(message.chat or PRIVATE, "")
    return options.groups.get(message.chat) or options.group or message.chat or export.folder_name


def text_record(message: ChatMessage, reader: Reader, export: Export) -> Record:
    """The record of a message without pictures."""
    return _record(Album([message]), reader, group_of(message, export), ())


def _record(album: Album, reader: Reader, group: str, media: tuple[Path, ...]) -> Record:
    messages, joined = album.messages, album.joined
    first = messages[0]
    author = first.author.id if first.author else None
    reactions = tuple(dict.fromkeys(reaction for message in messages for reaction in message.reactions))
    caption = next((message.text for message in messages if message.text), "")
    return Record(
        group=group,
        media=media,
        id=f"{reader.name}-{made_id(group, first.id)}",  # its pictures may be shown by other messages too
        member=Member(first.author.id, first.author.nickname, group or None) if first.author else None,
        text=caption or words_of(joined),
        posted_at=first.at,
        likes=likes_in(reactions, author),
        replies=max(message.replies for message in messages),
        kind=first.kind,
        chat=first.chat or (PRIVATE if first.private else ""),
        messages=tuple(message.id for message in messages),
        quotes=first.quotes,
        quoted=first.quoted,
        reactions=reactions,
        like_count=max(message.like_count for message in messages),
        product=first.product,
        source=reader.name,
        joined=joined,
        was=tuple(f"{reader.name}-{made_id(group, old)}" for old in first.was),
    )
