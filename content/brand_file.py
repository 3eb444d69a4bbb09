"""brand.toml written back as people wrote it: only the values that change, every other line as it stands.

The keys that the desk edits are few, and so is what this knows of TOML: `key = value` at the top, and in
tables with a header of their own. What came of it is read again; where that says anything else than was meant
(a value written in a way that this does not know) nothing is written.
"""

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from content.errors import WrongInput
from content.model import Message

Value: TypeAlias = str | Sequence[str] | None  # None takes the key out
Changes: TypeAlias = Mapping[tuple[str, ...], Value]  # ("seals", "morning", "word") -> value

_HEADER = re.compile(r"\s*\[([^\[\]]+)\]\s*(#.*)?$")
_ANY_HEADER = re.compile(r"\s*\[")


def written_back(text: str, changes: Changes) -> str:
    """The text of the file with these values. WrongInput where it is written in a way that only a person can
    change."""
    before = tomllib.loads(text)
    wanted = _merged(before, changes)
    lines = text.splitlines()
    for path, value in changes.items():
        if _at(before, path) != _plain(value):
            lines = _set(lines, path, value)
    result = "\n".join(lines).rstrip("\n") + "\n" if lines else ""
    try:
        same = tomllib.loads(result) == wanted
    except tomllib.TOMLDecodeError:
        same = False
    if not same:
        raise WrongInput(Message("brand.only_by_hand"))
    return result


def _set(lines: list[str], path: tuple[str, ...], value: Value) -> list[str]:
    """The lines with one value set, or taken out."""
    *table, key = path
    first, last = _section(lines, tuple(table))
    place = _key_lines(lines, key, first, last)
    if place is None:
        return lines if value is None else _added(lines, tuple(table), f"{key} = {_toml(value)}")
    begin, end = place
    comment = _comment_behind(lines[end - 1])
    inside = [line for line in lines[begin + 1 : end - 1] if line.lstrip().startswith("#")]
    if value is None:
        kept = [comment] if comment else []
    else:
        kept = [f"{key} = {_toml(value)}" + (f"  {comment}" if comment else "")]
    return [*lines[:begin], *inside, *kept, *lines[end:]]


def _section(lines: Sequence[str], table: tuple[str, ...]) -> tuple[int, int]:
    """Where the lines of a table begin and end; both at the end where it has no header."""
    headers = [n for n, line in enumerate(lines) if _ANY_HEADER.match(line) and _is_header(lines, n)]
    if not table:
        return 0, headers[0] if headers else len(lines)
    for n in headers:
        match = _HEADER.match(lines[n])
        if match and tuple(part.strip().strip("\"'") for part in match[1].split(".")) == table:
            return n + 1, next((later for later in headers if later > n), len(lines))
    return len(lines), len(lines)


def _is_header(lines: Sequence[str], at: int) -> bool:
    """Whether a line that begins with a bracket is no line of a list: what stands above it is whole."""
    try:
        tomllib.loads("\n".join(lines[:at]))
    except tomllib.TOMLDecodeError:
        return False
    return True


def _key_lines(lines: Sequence[str], key: str, first: int, last: int) -> tuple[int, int] | None:
    """Where a key's value begins and ends (its line, and one beyond its last); None where it is not there."""
    named = re.compile(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=")
    for begin in range(first, last):
        if not named.match(lines[begin]):
            continue
        for end in range(begin + 1, last + 1):
            try:
                tomllib.loads("\n".join(lines[begin:end]))
            except tomllib.TOMLDecodeError:
                continue
            return begin, end
    return None


def _added(lines: list[str], table: tuple[str, ...], line: str) -> list[str]:
    """The lines with a new one at the end of its table, which is made where it is not there."""
    first, last = _section(lines, table)
    if table and first == last == len(lines):
        gap = [""] if lines and lines[-1].strip() else []
        return [*lines, *gap, f"[{'.'.join(table)}]", line]
    if not table and last < len(lines):  # the comment above a header belongs to it
        while last > first and lines[last - 1].lstrip().startswith("#") and _has_blank_above(lines, last - 1):
            last -= 1
    at = last
    while at > first and not lines[at - 1].strip():
        at -= 1
    return [*lines[:at], line, *lines[at:]]


def _has_blank_above(lines: Sequence[str], at: int) -> bool:
    """Whether a block of comments stands by itself, with nothing but a blank line above it."""
    while at > 0 and lines[at - 1].lstrip().startswith("#"):
        at -= 1
    return at > 0 and not lines[at - 1].strip()


def _comment_behind(line: str) -> str:
    """The comment at the end of a line, outside of texts."""
    quote = ""
    for at, letter in enumerate(line):
        if quote:
            quote = "" if letter == quote and line[at - 1] != "\\" else quote
        elif letter in "\"'":
            quote = letter
        elif letter == "#":
            return line[at:].strip()
    return ""


def _toml(value: str | Sequence[str]) -> str:
    """A text or a list of texts as TOML has it: JSON's escapes are TOML's."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return f"[{', '.join(map(_toml, value))}]"


def _at(tree: Mapping[str, Any], path: tuple[str, ...]) -> Any:
    for part in path:
        tree = tree.get(part, {}) if isinstance(tree, Mapping) else {}
    return tree if tree != {} else None


def _plain(value: Value) -> Any:
    return value if value is None or isinstance(value, str) else list(value)


def _merged(before: Mapping[str, Any], changes: Changes) -> dict[str, Any]:
    """What the file is to say; a table that has nothing left stays, empty."""
    wanted: dict[str, Any] = json.loads(json.dumps(before, default=str))
    for path, value in changes.items():
        *table, key = path
        if value is None and _at(wanted, path) is None:
            continue
        place = wanted
        for part in table:
            place = place.setdefault(part, {})
        if value is None:
            place.pop(key, None)
        else:
            place[key] = _plain(value)
    return wanted
