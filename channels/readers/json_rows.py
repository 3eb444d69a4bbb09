"""The objects of a JSON file, whichever way they stand in it: one a line, or in an array of any length."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from channels.readers import text as texts
from channels.readers.json_stream import JsonCursor, json_cursor
from channels.readers.places import Place
from channels.readers.text import is_longer, lines, whole_json
from content.model import Message
from content.syntax import json_fault
from content.validation import BadValue


def _json_values(place: Place, name: str) -> Iterator[Any]:
    """The values of a file that stand one after the other, each over many lines; mostly there is one."""
    text, decoder, at = whole_json(place, name).lstrip("\ufeff"), json.JSONDecoder(), 0
    while at < len(text):
        if text[at] in " \t\r\n,":
            at += 1
            continue
        try:
            value, at = decoder.raw_decode(text, at)
        except json.JSONDecodeError as error:
            raise BadValue(json_fault(error).worded("source.json_damaged")) from None
        except RecursionError:
            raise BadValue(Message("source.json_too_deep")) from None
        yield value


def json_rows(place: Place, name: str, inside: Sequence[str] = ()) -> Iterator[tuple[str, Any]]:
    """Each object of a file with the words for where it stands: one a line, or all in one array, or an array
    within an object under one of the keys `inside`, over as many lines as it likes.

    A line that is no JSON, or too long, stands for itself as text or None. ValueError as of
    `read_json`, before the first object of an array.
    """
    if _is_whole(place, name):
        if is_longer(place, name, texts.LARGEST_JSON):
            yield from _of_long(place, name, inside)
            return
        listed = [row for value in _json_values(place, name) for row in _listed(value, inside)]
        yield from ((f"item {number}", raw) for number, raw in enumerate(listed, 1))
        return
    for number, line in lines(place, name):
        if line is None or line.strip():
            parsed = _parsed(line)
            listed = _listed(parsed, inside) if isinstance(parsed, dict) else [parsed]
            if len(listed) == 1 and listed[0] is parsed:
                yield f"line {number}", parsed
            else:
                yield from ((f"line {number} item {n}", raw) for n, raw in enumerate(listed, 1))


def _of_long(place: Place, name: str, inside: Sequence[str]) -> Iterator[tuple[str, Any]]:
    """The same of what is too long to be read whole: proved first, and gone through again."""
    if not sum(1 for _ in _streamed(place, name, inside)):
        raise BadValue(Message("source.json_too_large", most=texts.LARGEST_JSON))
    yield from ((f"item {number}", raw) for number, raw in enumerate(_streamed(place, name, inside), 1))


def _streamed(place: Place, name: str, inside: Sequence[str]) -> Iterator[Any]:
    with json_cursor(place, name) as cursor:
        yield from _elements(cursor, inside)
        cursor.end()


def _elements(cursor: JsonCursor, inside: Sequence[str]) -> Iterator[Any]:
    """The elements of the array that stands here, or of one in the object, under these keys at any depth."""
    if cursor.next_sign() == "[":
        yield from cursor.elements()
    elif cursor.next_sign() == "{":
        for key in cursor.members():
            if key in inside:
                yield from _elements(cursor, inside)


def _listed(value: Any, inside: Sequence[str]) -> list[Any]:
    """The objects of an array, or of the array that an answer wraps them in; else the value alone."""
    if isinstance(value, list):
        return value
    for key in filter(value.__contains__, inside) if isinstance(value, dict) else ():
        within = value[key]
        if isinstance(within, list):
            return within
        if isinstance(within, dict) and (deeper := _listed(within, inside)) != [within]:
            return deeper
    return [value]


def _is_whole(place: Place, name: str) -> bool:
    """Whether the file is one value over many lines; in JSON lines the first line alone is a value."""
    first = next((line for _, line in lines(place, name) if line is None or line.strip()), None) or ""
    first = first.strip("\ufeff \t\r")
    return first.startswith("[") or (first.startswith("{") and first.endswith(("{", "[", ",")))


def _parsed(line: str | None) -> Any:
    try:
        return json.loads(line.strip("\ufeff \t\r")) if line is not None else None
    except (ValueError, RecursionError):
        return line
