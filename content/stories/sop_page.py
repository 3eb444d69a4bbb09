"""SOPs on paper: a page for each day of a group, or one for a story by itself. One file, nothing fetched."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, time
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, StrictUndefined, Template

from content.days import DayName
from content.messages import render
from content.model import Group, Message, Slot, Sop, Story
from content.sanitize import clean
from content.stories.sop import sop_of

HEADINGS = ("title", "product", "elements", "promo", "needs", "arc", "answer")


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
        pages=pages, brand=clean(brand), words=_words(language), language=language, fields=fields(Sop)
    )


def _words(language: str) -> dict[str, Any]:
    """What the page says beside the stories."""
    signs = {slot: slot.sign if language == "zh" else slot.value for slot in Slot}
    named = {name: render(Message(f"sop.of_{name}"), language) for name in Sop.__slots__}
    headings = {name: render(Message(f"sop.{name}"), language) for name in HEADINGS}
    return headings | {"of": named, "slots": signs}


def _heading(day: SopDay, language: str) -> str:
    """Group, date and what the day is called."""
    if day.group is None or day.day is None:
        return day.story.id
    weekday = render(Message(f"sop.day_{day.day.weekday()}"), language)
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
