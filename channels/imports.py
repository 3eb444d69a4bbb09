"""Groups, products, members and stories out of tables; channels.exports.rows writes them back.

A file is taken whole or not at all: every bad row is named, with what to write instead.
The columns are described in docs/tables.md. Whether the things that rows name exist is the store's to check.
"""

import unicodedata
from collections.abc import Iterator
from datetime import date, time
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, Field, ValidationError, ValidationInfo, field_validator

from channels import cells
from channels.tables import Row, Table, read_table
from content.errors import BadTable, WrongInput
from content.model import Group, GroupKind, Member, Product, Quiz, Slot, Step, Story

LETTERS = "ABCD"
_SAME_IN_STORY = (
    *("id", "title", "product", "form", "promo", "hook", "clue", "solution", "solution_title"),
    *("theme", "wants_photo", "valid_from", "valid_to"),
)


def read_groups(path: Path, sheet: str | None = None) -> list[Group]:
    """The groups of a table. BadTable names all bad rows; WrongInput for a file or header that is wrong."""
    return [row.as_group() for row in _read(path, sheet, GroupRow)]


def read_products(path: Path, sheet: str | None = None) -> list[Product]:
    """The products of a table; errors as in `read_groups`."""
    return [Product(row.id, row.name) for row in _read(path, sheet, ProductRow)]


def read_members(path: Path, sheet: str | None = None) -> list[Member]:
    """The members of a table; errors as in `read_groups`."""
    return [Member(row.id, row.nickname, row.group) for row in _read(path, sheet, MemberRow)]


def read_stories(path: Path, sheet: str | None = None) -> list[Story]:
    """The stories of a table; errors as in `read_groups`."""
    return [row.as_story() for row in _read(path, sheet, StoryRow)]


Id = Annotated[str, BeforeValidator(cells.an_id)]
Line = Annotated[str, BeforeValidator(cells.a_line)]
Day = Annotated[date, BeforeValidator(cells.a_day)]
Weight = Annotated[float, BeforeValidator(cells.a_weight)]


class _Row(BaseModel, extra="forbid"):
    """What the rows of every table share; the fields are the columns, in the order of writing."""

    id: Id


class ProductRow(_Row):
    name: Line


class MemberRow(_Row):
    nickname: Line
    group: Id | None = None


class GroupRow(_Row):
    name: Line
    kind: Annotated[GroupKind, BeforeValidator(cells.a_kind)] = GroupKind.DAILY
    members: Annotated[int, BeforeValidator(cells.a_count)] = 0
    timezone: Annotated[str, BeforeValidator(cells.a_zone)] = "Asia/Shanghai"
    slots: Annotated[dict[Slot, time], BeforeValidator(cells.slot_times)] = Field(
        default_factory=lambda: {slot: slot.usual_time for slot in Slot}
    )
    promo_cap: Weight | None = None
    starts_on: Day | None = None
    ends_on: Day | None = None
    blackouts: Annotated[list[Day], BeforeValidator(cells.several)] = []
    shares_members_with: Annotated[list[Id], BeforeValidator(cells.several)] = []

    @field_validator("ends_on")
    @classmethod
    def _ends_after_it_starts(cls, ends: date | None, info: ValidationInfo) -> date | None:
        return _not_before(ends, info.data.get("starts_on"), "starts_on")

    def as_group(self) -> Group:
        return Group(
            id=self.id,
            name=self.name,
            kind=self.kind,
            size=self.members,
            zone=self.timezone,
            slots=MappingProxyType(self.slots),
            promo_cap=self.promo_cap,
            starts_on=self.starts_on,
            ends_on=self.ends_on,
            blackouts=frozenset(self.blackouts),
            shares_members_with=frozenset(self.shares_members_with),
        )


