"""Days as people write them: 2026-12-24, 2026年12月24日, 26-12-24, 24 Dec 2026, a spreadsheet's serial.

What can be read as two days is refused, with both; what lacks a year is refused too.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from channels.cells import Noted, plain
from content.model import Message
from content.validation import BadValue

EXCEL_BEGINS = date(1899, 12, 30)  # day 0 of a spreadsheet's serial numbers, from March 1900 on
SERIALS = range(36526, 73051)  # 2000-01-01 to 2100-01-01
SHORT_YEARS = range(20, 70)  # of two digits, that no day or month can be taken for
LONGEST_RANGE = 366  # days
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_REST = r"(?:\s*\(?(?:周|星期|礼拜)[一二三四五六日天]\)?)?(?P<time>[ T]\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?"
_REST += r"|\s*(?:凌晨|清晨|早上|上午|中午|下午|傍晚|晚上)\s*\d{1,2}[点时:]\S{0,4}|\s*\d{1,2}[点时]\S{0,4})?"
_YEAR_FIRST = re.compile(
    rf"(?P<year>\d{{4}}|\d{{2}})(?P<gap>\s*[-/.年]\s*)(?P<month>\d{{1,2}})\s*[-/.月]\s*(?P<day>\d{{1,2}})\s*[日号]?{_REST}",
    re.ASCII,
)
_YEAR_LAST = re.compile(rf"(?P<a>\d{{1,2}})[-/.](?P<b>\d{{1,2}})[-/.](?P<year>\d{{4}}){_REST}", re.ASCII)
_DIGITS = re.compile(r"(?P<year>19\d\d|20\d\d)(?P<month>\d\d)(?P<day>\d\d)", re.ASCII)
_MONTH_NAME = re.compile(
    r"(?:(?P<day>\d{1,2})(?:st|nd|rd|th)?[\s-]+)?(?P<month>[a-z]{3})[a-z]*\.?[\s-]+"
    r"(?:(?P<late>\d{1,2})(?:st|nd|rd|th)?,?\s+)?(?P<year>\d{4})",
    re.ASCII,
)
_DIGIT_OF = str.maketrans("零〇○一二三四五六七八九", "000123456789")
_NUMERALS = re.compile(
    "[零〇○一二三四五六七八九]{4}(?=年)|(?<=[年月])[一二三四五六七八九]?十?[一二三四五六七八九]?(?=[月日号])"
)
_NO_YEAR = re.compile(r"\d{1,2}\s*(?:月\s*\d{1,2}\s*[日号]?|[-/.]\d{1,2})", re.ASCII)
_MONTH_DAY = re.compile(r"(?P<month>\d{1,2})\s*月\s*(?P<day>\d{1,2})\s*[日号]?", re.ASCII)
_RANGE = re.compile(r"\s*(?:~|至|到|—+|–|\s-\s|(?<=[日号])-|(?<=/\d)-|(?<=/\d\d)-|\bto\b)\s*")
_BETWEEN = re.compile(r"[;、,\n]|\s+(?!\d{1,2}:)")
_SHORT_END = re.compile(r"(?:(?P<month>\d{1,2})\s*[-/.月]\s*)?(?P<day>\d{1,2})\s*[日号]?", re.ASCII)


@dataclass(frozen=True, slots=True)
class MonthDay:
    """A day of any year."""

    month: int
    day: int

    def last_until(self, today: date) -> date:
        """The last one there was; tomorrow counts as well, for clocks that are ahead."""
        latest = today + timedelta(days=1)
        years = range(latest.year, latest.year - 9, -1)
        days = (date(year, self.month, self.day) for year in years if self._is_in(year))
        return next(day for day in days if day <= latest)

    def _is_in(self, year: int) -> bool:
        return self.day <= monthrange(year, self.month)[1]


def a_past_day(text: str) -> date | MonthDay | Noted:
    """A day; of what has been, the year may be left out: 12月1日."""
    return a_month_day(text) or a_day(text)


def a_month_day(text: str) -> MonthDay | None:
    """None where something else is written."""
    match = _MONTH_DAY.fullmatch(plain(text))
    if match is None:
        return None
    in_leap_year = _date(text, 2000, match["month"], match["day"])
    return MonthDay(in_leap_year.month, in_leap_year.day)


def a_day(text: str) -> date | Noted:
    """The day that is written. A serial number, a short year and a time of day are noted."""
    written = _in_digits(plain(text))
    if match := _YEAR_FIRST.fullmatch(written):
        return _year_first(text, match)
    if match := _DIGITS.fullmatch(written):
        return _date(text, match["year"], match["month"], match["day"])
    if re.fullmatch(r"\d{5}(?:\.\d+)?", written, re.ASCII) and int(float(written)) in SERIALS:
        day = EXCEL_BEGINS + timedelta(days=int(float(written)))
        return Noted(day, (Message("cell.read_as", text=text, read=day.isoformat()),))
    if match := _YEAR_LAST.fullmatch(written):
        return _year_last(text, match)
    if (match := _MONTH_NAME.fullmatch(written.lower())) and match["month"] in _MONTHS:
        month = _MONTHS.index(match["month"]) + 1
        return _date(text, match["year"], month, match["day"] or match["late"] or 0)
    if _NO_YEAR.fullmatch(written):
        raise BadValue(Message("cell.day_without_year", text=text))
    raise BadValue(Message("cell.no_day", text=text))


def _in_digits(written: str) -> str:
    """二〇二六年十二月一日 as 2026年12月1日."""
    return (
        _NUMERALS.sub(lambda match: str(_numeral(match[0])) if match[0] else "", written)
        if "年" in written
        else written
    )


def _numeral(text: str) -> int:
    """A year digit by digit, a month or day with its ten."""
    if "十" not in text:
        return int(text.translate(_DIGIT_OF))
    tens, _, units = text.translate(_DIGIT_OF).partition("十")
    return 10 * int(tens or 1) + int(units or 0)


def _year_first(text: str, match: re.Match[str]) -> date | Noted:
    year = int(match["year"])
    if len(match["year"]) == 4:
        return _without_time(text, _date(text, year, match["month"], match["day"]), match["time"])
    if "年" not in match["gap"] and year not in SHORT_YEARS:
        raise BadValue(Message("cell.day_of_short_year", text=text))
    day = _date(text, 2000 + year, match["month"], match["day"])
    return Noted(day, (Message("cell.read_as", text=text, read=day.isoformat()),))


def _year_last(text: str, match: re.Match[str]) -> date | Noted:
    """12/25/2026 and 25/12/2026 are one day each; 12/1/2026 may be two."""
    a, b, year = int(match["a"]), int(match["b"]), match["year"]
    if a <= 12 and b <= 12 and a != b:
        american, european = (_date(text, year, *parts).isoformat() for parts in ((a, b), (b, a)))
        raise BadValue(Message("cell.ambiguous_day", text=text, first=american, second=european))
    month, day = (a, b) if a <= 12 else (b, a)
    return _without_time(text, _date(text, year, month, day), match["time"])


def _without_time(text: str, day: date, time: str | None) -> date | Noted:
    if time and re.search("[1-9]", time):
        return Noted(day, (Message("cell.read_as", text=text, read=day.isoformat()),))
    return day


def _date(text: str, *parts: int | str) -> date:
    try:
        return date(*map(int, parts))
    except ValueError:
        raise BadValue(Message("cell.no_day", text=text)) from None


def days(value: Any) -> list[date] | Noted:
    """Several days, and ranges of days such as 2026-12-24~2026-12-26 or 2026年12月24日至26日."""
    parts = value if isinstance(value, list) else [value]
    if not all(isinstance(part, str) for part in parts):
        raise BadValue(Message("cell.no_words"))
    read: list[date] = []
    notes: list[Message] = []
    for part in parts:
        for text in filter(None, _BETWEEN.split(_RANGE.sub("~", plain(part)))):
            read += _span(text, notes)
    return Noted(read, tuple(notes)) if notes else read


def _span(text: str, notes: list[Message]) -> Iterator[date]:
    begins_at, mark, ends_at = text.partition("~")
    begins = _noting(begins_at, notes)
    ends = _end(begins, ends_at, notes) if mark else begins
    if not 0 <= (ends - begins).days < LONGEST_RANGE:
        raise BadValue(Message("cell.no_range", text=text, most=LONGEST_RANGE))
    return (begins + timedelta(days=n) for n in range((ends - begins).days + 1))


def _end(begins: date, text: str, notes: list[Message]) -> date:
    """The end of a range; what it leaves out, its beginning says."""
    if match := _SHORT_END.fullmatch(text):
        return _date(text, begins.year, match["month"] or begins.month, match["day"])
    return _noting(text, notes)


def _noting(text: str, notes: list[Message]) -> date:
    day = a_day(text)
    if isinstance(day, Noted):
        notes += day.notes
        return day.value  # type: ignore[no-any-return]  # `a_day` notes days alone
    return day
