"""What exports say, in Chinese and in English, and the order in which they say it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from channels.exports.item import QueueItem
from content.errors import WrongInput
from content.messages import render
from content.model import Message, PostState, Slot

DRAFT = render(PostState.DRAFT.label, "zh")  # what is said of all that nobody approved
WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")


@dataclass(frozen=True, slots=True)
class Words:
    """One language of the exports. `week` and `posts` take a number; slots and states have their words."""

    lang: str  # a BCP 47 tag, for the page
    weekdays: tuple[str, ...]
    slots: dict[Slot, str]
    jobs: dict[Slot, str]
    states: dict[PostState, str]
    title: str
    all: str
    gap: str
    groups: str
    week: str
    posts: str
    no_poster: str
    broken_poster: str
    product: str
    by: str
    why: str
    close: str
    before: str
    after: str
    nothing: str

    def day(self, day: date) -> str:
        """周三 11 月 25 日, or Wed, Nov 25."""
        weekday = self.weekdays[day.weekday()]
        return f"{weekday} {self._month_day(day)}" if self is ZH else f"{weekday}, {self._month_day(day)}"

    def span(self, first: date, last: date) -> str:
        """11 月 23 – 29 日, or Nov 23 – 29; both months where they differ."""
        if first == last:
            return self._month_day(first)
        same = (first.year, first.month) == (last.year, last.month)
        if self is ZH and same:
            return f"{first.month} 月 {first.day} – {last.day} 日"
        return f"{self._month_day(first)} – {last.day if same else self._month_day(last)}"

    def _month_day(self, day: date) -> str:
        return f"{day.month} 月 {day.day} 日" if self is ZH else f"{_MONTHS[day.month - 1]} {day.day}"


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

ZH = Words(
    lang="zh-CN",
    weekdays=WEEKDAYS,
    slots={slot: slot.sign for slot in Slot},
    jobs={slot: slot.job for slot in Slot},
    states={state: render(state.label, "zh") for state in PostState},
    title="四时周览",
    all="全部",
    gap="空位",
    groups="社群",
    week="第 {} 周",
    posts="{} 条",
    no_poster="海报还没画好",
    broken_poster="海报文件读不出来",
    product="产品",
    by="来自",
    why="为什么是它",
    close="关闭",
    before="上一条",
    after="下一条",
    nothing="这里还没有推送。",
)
EN = Words(
    lang="en",
    weekdays=("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    slots={Slot.MORNING: "Morning", Slot.NOON: "Noon", Slot.AFTERNOON: "Afternoon", Slot.EVENING: "Evening"},
    jobs={Slot.MORNING: "hook", Slot.NOON: "quiz", Slot.AFTERNOON: "share", Slot.EVENING: "solution"},
    states={state: state.value.replace("_", " ").capitalize() for state in PostState},
    title="Sishi week",
    all="All",
    gap="Gap",
    groups="Groups",
    week="Week {}",
    posts="{} posts",
    no_poster="The poster is not drawn yet",
    broken_poster="The poster cannot be read",
    product="Product",
    by="By",
    why="Why this one",
    close="Close",
    before="Previous",
    after="Next",
    nothing="There are no posts here yet.",
)
_LANGUAGES = {"zh": ZH, "en": EN}


def words(language: str) -> Words:
    """The words of "zh" or "en". WrongInput for another language."""
    if language not in _LANGUAGES:
        raise WrongInput(Message("export.unknown_language", language=language))
    return _LANGUAGES[language]


def in_order(items: Iterable[QueueItem]) -> list[QueueItem]:
    """By group, day and slot: the order of every export, however the items came."""
    rank = {slot: n for n, slot in enumerate(Slot)}
    return sorted(items, key=lambda item: (item.group, item.date, rank[item.slot], item.id))
