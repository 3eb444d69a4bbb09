"""What a cell may hold. Each parser takes the text of a cell and says in a sentence what is wrong with it.

`as_text` comes first: whatever a format made of a cell becomes text, or lists and mappings of text. A parser
that had to read something into a cell gives it back as `Noted`, with what the reader should know.
"""

import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from content.model import GroupKind, Message, SolutionStep
from content.sanitize import one_line
from content.validation import BadValue

LONGEST_ID = 64  # characters; ids become parts of file names and addresses
STEP_PARTS = re.compile("：|: ")
STEP_EXAMPLE = "标题：说明"
UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")  # no store and no sheet takes these
WIDTHLESS = re.compile("[\u200b\u2060\ufeff]")  # copied along from web pages; no id has them
KINDS = {kind.value: kind for kind in GroupKind} | {
    name: kind
    for kind, names in {
        GroupKind.DAILY: ("日常", "日常群", "常规"),
        GroupKind.FLASH: ("快闪", "快闪群"),
        GroupKind.PRECISE: ("精准", "精准群"),
        GroupKind.SUPER: ("超级", "超级用户", "超级用户群", "超级群"),
        GroupKind.REVIVE: ("泛粉", "泛粉群", "老群", "泛粉/老群"),
    }.items()
    for name in names
}
TRUTHS = {
    **dict.fromkeys(("true", "yes", "y", "1", "是", "有", "要", "需要", "对", "√", "✓", "✔"), True),
    **dict.fromkeys(("false", "no", "n", "0", "否", "无", "不", "不要", "不需要", "错", "×", "✗"), False),
}
_CJK = r"[\u3400-\u9fff]"
_FORMAL, _LISTED = re.compile(r"[;；\n]"), r"[、，,/|｜]"
BETWEEN_IDS = re.compile(_LISTED)
BETWEEN_CODES = re.compile(rf"{_LISTED}|\s+")
BETWEEN_WORDS = re.compile(rf"{_LISTED}|(?<={_CJK})\s+(?={_CJK})")  # "Big Mug" is one word, 新手 老客 are two
_COUNT = re.compile(
    r"(?:大?[约約]|近)?(\d{1,3}(?:,\d{3})+|\d{1,9})(?:\.0+)?(?:人次|分钟|人|位|名|个|单|笔|件|次|条|张|组|天|分|people|members|times)?",
    re.ASCII,
)
_MANY = re.compile(r"(?:大?[约約]|近)?(\d{1,4}(?:\.\d{1,4})?)([万萬w千k])人?", re.ASCII | re.IGNORECASE)
_NOTHING = re.compile(r"[-—–－―/]+|无|暂无|n/?a", re.IGNORECASE)  # what offices write into a cell to fill it


@dataclass(frozen=True, slots=True)
class Noted:
    """A value that was written in another way than ours, and what the reader should know of it."""

    value: Any
    notes: tuple[Message, ...]


def as_text(value: Any) -> Any:
    if isinstance(value, list):
        return [as_text(part) for part in value]
    if isinstance(value, Mapping):
        return {str(name): as_text(part) for name, part in value.items()}
    return _scalar(value)


def _scalar(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, timedelta):  # a time of day in a cell that counts hours: 24:00 is a whole day
        return f"{value // timedelta(hours=1)}:{value // timedelta(minutes=1) % 60:02}"
    return UNSEEN.sub("", str(value).replace("\r\n", "\n").replace("\r", "\n")).strip()


def plain(text: str) -> str:
    """Full width as half width, without spaces at the ends or anything that has no width."""
    return WIDTHLESS.sub("", unicodedata.normalize("NFKC", text)).strip()


def is_nothing(text: str) -> bool:
    """Whether a text fills a cell and says nothing: -, —, 无, N/A."""
    return bool(_NOTHING.fullmatch(plain(text)))


def folded(text: str) -> str:
    """What two writings of a name share: width, case and spaces apart."""
    return "".join(plain(text).casefold().split())


def an_id(text: str) -> str | Noted:
    """An id. One that a spreadsheet made a number of (1001.0) is read without its zeros."""
    text = WIDTHLESS.sub("", text).strip()
    if not text:
        raise BadValue(Message("cell.no_id"))
    if len(text) > LONGEST_ID:
        raise BadValue(Message("cell.id_too_long", most=LONGEST_ID, n=len(text)))
    if text in {".", ".."} or re.search(r"[/\\;\x00-\x1f\x7f]", text):
        raise BadValue(Message("cell.no_such_id", text=text))
    if re.fullmatch(r"\d\.\d+[eE]\+?\d+", text, re.ASCII):
        raise BadValue(Message("cell.id_without_digits", text=text))
    if re.fullmatch(r"\d+\.0+", text, re.ASCII):
        whole = text.partition(".")[0]
        return Noted(whole, (Message("cell.read_as", text=text, read=whole),))
    return text


def id_in(cell: Any) -> str:
    """The id that a cell holds; empty where it holds none."""
    try:
        return _unnoted(an_id(cell)) if isinstance(cell, str) else ""
    except BadValue:
        return ""


