"""What a table is: its columns with their names in both languages, their parsers, meanings and examples.

Everything that knows columns goes by a Definition: import, export, templates and docs/tables.md.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, TypeVar

from channels.cells import folded
from content.messages import LANGUAGES, render
from content.model import Message
from content.text.fold import folded as simplified
from content.validation import BadValue

T = TypeVar("T")
Values = Mapping[str, Any]
Parser = Callable[[Any], Any]
Check = Callable[[Any, Values], Any]
Join = Callable[[Mapping[str, Any]], Any]
_BESIDE_A_NAME = re.compile(r"[\s_\-*＊:：]+")
_REMARK = re.compile(r"[(（\[【].*$")
_IN_BRACKETS = re.compile(r"[(（\[【](.*?)[)）\]】]?$")
_TWO_SCRIPTS = re.compile(r"(?P<zh>[\u3400-\u9fff]+)[\s/|｜,，-]+(?P<latin>[A-Za-z][A-Za-z ._-]*)", re.ASCII)
_ALIKE = (
    ("暱", "昵"),
    ("回覆", "回复"),
    ("群组", "群"),
    ("时间", "日期"),
    ("所属", "所在"),
)  # tried one after another
_NUMBER = re.compile(r"(?:\bno\.?|\bnumber|\bnum\.?|#)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Column:
    """`name` and `zh` are its headings; it is known by `also` too.

    `parse` makes a value of a cell's text or raises BadValue; `check` then holds it against the row's earlier
    values, and may change it. A column with a `whole` is a part of that column (早 of 时段), named `part`;
    the whole column's `join` puts the parts together. `example` is what stands in a template.
    A `structured` column may be a list or a mapping where a format has these.
    Of several columns of a file that mean this one, `preferred` are read: the first that is filled in a row.
    """

    name: str
    zh: str
    parse: Parser
    example: str | int | Message = ""
    also: tuple[str, ...] = ()
    required: bool = False
    check: Check | None = None
    whole: str = ""
    part: str = ""
    join: Join | None = None
    structured: bool = False
    preferred: tuple[str, ...] = ()

    @property
    def title(self) -> Message:
        """What the column is called in the reader's language."""
        return Message("table.column_called", name=self.name, zh=self.zh)

    def preference(self, heading: str) -> int | None:
        """The place of a heading among the preferred, from 0; None for one that gives way to these."""
        plain = folded_heading(heading), folded_heading(_REMARK.sub("", heading))
        places = (place for place, name in enumerate(self.preferred) if folded_heading(name) in plain)
        return next(places, None)


@dataclass(frozen=True)
class Definition(Generic[T]):
    """The table `name`; `key` is the column that every row is known by, `unique` whether only once.

    `begun` are the columns that a row has which `sishi init` wrote and nobody filled in yet; such a row has
    all of `begun_at_least`.
    """

    name: str
    columns: tuple[Column, ...]
    build: Callable[[Values], T]
    key: str = "id"
    unique: bool = True
    begun: frozenset[str] = frozenset()
    begun_at_least: frozenset[str] = frozenset()

    def column_of(self, heading: str) -> Column | None:
        """The column that a heading means; stars, units and remarks in brackets apart, in either script."""
        columns = (self._by_heading.get(folded_heading(writing)) for writing in _writings(heading))
        column = next(filter(None, columns), None)
        remark = _IN_BRACKETS.search(heading) if column else None
        part = self._by_heading.get(folded_heading(remark[1])) if remark else None
        return part if part and column and part.whole == column.name else column

    def column(self, name: str) -> Column:
        return self._by_name[name]

    def about(self, column: Column) -> Message:
        """What the column means and how it is written."""
        return Message(f"table_column.{self.name}_{column.name}")

    @property
    def title(self) -> Message:
        """What the table is called."""
        return Message(f"table_column.{self.name}")

    @property
    def headings(self) -> list[str]:
        """Everything that its columns may be called."""
        return [name for column in self.columns for name in (column.name, column.zh, *column.also)]

    @cached_property
    def example_keys(self) -> frozenset[str]:
        """What the key column has in the example row of a template, in each language."""
        example = self.column(self.key).example
        if not isinstance(example, Message):
            return frozenset({str(example)})
        return frozenset(render(example, language) for language in LANGUAGES)

    @cached_property
    def _by_name(self) -> dict[str, Column]:
        return {column.name: column for column in self.columns}

    @cached_property
    def _by_heading(self) -> dict[str, Column]:
        names: dict[str, Column] = {}
        for column in self.columns:
            for name in (column.name, column.zh, *column.also):
                names.setdefault(folded_heading(name), column)
        return names


def _writings(heading: str) -> Iterator[str]:
    """A heading as it may be a name: as it stands, without its remark, one script at a time."""
    bare = _REMARK.sub("", heading).strip()
    yield from (heading, bare)
    if heading.isascii():
        yield _NUMBER.sub("id", bare)
        return
    text = simplified(bare)
    yield text
    if both := _TWO_SCRIPTS.fullmatch(text):
        yield from (both["zh"], both["latin"], _NUMBER.sub("id", both["latin"]))
        text = both["zh"]
    for written, read in _ALIKE:
        text = text.replace(written, read)
        yield text
    if len(text) > 2 and text[-1] in "数量":  # 回复数 is what 回复 counts
        yield text[:-1]


def folded_heading(text: str) -> str:
    return _BESIDE_A_NAME.sub("", folded(text))


def not_before(name: str, zh: str) -> Check:
    """A check that a day is not before the one in the column `name`, which Chinese calls `zh`."""
    title = Message("table.column_called", name=name, zh=zh)

    def check(ends: Any, earlier: Values) -> Any:
        starts = earlier.get(name)
        if ends is not None and starts is not None and ends < starts:
            raise BadValue(Message("cell.before", ends=ends, name=title, starts=starts))
        return ends

    return check
