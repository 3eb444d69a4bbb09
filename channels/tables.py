"""Tables as people keep them (.csv, .xlsx, .yaml, .toml, .json), as rows that know where they came from.

Nothing is interpreted here beyond what the format itself says; channels.imports gives the cells a meaning.
"""

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import yaml

from channels.workbooks import sheet_rows
from content.errors import BadTable, WrongInput
from content.files import MARKUP_BYTES, TABLE_BYTES, TooLarge, cause_of, read_limited
from content.formats import parse_toml
from content.model import Message
from content.validation import BadValue

P = TypeVar("P")
DELIMITERS = ",;\t"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")  # what spreadsheets run: OWASP, CSV injection
MOST_COLUMNS = 500  # of a table; ours have thirty at most
MOST_DEPTH = 100  # lists and mappings within each other; no table of ours has more than 5
MOST_NODES = 1_000_000  # of a YAML table, each alias counted as often as it stands for something
SPREADSHEET_ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"})


class SpreadsheetError(str):
    """What a cell shows instead of a value, such as #REF!."""


@dataclass(frozen=True, slots=True)
class Row:
    """`number` is where it begins, counted from 1 in its table's `unit`; `file` is its own, if it has one."""

    number: int
    values: dict[str, Any]
    file: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """`unit` is what `Row.number` counts: "row" (csv lines, sheet rows), "line" (yaml), "item" (the rest)."""

    source: str
    rows: list[Row]
    unit: str = "row"

    def place(self, row: Row) -> Message | str:
        return row.file or Message(f"table.at_{self.unit}", number=row.number)

    def problem(self, row: Row, column: int | str, problem: Message) -> Message:
        """What is wrong with a cell, with its row and column."""
        in_column = Message("table.in_column", column=column, problem=problem)
        return Message("table.problem", place=self.place(row), problem=in_column)


def read_table(path: Path, sheet: str | None = None) -> Table:
    """The rows of `path`; `sheet` names a sheet of a workbook, else its first is read.

    WrongInput for a file that is not what its suffix says; BadTable for rows that do not fit the header.
    """
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise WrongInput(Message("table.suffix", file=path.name, known=tuple(_READERS)))
    if sheet is not None and reader is not _read_xlsx:
        raise WrongInput(Message("table.no_sheets", file=path.name, sheet=sheet))
    data = read_file(path, MARKUP_BYTES if path.suffix.lower() in _MARKUP else TABLE_BYTES)
    table = _read_xlsx(path.name, data, sheet) if reader is _read_xlsx else reader(path.name, data)
    if not table.rows:
        raise WrongInput(Message("table.no_rows", file=path.name))
    return table


def read_file(path: Path, most: int) -> bytes:
    """At most so many bytes. WrongInput for a larger file, and for what is no file or cannot be read."""
    try:
        return read_limited(path, most)
    except TooLarge as error:
        raise WrongInput(Message("table.too_large", path=str(path), cause=cause_of(error))) from error
    except OSError as error:
        raise WrongInput(Message("table.unreadable", path=str(path), cause=cause_of(error))) from error


def guarded(text: str) -> str:
    """`text` as a CSV cell that no spreadsheet takes for a formula; `unguarded` gives it back exactly."""
    return f"'{text}" if _is_risky(text.lstrip("'")) else text


def unguarded(text: str) -> str:
    """The text that `guarded` made harmless; any other text stays as it is."""
    return text[1:] if text.startswith("'") and _is_risky(text.lstrip("'")) else text


def _is_risky(text: str) -> bool:
    return text.startswith(FORMULA_STARTS) or text in SPREADSHEET_ERRORS


def decode(source: str, data: bytes) -> str:
    """The text of a file in UTF-8 (with or without a mark), UTF-16 with a mark, or GB 18030."""
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise WrongInput(Message("table.no_text", source=source))


def _read_csv(source: str, data: bytes) -> Table:
    text = decode(source, data)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    lines: list[tuple[int, Sequence[Any]]] = []
    begins = 1
    try:
        for cells in reader:
            lines.append((begins, [_csv_value(cell) for cell in cells]))
            begins = reader.line_num + 1
    except csv.Error as error:
        raise WrongInput(
            Message("table.row_unreadable", source=source, row=begins, cause=cause_of(error))
        ) from error
    return Table(source, _under_header(source, lines))


