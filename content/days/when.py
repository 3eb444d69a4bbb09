"""How a named day falls."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Protocol

LUNAR_YEARS = range(1901, 2100)  # those that borax has tables for, whole
TERMS = {
    "小寒": "Minor Cold",
    "大寒": "Major Cold",
    "立春": "Start of Spring",
    "雨水": "Rain Water",
    "惊蛰": "Awakening of Insects",
    "春分": "Spring Equinox",
    "清明": "Pure Brightness",
    "谷雨": "Grain Rain",
    "立夏": "Start of Summer",
    "小满": "Grain Buds",
    "芒种": "Grain in Ear",
    "夏至": "Summer Solstice",
    "小暑": "Minor Heat",
    "大暑": "Major Heat",
    "立秋": "Start of Autumn",
    "处暑": "End of Heat",
    "白露": "White Dew",
    "秋分": "Autumn Equinox",
    "寒露": "Cold Dew",
    "霜降": "Frost's Descent",
    "立冬": "Start of Winter",
    "小雪": "Minor Snow",
    "大雪": "Major Snow",
    "冬至": "Winter Solstice",
}


class When(Protocol):
    def holds(self, day: date) -> bool: ...


@dataclass(frozen=True, slots=True)
class Once:
    first: date
    last: date

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Yearly:
    """From `first` to `last`, (month, day) each; it may run over the end of the year."""

    first: tuple[int, int]
    last: tuple[int, int]

    def holds(self, day: date) -> bool:
        on = (day.month, day.day)
        if self.first <= self.last:
            return self.first <= on <= self.last
        return on >= self.first or on <= self.last


@dataclass(frozen=True, slots=True)
class Monthly:
    """The same day of every month; a month without it has none."""

    day: int

    def holds(self, day: date) -> bool:
        return day.day == self.day


@dataclass(frozen=True, slots=True)
class Nth:
    """The `nth` `weekday` (1 is Monday, 7 Sunday) of a month, as Mother's Day is."""

    month: int
    nth: int
    weekday: int

    def holds(self, day: date) -> bool:
        return (day.month, (day.day + 6) // 7, day.isoweekday()) == (self.month, self.nth, self.weekday)


@dataclass(frozen=True, slots=True)
class Lunar:
    """A span of the Chinese calendar, in no leap month. A day of 30 is the month's last, 29th or 30th."""

    first: tuple[int, int]
    last: tuple[int, int]

    def holds(self, day: date) -> bool:
        on = lunar(day)
        if on is None:
            return False
        tomorrow = lunar(day + timedelta(days=1))
        ends = on[1] == 29 and tomorrow is not None and tomorrow[1] == 1
        return self.first <= ((on[0], 30) if ends else on) <= self.last


@lru_cache(maxsize=1024)  # a table asks the same day many times
def lunar(day: date) -> tuple[int, int] | None:
    """Month and day of the Chinese calendar; None in leap months and outside the years that are known."""
    from borax.calendars.lunardate import LunarDate  # here: only who asks for days needs it

    if day.year not in LUNAR_YEARS:
        return None
    on = LunarDate.from_solar(day)
    return None if on.leap else (on.month, on.day)


def solar_term(day: date) -> str | None:
    """The solar term that begins on the day, in Chinese; None on others and outside the years known."""
    from borax.calendars.lunardate import LunarDate

    return LunarDate.from_solar(day).term if day.year in LUNAR_YEARS else None
