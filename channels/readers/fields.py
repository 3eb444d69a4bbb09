"""The fields of a message as sources write them, each checked: texts, times, authors, pictures."""

import re
from datetime import UTC, datetime
from functools import lru_cache
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator, ConfigDict

from channels.cells import UNSEEN
from channels.readers.day_parts import hour_of_day
from channels.readers.messages import Author, MessagePicture
from content.model import Message
from content.sanitize import clean, one_line
from content.validation import BadValue

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC).timestamp()  # no chat is older; earlier stamps are mistakes
LATEST = datetime(2100, 1, 1, tzinfo=UTC).timestamp()
SECONDS = re.compile(r"\d{9,}(?:\.\d+)?")  # since 1970, or finer
YES = frozenset({"1", "1.0", "true"})
YEARS = range(2000, 2100)
PHONE = re.compile(r"\+?[\d\s()\u00a0.-]{7,24}")
CLOCK = re.compile(
    r"(?P<year>\d{4})[-/.年](?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})日?"
    r"(?:[ T_,\u3000]*(?:周|星期)?[一二三四五六日]?"
    r"\s*(?P<half>凌晨|清晨|早上|上午|中午|下午|傍晚|晚上|午前|午[后後]|AM|PM)?\s*"
    r"(?P<hour>\d{1,2})[:.：时](?P<minute>\d{2})(?:[:.：分](?P<second>\d{2})(?:[.,]\d+)?秒?)?"
    r"(?:\s*(?P<late>AM|PM))?)?"
    r"\s*(?P<zone>Z|[+-]\d{2}:?\d{2})?",
    re.IGNORECASE,
)
PICTURE_PATH = re.compile(
    r"[^<>\n\[\]|?*\"]{1,200}\.(?:jpe?g|png|gif|webp|bmp|heic|heif|avif|dat)", re.IGNORECASE
)


def _words(value: Any) -> Any:
    if not isinstance(value, str) or value.isprintable():  # nearly all are; asking is cheaper than replacing
        return value
    return UNSEEN.sub("", value)


def _name(value: Any) -> Any:
    return one_line(_words(value)) if isinstance(value, str) else value


Words = Annotated[str, BeforeValidator(_words)]


Name = Annotated[str, BeforeValidator(_name)]  # on one line


Flag = Annotated[bool, BeforeValidator(lambda value: str(value).strip().lower() in YES)]  # all else: not set


class Loose(BaseModel):
    """A message as its source writes it: only the fields we read, numbers where ids are meant are text."""

    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True, hide_input_in_errors=True)


def an_object(raw: Any) -> dict[str, Any]:
    if not isinstance(raw, dict):
        raise BadValue(Message("source.no_message", kind=type(raw).__name__))
    return raw


def a_list(raw: Any) -> list[Any]:
    if not isinstance(raw, list):
        raise BadValue(Message("source.no_list", kind=type(raw).__name__))
    return raw


def instant(seconds: float | str | None) -> datetime | None:
    """From seconds, milli-, micro- or nanoseconds since 1970; None for 0 and nothing. ValueError for times no
    chat has."""
    value = float(seconds or 0)
    if value == 0:
        return None
    for _ in range(3) if abs(value) > LATEST else ():
        value = value / 1000 if abs(value) > LATEST else value
    if not EARLIEST <= value < LATEST:
        raise BadValue(Message("source.time_out_of_range", time=seconds))
    return datetime.fromtimestamp(value, UTC)


def wall_clock(text: str, zone: ZoneInfo) -> datetime | None:
    """An instant from ISO text; a clock that names no zone is read in `zone`."""
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise BadValue(Message("source.time_not_read", time=text[:40])) from None
    if at.year not in YEARS:
        raise BadValue(Message("source.time_out_of_range", time=text))
    return at if at.tzinfo else at.replace(tzinfo=zone)


def a_moment(text: str, zone: ZoneInfo) -> datetime | None:
    """An instant as exports and offices write it: seconds or milliseconds since 1970, ISO, 2026/3/2 9:03."""
    text = text.strip()
    if not text or SECONDS.fullmatch(text):
        return instant(text)
    match = CLOCK.fullmatch(text)
    if not match:
        return wall_clock(text, zone)
    hour = int(match["hour"] or 0)
    half = (match["half"] or match["late"] or "").lower()
    hour = hour_of_day(hour, half)
    day = f"{match['year']}-{int(match['month']):02}-{int(match['day']):02}"
    return wall_clock(
        f"{day}T{hour:02}:{match['minute'] or '00'}:{match['second'] or '00'}{match['zone'] or ''}", zone
    )


def picture_in(text: str, *called: str, label: str = "") -> MessagePicture:
    """The picture that the words of an image message name: a path, a link, a mark around either; `called` are
    other names its file may have."""
    match = PICTURE_PATH.search(text.partition("?")[0].strip())
    path = match[0].strip(" :：(（") if match else ""
    names = tuple(dict.fromkeys(name for name in (path, *called) if name))
    return MessagePicture(names, path or label or (names[0] if names else text.strip()[:80]))


@lru_cache(maxsize=20_000)  # a chat's members speak again and again
def an_author(key: str, nickname: str = "") -> Author | None:
    """Who wrote it. A phone number is no nickname: it would be printed under a photo."""
    if not key:
        return None
    shown_name = clean(one_line(nickname)) or f"群友{key[-4:]}"
    if PHONE.fullmatch(shown_name):
        shown_name = f"群友{re.sub(r'[^0-9]', '', shown_name)[-3:]}"
    return Author(key[:200], shown_name[:200])
