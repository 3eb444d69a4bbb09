"""What a reader makes of its source: messages, each whole or refused; and what they are made with."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from pathlib import PurePosixPath
from typing import Any, NamedTuple, Protocol, TypeVar
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from channels.readers.places import Pictures, Place, is_picture
from channels.readers.text import begins_table, delimiter_of
from content.files import cause_of
from content.inbox import ConsentEvent, Reaction, RefusedItem, RosterEntry
from content.model import Message
from content.validation import field_of, problem_of

FORMAT_FOLDERS = frozenset(
    {"json", "jsonl", "csv", "excel", "xlsx"}
)  # a crawler keeps each format in its own
MEDIA_FOLDERS = frozenset({"images", "image", "pictures"})  # and media beside them
SHARED_MEDIA = MEDIA_FOLDERS | {"media", "resources", "filestorage"}  # of the chats in the folders beside
NOT_LIKES = frozenset({"👎", "-1", "thumbsdown", "😡", "🤮", "💩", "😠", "🤬", "angry", "rage"})

Source = TypeVar("Source")


class DateOrder(StrEnum):
    """How days are written with numbers alone."""

    DMY = "dmy"
    MDY = "mdy"
    YMD = "ymd"


@dataclass(frozen=True, slots=True)
class Author:
    id: str
    nickname: str


@dataclass(frozen=True, slots=True)
class MessagePicture:
    """A picture a message shows. `called`: what its file may be called; `shown`: what people know it as."""

    called: tuple[str, ...]
    shown: str


class ChatMessage(NamedTuple):  # a frozen dataclass takes four times as long to make
    """One message, alike for every source; a reader's `entries` gives all of an export in one pass.

    `chat` is the source's id of the group, "" where it names none; `at` None: not told. `album` is what
    messages sent together share, where the source says so. `was` are ids by which earlier versions of ours
    knew it. `is_own`: the source says that one of the team's own sent it; `roster`: who joined and left,
    where it says so by fields of its own.
    """

    id: str
    kind: str
    author: Author | None
    at: datetime | None
    text: str = ""
    chat: str = ""
    private: bool = False
    pictures: tuple[MessagePicture, ...] = ()
    album: str | None = None
    quotes: str | None = None
    quoted: str = ""
    reactions: tuple[Reaction, ...] = ()
    like_count: int = 0
    replies: int = 0
    is_own: bool = False
    roster: tuple[RosterEntry, ...] = ()
    product: str | None = None
    was: tuple[str, ...] = ()


Entry = ChatMessage | RefusedItem | ConsentEvent


@dataclass(frozen=True, slots=True)
class SourceOptions:
    """What a person says that a source does not.

    `zone` reads clocks that name none; `group` takes a whole export, `groups` maps chats of the source;
    `dates` is the order of day, month and year where the file leaves it open; `now` rules out days to come.
    `words_within` is how long before or after a picture its author's words still join it; 0: never.
    """

    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    group: str | None = None
    groups: Mapping[str, str] = field(default_factory=dict)
    dates: DateOrder | None = None
    now: datetime | None = None
    words_within: timedelta = timedelta(seconds=90)


@dataclass(frozen=True, slots=True)
class Export:
    """One export: the file `name` in `place`, with the media that lie beside and below it."""

    place: Place
    name: str
    asked: SourceOptions = field(default_factory=SourceOptions)

    @property
    def home(self) -> str:
        """The folder of the export within its place; "" at the top."""
        return "" if "/" not in self.name else self.name.rpartition("/")[0]

    @property
    def folder_name(self) -> str:
        """Names the group where nothing else does: the folder, or the archive, that the export lies in."""
        return PurePosixPath(self.home).name or self.place.title

    @property
    def scope(self) -> str:
        """What tells its messages from those of other chats where the source names no chat."""
        return self.asked.group or self.folder_name

    @property
    def around(self) -> list[str]:
        """The files beside and below it, and those beside its own folder where that is named by a format; of
        an export that has no pictures of its own, those in the media folders beside its folder."""
        reach = self.home
        above, _, last = self.home.rpartition("/")
        if last.lower() in FORMAT_FOLDERS and any(
            self._is_media_beside(name, above) for name in self.place.names
        ):
            reach = above
        own = [name for name in self.place.names if not reach or name.startswith(f"{reach}/")]
        if not reach or reach == above or any(map(is_picture, own)):
            return own
        return own + [name for name in self.place.names if self._is_shared_media(name, above)]

    @staticmethod
    def _is_shared_media(name: str, above: str) -> bool:
        if above and not name.startswith(f"{above}/"):
            return False
        first, slash, _ = name[len(above) + 1 if above else 0 :].partition("/")
        return bool(slash) and first.lower() in SHARED_MEDIA

    @staticmethod
    def _is_media_beside(name: str, above: str) -> bool:
        inside = name.removeprefix(f"{above}/") if above else name
        return inside.partition("/")[0].lower() in MEDIA_FOLDERS

    def pictures(self) -> Pictures:
        return Pictures(self.around, self.home)


@dataclass(frozen=True, slots=True)
class Head:
    """What a file shows at first sight: its first characters and what lies around it."""

    name: str
    text: str
    names: frozenset[str]
    data: bytes = b""

    def has_key(self, *keys: str) -> bool:
        """Whether each is a key of the JSON that begins here; words of members, quoted, are none."""
        return all(re.search(rf'(?<!\\)"{key}"\s*:', self.text) for key in keys)

    def has_columns(self, *columns: str) -> bool:
        return set(columns) <= self.columns

    @property
    def columns(self) -> frozenset[str]:
        return frozenset(self.cells)

    @property
    def cells(self) -> list[str]:
        """The cells of the header, if this is a table."""
        first = next(filter(begins_table, self.text.split("\n")), "").lstrip("\ufeff").strip()
        return [cell.strip().strip('"').strip() for cell in first.split(delimiter_of(first))]


class Reader(Protocol):
    """One kind of source. `shape` says in words what its exports look like.

    `together`: pictures of one author that follow each other within it are one album; None: never.
    """

    @property
    def name(self) -> str: ...

    @property
    def shape(self) -> str: ...

    @property
    def together(self) -> timedelta | None: ...

    def knows(self, head: Head) -> bool:
        """Whether this is the main file of such an export, by what it holds."""
        ...

    def entries(self, export: Export) -> Iterator[Entry]:
        """Everything in it, in its order. A broken message is a RefusedItem, a broken file a single one."""
        ...


def first_problem(error: ValidationError) -> Message:
    """`field posted_at: needs an offset`, of the first field that is wrong."""
    details = error.errors(include_url=False, include_input=False)[0]
    if not details["loc"]:
        return problem_of(details)
    return Message("refusal.in_field", field=field_of(details["loc"]), problem=problem_of(details))


def attempt(read: Callable[[Source], Iterator[Entry]], raw: Source, where: str) -> Iterator[Entry]:
    """All that `read` makes of one message, or one RefusedItem that says what is wrong with it."""
    try:
        made = list(read(raw))
    except ValidationError as error:
        yield RefusedItem(
            "bad_message", Message("refusal.bad_message", where=where, cause=first_problem(error)), where
        )
    except (ValueError, OverflowError, RecursionError) as error:
        yield RefusedItem(
            "bad_message", Message("refusal.bad_message", where=where, cause=cause_of(error)), where
        )
    else:
        yield from made


def attempt_one(read: Callable[[Source], Entry], raw: Source, where: str) -> Entry:
    """As `attempt`, of a message that makes one entry."""
    cause: Message | str
    try:
        return read(raw)
    except ValidationError as error:
        cause = first_problem(error)
    except (ValueError, OverflowError, RecursionError) as error:
        cause = cause_of(error)
    return RefusedItem("bad_message", Message("refusal.bad_message", where=where, cause=cause), where)


def attempt_all(rows: Iterable[tuple[str, Any]], read: Callable[[Any], Iterator[Entry]]) -> Iterator[Entry]:
    """`attempt` for each of these; None is a line too long to be read."""
    for where, raw in rows:
        if raw is None:
            yield RefusedItem("bad_message", Message("refusal.line_too_long", where=where), where)
        else:
            yield from attempt(read, raw, where)


def made_id(*parts: object) -> str:
    """An id for a message whose source gives none: the same each time the export is read."""
    return sha256("\0".join(map(str, parts)).encode(errors="replace")).hexdigest()[:16]


def likes_in(reactions: tuple[Reaction, ...], author: str | None) -> frozenset[str]:
    """Members who liked it: each once whatever they sent, the author and disapproval left out."""
    return frozenset(r.member for r in reactions if r.kind not in NOT_LIKES) - {author or ""}
