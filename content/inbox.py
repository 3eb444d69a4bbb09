"""What we ask of a source of UGC. The sources themselves live in channels/readers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NamedTuple, Protocol, runtime_checkable

from content.model import Consent, ConsentState, Member, Message, MessageKind, RosterChange
from content.text.signs import NONE, Signs


@dataclass(frozen=True, slots=True)
class Item:
    """One thing lying in an inbox, not yet read. `path` names it within the inbox, with / between folders.

    `stamp` changes when any of its files does (sizes and modification times), so that an unchanged item
    is known by a stat alone.
    """

    folder: str
    path: str
    files: tuple[Path, ...]
    stamp: str


@dataclass(frozen=True, slots=True)
class Reaction:
    """One member's reaction. `kind` is the sign as the source writes it: an emoji, or a name as "like"."""

    member: str
    kind: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """What `author` (a member's id, None where unknown) said to the message whose id is `quotes`."""

    id: str
    author: str | None
    text: str
    quotes: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class JoinedText:
    """A message of the same author that joined a picture as its words, `seconds` after it (before: < 0)."""

    message: str
    text: str
    seconds: float


@dataclass(frozen=True, slots=True)
class ConsentEvent:
    """A word on consent: granted, refused or withdrawn. `evidence` is the id of the message that says it.

    `message` is the id of what it is about; None: all that `member` sent. A recall is a withdrawal.
    Agreeing that a chat is archived grants the use "archive" and no other.
    """

    state: ConsentState
    evidence: str
    member: str | None = None
    message: str | None = None
    uses: frozenset[str] = frozenset({"poster"})
    at: datetime | None = None
    said_as: str | None = None  # the alias it was said under, where `member` was merged


@dataclass(frozen=True, slots=True)
class Record:
    """What an item says. `group` is the folder's name until the store knows better.

    A message of a chat that shows no picture is a record too, with no `media`. `messages` are the ids its
    source gives it (several for an album); `quotes` is the id of the message it answers, `quoted` its words
    where the source gives these. `like_count` counts likes whose members the source keeps to itself.
    """

    group: str
    media: tuple[Path, ...]
    id: str | None = None
    member: Member | None = None
    text: str = ""
    posted_at: datetime | None = None
    product: str | None = None
    likes: frozenset[str] = frozenset()
    replies: int = 0
    consent: Consent | None = None
    kind: str = "image"  # as the source calls it: text, image, voice, system, ...
    chat: str = ""  # the source's own id of the group
    messages: tuple[str, ...] = ()
    quotes: str | None = None
    quoted: str = ""
    reactions: tuple[Reaction, ...] = ()
    thread: tuple[Reply, ...] = ()
    like_count: int = 0
    source: str = ""  # who read it; message ids are unique among all exports of one source
    joined: tuple[JoinedText, ...] = ()  # the messages that `text` is made of, where it is no caption
    sent_as: str | None = None  # the alias it was sent under, where `member` was merged
    was: tuple[str, ...] = ()  # ids that it may have been stored under by earlier versions
    is_claimed: bool = False  # the sender says who it is, and nothing else does
    notes: tuple[tuple[str, Message], ...] = ()  # what is told of an item that is taken: reason, and what


@dataclass(frozen=True, slots=True)
class Aside:
    """What a source says beside its items: who spoke, each word on consent in its order, what may be an
    answer to a question of ours, and replies to messages that it does not hold itself."""

    source: str
    members: tuple[Member, ...]
    events: tuple[ConsentEvent, ...]
    answers: tuple[Reply, ...] = ()
    replies: tuple[Reply, ...] = ()


@dataclass(frozen=True, slots=True)
class RosterEntry:
    """Somebody joined or left, as a notice says. Names stand where there is no id; they are not kept."""

    change: RosterChange
    member: str | None = None
    name: str = ""
    by: str | None = None
    by_name: str = ""


class LedgerEntry(NamedTuple):  # a million of them: a frozen dataclass takes four times as long to make
    """A message without its words. `id` is the source's, or made; `chars` counts the characters of its text.

    `is_own`: the source says that the sender is one of the team's own. `roster` is what a notice says of who
    came and went.
    """

    group: str
    id: str
    at: datetime
    member: str | None
    kind: MessageKind
    chars: int = 0
    reply_to: str | None = None
    signs: Signs = NONE
    is_own: bool = False
    roster: tuple[RosterEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class RefusedItem:
    """An item that cannot be read. `reason` is a code, `why` says what is wrong with it and how to fix it.

    `where` names the line or message within its file, where there is one; `member` sent it, where that could
    be read.
    """

    reason: str
    why: Message
    where: str = ""
    member: str | None = None


class Inbox(Protocol):
    """A source of UGC. One broken item never stops it."""

    @property
    def name(self) -> str:
        """Names the inbox for good: its items are remembered under this name."""
        ...

    def folders(self) -> Sequence[str]:
        """The chunks a gathering may be split into, sorted."""
        ...

    def items(self, folder: str) -> Sequence[Item]:
        """What lies in one folder, in the order to be taken: by path, what is said beside the others last."""
        ...

    def read(self, item: Item) -> Record | Aside | RefusedItem: ...


class MessageLog(Protocol):
    """Every message of a source, in its order. `left_out` counts those without a place: reason -> number."""

    @property
    def source(self) -> str:
        """Who read it; ids are unique among all exports of one source."""
        ...

    @property
    def left_out(self) -> Mapping[str, int]: ...

    def batches(self) -> Iterator[Sequence[LedgerEntry]]: ...


@runtime_checkable
class TellsMessages(Protocol):
    """An inbox that knows every message, be there a picture in it or not."""

    def messages_stamp(self, folder: str) -> str:
        """Changes with what `messages` has to tell."""
        ...

    def messages(self, folder: str) -> MessageLog: ...
