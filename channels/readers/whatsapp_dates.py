"""The dates of a WhatsApp export, whose order of day and month the file itself must tell.

Every phone writes dates as its region does. The order is decided by the whole file: an order that makes an
impossible date or one to come, or lets time run backwards for good, is out: one step back may be a line that
somebody pasted. What is left open is asked for.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from channels.readers.day_parts import hour_of_day
from channels.readers.messages import DateOrder
from content.inbox import RefusedItem
from content.model import Message

ORDERS = tuple(DateOrder)
MARKS = "\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff"
HEADER = re.compile(
    rf"[{MARKS}]*(?P<bracket>\[)?(?P<date>\d{{1,4}}(?P<sep>[./-]|\.\s)\d{{1,2}}(?P=sep)\d{{1,4}})\.?[,،]?[\s\u202f]+"
    r"(?:(?:à|às|at|um|alle|a las|kl\.|klo)\s)?"
    r"(?P<early>[^\W\d]{2,4})?\s?(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2}))?"
    r"[\s\u202f]*(?P<late>[AaPp][\s\u202f.]*[Mm]\b\.?|[صم]|SA|CH|[πμ]\.?μ\.?)?(?(bracket)\]|[\s\u202f]-)[\s\u202f](?P<rest>.*)"
)
_CUT_CLOCK = (
    r"[\s\u202f]*(?:[^\W\d]{1,4}\s?)?(?:\d{1,2}(?:[:.](?:\d{1,2}(?:[:.]\d{0,2})?)?)?"
    r"[\s\u202f]*(?:[AaPp][\s\u202f.]*[Mm]?\.?)?[\s\u202f]?[\]-]?)?"
)
CUT_HEADER = re.compile(  # any beginning of a header
    rf"\[?(?:\d{{1,4}}(?:(?P<sep>[./-]|\.\s)(?:\d{{1,2}}(?:(?P=sep)(?:\d{{1,4}}\.?,?(?:{_CUT_CLOCK})?)?)?)?)?)?"
)
FILE_DAY = re.compile(  # the day that WhatsApp writes into the names of what was sent
    r"(?:IMG|VID|PTT|AUD|STK|DOC)-(\d{4})(\d\d)(\d\d)-WA\d+|-(?:PHOTO|VIDEO|AUDIO|GIF|STICKER)-(\d{4})-(\d\d)-(\d\d)-"
)
ROC_YEARS, BUDDHIST_YEARS = range(100, 200), range(2552, 2700)  # of days with four digits, or three
FIRST_YEAR = 2009  # of WhatsApp: 02.03.26 is no day of 2002
STAYS = 2  # messages after a step back, from which on it is no single line
MANY = 4  # messages of the past, at the least, that nobody pasted
MANY_OF = 0.05  # and of all messages
SLACK = timedelta(
    days=1
)  # messages of a chat may stand a little out of order; a wrong month is more than a day


class Stamp(NamedTuple):  # a million of them: a frozen dataclass takes four times as long to make
    """The numbers of a date as they stand, and the time of day."""

    numbers: tuple[int, int, int]
    year_first: bool
    hour: int
    minute: int
    second: int
    dotted: bool = False  # 02.03.26

    def at(self, order: DateOrder) -> datetime:
        """The wall-clock time if the numbers stand in this order. ValueError if there is no such day."""
        day = _day(self.numbers, order)
        if day is None:
            raise ValueError(f"{self.numbers} is no day in the order {order}")
        return datetime(day.year, day.month, day.day, self.hour, self.minute, self.second)  # noqa: DTZ001 - a wall clock; its zone is added by whoever knows it


@lru_cache(maxsize=4096)  # a chat has many messages a day
def _day(numbers: tuple[int, int, int], order: DateOrder) -> date | None:
    """The day that the numbers mean in this order; None where there is none."""
    a, b, c = numbers
    year, month, day = {"dmy": (c, b, a), "mdy": (c, a, b), "ymd": (a, b, c)}[order]
    try:
        return date(year + 2000 * (year < 100), month, day)
    except ValueError:
        return None


def stamp_of(match: re.Match[str]) -> Stamp:
    """ValueError for a word between date and time that is no part of the day."""
    day, sep, early, hour, minute, second, late = match.group(
        "date", "sep", "early", "hour", "minute", "second", "late"
    )
    numbers, year_first = _numbers(day, sep)
    word = (early or re.sub(r"[\W_]", "", late)).lower() if early or late else ""
    return Stamp(
        numbers,
        year_first,
        hour_of_day(int(hour), word) if word else int(hour),
        int(minute),
        int(second) if second else 0,
        sep == ".",
    )


@lru_cache(maxsize=4096)
def _numbers(day: str, sep: str) -> tuple[tuple[int, int, int], bool]:
    """The numbers of a date, its year in our era, and whether it begins with a whole year."""
    a, b, c = day.split(sep)
    return (_in_our_era(int(a)), int(b), _in_our_era(int(c))), len(a) > 2


def _in_our_era(number: int) -> int:
    """A year of Taiwan's calendar (115) or of Thailand's (2569) as ours; any other number as it is."""
    if number in ROC_YEARS:
        return number + 1911
    return number - 543 if number in BUDDHIST_YEARS else number


class DateOrderEvidence:
    """Weighs the orders over all stamps of a file, in the memory of one."""

    def __init__(self, latest: datetime | None = None) -> None:
        """`latest`: wall-clock time after which there can be no message."""
        self.latest = latest
        self.first: Stamp | None = None
        self._impossible: dict[DateOrder, int] = dict.fromkeys(DateOrder, 0)
        self._seen = 0
        self._past: dict[DateOrder, int] = dict.fromkeys(DateOrder, 0)
        self._behind: dict[DateOrder, int] = dict.fromkeys(DateOrder, 0)
        self._latest: dict[DateOrder, datetime] = {}
        self._named: set[DateOrder] = set()
        self._dotted = True
        self._last: Stamp | None = None
        self._same = 0  # messages behind `_last` of its day, each no earlier than the one before
        self._steady = False  # `_last` was behind nothing, in no order

    def weigh(self, messages: Iterable[tuple[Stamp, str]]) -> "DateOrderEvidence":
        """Look at each message: its stamp and its words."""
        for stamp, words in messages:
            self.note(stamp, words)
        self._settle()
        return self

    def note(self, stamp: Stamp, words: str) -> None:
        """Look at one. Most go on with the day of the one before, and are counted with it."""
        last, self._last = self._last, stamp
        self._seen += 1
        day = _day_of_a_file(words) if "-" in words else None
        if last is not None and self._steady and day is None and stamp[:2] == last[:2] and stamp >= last:
            self._same += 1
            return
        if last is None:
            self.first = stamp
        self._settle(last)
        self._dotted = self._dotted and stamp.dotted
        for order in ORDERS:
            self._try(order, stamp)
            if day is not None and _is_on(stamp, order, day):
                self._named.add(order)
        self._steady = not any(self._behind.values())

    def _settle(self, last: Stamp | None = None) -> None:
        """Let the messages count that went on with the day of the one before them."""
        last = last or self._last
        if not self._same or last is None:
            return
        for order in ORDERS:
            impossible = self._impossible[order]
            self._try(order, last)
            self._impossible[order] += (self._same - 1) * (self._impossible[order] - impossible)
        self._same = 0

    def _try(self, order: DateOrder, stamp: Stamp) -> None:
        try:
            at = stamp.at(order)
        except ValueError:
            self._impossible[order] += 1
            return
        misplaced = (
            stamp.year_first != (order is DateOrder.YMD) and max(stamp.numbers[0], stamp.numbers[2]) > 99
        )
        if misplaced or at.year < FIRST_YEAR or (self.latest and at > self.latest):
            self._impossible[order] += 1
        elif at < self._latest.get(order, at) - SLACK:
            self._behind[order] += 1
            self._past[order] += 1
        else:
            self._behind[order] = 0
            self._latest[order] = max(at, self._latest.get(order, at))

    def _runs_backwards(self, order: DateOrder) -> bool:
        """Whether time goes back and stays there, or goes back more often than people paste old lines."""
        too_many = self._past[order] >= max(MANY, MANY_OF * self._seen)
        return self._behind[order] >= STAYS or too_many

    def decided(self, asked: DateOrder | None) -> DateOrder | RefusedItem:
        """The one order that fits, or the one asked for. A spoilt line spoils all orders alike."""
        least = min(self._impossible.values())
        possible = [order for order in DateOrder if self._impossible[order] == least]
        steady = [order for order in possible if not self._runs_backwards(order)]
        left = steady or possible
        named = [order for order in left if order in self._named]
        left = named if len(named) == 1 else left
        if self._dotted and DateOrder.DMY in left:  # with dots and a year of two digits the day is first
            left = [DateOrder.DMY]
        if asked is not None:
            return asked if asked in possible else self._contradicted(asked)
        return left[0] if len(left) == 1 else self._open(left)

    def _open(self, left: list[DateOrder]) -> RefusedItem:
        ways = tuple(f"--dates {order}" for order in left)
        why = Message("refusal.dates_open", date=self._shown(), orders=tuple(left), ways=ways)
        return RefusedItem("dates_open", why)

    def _contradicted(self, order: DateOrder) -> RefusedItem:
        why = Message("refusal.dates_contradicted", date=self._shown(), order=order)
        return RefusedItem("dates_open", why)

    def _shown(self) -> str:
        return "/".join(map(str, self.first.numbers)) if self.first else "?"


def _day_of_a_file(words: str) -> date | None:
    """The day in the name of a file that a message attaches."""
    match = FILE_DAY.search(words) if "-" in words else None
    try:
        return date(*(int(part) for part in match.groups() if part)) if match else None
    except ValueError:
        return None


def _is_on(stamp: Stamp, order: DateOrder, day: date) -> bool:
    try:
        return stamp.at(order).date() == day
    except ValueError:
        return False


def in_zone(at: datetime, zone: ZoneInfo) -> datetime:
    return at.replace(tzinfo=zone)
