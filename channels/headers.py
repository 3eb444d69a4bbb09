"""Where the header of a sheet is, which column each heading means, and which rows below it are no entries."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from channels import cells
from channels.csv_text import SpreadsheetError, UnsavedFormula
from channels.definitions import Column, Definition
from channels.table import Row, Skipped, Table
from content.errors import BadTable, WrongInput
from content.model import Message

MOST_COLUMNS = 500  # of a table; ours have thirty at most
ROWS_LOOKED_AT = 20  # for a header; titles and remarks stand above it
LONGEST_TITLE = 40  # characters of a skipped row that are told
SUM = re.compile(
    r"(?:本页|本表)?(?:合计|总计|小计|共计|总数|平均(?:值|数)?|均值|最高值?|最低值?|最大值|最小值|total|sum|subtotal)(?::.*)?"
)
REMARK = re.compile(
    r"(?:注|备注|说明|填表|提示|制表|制单|审核|以上|note|remark).*|(?:统计|填报|日期|时间)\S{0,4}:.*|共\d+.*"
)
SIGNATURE = re.compile(r"(?:制表|填表|制单|审核|复核|批准|负责|经办|主管|日期|时间)\S{0,4}:.*")
_IN_PERCENT = re.compile(r"[(（\[【]\s*(?:单位[:：]?\s*)?[%％]")
_HEADING = re.compile(
    r"\S{0,6}(?:编号|序号|工号|姓名|名称|昵称|日期|时间|编码|数量|人数|商品名|群名|职务|岗位|\bID)",
    re.IGNORECASE,
)
_BARE = re.compile(r"\d{1,3}(?:\.\d+)?")
Line = tuple[int, Sequence[Any]]
AnyDefinition = Definition[Any]


@dataclass(frozen=True, slots=True)
class Header:
    """The headings in their order, how many filled lines stand above, and how many it takes itself."""

    headings: list[str]
    number: int
    above: int
    lines: int


def is_filled(cell: Any) -> bool:
    return cell is not None and str(cell).strip() != ""


def match(definition: AnyDefinition, line: Sequence[Any]) -> tuple[int, int]:
    """How many of the columns that every row needs a line names, and how many in all."""
    named = (definition.column_of(str(cell)) for cell in line if is_filled(cell))
    columns = {column.name: column for column in named if column}
    return sum(column.required for column in columns.values()), len(columns)


def best_match(definition: AnyDefinition, lines: Iterable[Line]) -> tuple[int, int]:
    """The best `match` of the lines."""
    return max((match(definition, line) for _, line in lines), default=(0, 0))


def under_header(table: Table, lines: Sequence[Line], definition: AnyDefinition | None) -> Table:
    """The table with the rows that stand under its header. Without a definition its headings are the names.

    WrongInput for a header that names a column twice, BadTable for rows that do not fit it.
    """
    filled = [line for line in lines if any(map(is_filled, line[1]))]
    if not filled:
        raise WrongInput(Message("table.empty", source=table.source))
    header = _find_header(filled, definition)
    if len(header.headings) > MOST_COLUMNS:
        n = len(header.headings)
        raise WrongInput(Message("table.too_many_columns", source=table.source, n=n, most=MOST_COLUMNS))
    names, notes = _names(table.source, header, definition)
    notes += _nameless(table, header, filled[header.above + header.lines :])
    above = [_title(*line) for line in filled[: header.above]]
    percent = {place for place, heading in enumerate(header.headings) if _IN_PERCENT.search(heading)}
    body = [_with_percent(line, percent) for line in filled[header.above + header.lines :]]
    body, others = _up_to_the_next_table(body, header, definition)
    below, skipped = _entries(body, header, definition)
    problems = [problem for line in below for problem in _misfits(table, names, header, line)]
    if problems:
        raise BadTable(table.source, problems)
    order = _reading_order(names, header, definition)
    return Table(
        table.source,
        [Row(number, _values(names, order, line)) for number, line in below],
        table.unit,
        table.sheet,
        {names[place]: header.headings[place] for place in _first_of_each(order, names)},
        (*above, *skipped, *others),
        (*table.notes, *notes),
    )


def _with_percent(line: Line, places: Collection[int]) -> Line:
    """The line with the sign of its heading, 占比（%）, behind bare numbers."""
    number, row = line
    if not places:
        return line
    return number, [
        f"{cell}%" if place in places and _BARE.fullmatch(str(cell)) else cell
        for place, cell in enumerate(row)
    ]


def _find_header(filled: Sequence[Line], definition: AnyDefinition | None) -> Header:
    """The first line that names most of the columns; the very first without a definition."""
    first = 0
    if definition is not None:
        matches = [match(definition, line) for _, line in filled[:ROWS_LOOKED_AT]]
        first = matches.index(max(matches))
    number, line = filled[first]
    headings, taken = _texts(line), 1
    below = filled[first + 1][1] if first + 1 < len(filled) else []
    if definition is not None and _is_second_line(definition, line, below):
        pairs = zip_longest(headings, _texts(below), fillvalue="")
        headings, taken = [low or high for high, low in pairs], 2
    while headings and not headings[-1]:
        headings.pop()
    return Header(headings, number, first, taken)


def _texts(line: Sequence[Any]) -> list[str]:
    return [str(cell).strip() if is_filled(cell) else "" for cell in line]


def _is_second_line(definition: AnyDefinition, high: Sequence[Any], low: Sequence[Any]) -> bool:
    """Whether a merged head goes on below: 时段 over 早, 午, 暮, 晚. Every cell of it is a name by itself."""
    filled = [(place, str(cell)) for place, cell in enumerate(low) if is_filled(cell)]
    under_gaps = any(place >= len(high) or not is_filled(high[place]) for place, _ in filled)
    return len(filled) > 1 and under_gaps and all(definition.column_of(cell) for _, cell in filled)


def _names(source: str, header: Header, definition: AnyDefinition | None) -> tuple[list[str], list[Message]]:
    """The column that each heading means, empty for those that are not read; and a note on each of these."""
    notes: list[Message] = []
    names: list[str] = []
    for heading in header.headings:
        column = definition.column_of(heading) if definition and heading else None
        names.append(column.name if column else heading if definition is None else "")
        if heading and definition is not None and column is None:
            notes.append(unknown_column(heading, definition))
    for name in [name for name, count in Counter(names).items() if name and count > 1]:
        headings = [heading for named, heading in zip(names, header.headings, strict=True) if named == name]
        read = preferred(definition.column(name), headings) if definition else None
        if read is None:
            row, columns = header.number, tuple(headings)
            raise WrongInput(Message("table.column_twice", source=source, row=row, columns=columns))
        notes += beside_preferred(headings, read)
        names = [
            named if named != name or heading in read else ""
            for named, heading in zip(names, header.headings, strict=True)
        ]
    return names, notes


def preferred(column: Column, headings: Sequence[str]) -> list[str] | None:
    """Which of several headings of a column are read, the first that is filled; None where that is open."""
    places = {heading: column.preference(heading) for heading in headings}
    ranked = {place: heading for heading, place in places.items() if place is not None}
    if not ranked or len(ranked) < sum(places[heading] is not None for heading in headings):
        return None
    return [ranked[place] for place in sorted(ranked)]


def beside_preferred(headings: Iterable[str], read: Sequence[str]) -> Iterator[Message]:
    """A note on each heading beside the one that is shown: a real name stays out, a nickname fills gaps."""
    for heading in headings:
        if heading not in read:
            yield Message("table.name_left_out", column=heading, instead=read[0])
        elif heading != read[0]:
            yield Message("table.name_fills_in", column=heading, instead=read[0])


def _reading_order(names: Sequence[str], header: Header, definition: AnyDefinition | None) -> list[int]:
    """The places of the columns that are read, of each name the preferred one first."""
    places = [place for place, name in enumerate(names) if name]
    if definition is None or len({names[place] for place in places}) == len(places):
        return places
    columns = {name: definition.column(name) for name in names if name}
    return sorted(places, key=lambda place: columns[names[place]].preference(header.headings[place]) or 0)


def _first_of_each(order: Iterable[int], names: Sequence[str]) -> Iterator[int]:
    seen: set[str] = set()
    for place in order:
        if names[place] not in seen:
            seen.add(names[place])
            yield place


def _values(names: Sequence[str], order: Iterable[int], line: Sequence[Any]) -> dict[str, Any]:
    """The cells by name, of each name the first that is filled."""
    values: dict[str, Any] = {}
    for place in order:
        if place < len(line) and not is_filled(values.get(names[place])):
            values[names[place]] = line[place]
    return values


def _nameless(table: Table, header: Header, lines: Sequence[Line]) -> Iterator[Message]:
    """A note on each column that has cells and no heading; more cells than headings are an error in a csv."""
    width = max((len(line) for _, line in lines), default=0) if table.sheet else len(header.headings)
    for place in range(width):
        named = place < len(header.headings) and header.headings[place]
        if not named and any(place < len(line) and is_filled(line[place]) for _, line in lines):
            yield Message("table.column_without_name", column=place + 1)


def unknown_column(heading: str, definition: AnyDefinition) -> Message:
    """That a column is not read, with what may have been meant."""
    near = cells.nearest(heading, [name for name in definition.headings if len(name) > 2])
    if near:
        return Message("table.unknown_but_near", name=heading, near=near)
    return Message("table.unknown", name=heading)


def _up_to_the_next_table(
    lines: list[Line], header: Header, definition: AnyDefinition | None
) -> tuple[list[Line], list[Skipped]]:
    """The lines of this table, and those of another that begins with headings of its own below a gap."""
    last = header.number + header.lines - 1
    for place, (number, line) in enumerate(lines):
        if definition is not None and place and number > last + 1 and _is_other_header(line, definition):
            return lines[:place], [Skipped(at, _unread(row)) for at, row in lines[place:]]
        last = number
    return lines, []


def _is_other_header(line: Sequence[Any], definition: AnyDefinition) -> bool:
    """Whether a row is of headings, and not of this table: short words without a digit, the first an id's."""
    texts = [str(cell).strip() for cell in line if is_filled(cell)]
    own = sum(definition.column_of(text) is not None for text in texts)
    named = sum(bool(_HEADING.fullmatch(text)) for text in texts)
    return (
        len(texts) > 1
        and named > 1
        and own < len(texts)
        and not any(re.search(r"\d", text) for text in texts)
    )