def a_line(text: str) -> str:
    if not text:
        raise BadValue(Message("cell.empty"))
    return text


def a_name(text: str) -> str:
    """Not empty, and on one line: a break in it is folded to a blank."""
    return a_line(one_line(text))


def a_text(text: str) -> str:
    if not isinstance(text, str):
        raise BadValue(Message("cell.no_text"))
    return text


def a_count(text: str) -> int:
    """A whole number of 0 or more, at most 999,999,999: 186, 1,860, 86人, 1.2万."""
    written = "".join(plain(text).split())
    if match := _COUNT.fullmatch(written):
        return int(match[1].replace(",", ""))
    if match := _MANY.fullmatch(written):
        return round(float(match[1]) * (1_000 if match[2] in "千kK" else 10_000))
    raise BadValue(Message("cell.no_count", text=text))


def a_weight(text: str) -> float:
    """A number of 0 or more; 30% is 0.3."""
    weight = _number(text)
    if weight is None:
        raise BadValue(Message("cell.no_number", text=text))
    if not 0 <= weight < float("inf"):
        raise BadValue(Message("cell.negative", text=text))
    return weight


def a_fraction(text: str) -> float:
    """A number of 0 to 1; 30% is 0.3."""
    weight = _number(text)
    if weight is None or not 0 <= weight <= 1:
        raise BadValue(Message("cell.no_fraction", text=text))
    return weight


def _number(text: str) -> float | None:
    written = plain(text)
    try:
        return float(written[:-1]) / 100 if written.endswith("%") else float(written)
    except ValueError:
        return None


def a_truth(text: str) -> bool:
    truth = TRUTHS.get(plain(text).lower())
    if truth is None:
        raise BadValue(Message("cell.neither_yes_nor_no", text=text))
    return truth


def a_kind(text: str) -> GroupKind:
    kind = KINDS.get(folded(text))
    if kind is None:
        hint = did_you_mean(text, KINDS)
        raise BadValue(Message("cell.no_kind", text=text, known=Message("cell.kinds"), hint=hint))
    return kind


def nearest(text: str, known: Iterable[str]) -> str | None:
    """The nearest of the `known` names, or None if none is near."""
    by_folded = {name.casefold(): name for name in known}
    near = difflib.get_close_matches(text.casefold(), sorted(by_folded), n=1)
    return by_folded[near[0]] if near else None


def did_you_mean(text: str, known: Iterable[str]) -> Message | str:
    """The question whether the nearest of the `known` names is meant, or nothing if none is near."""
    name = nearest(text, known)
    return Message("cell.did_you_mean", name=name) if name else ""


def ids(value: Any) -> list[str]:
    """Several ids. They may have spaces in them."""
    return [_unnoted(an_id(key)) for key in listed(value, BETWEEN_IDS)]


def words(value: Any) -> list[str]:
    """Several words of a person's own, such as tags; those without Chinese may have spaces in them."""
    return listed(value, BETWEEN_WORDS)


def codes(value: Any) -> list[str]:
    """Several words of ours, none of which has a space in it."""
    return listed(value, BETWEEN_CODES)


def names(value: Any) -> list[str]:
    """Several names, which may have spaces in them."""
    return [one_line(name) for name in listed(value, BETWEEN_IDS)]


def kinds(value: Any) -> list[GroupKind]:
    return [a_kind(name) for name in codes(value)]


def listed(value: Any, between: re.Pattern[str]) -> list[str]:
    """The parts of a cell, at its semicolons and line breaks, else `between`; a list is one already."""
    parts = value if isinstance(value, list) else [value]
    if not all(isinstance(part, str) for part in parts):
        raise BadValue(Message("cell.no_words"))
    loose = not isinstance(value, list) and not _FORMAL.search(value)
    split = (between if loose else _FORMAL).split
    return [word for part in parts for text in split(part) if (word := text.strip())]


def _unnoted(value: str | Noted) -> str:
    return str(value.value) if isinstance(value, Noted) else value


def steps(value: Any) -> list[SolutionStep]:
    if isinstance(value, str):
        value = [line for line in value.split("\n" if "\n" in value else "|") if line.strip()]
    if not isinstance(value, list):
        raise BadValue(Message("cell.no_steps", example=STEP_EXAMPLE))
    return [_step(part) for part in value]


def _step(part: Any) -> SolutionStep:
    if isinstance(part, dict) and part.keys() <= {"title", "note"}:
        title, note = part.get("title", ""), part.get("note", "")
        if STEP_PARTS.search(title):
            raise BadValue(Message("cell.colon_in_title", title=title))
    elif isinstance(part, str):
        title, note = [*STEP_PARTS.split(part, maxsplit=1), ""][:2]
    else:
        raise BadValue(Message("cell.no_step", example=STEP_EXAMPLE))
    if not title.strip():
        raise BadValue(Message("cell.step_without_title"))
    if re.search(r"[\n|]", title + note):
        raise BadValue(Message("cell.line_break_in_step", title=title))
    return SolutionStep(title.strip().rstrip("：:").rstrip(), note.strip())
