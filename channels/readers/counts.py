"""Likes and replies as people and programs write them: a bare number is a count, all else is a name."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any, NamedTuple

from content.model import Message
from content.validation import BadValue

TEN_THOUSANDS = {"": 1, "千": 1_000, "k": 1_000, "万": 10_000, "w": 10_000, "亿": 100_000_000}
_NUMBER = re.compile(
    r"(?:点赞|获赞|赞|回复|评论|likes?|replies)?[:：]?\s*"
    r"(?P<number>[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)\s*(?P<unit>[千k万w亿])?\+?\s*"
    r"(?:次|个|個|位|人|条|條|赞|讚|点赞|个赞|個讚|人赞|人点赞|回复|likes?|replies|times)?"
)
_BETWEEN = re.compile(r"[;；、，\n]")
_QQ = re.compile(r"\d{5,}")  # the shortest QQ numbers have five digits


class Likes(NamedTuple):
    """Who liked it, by name, and how many more did whose names are not told."""

    names: tuple[str, ...]
    unnamed: int


def count_in(value: Any) -> int | None:
    """The count that a cell or a field is: 23, "23", "２３ 次", 23.0, "1.2万"; None where it is none.

    ValueError for numbers that count nothing: below 0, or with a fraction that no unit makes whole.
    """
    if isinstance(value, bool) or value is None:
        return None
    match = _NUMBER.fullmatch(unicodedata.normalize("NFKC", str(value)).strip().casefold())
    if match is None:
        if isinstance(value, float):  # inf and nan
            raise BadValue(Message("source.no_count", value=value))
        return None
    number = float(match["number"].replace(",", "")) * TEN_THOUSANDS[match["unit"] or ""]
    if number < 0 or round(number, 3) != round(number):
        raise BadValue(Message("source.no_whole_count", value=value))
    return round(number)


def likes_in(value: Any) -> Likes:
    """What a cell or a field says of likes: a count, names with ; or 、 between, or a list that mixes them.

    In a list a number counts likes beside those that are named; several long numbers are members' QQ numbers,
    and a mapping {"member": ID} is a name even where it is all digits. ValueError as of `count_in`, and for
    what is neither.
    """
    if value is None or value == "":
        return Likes((), 0)
    if (count := count_in(value)) is not None:
        return Likes((), count)
    if isinstance(value, str):
        parts: list[Any] = [part for part in _BETWEEN.split(value) if part.strip()]
        return _several(parts) if len(parts) != 1 else Likes((parts[0].strip(),), 0)
    if isinstance(value, Mapping):
        return Likes((_member(value),), 0)
    if isinstance(value, list):
        return _several(value)
    raise BadValue(Message("source.neither_count_nor_names", value=value))


def _several(parts: list[Any]) -> Likes:
    numbers = [part for part in parts if isinstance(part, str) and _QQ.fullmatch(part.strip())]
    ids = numbers if len(numbers) > 1 else []
    parts_read = [Likes((part.strip(),), 0) if part in ids else likes_in(part) for part in parts]
    names = tuple(name for likes in parts_read for name in likes.names)
    return Likes(names, sum(likes.unnamed for likes in parts_read))


def _member(value: Mapping[Any, Any]) -> str:
    member = value.get("member")
    if isinstance(member, bool) or not isinstance(member, str | int) or not str(member).strip():
        raise BadValue(Message("source.like_without_member"))
    return str(member).strip()