def _unread(line: Sequence[Any]) -> Message:
    text = next(str(cell).strip() for cell in line if is_filled(cell))
    return Message("table.unread_row", text=text[:LONGEST_TITLE])


def _entries(
    lines: Iterable[Line], header: Header, definition: AnyDefinition | None
) -> tuple[list[Line], list[Skipped]]:
    if definition is None:
        return list(lines), []
    columns = [definition.column_of(heading) for heading in header.headings]
    entries: list[Line] = []
    skipped: list[Skipped] = []
    for number, line in lines:
        if why := _no_entry(line, header, columns, definition):
            skipped.append(Skipped(number, why))
        else:
            entries.append((number, line))
    return entries, skipped


def _no_entry(
    line: Sequence[Any], header: Header, columns: Sequence[Column | None], definition: AnyDefinition
) -> Message | None:
    """Why a row is none of the table's: the header once more, a sum, a remark, a template's example."""
    texts = [str(cell).strip() for cell in line if is_filled(cell)]
    pairs = zip(columns, line, strict=False)
    filled = {column.name: cell for column, cell in pairs if column and is_filled(cell)}
    if len(texts) > 1 and all(text in header.headings for text in texts):
        return Message("table.header_again")
    lacks = any(column.required and column.name not in filled for column in columns if column)
    if sums := [
        text for text in texts[:3] if is_sum(text) and (not text.isascii() or (lacks and text == texts[0]))
    ]:
        return Message("table.sum_row", text=sums[0])
    if len(header.headings) > 1 and is_remark(texts):
        return Message("table.remark_row", text=texts[0][:LONGEST_TITLE])
    if not filled and any(columns):
        return Message("table.unread_row", text=texts[0][:LONGEST_TITLE])
    if definition.begun and definition.begun_at_least <= set(filled) <= definition.begun:
        open_columns = (column for column in definition.columns if column.required)
        missing = tuple(column.title for column in open_columns if column.name not in filled)
        return Message("table.begun_row", text=str(filled[definition.key]).strip(), columns=missing)
    return example_row(definition, filled.get(definition.key))


