"""What a reader makes of its source: messages, each whole or refused; and what they are made with."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from hashlib import sha256
from pathlib import PurePosixPath
from typing import Annotated, Any, Protocol, TypeVar
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from channels.cells import UNSEEN
from channels.readers.places import Pictures, Place
from content.files import cause_of
from content.inbox import ConsentEvent, Reaction, Refused, RosterEntry
from content.model import Message
from content.sanitize import one_line
from content.validation import BadValue, field_of, problem_of

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC).timestamp()  # no chat is older; earlier stamps are mistakes
LATEST = datetime(2100, 1, 1, tzinfo=UTC).timestamp()
YEARS = range(2000, 2100)
PHONE = re.compile(r"\+?[\d\s()\u00a0.-]{7,24}")
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
class Picture:
    """A picture a message shows. `called`: what its file may be called; `shown`: what people know it as."""

    called: tuple[str, ...]
    shown: str


@dataclass(frozen=True, slots=True)
class ChatMessage:
    """One message. `chat` is the source's id of the group, "" where it names none; `at` None: not told.

    `album` is what messages sent together share, where the source says so. `is_own`: the source says that one
    of the team's own sent it; `roster`: who joined and left, where it says so by fields of its own.
    """

    id: str
    kind: str
    author: Author | None
    at: datetime | None
    text: str = ""
    chat: str = ""
    private: bool = False
    pictures: tuple[Picture, ...] = ()
    album: str | None = None
    quotes: str | None = None
    quoted: str = ""
    reactions: tuple[Reaction, ...] = ()
    like_count: int = 0
    replies: int = 0
    is_own: bool = False
    roster: tuple[RosterEntry, ...] = ()


Entry = ChatMessage | Refused | ConsentEvent


@dataclass(frozen=True, slots=True)
class Asked:
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
    asked: Asked = field(default_factory=Asked)

    @property
    def home(self) -> str:
        """The folder of the export within its place; "" at the top."""
        return "" if "/" not in self.name else self.name.rpartition("/")[0]

    @property
    def folder_name(self) -> str:
        """Names the group where nothing else does: the folder, or the archive, that the export lies in."""
        return PurePosixPath(self.home).name or self.place.title

    @property
    def around(self) -> list[str]:
        """The files that belong to it."""
        return [name for name in self.place.names if not self.home or name.startswith(f"{self.home}/")]

    def pictures(self) -> Pictures:
        return Pictures(self.around, self.home)


@dataclass(frozen=True, slots=True)
class Head:
    """What a file shows at first sight: its first characters and what lies around it."""

    name: str
    text: str
    names: frozenset[str]

    def has_key(self, *keys: str) -> bool:
        """Whether each is a key of the JSON that begins here; words of members, quoted, are none."""
        return all(re.search(rf'(?<!\\)"{key}"\s*:', self.text) for key in keys)

    def has_columns(self, *columns: str) -> bool:
        first = self.text.lstrip("\ufeff").partition("\n")[0].strip()
        return set(columns) <= {cell.strip().strip('"') for cell in first.split(",")}


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
        """Everything in it, in its order. A broken message is Refused, a broken file a single Refused."""
        ...


def _words(value: Any) -> Any:
    return UNSEEN.sub("", value) if isinstance(value, str) else value


def _name(value: Any) -> Any:
    return one_line(_words(value)) if isinstance(value, str) else value


Words = Annotated[str, BeforeValidator(_words)]
Name = Annotated[str, BeforeValidator(_name)]  # on one line


class Loose(BaseModel):
    """A message as its source writes it: only the fields we read, numbers where ids are meant are text."""

    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True, hide_input_in_errors=True)


def first_problem(error: ValidationError) -> Message:
    """`field posted_at: needs an offset`, of the first field that is wrong."""
    details = error.errors(include_url=False, include_input=False)[0]
    if not details["loc"]:
        return problem_of(details)
    return Message("refusal.in_field", field=field_of(details["loc"]), problem=problem_of(details))


def attempt(read: Callable[[Source], Iterator[Entry]], raw: Source, where: str) -> Iterator[Entry]:
    """All that `read` makes of one message, or one Refused that says what is wrong with it."""
    try:
        made = list(read(raw))
    except ValidationError as error:
        yield Refused(
            "bad_message", Message("refusal.bad_message", where=where, cause=first_problem(error)), where
        )
    except (ValueError, OverflowError, RecursionError) as error:
        yield Refused(
            "bad_message", Message("refusal.bad_message", where=where, cause=cause_of(error)), where
        )
    else:
        yield from made


def an_object(raw: Any) -> dict[str, Any]:
    if not isinstance(raw, dict):
        raise BadValue(Message("source.no_message", kind=type(raw).__name__))
    return raw


def a_list(raw: Any) -> list[Any]:
    if not isinstance(raw, list):
        raise BadValue(Message("source.no_list", kind=type(raw).__name__))
    return raw


def instant(seconds: float | str | None) -> datetime | None:
    """From seconds or milliseconds since 1970; None for 0 and nothing. ValueError for times no chat has."""
    value = float(seconds or 0)
    if value == 0:
        return None
    value = value / 1000 if abs(value) > LATEST else value
    if not EARLIEST <= value < LATEST:
        raise BadValue(Message("source.time_out_of_range", time=seconds))
    return datetime.fromtimestamp(value, UTC)


def wall_clock(text: str, zone: ZoneInfo) -> datetime | None:
    """An instant from ISO text; a clock that names no zone is read in `zone`."""
    if not text:
        return None
    at = datetime.fromisoformat(text)
    if at.year not in YEARS:
        raise BadValue(Message("source.time_out_of_range", time=text))
    return at if at.tzinfo else at.replace(tzinfo=zone)


@lru_cache(maxsize=10_000)  # of a busy group, who speaks is asked a million times
def an_author(key: str, nickname: str = "") -> Author | None:
    """Who wrote it. A phone number is no nickname: it would be printed under a photo."""
    if not key:
        return None
    shown = one_line(nickname) or f"群友{key[-4:]}"
    if PHONE.fullmatch(shown):
        shown = f"群友{re.sub(r'[^0-9]', '', shown)[-3:]}"
    return Author(key[:200], shown[:200])


def made_id(*parts: object) -> str:
    """An id for a message whose source gives none: the same each time the export is read."""
    return sha256("\0".join(map(str, parts)).encode(errors="replace")).hexdigest()[:16]


def likes_in(reactions: tuple[Reaction, ...], author: str | None) -> frozenset[str]:
    """Members who liked it: each once whatever they sent, the author and disapproval left out."""
    return frozenset(r.member for r in reactions if r.kind not in NOT_LIKES) - {author or ""}
