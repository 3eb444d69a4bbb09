"""What a calendar says of a day, for posters: date, weekday, lunar date, solar term and its three pentads."""

from datetime import date
from functools import lru_cache

from content.days import DayKind, Days
from content.days.when import LUNAR_YEARS, solar_term

WEEKDAYS = "一二三四五六日"
MONTHS = ("一月", "二月", "三月", "四月", "五月", "六月", "七月", "八月", "九月", "十月", "十一月", "十二月")
LONGEST_NAME = 4  # characters of a day's name that a calendar sheet has room for

# 七十二候, three to each solar term: 《礼记·月令》 in the order of the almanacs (《逸周书·时训解》).
PENTADS = {
    "立春": "东风解冻 蛰虫始振 鱼陟负冰",
    "雨水": "獭祭鱼 候雁北 草木萌动",
    "惊蛰": "桃始华 仓庚鸣 鹰化为鸠",
    "春分": "玄鸟至 雷乃发声 始电",
    "清明": "桐始华 田鼠化鴽 虹始见",
    "谷雨": "萍始生 鸣鸠拂其羽 戴胜降于桑",
    "立夏": "蝼蝈鸣 蚯蚓出 王瓜生",
    "小满": "苦菜秀 靡草死 麦秋至",
    "芒种": "螳螂生 鵙始鸣 反舌无声",
    "夏至": "鹿角解 蜩始鸣 半夏生",
    "小暑": "温风至 蟋蟀居壁 鹰始击",
    "大暑": "腐草为萤 土润溽暑 大雨时行",
    "立秋": "凉风至 白露降 寒蝉鸣",
    "处暑": "鹰乃祭鸟 天地始肃 禾乃登",
    "白露": "鸿雁来 玄鸟归 群鸟养羞",
    "秋分": "雷始收声 蛰虫坯户 水始涸",
    "寒露": "鸿雁来宾 雀入大水为蛤 菊有黄华",
    "霜降": "豺乃祭兽 草木黄落 蛰虫咸俯",
    "立冬": "水始冰 地始冻 雉入大水为蜃",
    "小雪": "虹藏不见 天气上升 闭塞成冬",
    "大雪": "鹖鴠不鸣 虎始交 荔挺出",
    "冬至": "蚯蚓结 麋角解 水泉动",
    "小寒": "雁北乡 鹊始巢 雉始雊",
    "大寒": "鸡乳 征鸟厉疾 水泽腹坚",
}


def day_words(day: date, days: Days | None = None) -> dict[str, str]:
    """The fields of a day, by name; without `days` no festival is known and no day is red."""
    words = {
        "monthday": str(day.day),
        "month": MONTHS[day.month - 1],
        "year": str(day.year),
        "weekday": f"星期{WEEKDAYS[day.weekday()]}",
        "date": f"{day.month}月{day.day}日 周{WEEKDAYS[day.weekday()]}",
        "postmark": f"{day.month}.{day.day}",
    }
    if lunar := _lunar(day):
        words["lunar"] = lunar
    term = solar_term(day) or ""
    if term:
        words |= {"term": term, "solar_term": term, "pentads": PENTADS[term].replace(" ", "\n")}
    if days is not None:
        names = [name.zh for name in days.names_of(day) if name.kind is DayKind.FESTIVAL]
        if festival := next((name for name in names if len(name) <= LONGEST_NAME), ""):
            words |= {"term": festival, "red_day": "1"}
        if days.is_holiday(day):
            words["red_day"] = "1"
    return words


@lru_cache(maxsize=64)
def _lunar(day: date) -> str:
    """Such as 丙午年八月十一; "" outside the years that are known."""
    from borax.calendars.lunardate import LunarDate  # here: only who makes posters of days needs it

    if day.year not in LUNAR_YEARS:
        return ""
    on = LunarDate.from_solar(day)
    return f"{on.gz_year}年{on.cn_md}"
