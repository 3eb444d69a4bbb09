"""SOPs on paper: a page for each day of a group, or one for a story by itself. One file, nothing fetched."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, time
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, StrictUndefined, Template

from content.days import DayName
from content.model import Group, Slot, Sop, Story
from content.plain import clean
from content.stories.sop import sop_of

_WORDS: dict[str, dict[str, Any]] = {
    "zh": {
        "sop": "四时 SOP",
        "product": "商品",
        "elements": "要素",
        "promo": "促销分量",
        "needs": "要群友照片",
        "arc": "活动",
        "answer": "答案",
        "of": dict(zip(Sop.__slots__, ("角色", "场景", "时间", "形式", "动作", "目标"), strict=True)),
        "slots": {slot: slot.sign for slot in Slot},
        "days": ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
    },
    "en": {
        "sop": "Sishi SOP",
        "product": "product",
        "elements": "elements",
        "promo": "promo weight",
        "needs": "needs a member's photo",
        "arc": "campaign",
        "answer": "answer",
        "of": {name: name for name in Sop.__slots__},
        "slots": {slot: slot.value for slot in Slot},
        "days": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    },
}


@dataclass(frozen=True, slots=True)
class SopDay:
    """A story, and the day on which a group is told it; `texts` are those of its posts, if there are any."""

    story: Story
    speaker: str
    product: str = ""
    group: Group | None = None
    day: date | None = None
    names: tuple[DayName, ...] = ()
    texts: Mapping[Slot, str] = field(default_factory=dict)

    @property
    def times(self) -> Mapping[Slot, time]:
        return self.group.slots if self.group else {slot: slot.usual_time for slot in Slot}


def sop_html(days: Sequence[SopDay], *, brand: str = "", language: str = "zh") -> str:
    """The pages as HTML, to be read or printed on A4."""
    pages = [{"day": day, "heading": _heading(day, language), "rows": _rows(day, language)} for day in days]
    return _template().render(
        pages=pages, brand=clean(brand), words=_WORDS[language], language=language, fields=fields(Sop)
    )


def _heading(day: SopDay, language: str) -> str:
    """Group, date and what the day is called."""
    if day.group is None or day.day is None:
        return day.story.id
    weekday = _WORDS[language]["days"][day.day.weekday()]
    names = [name.en if language == "en" else name.zh for name in day.names]
    return " · ".join((clean(day.group.name), f"{day.day} {weekday}", *names))


def _rows(day: SopDay, language: str) -> list[tuple[Slot, Sop, str]]:
    return [
        (
            slot,
            sop_of(day.story, slot, speaker=clean(day.speaker), at=f"{at:%H:%M}", language=language),
            clean(day.texts.get(slot) or _own_text(day.story, slot)),
        )
        for slot, at in day.times.items()
    ]


def _own_text(story: Story, slot: Slot) -> str:
    quiz = story.quiz
    options = [f"{letter}. {option}" for letter, option in zip("ABCD", quiz.options, strict=False)]
    return {
        Slot.MORNING: story.hook,
        Slot.NOON: "\n".join((quiz.question, *options)),
        Slot.AFTERNOON: story.clue,
        Slot.EVENING: story.solution,
    }[slot]


@cache
def _template() -> Template:
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(
        files("content.stories").joinpath("sop.html.j2").read_text(encoding="utf-8")
    )
