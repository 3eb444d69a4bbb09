"""A chat export as an inbox: the pictures in it, with what was answered and recalled later in the chat."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import sha256
from itertools import chain
from pathlib import Path

from channels.readers.chat import Streamed, group_of, noted, passing, stream, text_record
from channels.readers.join_words import words_of
from channels.readers.listing import Listing
from channels.readers.message_log import ExportLog
from channels.readers.messages import ChatMessage, Export, Reader
from channels.readers.objections import may_take_back
from channels.readers.places import Pictures
from channels.readers.seen_ids import SeenIds
from content.inbox import Aside, ConsentEvent, Item, JoinedText, Record, RefusedItem, Reply
from content.model import ConsentState, Member, Message
from content.rights.answers import read_answer
from content.text.small_talk import is_small_talk

FORMAT = "3"  # of the remembered listing; another one is made again
PROVES_NOTHING = frozenset(
    {"whatsapp", "memotrace_text", "qq_text", "line", "line_pc"}
)  # in their text a member can type what looks like another's message
LONGEST_WHERE = 120  # characters of what names a message in the path of its item
ASIDE = "#aside"  # names the item that says who spoke, and what was said on consent


@dataclass
class _Read:
    """What an export came to: an outcome for each path, and the consent events in their order."""

    outcomes: dict[str, Record | RefusedItem] = field(default_factory=dict)
    events: list[ConsentEvent] = field(default_factory=list)
    members: dict[str, Member] = field(default_factory=dict)
    answers: list[Reply] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)  # to what an earlier export may have shown
    messages: SeenIds = field(default_factory=SeenIds)


class ChatInbox:
    """One export as a content.inbox.Inbox: its pictures are the items, and so is each refusal.

    `memory` is a folder that keeps the listing, so that an unchanged export is known by its stats alone.
    Only messages with pictures, and the answers to them, are held.
    """

    def __init__(self, reader: Reader, export: Export, name: str, memory: Path | None = None) -> None:
        self.reader, self.export, self.name, self.memory = reader, export, name, memory
        self.claimed: set[str] = set()  # the files that are its own and that nobody else looks at

    def folders(self) -> Sequence[str]:
        return [self.export.name]

    def items(self, folder: str) -> Sequence[Item]:
        if folder != self.export.name:
            return []
        stamp = self._stamp
        if (known := self._listing.remembered(stamp)) is not None:
            return known
        items = [self._item(path, outcome) for path, outcome in sorted(self._read.outcomes.items())]
        items += [self._aside_item()] * bool(self.members or self.events or self._pictures.found)
        self._listing.remember(stamp, items)
        return items

    def read(self, item: Item) -> Record | Aside | RefusedItem:
        if item.path == self.export.name + ASIDE:
            return self._aside()
        gone = RefusedItem("gone", Message("refusal.gone"), item.path)
        outcome = self._read.outcomes.get(item.path, gone)
        if isinstance(outcome, RefusedItem):
            return outcome
        for file in outcome.media:
            fetched = self.export.place.fetch(self._names[file])
            if isinstance(fetched, RefusedItem):
                return fetched
        return outcome

    def messages_stamp(self, folder: str) -> str:  # noqa: ARG002 - it has one
        return self._stamp

    def messages(self, folder: str) -> ExportLog:  # noqa: ARG002 - it has one
        """All messages. What gathered the pictures noted them; an export that nobody had to read is read."""
        if "_read" in vars(self):
            return self._log
        log = ExportLog(self.reader.name, self.memory)
        for _ in noted(self.reader, self.export, log):
            pass
        return log

    @cached_property
    def _log(self) -> ExportLog:
        return ExportLog(self.reader.name, self.memory)

    def stream(self) -> Iterator[Streamed]:
        return stream(self.reader, self.export)

    @property
    def shown(self) -> set[Path]:
        """The files that its messages show, whether they may be taken or not, and the export itself."""
        return {file for item in self.items(self.export.name) for file in item.files}

    @property
    def not_looked_at(self) -> int:
        """How many files are its own and are shown by no message: avatars, stickers, other forms of it."""
        return len(self.claimed - {str(file) for file in self.shown})

    @property
    def is_refused(self) -> bool:
        """Whether it cannot be read at all, so that nobody knows which files it shows."""
        whole = f"{self.export.name}#{self.export.name[:LONGEST_WHERE]}"
        return any(item.path == whole for item in self.items(self.export.name))

    @cached_property
    def _pictures(self) -> Pictures:
        return self.export.pictures()

    @property
    def events(self) -> Sequence[ConsentEvent]:
        """Every word on consent in the export, in its order."""
        return self._read.events

    @property
    def members(self) -> Sequence[Member]:
        """Everyone who said something, by id."""
        return [member for _, member in sorted(self._read.members.items())]

    @cached_property
    def _read(self) -> _Read:
        read, by_message = _Read(), dict[str, str]()
        entries = passing(self.reader, self.export, self._pictures, self._log)
        for n, entry in enumerate(chain(self.export.place.refused, entries)):
            if isinstance(entry, ChatMessage):
                self._note_text(read, by_message, entry)
            elif isinstance(entry, ConsentEvent):
                read.events.append(entry)
            elif isinstance(entry, RefusedItem):
                read.outcomes.setdefault(
                    f"{self.export.name}#{(entry.where or str(n))[:LONGEST_WHERE]}", entry
                )
            else:
                _note(read, by_message, entry, f"{self.export.name}#{_short(entry)}")
                self._note_answer(read, entry)
        _take_words_back(read)
        self._refuse_a_mixture(read)
        return read

    def _note_text(self, read: _Read, by_message: dict[str, str], message: ChatMessage) -> None:
        """What a message without pictures says; the few that answer something become records."""
        author = message.author
        if author and author.id not in read.members:
            group = group_of(message, self.export)
            read.members[author.id] = Member(author.id, author.nickname, group or None)
        read.messages.add(message.id)
        if message.quotes or read_answer(message.text):
            record = text_record(message, self.reader, self.export)
            _note_reply(read, by_message, record)
            self._note_answer(read, record)

    def _note_answer(self, read: _Read, record: Record) -> None:
        """Words that name a code may answer a question of ours."""
        if read_answer(record.text):
            proven = self.reader.name not in PROVES_NOTHING
            read.answers.append(_reply(record) if proven else replace(_reply(record), author=None))

    def _refuse_a_mixture(self, read: _Read) -> None:
        """One group was asked for, but the export holds several: which is which must be said."""
        records = [(path, record) for path, record in read.outcomes.items() if isinstance(record, Record)]
        chats = sorted({record.chat for _, record in records} - set(self.export.asked.groups))
        if self.export.asked.group is None or len(chats) < 2:
            return
        group = self.export.asked.group
        why = Message(
            "refusal.several_chats", n=len(chats), chats=tuple(chats[:5]), chat=chats[0], group=group
        )
        for path, record in records:
            if record.chat in chats:
                read.outcomes[path] = RefusedItem("several_chats", why, record.messages[0])

    def _aside(self) -> Aside:
        read = self._read
        return Aside(
            self.reader.name,
            tuple(self.members),
            tuple(self.events),
            tuple(read.answers),
            tuple(read.replies),
        )

    def _aside_item(self) -> Item:
        stamp = sha256(repr(self._aside()).encode(errors="replace")).hexdigest()[:16]
        path = self.export.name + ASIDE
        files = [self.export.name, *sorted(self._pictures.found)]
        return Item(self.export.name, path, tuple(map(self.export.place.lies_at, files)), stamp)

    def _item(self, path: str, outcome: Record | RefusedItem) -> Item:
        if isinstance(outcome, RefusedItem):
            return Item(
                self.export.name, path, (self.export.place.lies_at(self.export.name),), _stamp_of(outcome.why)
            )
        says = sha256(repr(replace(outcome, media=())).encode(errors="replace")).hexdigest()[:16]
        stamps = [self.export.place.stamp(self._names[file]) for file in outcome.media]
        return Item(self.export.name, path, outcome.media, ";".join([says, *stamps]))

    @cached_property
    def _names(self) -> dict[Path, str]:
        return {self.export.place.lies_at(name): name for name in self.export.around}

    @cached_property
    def _stamp(self) -> str:
        """Changes with the export, with what lies beside it and with what was asked."""
        place = self.export.place
        files = ";".join(f"{name}={place.stamp(name)}" for name in self.export.around)
        facts = f"{FORMAT} {self.reader.name} {self.export.name} {replace(self.export.asked, now=None)}"
        return sha256(f"{facts} {files}".encode(errors="replace")).hexdigest()

    @property
    def _listing(self) -> Listing:
        return Listing(self.memory, self.export.name, self.name)


def _stamp_of(why: Message) -> str:
    return sha256(repr(why.to_json()).encode(errors="replace")).hexdigest()[:16]


def _short(record: Record) -> str:
    return record.messages[0][:LONGEST_WHERE] if record.messages else "?"


def _note(read: _Read, by_message: dict[str, str], record: Record, path: str) -> None:
    """Keep a record that shows pictures, or give its words to the picture it answers."""
    if record.member:
        read.members.setdefault(record.member.id, record.member)
    if record.media and path not in read.outcomes:
        read.outcomes[path] = record
        by_message.update(dict.fromkeys(record.messages, path))
    for message in record.messages:
        read.messages.add(message)
    _note_reply(read, by_message, record)


def _note_reply(read: _Read, by_message: dict[str, str], record: Record) -> None:
    """Give a record to the picture it quotes; what quotes another export's is kept as a reply."""
    if not record.quotes:
        return
    home = by_message.get(record.quotes)
    answered = read.outcomes[home] if home else None
    if home and isinstance(answered, Record):
        answered = replace(answered, thread=(*answered.thread, _reply(record)))
        read.outcomes[home] = _with_words(answered, record)
    elif record.quotes not in read.messages:
        read.replies.append(_reply(record))


