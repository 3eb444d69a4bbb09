"""What a cell may hold. Each parser takes the text of a cell and says in a sentence what is wrong with it.

`as_text` comes first: whatever a format made of a cell becomes text, or lists and mappings of text.
"""

import difflib
import itertools
import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from content.model import GroupKind, Message, Slot, SolutionStep
from content.sanitize import one_line
from content.validation import BadValue

LONGEST_ID = 64  # characters; ids become parts of file names and addresses
STEP_PARTS = re.compile("：|: ")
STEP_EXAMPLE = "标题：说明"
UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")  # no store and no sheet takes these


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
    return UNSEEN.sub("", str(value).replace("\r\n", "\n").replace("\r", "\n")).strip()


def an_id(text: str) -> str:
    if not text:
        raise BadValue(Message("cell.no_id"))
    if len(text) > LONGEST_ID:
        raise BadValue(Message("cell.id_too_long", most=LONGEST_ID, n=len(text)))
    if text in {".", ".."} or re.search(r"[/\\;\x00-\x1f\x7f]", text):
        raise BadValue(Message("cell.no_such_id", text=text))
    return text


def a_line(text: str) -> str:
    if not text:
        raise BadValue(Message("cell.empty"))
    return text


def a_name(text: str) -> str:
    """Not empty, and on one line: a break in it is folded to a blank."""
    return a_line(one_line(text))


def a_count(text: str) -> int:
    if not re.fullmatch(r"\d{1,9}", text, re.ASCII):
        raise BadValue(Message("cell.no_count", text=text))
    return int(text)


def a_weight(text: str) -> float:
    try:
        weight = float(text)
    except ValueError:
        raise BadValue(Message("cell.no_number", text=text)) from None
    if not 0 <= weight < float("inf"):
        raise BadValue(Message("cell.negative", text=text))
    return weight


def a_fraction(text: str) -> float:
    if (weight := a_weight(text)) > 1:
        raise BadValue(Message("cell.no_fraction", text=text))
    return weight


def a_truth(text: str) -> bool:
    truths = {
        "true": True,
        "yes": True,
        "1": True,
        "是": True,
        "false": False,
        "no": False,
        "0": False,
        "否": False,
    }
    if text.lower() not in truths:
        raise BadValue(Message("cell.neither_yes_nor_no", text=text))
    return truths[text.lower()]


def a_day(text: str) -> date:
    match = re.fullmatch(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})", text, re.ASCII)  # 2026/1/5: a spreadsheet's
    try:
        return date(*map(int, match.groups() if match else ()))
    except (ValueError, TypeError):
        raise BadValue(Message("cell.no_day", text=text)) from None


def a_zone(text: str) -> str:
    if text not in _zones():
        raise BadValue(Message("cell.no_zone", text=text, hint=did_you_mean(text, _zones())))
    return text


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def a_kind(text: str) -> GroupKind:
    kinds = [kind.value for kind in GroupKind]
    if text not in kinds:
        raise BadValue(Message("cell.no_kind", text=text, known=tuple(kinds), hint=did_you_mean(text, kinds)))
    return GroupKind(text)


def nearest(text: str, known: Iterable[str]) -> str | None:
    """The nearest of the `known` names, or None if none is near."""
    by_folded = {name.casefold(): name for name in known}
    near = difflib.get_close_matches(text.casefold(), sorted(by_folded), n=1)
    return by_folded[near[0]] if near else None


def did_you_mean(text: str, known: Iterable[str]) -> Message | str:
    """The question whether the nearest of the `known` names is meant, or nothing if none is near."""
    name = nearest(text, known)
    return Message("cell.did_you_mean", name=name) if name else ""


def several(value: Any) -> list[str]:
    parts = value if isinstance(value, list) else [value]
    if not all(isinstance(part, str) for part in parts):
        raise BadValue(Message("cell.no_words"))
    words = [word.strip() for part in parts for word in re.split("[;；]", part)]
    return [word for word in words if word]


def texts(value: Any) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(part, str) for part in value):
        raise BadValue(Message("cell.no_texts"))
    return value


def slot_times(value: Any) -> dict[Slot, time]:
    slots = some_slot_times(value)
    if not slots:
        raise BadValue(Message("cell.no_slot_left"))
    return in_order(slots)


def some_slot_times(value: Any) -> dict[Slot, time]:
    return {
        slot: _clock(at)
        for slot, at in by_slot(value, Message("cell.slot_with_time"), "morning=08:00").items()
    }


def in_order(slots: Mapping[Slot, time]) -> dict[Slot, time]:
    ordered = {slot: slots[slot] for slot in Slot if slot in slots}
    for (early, begins), (late, follows) in itertools.pairwise(ordered.items()):
        if begins >= follows:
            raise BadValue(
                Message(
                    "cell.slots_out_of_order",
                    late=late,
                    follows=f"{follows:%H:%M}",
                    early=early,
                    begins=f"{begins:%H:%M}",
                )
            )
    return ordered


def by_slot(value: Any, what: Message, example: str) -> dict[Slot, Any]:
    if isinstance(value, dict):
        return {a_slot(name): said for name, said in value.items()}
    parts = [(word, *word.partition("=")) for word in several(value)]
    for word, _, equals, said in parts:
        if not equals or not said.strip():
            raise BadValue(Message("cell.not_by_slot", text=word, what=what, example=example))
    return {a_slot(name.strip()): said.strip() for _, name, _, said in parts}


def a_slot(name: str) -> Slot:
    slots = [slot.value for slot in Slot]
    if name not in slots:
        raise BadValue(Message("cell.no_slot", text=name, known=tuple(slots), hint=did_you_mean(name, slots)))
    return Slot(name)


def _clock(text: Any) -> time:
    match = re.fullmatch(r"(\d{1,2}):(\d\d)(?::00)?", str(text), re.ASCII)
    if not match or int(match[1]) > 23 or int(match[2]) > 59:
        raise BadValue(Message("cell.no_time", text=text))
    return time(int(match[1]), int(match[2]))


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
