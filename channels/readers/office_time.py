"""Dates and times as offices write them: 2026/3/2 9:03, 2026年3月2日 下午9点3分, 46083.377, 20260302."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from channels.readers.day_parts import ends_the_day, hour_of_day
from channels.readers.fields import YEARS
from channels.readers.messages import DateOrder
from content.model import Message
from content.validation import BadValue

FIRST_DAY = datetime(1899, 12, 30)  # noqa: DTZ001 - of spreadsheets' serial numbers, in the table's own zone
SERIALS = (25_569, 73_415)  # days of 1970 and of 2100
SECONDS, MILLISECONDS = 10, 13  # digits of an instant since 1970, from 2001 to 2286
HOURS = 24
FARTHEST = timedelta(hours=14)  # of a zone from UTC: Kiritimati
EARLIEST_SHORT = 10  # the first year that two digits stand for: WeChat began in 2011
_PLACES = {DateOrder.YMD: (0, 1, 2), DateOrder.DMY: (2, 1, 0), DateOrder.MDY: (2, 0, 1)}
_WEEKDAY = re.compile(
    r"[(]?(?:星期|周|週|礼拜|禮拜)[一二三四五六日天][)]?|\b(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?"
)
_DAY_FIRST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{1,2})(?!\d)")
_YEAR_FIRST = re.compile(r"(\d{4})(?:[-/.]|年)\s*(\d{1,2})(?:[-/.]|月)\s*(\d{1,2})[日号]?")
_NO_YEAR = re.compile(r"\d{1,2}(?:月\s*\d{1,2}\s*[日号]?|[-/]\d{1,2})(?!\s*[-/.年\d])")
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:[ t]?(\d\d):?(\d\d)(?::?(\d\d))?)?")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(?P<month{n}>jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*\.?"
_DAY = r"(?P<day{n}>\d{1,2})(?:st|nd|rd|th)?"
_NAMED_MONTH = re.compile(  # Mar 2, 2026; 2 March 2026
    rf"(?:{_MONTH}\s*{_DAY},?|{_DAY}[\s-]+{_MONTH},?)[\s-]*(?P<year>\d{{4}})".replace("{n}", "1", 2).replace(
        "{n}", "2"
    )
)
_ZONE = re.compile(  # behind a clock; a browser names it again in brackets
    r"[(\s]*(?:(?P<beijing>北京时间|北京時間|beijing time|cst)"
    r"|(?:utc|gmt)\s?(?P<sign>[+-])(?P<hours>\d{1,2})(?::?(?P<minutes>\d\d))?(?:\s?\([^()]{1,40}\))?)[)\s]*$"
)
_CLOCK = re.compile(
    r"(?P<before>[一-鿿]{2}|[ap]\.?m\.?)?\s*(?P<hour>\d{1,2})(?:[:时時点點]\s*(?:(?P<half>半)|(?P<minute>\d{1,2}))?分?"
    r"(?::?(?P<second>\d{1,2})(?:\.\d+)?秒?)?)?\s*(?P<after>[ap]\.?m\.?)?"
)


def office_time(text: str, zone: ZoneInfo, order: DateOrder | None = None) -> datetime:
    """The instant; a clock that names no zone is read in `zone`, a day alone begins at midnight.

    `order` reads dates that end in their year. BadValue for what is no date, and for days that may be months.
    """
    plain = " ".join(_WEEKDAY.sub(" ", unicodedata.normalize("NFKC", text).casefold()).split())
    zone_written = _ZONE.search(plain)
    plain, own = (
        (plain[: zone_written.start()].strip(), _zone_of(zone_written)) if zone_written else (plain, None)
    )
    at = _standard(plain) or _number(plain) or _written(plain, order)
    if at is None and _NO_YEAR.match(plain):
        raise BadValue(Message("source.office_time_without_year", text=text[:40]))
    if at is None:
        raise BadValue(Message("source.no_office_time", text=text[:40]))
    if at.year not in YEARS:
        raise BadValue(Message("source.year_out_of_range", year=at.year))
    return at if at.tzinfo else at.replace(tzinfo=own or zone)


def _zone_of(match: re.Match[str]) -> tzinfo:
    """The zone that is written behind a clock. BadValue for one that no place on earth has."""
    if match["beijing"]:
        return ZoneInfo("Asia/Shanghai")
    distance = timedelta(hours=int(match["hours"]), minutes=int(match["minutes"] or 0))
    if distance > FARTHEST:
        raise BadValue(Message("source.no_office_time", text=match[0].strip()))
    return timezone(-distance if match["sign"] == "-" else distance)


def date_order(texts: Iterable[str]) -> DateOrder | None:
    """The one order in which each of a column's dates is a day, of those that end in their year or have short
    ones; None where several are, or none is.
    """
    dates = [match.groups() for text in texts if (match := _DAY_FIRST.match(text.strip()))]
    orders = [order for order in DateOrder if dates and all(_reading(parts, order) for parts in dates)]
    return orders[0] if len(orders) == 1 else None


def _standard(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text.upper())
    except ValueError:
        return None


def _number(text: str) -> datetime | None:
    """A serial number of a spreadsheet, or seconds or milliseconds since 1970."""
    if not re.fullmatch(r"\d{5}(?:\.\d+)?|\d{10}|\d{13}", text):
        return None
    value = float(text)
    if len(text) in (SECONDS, MILLISECONDS) and "." not in text:
        return datetime.fromtimestamp(value / (1000 if len(text) == MILLISECONDS else 1), UTC)
    if not SERIALS[0] <= value < SERIALS[1]:
        return None
    return FIRST_DAY + timedelta(seconds=round(value * 86_400))


def _written(text: str, order: DateOrder | None) -> datetime | None:
    day: list[int] | None
    if match := _COMPACT.fullmatch(text):
        return _instant([int(part or 0) for part in match.groups()])
    if match := _YEAR_FIRST.match(text):
        day = [int(part) for part in match.groups()]
    elif match := _NAMED_MONTH.match(text):
        name, number = match["month1"] or match["month2"], match["day1"] or match["day2"]
        day = [int(match["year"]), _MONTHS.index(name[:3]) + 1, int(number)]
    elif match := _DAY_FIRST.match(text):
        day = _numbers_alone(match.groups(), order)
    else:
        return None
    if day is None:
        return None
    clock = _clock(text[match.end() :].strip(" ,t"))
    return _instant([*day, *clock]) if clock is not None else None


def _numbers_alone(parts: Sequence[str], order: DateOrder | None) -> list[int] | None:
    """Year, month and day of a date whose year is not its first part, or has two digits.

    BadValue where more than one order makes a day of it, and none is asked for.
    """
    readings = [reading for known in DateOrder if (reading := _reading(parts, known))]
    if order is not None and (reading_asked := _reading(parts, order)):
        return reading_asked
    if any(reading != readings[0] for reading in readings):
        raise BadValue(Message("source.day_or_month", text="/".join(parts)))
    return readings[0] if readings else None


def _reading(parts: Sequence[str], order: DateOrder) -> list[int] | None:
    """The day that the parts are in this order; None where they are none, or one before all chats."""
    year, month, day = (int(parts[place]) for place in _PLACES[order])
    is_whole = len(parts[2]) == 4
    if (is_whole and order is DateOrder.YMD) or (not is_whole and year < EARLIEST_SHORT):
        return None
    ymd = [year if is_whole else 2000 + year, month, day]
    return ymd if _instant([*ymd, 0, 0, 0]) else None


def _clock(text: str) -> list[int] | None:
    """Hour, minute and second; midnight where nothing follows the day."""
    if not text:
        return [0, 0, 0]
    match = _CLOCK.fullmatch(text)
    if match is None:
        return None
    hour, part = int(match["hour"]), match["before"] or match["after"] or ""
    try:
        hour = hour_of_day(hour, part) + HOURS * ends_the_day(hour, part)
    except ValueError:
        return None
    return [hour, 30 if match["half"] else int(match["minute"] or 0), int(match["second"] or 0)]


def _instant(parts: list[int]) -> datetime | None:
    try:
        days, hour = (1, 0) if parts[3] == HOURS else (0, parts[3])  # 24:00 ends the day
        day = datetime(parts[0], parts[1], parts[2], hour, parts[4], parts[5])  # noqa: DTZ001 - a table's clock
        return day + timedelta(days=days)
    except ValueError:
        return None