class StoryRow(_Row):
    title: Line
    product: Id
    form: Line
    kinds: Annotated[
        list[Annotated[GroupKind, BeforeValidator(cells.a_kind)]], BeforeValidator(cells.several)
    ] = []
    elements: Annotated[list[str], BeforeValidator(cells.several)] = []
    promo: Annotated[float, BeforeValidator(cells.a_fraction)] = 0.0
    hook: Line
    quiz: Line
    options: Annotated[list[str], BeforeValidator(cells.texts)]
    answer: Line
    answer_why: str = ""
    clue: Line
    solution: Line
    solution_title: str = ""
    steps: Annotated[list[Step], BeforeValidator(cells.steps)] = []
    theme: str = ""
    wants_photo: Annotated[bool, BeforeValidator(cells.a_truth)] = False
    valid_from: Day | None = None
    valid_to: Day | None = None

    @field_validator("options")
    @classmethod
    def _options_differ(cls, options: list[str]) -> list[str]:
        if not 2 <= len(options) <= len(LETTERS):
            raise ValueError(f"a quiz has two to four options, this one {len(options)}")
        if "" in options:
            raise ValueError(f"option {LETTERS[options.index('')]} is empty, but a later one is not")
        alike = [unicodedata.normalize("NFKC", option).casefold() for option in options]
        for first, second in ((a, b) for b in range(len(alike)) for a in range(b)):
            if alike[first] == alike[second]:
                raise ValueError(
                    f"options {LETTERS[first]} and {LETTERS[second]} are the same: {options[first]!r}"
                )
        return options

    @field_validator("answer")
    @classmethod
    def _answer_is_an_option(cls, answer: str, info: ValidationInfo) -> str:
        letter = unicodedata.normalize("NFKC", answer).upper()
        letters = LETTERS[: len(info.data.get("options", LETTERS))]
        if letter not in list(letters):
            raise ValueError(f"{answer!r} is no option's letter; the options are {', '.join(letters)}")
        return letter

    @field_validator("valid_to")
    @classmethod
    def _ends_after_it_begins(cls, ends: date | None, info: ValidationInfo) -> date | None:
        return _not_before(ends, info.data.get("valid_from"), "valid_from")

    def as_story(self) -> Story:
        same = {name: getattr(self, name) for name in _SAME_IN_STORY}
        quiz = Quiz(self.quiz, tuple(self.options), self.answer, self.answer_why)
        return Story(
            **same,
            quiz=quiz,
            steps=tuple(self.steps),
            kinds=frozenset(self.kinds),
            elements=tuple(self.elements),
        )


def _not_before(ends: date | None, starts: date | None, name: str) -> date | None:
    if ends is not None and starts is not None and ends < starts:
        raise ValueError(f"{ends} is before {name}, {starts}")
    return ends


R = TypeVar("R", bound=_Row)


def _read(path: Path, sheet: str | None, model: type[R]) -> list[R]:
    table = read_table(path, sheet)
    _check_columns(table, model)
    parsed: list[R] = []
    problems: list[str] = []
    for row in table.rows:
        try:
            parsed.append(model.model_validate(_as_fields(row)))
        except ValidationError as error:
            problems += [f"{table.place(row)}, {_say(one)}" for one in error.errors()]
    problems += _repeated_ids(table)
    if problems:
        raise BadTable(table.source, problems)
    return parsed


def _repeated_ids(table: Table) -> Iterator[str]:
    first: dict[str, Row] = {}
    for row in table.rows:
        name = cells.as_text(row.values.get("id", ""))
        if isinstance(name, str) and name and first.setdefault(name, row) is not row:
            yield f"{table.place(row)}, column id: {name!r} is already the id of {table.place(first[name])}"


def _check_columns(table: Table, model: type[_Row]) -> None:
    found = {name for row in table.rows for name in row.values}
    fields = model.model_fields
    known = [*fields, *(_OPTION_COLUMNS if "options" in fields else ())]
    unknown = [
        f"{name!r}{cells.did_you_mean(name, known, ' (did you mean {!r}?)')}"
        for name in sorted(found - set(known))
    ]
    if unknown:
        raise WrongInput(
            f"{table.source}: unknown columns: {'; '.join(unknown)}. Known are {', '.join(known)}."
        )
    given = found | ({"options"} if found & set(_OPTION_COLUMNS) else set())
    missing = [name for name, field in fields.items() if field.is_required() and name not in given]
    if missing:
        raise WrongInput(
            f"{table.source}: columns are missing: {', '.join(missing)}. Add them; every row needs them."
        )


def _say(error: Any) -> str:
    column = error["loc"][0] if error["loc"] else "?"
    if error["type"] == "missing":
        return f"column {column}: this is missing"
    if error["type"] == "extra_forbidden":
        return f"column {column}: this may not stand beside the column options"
    return f"column {column}: {error['msg'].removeprefix('Value error, ')}"


# From cells to fields: everything becomes text or lists and mappings of text, and empty cells are left out.

_OPTION_COLUMNS = tuple(f"option_{letter.lower()}" for letter in LETTERS)
_MAY_BE_EMPTY = {"slots", "id"}  # where emptiness is an error with a sentence of its own


def _as_fields(row: Row) -> dict[str, Any]:
    fields = {name: cells.as_text(value) for name, value in row.values.items()}
    if not fields.get("options"):
        options = [fields.pop(name, "") for name in _OPTION_COLUMNS]
        fields["options"] = options[: max((n for n, option in enumerate(options, 1) if option), default=0)]
    return {
        name: value for name, value in fields.items() if value not in ("", [], {}) or name in _MAY_BE_EMPTY
    }