def _csv_value(cell: str) -> str:
    return SpreadsheetError(cell) if cell in SPREADSHEET_ERRORS else unguarded(cell)


def _delimiter(text: str) -> str:
    header = next((line for line in text.split("\n") if line.strip()), "")
    bare = re.sub(r'"[^"]*"', "", header)
    return max(DELIMITERS, key=bare.count)


def _read_xlsx(source: str, data: bytes, sheet: str | None = None) -> Table:
    rows = sheet_rows(source, io.BytesIO(data), sheet)
    lines = list(enumerate(([_sheet_value(cell) for cell in row] for row in rows), start=1))
    return Table(source, _under_header(source, lines))


def _sheet_value(cell: Any) -> Any:
    return SpreadsheetError(cell.value) if cell.data_type == "e" else cell.value


def _under_header(source: str, lines: Sequence[tuple[int, Sequence[Any]]]) -> list[Row]:
    filled = [(number, cells) for number, cells in lines if any(_is_filled(cell) for cell in cells)]
    if not filled:
        raise WrongInput(Message("table.empty", source=source))
    number, header = filled[0][0], [str(cell).strip() if _is_filled(cell) else "" for cell in filled[0][1]]
    while header and not header[-1]:
        header.pop()
    _check_header(source, number, header)
    problems = [problem for line in filled[1:] for problem in _misfits(header, *line)]
    if problems:
        raise BadTable(source, problems)
    return [Row(number, dict(zip(header, cells, strict=False))) for number, cells in filled[1:]]


def _is_filled(cell: Any) -> bool:
    return cell is not None and str(cell).strip() != ""


def _check_header(source: str, number: int, header: list[str]) -> None:
    if len(header) > MOST_COLUMNS:
        raise WrongInput(Message("table.too_many_columns", source=source, n=len(header), most=MOST_COLUMNS))
    if "" in header:
        at = header.index("") + 1
        raise WrongInput(Message("table.column_without_name", source=source, row=number, column=at))
    twice = sorted(name for name, count in Counter(header).items() if count > 1)
    if twice:
        raise WrongInput(Message("table.column_twice", source=source, row=number, column=twice[0]))


def _misfits(header: list[str], number: int, cells: Sequence[Any]) -> Iterable[Message]:
    if any(_is_filled(cell) for cell in cells[len(header) :]):
        yield Message("table.too_many_cells", number=number, cells=len(cells), columns=len(header))
    for name, cell in zip(header, cells, strict=False):
        if isinstance(cell, SpreadsheetError):
            yield Message("table.spreadsheet_error", number=number, column=name, error=str(cell))


if TYPE_CHECKING:
    _Loader = yaml.SafeLoader
else:
    _Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml: a tenth of the time, where it is there


class _TextLoader(_Loader):
    """Safe, and every plain scalar stays the text it is: no 12:00 = 720, no NO = false, no 007 = 7."""

    def flatten_and_check(self, node: yaml.MappingNode) -> None:
        names = Counter(key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode))
        twice = next((name for name, count in names.items() if count > 1), None)
        if twice is not None:
            raise yaml.MarkedYAMLError(problem=f"{twice!r} is named twice", problem_mark=node.start_mark)


_KEPT_TAGS = ("tag:yaml.org,2002:null", "tag:yaml.org,2002:merge")
_TextLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag in _KEPT_TAGS]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _read_yaml(source: str, data: bytes) -> Table:
    return Table(source, _parsed(source, decode(source, data), _yaml_rows), "line")


def read_mapping(source: str, text: str) -> dict[str, Any]:
    """The mapping that a YAML `text` is; plain values stay text. WrongInput for anything else."""
    return _parsed(source, text, _yaml_mapping)


def _parsed(source: str, text: str, build: Callable[[str, _TextLoader, yaml.Node | None], P]) -> P:
    loader = None
    try:
        _check_depth(text)
        loader = _TextLoader(text)
        node = loader.get_single_node()
        if node is not None and _size(node, {}) > MOST_NODES:
            raise WrongInput(Message("table.too_many_values", source=source, most=MOST_NODES))
        return build(source, loader, node)
    except yaml.MarkedYAMLError as error:
        raise _no_yaml(source, error) from error
    except BadValue as error:
        raise WrongInput(Message("table.yaml_unreadable", source=source, cause=error.message)) from error
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        cause = " ".join(str(error).split())
        raise WrongInput(Message("table.yaml_unreadable", source=source, cause=cause)) from error
    finally:
        if loader is not None:
            loader.dispose()