def is_sum(text: str) -> bool:
    """Whether a cell says that sums or other figures of all rows follow: 合计, 总计：12, 平均."""
    return bool(SUM.fullmatch(cells.folded(text)))


def is_remark(texts: Sequence[str]) -> bool:
    """Whether the filled cells of a row are one, and that a remark: 注：…, 制表人：…; or several in which
    people sign: 制表人：小王, 审核：."""
    if len(texts) > 1:
        return all(SIGNATURE.fullmatch(cells.folded(text)) for text in texts)
    return bool(texts) and bool(REMARK.fullmatch(cells.folded(texts[0])))


def example_row(definition: AnyDefinition, key: Any) -> Message | None:
    """Why the row with this key is skipped, if it is the example that a template brings."""
    text = str(key).strip()
    return Message("table.example_row", text=text) if text in definition.example_keys else None


def _title(number: int, line: Sequence[Any]) -> Skipped:
    text = " ".join(str(cell).strip() for cell in line if is_filled(cell))
    beginning = text if len(text) <= LONGEST_TITLE else f"{text[:LONGEST_TITLE]}…"
    return Skipped(number, Message("table.title_row", text=beginning))


def _misfits(table: Table, names: Sequence[str], header: Header, line: Line) -> Iterator[Message]:
    number, line_cells = line
    place = table.place(Row(number, {}))
    if not table.sheet and any(map(is_filled, line_cells[len(names) :])):
        yield Message("table.too_many_cells", place=place, cells=len(line_cells), columns=len(names))
    for name, heading, cell in zip(names, header.headings, line_cells, strict=False):
        if name and isinstance(cell, SpreadsheetError):
            yield Message("table.spreadsheet_error", place=place, column=heading, error=str(cell))
        if name and isinstance(cell, UnsavedFormula):
            yield unsaved_formula(place, heading, cell)


def unsaved_formula(place: Message | str, column: str, formula: str) -> Message:
    """That a formula has no value, with what to do about it."""
    short = formula if len(formula) <= LONGEST_TITLE else f"{formula[:LONGEST_TITLE]}…"
    return Message("table.formula_unsaved", place=place, column=column, formula=short)
