"""Time zones as people write them: IANA names, what Chinese calls them, and offsets such as UTC+8."""

import re
from functools import cache
from zoneinfo import available_timezones

from channels.cells import Noted, did_you_mean, folded
from content.model import Message
from content.text.fold import folded as simplified
from content.validation import BadValue

CALLED = {
    "北京时间": "Asia/Shanghai",
    "北京": "Asia/Shanghai",
    "上海": "Asia/Shanghai",
    "中国": "Asia/Shanghai",
    "中国时间": "Asia/Shanghai",
    "中国标准时间": "Asia/Shanghai",
    "中国上海": "Asia/Shanghai",
    "chinastandardtime": "Asia/Shanghai",
    "asia/beijing": "Asia/Shanghai",
    "beijing": "Asia/Shanghai",
    "beijingtime": "Asia/Shanghai",
    "香港": "Asia/Hong_Kong",
    "香港时间": "Asia/Hong_Kong",
    "澳门": "Asia/Macau",
    "台北": "Asia/Taipei",
    "台北时间": "Asia/Taipei",
    "新加坡": "Asia/Singapore",
    "新加坡时间": "Asia/Singapore",
    "东京": "Asia/Tokyo",
    "东京时间": "Asia/Tokyo",
    "日本时间": "Asia/Tokyo",
    "首尔": "Asia/Seoul",
    "首尔时间": "Asia/Seoul",
    "伦敦": "Europe/London",
    "伦敦时间": "Europe/London",
    "巴黎": "Europe/Paris",
    "巴黎时间": "Europe/Paris",
    "纽约": "America/New_York",
    "纽约时间": "America/New_York",
    "洛杉矶": "America/Los_Angeles",
    "洛杉矶时间": "America/Los_Angeles",
    "温哥华": "America/Vancouver",
    "温哥华时间": "America/Vancouver",
    "多伦多": "America/Toronto",
    "多伦多时间": "America/Toronto",
    "悉尼": "Australia/Sydney",
    "悉尼时间": "Australia/Sydney",
}
_OFFSET = re.compile(r"(?:utc|gmt)?([+\-−])0?(\d{1,2})(?::?(\d\d))?", re.ASCII)
_WINDOWS = re.compile(r"\((?:utc|gmt)[+\-−]\d{1,2}:\d\d\)(?P<cities>.+)")  # as Windows lists them
_EAST_WEST = re.compile("([东西])([一二三四五六七八九十]|十一|十二)区")
_NUMBERS = ("零", *"一二三四五六七八九十", "十一", "十二")
MOST_EAST, MOST_WEST = 14, 12  # hours, of the fixed zones that IANA has


def a_zone(text: str) -> str | Noted:
    """An IANA name. An offset becomes the fixed zone, which knows no summer time: a note says so."""
    if text in _zones():
        return text
    written = folded(simplified(text))
    if name := CALLED.get(written) or _folded_zones().get(written):
        return name
    if listed := _WINDOWS.fullmatch(written):
        names = [CALLED[city] for city in re.split("[,，、]", listed["cities"]) if city in CALLED]
        if names:
            return names[0]
    hours = _offset(written, text)
    if hours is None:
        raise BadValue(Message("cell.no_zone", text=text, hint=did_you_mean(text, _zones())))
    zone = f"Etc/GMT{-hours:+}" if hours else "UTC"  # POSIX counts westwards
    return Noted(zone, (Message("cell.fixed_zone", text=text, zone=zone),))


def _offset(written: str, text: str) -> int | None:
    """Whole hours east of Greenwich; None for no offset. BadValue for one without a zone of its own."""
    if match := _EAST_WEST.fullmatch(written):
        hours = _NUMBERS.index(match[2])
        sign, minutes = ("+" if match[1] == "东" else "-"), 0
    elif match := _OFFSET.fullmatch(written):
        sign, hours, minutes = match[1], int(match[2]), int(match[3] or 0)
    else:
        return None
    if minutes or hours > (MOST_EAST if sign == "+" else MOST_WEST):
        raise BadValue(Message("cell.no_fixed_zone", text=text))
    return hours if sign == "+" else -hours


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


@cache
def _folded_zones() -> dict[str, str]:
    return {folded(name): name for name in sorted(_zones())}