def _no_yaml(source: str, error: yaml.MarkedYAMLError) -> WrongInput:
    if error.problem_mark is None:
        return WrongInput(Message("table.no_yaml", source=source, cause=error.problem))
    line = error.problem_mark.line + 1
    return WrongInput(Message("table.line_no_yaml", source=source, line=line, cause=error.problem))


def _check_depth(text: str) -> None:
    """ValueError where values lie too deep in each other: libyaml builds them on the stack, and crashes."""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MOST_DEPTH:
                line = event.start_mark.line + 1 if event.start_mark else "?"
                raise BadValue(Message("table.too_deep", line=line, most=MOST_DEPTH))
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _size(node: yaml.Node, sizes: dict[int, int]) -> int:
    """How many values a node stands for. ValueError for one that holds itself, which has no end."""
    if isinstance(node, yaml.ScalarNode):
        return 1
    if id(node) not in sizes:
        sizes[id(node)] = 0  # until it is known: whoever meets it now is within it
        parts = (
            node.value
            if isinstance(node, yaml.SequenceNode)
            else [part for pair in node.value for part in pair]
        )
        sizes[id(node)] = 1 + sum(_size(part, sizes) for part in parts)
    if sizes[id(node)] == 0:
        raise BadValue(Message("table.alias_of_itself"))
    return sizes[id(node)]


def _yaml_mapping(source: str, loader: _TextLoader, node: yaml.Node | None) -> dict[str, Any]:
    if not isinstance(node, yaml.MappingNode):
        raise WrongInput(Message("table.no_mapping", source=source))
    loader.flatten_and_check(node)
    return _text_keys(loader.construct_document(node))


def _yaml_rows(source: str, loader: _TextLoader, node: yaml.Node | None) -> list[Row]:
    if node is None:
        return []
    if not isinstance(node, yaml.SequenceNode) or not all(
        isinstance(n, yaml.MappingNode) for n in node.value
    ):
        raise WrongInput(Message("table.no_yaml_list", source=source))
    for item in node.value:
        loader.flatten_and_check(item)
    built = loader.construct_document(node)
    return [
        Row(item.start_mark.line + 1, _text_keys(values))
        for item, values in zip(node.value, built, strict=True)
    ]


def _read_toml(source: str, data: bytes) -> Table:
    try:
        root = parse_toml(decode(source, data))
    except ValueError as error:
        raise WrongInput(Message("table.not_toml", source=source, cause=cause_of(error))) from error
    only = next(iter(root.values())) if len(root) == 1 else None
    return _items(source, root.get("rows", only), "toml")


def _read_json(source: str, data: bytes) -> Table:
    try:
        root = json.loads(decode(source, data), object_pairs_hook=_once_each)
    except json.JSONDecodeError as error:
        raise WrongInput(
            Message("table.not_json", source=source, line=error.lineno, cause=error.msg)
        ) from error
    except BadValue as error:
        raise WrongInput(Message("table.json_unreadable", source=source, cause=error.message)) from error
    except (ValueError, RecursionError) as error:
        raise WrongInput(Message("table.json_unreadable", source=source, cause=cause_of(error))) from error
    found = root.get("rows") if isinstance(root, dict) else root
    return _items(source, found, "json")


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    twice = next((name for name, count in Counter(name for name, _ in pairs).items() if count > 1), None)
    if twice is not None:
        raise BadValue(Message("table.name_twice", name=twice))
    return dict(pairs)


def _items(source: str, found: Any, kind: str) -> Table:
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        raise WrongInput(Message(f"table.shape_of_{kind}", source=source))
    return Table(source, [Row(n, _text_keys(item)) for n, item in enumerate(found, start=1)], "item")


def _text_keys(values: dict[Any, Any]) -> dict[str, Any]:
    return {str(name).strip(): value for name, value in values.items()}


_MARKUP = (".yaml", ".yml", ".toml")
_READERS: dict[str, Callable[..., Table]] = {
    ".csv": _read_csv,
    ".xlsx": _read_xlsx,
    ".yaml": _read_yaml,
    ".yml": _read_yaml,
    ".toml": _read_toml,
    ".json": _read_json,
}
