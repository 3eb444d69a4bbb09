"""Tables in YAML, TOML and JSON: lists of mappings. Their size bounds what reading them costs."""

import json
from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import yaml

from channels.csv_text import decode
from channels.syntax import yaml_fault
from channels.table import Row, Table
from content.errors import WrongInput
from content.formats import BadToml, parse_toml
from content.model import Message
from content.syntax import json_fault
from content.validation import BadValue

P = TypeVar("P")
MOST_DEPTH = 100  # lists and mappings within each other; no table of ours has more than 5
MOST_NODES = 1_000_000  # of a YAML table, each alias counted as often as it stands for something

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
            line = node.start_mark.line + 1
            raise BadValue(Message("table.name_twice_below", name=twice, line=line))


_KEPT_TAGS = ("tag:yaml.org,2002:null", "tag:yaml.org,2002:merge")
_TextLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag in _KEPT_TAGS]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read_yaml(source: str, data: bytes) -> Table:
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
    except yaml.YAMLError as error:
        fault = yaml_fault(error, text)
        raise WrongInput(fault.worded("table.not_yaml", source=source)) from error
    except BadValue as error:
        raise WrongInput(Message("table.yaml_unreadable", source=source, cause=error.message)) from error
    except (RecursionError, ValueError) as error:
        raise WrongInput(Message("table.yaml_unreadable", source=source, cause=_measure(error))) from error
    finally:
        if loader is not None:
            loader.dispose()


def _measure(error: RecursionError | ValueError) -> Message:
    """What has no measure: too many levels, or a number of too many digits."""
    return Message("syntax.too_deep" if isinstance(error, RecursionError) else "syntax.number_too_long")


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


def read_toml(source: str, data: bytes) -> Table:
    text = decode(source, data)
    try:
        root = parse_toml(text)
    except BadToml as error:
        raise WrongInput(error.fault.worded("table.not_toml", source=source)) from error
    except ValueError as error:
        raise WrongInput(Message("table.toml_unreadable", source=source, cause=_measure(error))) from error
    only = next(iter(root.values())) if len(root) == 1 else None
    return _items(source, root.get("rows", only), "toml")


def read_json(source: str, data: bytes) -> Table:
    try:
        root = json.loads(decode(source, data), object_pairs_hook=_once_each)
    except json.JSONDecodeError as error:
        fault = json_fault(error)
        raise WrongInput(fault.worded("table.not_json", source=source)) from error
    except BadValue as error:
        raise WrongInput(Message("table.json_unreadable", source=source, cause=error.message)) from error
    except (ValueError, RecursionError) as error:
        raise WrongInput(Message("table.json_unreadable", source=source, cause=_measure(error))) from error
    rows = root.get("rows") if isinstance(root, dict) else root
    return _items(source, rows, "json")


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    twice = next((name for name, count in Counter(name for name, _ in pairs).items() if count > 1), None)
    if twice is not None:
        raise BadValue(Message("table.name_twice", name=twice))
    return dict(pairs)


def _items(source: str, rows: Any, kind: str) -> Table:
    if not isinstance(rows, list) or not all(isinstance(item, dict) for item in rows):
        raise WrongInput(Message(f"table.shape_of_{kind}", source=source))
    return Table(source, [Row(n, _text_keys(item)) for n, item in enumerate(rows, start=1)], "item")


def _text_keys(values: dict[Any, Any]) -> dict[str, Any]:
    return {str(name).strip(): value for name, value in values.items()}