def _with_words(record: Record, answer: Record) -> Record:
    """The record with what its author wrote in answer to it, whenever that was; a caption stays alone."""
    if not joins(record, answer):
        return record
    times = answer.posted_at, record.posted_at
    seconds = (times[0] - times[1]).total_seconds() if times[0] and times[1] else 0.0
    joined = (*record.joined, JoinedText(_short(answer), answer.text, seconds))
    return replace(record, joined=joined, text=words_of(joined))


def joins(record: Record, answer: Record) -> bool:
    """Whether an answer to a picture joins it: its author's own words, where there is no caption."""
    is_caption = bool(record.text and not record.joined)
    is_own = record.member is not None and answer.member == record.member
    return is_own and not is_caption and not answer.media and not is_no_caption(answer.text)


def is_no_caption(text: str) -> bool:
    return is_small_talk(text) or may_take_back(text, quoted=True)


def _take_words_back(read: _Read) -> None:
    """Words whose message was recalled join no picture; the picture itself was not recalled."""
    recalled = {event.message for event in read.events if event.state is ConsentState.WITHDRAWN}
    for path, record in read.outcomes.items():
        if isinstance(record, Record) and any(text.message in recalled for text in record.joined):
            joined = tuple(text for text in record.joined if text.message not in recalled)
            read.outcomes[path] = replace(record, joined=joined, text=words_of(joined))


def _reply(record: Record) -> Reply:
    author = record.member.id if record.member else None
    return Reply(_short(record), author, record.text, record.quotes or "", record.posted_at)
