"""All that a day is called, and whether it is a day off."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path

from content.days.papers import EN, Papers, papers_of
from content.days.table import DAYS, DayRule, read_rules
from content.days.when import TERMS, solar_term

__all__ = ["DAYS", "DayKind", "DayName", "Days", "read_days"]


class DayKind(StrEnum):
    HOLIDAY = "holiday"  # 放假
    WORKDAY = "workday"  # 补班: a weekend day on which people work
    FESTIVAL = "festival"
    TERM = "term"  # 节气
    MARKETING = "marketing"
    BRAND = "brand"


@dataclass(frozen=True, slots=True)
class DayName:
    kind: DayKind
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Days:
    """The days that a workspace knows: announced ones, and those that fall by rule."""

    papers: Papers
    rules: tuple[DayRule, ...]

    def names_of(self, day: date) -> tuple[DayName, ...]:
        """What the day is called, days off first; a name that says the same as one before is left out."""
        names: dict[str, DayName] = {}
        for name in self._names(day):
            names.setdefault(name.zh.removesuffix("节"), name)
        return tuple(names.values())

    def is_holiday(self, day: date) -> bool | None:
        """Whether the day is off by announcement; None as long as its year is not announced."""
        return self.papers.is_off(day)

    @property
    def holidays(self) -> frozenset[date]:
        """Every day that is known to be off by announcement."""
        return frozenset(self.papers.off)

    def not_announced(self, first: date, last: date) -> list[int]:
        """The years from `first` to `last` whose holidays nobody knows yet."""
        return [year for year in range(first.year, last.year + 1) if year not in self.papers.years]

    def between(self, first: date, last: date) -> Iterator[tuple[date, tuple[DayName, ...]]]:
        """The days from `first` to `last` that have a name, with their names."""
        for number in range((last - first).days + 1):
            day = first + timedelta(days=number)
            if names := self.names_of(day):
                yield day, names

    def _names(self, day: date) -> Iterator[DayName]:
        if name := self.papers.off.get(day):
            yield DayName(DayKind.HOLIDAY, name, EN.get(name, name))
        if name := self.papers.work.get(day):
            yield DayName(DayKind.WORKDAY, f"{name}补班", f"working day for {EN.get(name, name)}")
        for rule in self.rules:
            if rule.when.holds(day):
                yield DayName(DayKind(rule.kind), rule.zh, rule.en)
        if term := solar_term(day):
            yield DayName(DayKind.TERM, term, TERMS[term])


def read_days(root: Path) -> Days:
    """The days of the workspace `root`. WrongInput names the file and what is wrong in it."""
    return Days(papers_of(root), read_rules(root))
