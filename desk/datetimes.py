"""Days and times in the reader's words, always on the clock of the group or of the team."""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date, get_timezone_name

from content.messages import render
from content.model import Message

UNITS = ((86_400, "days"), (3_600, "hours"), (60, "minutes"))  # seconds
FIRST_DAY, LAST_DAY = date(1970, 1, 1), date(2999, 12, 31)  # a filter needs no others, and some add days
LOCALES = {"zh": "zh_CN", "en": "en_GB"}


@lru_cache(maxsize=500)
def day_words(day: date, language: str) -> str:
    """11 月 26 日 周四, Thu 26 Nov."""
    return _dated(day, Message("desk_time.day"), language)


@lru_cache(maxsize=500)
def short_day(day: date, language: str) -> str:
    """11 月 26 日, 26 Nov."""
    return _dated(day, Message("desk_time.short_day"), language)


@lru_cache(maxsize=500)
def long_day(day: date, language: str) -> str:
    """2026 年 11 月 26 日, 26 November 2026."""
    return _dated(day, Message("desk_time.long_day"), language)


@lru_cache(maxsize=500)
def span_words(monday: date, language: str) -> str:
    """The days of a week: 11 月 23 – 29 日, 23 – 29 Nov."""
    last = monday + timedelta(days=6)
    if monday.month != last.month:
        return f"{short_day(monday, language)} – {short_day(last, language)}"
    first_words = _dated(monday, Message("desk_time.first_of_month_span"), language)
    return f"{first_words} – {_dated(last, Message('desk_time.last_of_month_span'), language)}"


@lru_cache(maxsize=500)
def weekday(day: date, language: str, *, short: bool = False) -> str:
    """周一, Mon; short: 一, Mon."""
    pattern = Message("desk_time.weekday_short") if short else Message("desk_time.weekday")
    return _dated(day, pattern, language)


def _dated(day: date, pattern: Message, language: str) -> str:
    return format_date(day, render(pattern, language), locale=LOCALES[language])


def clock(at: datetime, zone: str) -> str:
    """08:00, in that zone."""
    return f"{at.astimezone(ZoneInfo(zone)):%H:%M}"


def moment(at: datetime, zone: str, language: str) -> str:
    """11 月 26 日 周四 08:00: for what has a day and a time."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{day_words(local.date(), language)} {local:%H:%M}"


def brief(at: datetime, zone: str, language: str) -> str:
    """11 月 26 日 08:00, 26 Nov 08:00: where there is little room."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{short_day(local.date(), language)} {local:%H:%M}"


def within(left: timedelta, language: str) -> str:
    """How long until then, or since, in its largest unit: 3 小时后, 2 天前, in 3 h, 2 d ago."""
    seconds = abs(left.total_seconds())
    size, unit = next((pair for pair in UNITS if seconds >= pair[0]), (0, ""))
    if not unit:
        return render(Message("desk_time.now"), language)
    side = "ahead" if left > timedelta() else "ago"
    return render(Message(f"desk_time.{unit}_{side}", n=int(seconds // size)), language)


def took(begun: datetime, ended: datetime, language: str) -> str:
    """A duration: 12 s, 3 min 05 s, 1 h 02 min; 12 秒, 3 分 05 秒, 1 小时 02 分."""
    minutes, seconds = divmod(round((ended - begun).total_seconds()), 60)
    if not minutes:
        return render(Message("desk_time.took_seconds", seconds=seconds), language)
    if minutes < 60:
        return render(Message("desk_time.took_minutes", minutes=minutes, seconds=seconds), language)
    hours, minutes = divmod(minutes, 60)
    return render(Message("desk_time.took_hours", hours=hours, minutes=minutes), language)


def zone_words(zone: str, language: str) -> str:
    """What people call a time zone: 中国标准时间, China Standard Time."""
    words: str = get_timezone_name(ZoneInfo(zone), locale=LOCALES[language])
    return words


def today_in(zone: str, now: datetime) -> date:
    """Which day it is there."""
    return now.astimezone(ZoneInfo(zone)).date()


def in_reach(day: date) -> date:
    """The day, or the first or last there may be: no post is beyond them, and no reckoning leaves the years
    that dates have."""
    return min(max(day, FIRST_DAY), LAST_DAY)


def local_input(at: datetime, zone: str) -> str:
    """2026-12-01T08:00, as a field for a local time is filled."""
    return f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%dT%H:%M}"


def start_of(day: date, zone: str) -> datetime:
    """Midnight of that day there, in UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)
