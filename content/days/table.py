"""days.toml: the named days that fall by a rule of their own."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from content.days.when import Lunar, Monthly, Nth, Once, When, Yearly
from content.errors import WrongInput
from content.files import cause_of, read_text
from content.formats import parse_toml
from content.model import Message
from content.validation import BadValue, in_field

DAYS = "days.toml"
BUILT_IN = Path(__file__).parent / DAYS
LEAP_YEAR = 2000  # so that 02-29 is a day


@dataclass(frozen=True, slots=True)
class DayRule:
    zh: str
    en: str
    kind: str
    when: When


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)
    zh: str = Field(min_length=1, max_length=20)
    en: str = Field(default="", max_length=60)
    kind: str = Field(default="brand", pattern="^(festival|marketing|brand)$")
    on: str = ""
    lunar: str = ""
    nth: str = ""
    to: str = ""
    off: bool = False

    @property
    def rule(self) -> DayRule:
        return DayRule(self.zh, self.en or self.zh, self.kind, self._when())

    def _when(self) -> When:
        if sum(map(bool, (self.on, self.lunar, self.nth))) != 1:
            raise BadValue(Message("days.one_way"))
        if self.lunar:
            return Lunar(_month_day(self.lunar, 30), _month_day(self.to or self.lunar, 30))
        if self.nth:
            return _nth(self.nth)
        if len(self.on) == 10:
            return _once(self.on, self.to or self.on)
        if len(self.on) <= 2:
            return Monthly(_number(self.on, 31))
        return Yearly(_solar(self.on), _solar(self.to or self.on))


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)
    days: list[_Entry] = []


def read_rules(root: Path) -> tuple[DayRule, ...]:
    """The built-in rules, the workspace's in place of those of the same name. WrongInput names the day."""
    own = root / DAYS
    files = [BUILT_IN, own] if own.is_file() else [BUILT_IN]
    rules: dict[str, DayRule | None] = {}
    for file in files:
        rules |= {entry.zh: _rule(file, entry) for entry in _read(file)}
    return tuple(rule for rule in rules.values() if rule)


def _read(file: Path) -> Iterable[_Entry]:
    try:
        return _Table.model_validate(parse_toml(read_text(file))).days
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise WrongInput(Message("file.not_toml", file=str(file), cause=cause_of(error))) from error
    except ValidationError as error:
        problem = in_field(error.errors(include_url=False)[0])
        raise WrongInput(
            Message("settings.field_wrong", file=str(file), problem=problem, doc="docs/stories.md")
        ) from error


def _rule(file: Path, entry: _Entry) -> DayRule | None:
    try:
        return None if entry.off else entry.rule
    except ValueError as error:
        cause = error.message if isinstance(error, BadValue) else str(error)
        raise WrongInput(Message("days.day_wrong", file=str(file), day=entry.zh, cause=cause)) from error


def _once(first: str, last: str) -> Once:
    span = Once(date.fromisoformat(first), date.fromisoformat(last))
    if span.last < span.first:
        raise BadValue(Message("days.before", last=last, first=first))
    return span


def _solar(text: str) -> tuple[int, int]:
    month, day = _month_day(text, 31)
    date(LEAP_YEAR, month, day)
    return month, day


def _nth(text: str) -> Nth:
    month, nth, weekday = _numbers(text, "05-2-7", 12, 5, 7)
    return Nth(month, nth, weekday)


def _month_day(text: str, longest: int) -> tuple[int, int]:
    month, day = _numbers(text, "06-18", 12, longest)
    return month, day


def _numbers(text: str, example: str, *most: int) -> list[int]:
    parts = text.split("-")
    if len(parts) != len(most):
        raise BadValue(Message("days.not_written_as", text=text, example=example))
    return [_number(part, limit) for part, limit in zip(parts, most, strict=True)]


def _number(text: str, most: int) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= most):
        raise BadValue(Message("days.no_number", text=text, most=most))
    return int(text)
