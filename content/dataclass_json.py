"""Dataclasses as JSON and back, by their annotations (serialization): for what was counted once and is read
often.

Fields are dataclasses, enums, dates, Messages, numbers, texts; tuples, sequences and mappings of these; or
None. A mapping is a list of pairs, since its keys may be any of these. It reads what the same program wrote.
"""

import json
import types
from collections.abc import Callable, Hashable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time
from enum import Enum
from functools import cache
from hashlib import blake2b
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from content.model import Message

T = TypeVar("T")
Reader = Callable[[Any], Any]
DATED = {date: date.fromisoformat, datetime: datetime.fromisoformat, time: time.fromisoformat}


def dumps(value: object) -> str:
    """TypeError where something is none of these."""
    return json.dumps(_plain(value), ensure_ascii=False, separators=(",", ":"))


def loads(kind: type[T], text: str) -> T:
    """ValueError, TypeError, KeyError or LookupError where it is not what `dumps` made of this kind."""
    read: Reader = _reader(cast(Hashable, kind))
    value: T = read(json.loads(text))
    return value


def shape(kind: type) -> str:
    """Sixteen letters that change with any field of it, or of what it holds: what another version of the
    program wrote is not read."""
    return _shape(cast(Hashable, kind))


@cache
def _shape(kind: Any) -> str:
    kinds: dict[str, str] = {}
    _tell(kind, kinds)
    text = "\n".join(f"{name}: {fields_of_it}" for name, fields_of_it in sorted(kinds.items()))
    return blake2b(text.encode(), digest_size=8).hexdigest()


def _tell(kind: Any, kinds: dict[str, str]) -> None:
    for inner in get_args(kind):
        _tell(inner, kinds)
    if (
        isinstance(kind, type)
        and is_dataclass(kind)
        and kind is not Message
        and kind.__qualname__ not in kinds
    ):
        hints = get_type_hints(kind)
        kinds[kind.__qualname__] = ", ".join(f"{name} {hints[name]}" for name in _names(kind))
        for name in _names(kind):
            _tell(hints[name], kinds)


def _plain(value: Any) -> Any:
    match value:
        case None | bool():
            return value
        case Enum():
            return value.value
        case str() | int() | float():
            return value
        case Message():
            return value.to_json()
        case date() | time():
            return value.isoformat()
        case Mapping():
            return [[_plain(key), _plain(item)] for key, item in value.items()]
        case list() | tuple() | set() | frozenset():
            return [_plain(item) for item in value]
    if is_dataclass(value):
        return [_plain(getattr(value, name)) for name in _names(cast(Hashable, type(value)))]
    raise TypeError(f"{type(value)} is not kept as JSON")


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind) if field.init)


@cache
def _reader(kind: Any) -> Reader:
    """What makes a value of this annotation out of JSON."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return _optional(inner)
    if origin is tuple and inner[-1:] != (Ellipsis,):
        return _row(inner)
    if origin is not None and issubclass(origin, Mapping):
        key, item = map(_reader, inner)
        return lambda pairs: {key(name): item(value) for name, value in pairs}
    if origin is not None and issubclass(origin, (Sequence, AbstractSet)):
        item, make = _reader(inner[0]), frozenset if issubclass(origin, AbstractSet) else tuple
        return lambda values: make(map(item, values))
    return _single(kind)


def _single(kind: Any) -> Reader:
    if kind is Message:
        return Message.from_json
    if kind in DATED:
        return DATED[kind]
    if isinstance(kind, type) and issubclass(kind, Enum):
        return {member.value: member for member in kind}.__getitem__
    if is_dataclass(kind):
        return _object(kind)
    if kind in (str, int, float, bool):
        return kind if kind is float else _as_is
    raise TypeError(f"{kind} is not kept as JSON")


def _as_is(value: Any) -> Any:
    return value


def _optional(kinds: Sequence[Any]) -> Reader:
    known = [kind for kind in kinds if kind is not type(None)]
    if set(known) == {Message, str}:
        return lambda value: Message.from_json(value) if isinstance(value, dict) else value
    if len(known) > 1:
        raise TypeError(f"{kinds} is not kept as JSON")
    read = _reader(known[0])
    return lambda value: None if value is None else read(value)


def _row(kinds: Sequence[Any]) -> Reader:
    readers = [_reader(kind) for kind in kinds]
    return lambda values: tuple(read(value) for read, value in zip(readers, values, strict=True))


def _object(kind: Any) -> Reader:
    hints, names = get_type_hints(kind), _names(kind)
    readers: list[Reader] = []

    def read(values: Any) -> Any:
        if not readers:  # made when first needed: a kind may hold itself
            readers.extend(_reader(hints[name]) for name in names)
        return kind(*(make(value) for make, value in zip(readers, values, strict=True)))

    return read
