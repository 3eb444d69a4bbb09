"""Days off and make-up working days as the State Council announces them, a paper for each year.

The package chinesecalendar brings those known when it was made; files in the workspace's folder days/ bring
newer ones, or correct a year. A year without a paper is not announced, and nothing is guessed about it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from content.errors import WrongInput
from content.files import SETTINGS_BYTES, cause_of, read_limited
from content.formats import parse_json
from content.model import Message
from content.validation import BadValue, in_field

FOLDER = "days"
ZH = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "Mid-autumn Festival": "中秋节",
    "National Day": "国庆节",
    "Anti-Fascist 70th Day": "抗战胜利纪念日",
}
EN = {zh: en for en, zh in ZH.items()}
# Days of late December belong to the next year's paper: that of 2019 moved the 29th, the earliest so far.
NEXT_YEARS = (12, 29)


class PaperDay(BaseModel):
    """One day that is not what its weekday says; the names of the fields are those that such files have."""

    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)
    on: date = Field(alias="date")
    name: str = Field(min_length=1, max_length=40)
    off: bool = Field(alias="isOffDay")


class Paper(BaseModel):
    """The paper of one year. It may name days of the December before."""

    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)
    year: int = Field(ge=1950, le=2999)
    days: list[PaperDay] = Field(min_length=1)

    @field_validator("days")
    @classmethod
    def _each_day_once(cls, days: list[PaperDay]) -> list[PaperDay]:
        seen: set[date] = set()
        for day in days:
            if day.on in seen:
                raise BadValue(Message("days.twice", day=day.on))
            seen.add(day.on)
        return days


@dataclass(frozen=True, slots=True)
class Papers:
    """The names of days off and of make-up working days, in Chinese, and the years that are announced."""

    years: frozenset[int] = frozenset()
    off: Mapping[date, str] = field(default_factory=dict)
    work: Mapping[date, str] = field(default_factory=dict)

    def is_off(self, day: date) -> bool | None:
        """Whether the papers give the day off; None if they do not yet speak of it."""
        if day in self.off:
            return True
        if day in self.work:
            return False
        return False if {day.year, paper_of(day)} <= self.years else None

    def amended(self, papers: Iterable[Paper]) -> "Papers":
        """With these papers in place of those of the same years."""
        mine = {paper.year: paper for paper in papers}
        kept = (
            {day: name for day, name in named.items() if paper_of(day) not in mine}
            for named in (self.off, self.work)
        )
        off, work = kept
        for paper in mine.values():
            off |= {day.on: day.name for day in paper.days if day.off}
            work |= {day.on: day.name for day in paper.days if not day.off}
        return Papers(self.years | mine.keys(), off, work)


def paper_of(day: date) -> int:
    """The year whose paper speaks of the day."""
    return day.year + ((day.month, day.day) >= NEXT_YEARS)


@cache
def known_papers() -> Papers:
    """The papers that the package chinesecalendar brings."""
    from chinese_calendar.constants import holidays, workdays  # here: only who asks for days needs it

    off = {day: ZH.get(name, name) for day, name in holidays.items()}
    work = {day: ZH.get(name, name) for day, name in workdays.items()}
    return Papers(frozenset(day.year for day in off), off, work)


def read_paper(file: Path) -> Paper:
    """The paper in a JSON file, `{"year": 2027, "days": [{"date", "name", "isOffDay"}]}`; else WrongInput."""
    try:
        contents = parse_json(read_limited(file, SETTINGS_BYTES).decode("utf-8-sig"))
        if isinstance(contents, dict) and contents.get("days") == []:
            raise WrongInput(Message("days.no_days", file=str(file)))
        return Paper.model_validate(contents)
    except ValidationError as error:
        problem = in_field(error.errors(include_url=False)[0])
        raise WrongInput(
            Message("settings.field_wrong", file=str(file), problem=problem, doc="docs/stories.md")
        ) from error
    except (OSError, ValueError, RecursionError) as error:
        raise WrongInput(Message("days.not_json", file=str(file), cause=cause_of(error))) from error


def papers_of(root: Path) -> Papers:
    """All papers that a workspace knows. WrongInput for a broken file in its folder days/."""
    return known_papers().amended(map(read_paper, sorted((root / FOLDER).glob("*.json"))))
