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

from content.model import GroupKind, Slot, Step
from content.plain import one_line

LONGEST_ID = 64  # characters; ids become parts of file names and addresses
STEP_PARTS = re.compile("：|: ")
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
        raise ValueError("an id is needed")
    if len(text) > LONGEST_ID:
        raise ValueError(f"an id has at most {LONGEST_ID} characters, this one {len(text)}")
    if text in {".", ".."} or re.search(r"[/\\;\x00-\x1f\x7f]", text):
        raise ValueError(f"{text!r} may not be an id: ids have no / \\ ; and no line breaks")
    return text


def a_line(text: str) -> str:
    if not text:
        raise ValueError("this is empty")
    return text


def a_name(text: str) -> str:
    """Not empty, and on one line: a break in it is folded to a blank."""
    return a_line(one_line(text))


def a_count(text: str) -> int:
    if not re.fullmatch(r"\d{1,9}", text, re.ASCII):
        raise ValueError(f"{text!r} is not a whole number of 0 or more")
    return int(text)


def a_weight(text: str) -> float:
    try:
        weight = float(text)
    except ValueError:
        raise ValueError(f"{text!r} is not a number") from None
    if not 0 <= weight < float("inf"):
        raise ValueError(f"{text} is not a number of 0 or more")
    return weight


def a_fraction(text: str) -> float:
    if (weight := a_weight(text)) > 1:
        raise ValueError(f"{text} is not between 0 and 1")
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
        raise ValueError(f"{text!r} is neither yes nor no")
    return truths[text.lower()]


def a_day(text: str) -> date:
    match = re.fullmatch(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})", text, re.ASCII)  # 2026/1/5: a spreadsheet's
    try:
        return date(*map(int, match.groups() if match else ()))
    except (ValueError, TypeError):
        raise ValueError(f"{text!r} is not a day; write it as 2026-12-24") from None


def a_zone(text: str) -> str:
    if text not in _zones():
        raise ValueError(f"{text!r} is not a known time zone{did_you_mean(text, _zones())}")
    return text


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def a_kind(text: str) -> GroupKind:
    kinds = [kind.value for kind in GroupKind]
    if text not in kinds:
        raise ValueError(f"{text!r} is not a kind of group ({', '.join(kinds)}){did_you_mean(text, kinds)}")
    return GroupKind(text)


def did_you_mean(text: str, known: Iterable[str], question: str = "; did you mean {!r}?") -> str:
    """The `question` with the nearest of the `known` names, or nothing if none is near."""
    by_folded = {name.casefold(): name for name in known}
    near = difflib.get_close_matches(text.casefold(), sorted(by_folded), n=1)
    return question.format(by_folded[near[0]]) if near else ""


def several(value: Any) -> list[str]:
    parts = value if isinstance(value, list) else [value]
    if not all(isinstance(part, str) for part in parts):
        raise ValueError("write a list of words, or the words with ; between them")
    words = [word.strip() for part in parts for word in re.split("[;；]", part)]
    return [word for word in words if word]


def texts(value: Any) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(part, str) for part in value):
        raise ValueError("write a list of texts")
    return value


def slot_times(value: Any) -> dict[Slot, time]:
    slots = some_slot_times(value)
    if not slots:
        raise ValueError("a group needs at least one slot; leave the column out for the usual four")
    return in_order(slots)


def some_slot_times(value: Any) -> dict[Slot, time]:
    return {slot: _clock(at) for slot, at in by_slot(value, "a slot with its time", "morning=08:00").items()}


def in_order(slots: Mapping[Slot, time]) -> dict[Slot, time]:
    ordered = {slot: slots[slot] for slot in Slot if slot in slots}
    for (early, begins), (late, follows) in itertools.pairwise(ordered.items()):
        if begins >= follows:
            raise ValueError(f"{late} at {follows:%H:%M} does not come after {early} at {begins:%H:%M}")
    return ordered


def by_slot(value: Any, what: str, example: str) -> dict[Slot, Any]:
    if isinstance(value, dict):
        return {a_slot(name): said for name, said in value.items()}
    parts = [(word, *word.partition("=")) for word in several(value)]
    for word, _, equals, said in parts:
        if not equals or not said.strip():
            raise ValueError(f"{word!r} is not {what}; write it as {example}")
    return {a_slot(name.strip()): said.strip() for _, name, _, said in parts}


def a_slot(name: str) -> Slot:
    slots = [slot.value for slot in Slot]
    if name not in slots:
        raise ValueError(f"{name!r} is not a slot ({', '.join(slots)}){did_you_mean(name, slots)}")
    return Slot(name)


def _clock(text: Any) -> time:
    match = re.fullmatch(r"(\d{1,2}):(\d\d)(?::00)?", str(text), re.ASCII)
    if not match or int(match[1]) > 23 or int(match[2]) > 59:
        raise ValueError(f"{text!r} is not a time of day; write it as 08:00")
    return time(int(match[1]), int(match[2]))


def steps(value: Any) -> list[Step]:
    if isinstance(value, str):
        value = [line for line in value.split("\n" if "\n" in value else "|") if line.strip()]
    if not isinstance(value, list):
        raise ValueError("write a list of steps, each as 标题：说明")
    return [_step(part) for part in value]


def _step(part: Any) -> Step:
    if isinstance(part, dict) and part.keys() <= {"title", "note"}:
        title, note = part.get("title", ""), part.get("note", "")
        if STEP_PARTS.search(title):
            raise ValueError(f"the title {title!r} of a step may not have a colon")
    elif isinstance(part, str):
        title, note = [*STEP_PARTS.split(part, maxsplit=1), ""][:2]
    else:
        raise ValueError("a step is written as 标题：说明")
    if not title.strip():
        raise ValueError("a step needs a title before its colon")
    if re.search(r"[\n|]", title + note):
        raise ValueError(f"the step {title!r} may not have | or a line break")
    return Step(title.strip().rstrip("：:").rstrip(), note.strip())
