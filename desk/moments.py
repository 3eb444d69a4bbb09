"""Days and times in the reader's words, always on the clock of the group or of the team."""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton, get_timezone_name

UNITS = ((86_400, "天", "d"), (3_600, "小时", "h"), (60, "分钟", "min"))  # seconds
FIRST_DAY, LAST_DAY = date(1970, 1, 1), date(2999, 12, 31)  # a filter needs no others, and some add days
LOCALES = {"zh": "zh_CN", "en": "en_GB"}


@lru_cache(maxsize=500)
def day_words(day: date, language: str) -> str:
    """11 月 26 日 周四, Thu 26 Nov."""
    if language == "zh":
        return f"{short_day(day, language)} {format_skeleton('E', day, locale=LOCALES[language])}"
    return format_skeleton("MMMEd", day, locale=LOCALES[language]).replace(",", "")


@lru_cache(maxsize=500)
def short_day(day: date, language: str) -> str:
    """11 月 26 日, 26 Nov."""
    if language == "zh":
        return f"{day.month} 月 {day.day} 日"  # spaced, as Chinese is set beside figures
    return format_skeleton("MMMd", day, locale=LOCALES[language])


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
    fitting = ((size, zh, en) for size, zh, en in UNITS if seconds >= size)
    size, zh, en = next(fitting, (0, "", ""))
    if not size:
        return "现在" if language == "zh" else "now"
    count, later = int(seconds // size), left > timedelta()
    if language == "zh":
        return f"{count} {zh}{'后' if later else '前'}"
    return f"in {count} {en}" if later else f"{count} {en} ago"


def took(begun: datetime, ended: datetime, language: str) -> str:
    """A duration: 12 s, 3 min 05 s, 1 h 02 min; 12 秒, 3 分 05 秒, 1 小时 02 分."""
    hour, minute, second = (" 小时", " 分", " 秒") if language == "zh" else (" h", " min", " s")
    seconds = round((ended - begun).total_seconds())
    if seconds < 60:
        return f"{seconds}{second}"
    if seconds < 3600:
        return f"{seconds // 60}{minute} {seconds % 60:02}{second}"
    return f"{seconds // 3600}{hour} {seconds % 3600 // 60:02}{minute}"


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


def start_of(day: date, zone: str) -> datetime:
    """Midnight of that day there, in UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)
