"""What a reader makes of its source: messages, each whole or refused; and what they are made with."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from pathlib import PurePosixPath
from typing import Annotated, Any, Protocol, TypeVar
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from channels.cells import UNSEEN
from channels.readers.places import Pictures, Place
from content.files import cause_of
from content.inbox import ConsentEvent, Reaction, Refused
from content.model import Message
from content.sanitize import one_line
from content.validation import BadValue, field_of, problem_of

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC).timestamp()  # no chat is older; earlier stamps are mistakes
LATEST = datetime(2100, 1, 1, tzinfo=UTC).timestamp()
YEARS = range(2000, 2100)
PHONE = re.compile(r"\+?[\d\s()\u00a0.-]{7,24}")
FORMAT_FOLDERS = frozenset(
    {"json", "jsonl", "csv", "excel", "xlsx"}
)  # a crawler keeps each format in its own
MEDIA_FOLDERS = frozenset({"images", "image", "pictures"})  # and media beside them
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
    """One message, alike for every source; a reader's `entries` gives all of an export in one pass.

    `chat` is the source's id of the group, "" where it names none; `at` None: not told. `album` is what
    messages sent together share, where the source says so. `was` are ids by which earlier versions of ours
    knew it.
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
    product: str | None = None
    was: tuple[str, ...] = ()


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
    def scope(self) -> str:
        """What tells its messages from those of other chats where the source names no chat."""
        return self.asked.group or self.folder_name

    @property
    def around(self) -> list[str]:
        """The files beside and below it, and those beside its own folder where that is named by a format."""
        reach = self.home
        above, _, last = self.home.rpartition("/")
        if last.lower() in FORMAT_FOLDERS and any(
            self._is_media_beside(name, above) for name in self.place.names
        ):
            reach = above
        return [name for name in self.place.names if not reach or name.startswith(f"{reach}/")]

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
        """The cells of the first line, if this is a table."""
        first = self.text.lstrip("\ufeff").partition("\n")[0].strip()
        delimiter = max(",;\t", key=first.count)
        return [cell.strip().strip('"').strip() for cell in first.split(delimiter)]


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


def attempt_all(rows: Iterable[tuple[str, Any]], read: Callable[[Any], Iterator[Entry]]) -> Iterator[Entry]:
    """`attempt` for each of these; None is a line too long to be read."""
    for where, raw in rows:
        if raw is None:
            yield Refused("bad_message", Message("refusal.line_too_long", where=where), where)
        else:
            yield from attempt(read, raw, where)


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


CLOCK = re.compile(
    r"(?P<year>\d{4})[-/.年](?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})日?"
    r"(?:[ T_\u3000]*(?:周|星期)?[一二三四五六日]?\s*(?P<half>上午|下午|晚上|AM|PM)?\s*"
    r"(?P<hour>\d{1,2})[:.：时](?P<minute>\d{2})(?:[:.：分](?P<second>\d{2})(?:\.\d+)?秒?)?)?"
    r"\s*(?P<zone>Z|[+-]\d{2}:?\d{2})?",
    re.IGNORECASE,
)


def a_moment(text: str, zone: ZoneInfo) -> datetime | None:
    """An instant as exports and offices write it: seconds or milliseconds since 1970, ISO, 2026/3/2 9:03."""
    text = text.strip()
    if not text or re.fullmatch(r"\d{9,}(?:\.\d+)?", text):
        return instant(text)
    found = CLOCK.fullmatch(text)
    if not found:
        return wall_clock(text, zone)
    hour = int(found["hour"] or 0)
    if (found["half"] or "").upper() in ("下午", "晚上", "PM") and hour < 12:
        hour += 12
    elif (found["half"] or "").upper() in ("上午", "AM") and hour == 12:
        hour = 0
    day = f"{found['year']}-{int(found['month']):02}-{int(found['day']):02}"
    return wall_clock(
        f"{day}T{hour:02}:{found['minute'] or '00'}:{found['second'] or '00'}{found['zone'] or ''}", zone
    )


PICTURE_PATH = re.compile(
    r"[^<>\n\[\]|?*\"]{1,200}\.(?:jpe?g|png|gif|webp|bmp|heic|heif|avif)", re.IGNORECASE
)


def picture_in(text: str, *called: str, shown: str = "") -> Picture:
    """The picture that the words of an image message name: a path, a link, a mark around either; `called` are
    other names its file may have."""
    found = PICTURE_PATH.search(text.partition("?")[0].strip())
    path = found[0].strip(" :：(（") if found else ""
    names = tuple(dict.fromkeys(name for name in (path, *called) if name))
    return Picture(names, path or shown or (names[0] if names else text.strip()[:80]))


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
