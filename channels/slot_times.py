"""Slots and their times as people write them: morning=08:00;noon=12:00, 早=9点半, 下午5点, or four times."""

import itertools
import re
from collections.abc import Mapping
from datetime import time
from typing import Any

from channels.cells import Noted, did_you_mean, listed, plain
from content.model import Message, Slot
from content.validation import BadValue

SLOTS = {slot.value: slot for slot in Slot} | {
    name: slot
    for slot, names in {
        Slot.MORNING: ("早", "早上", "早晨", "早间", "上午", "晨间"),
        Slot.NOON: ("午", "中午", "午间", "正午"),
        Slot.AFTERNOON: ("暮", "下午", "午后", "傍晚", "黄昏"),
        Slot.EVENING: ("晚", "晚上", "晚间", "夜间", "夜里"),
    }.items()
    for name in names
}
_AFTER_NOON = {
    **dict.fromkeys(("下午", "午后", "傍晚", "暮", "黄昏", "pm"), range(1, 12)),
    **dict.fromkeys(("中午", "正午", "午间", "午"), range(1, 4)),
    **dict.fromkeys(("晚", "晚上", "晚间", "夜间", "夜里"), range(5, 13)),
}  # the hours that mean hours after noon there
_EARLY, _LATE = "凌晨|清晨|早上|早晨|早间|晨间|上午|中午|正午|午间", "下午|午后|傍晚|黄昏|晚上|晚间|夜间|夜里"
_PARTS = f"{_EARLY}|{_LATE}|早|午|暮|晚"
_CLOCK = re.compile(
    rf"(?P<part>{_PARTS}|am|pm)?\s*(?P<hour>\d{{1,2}})"
    r"(?:\s*(?::\s*(?P<minute>\d\d)(?::\d\d(?:\.0+)?)?|[点时點](?:\s*(?P<words>\d{1,2})分?|(?P<half>半)|[整钟])?))?"
    r"\s*(?P<noon>am|pm)?",
    re.ASCII | re.IGNORECASE,
)
_NAMED = re.compile(rf"(?P<name>{'|'.join(sorted(SLOTS, key=len, reverse=True))})\s*[=:]?\s*(?P<at>.*)", re.I)
_NUMERALS = re.compile("[零〇一二两三四五六七八九十]+")
_BETWEEN = re.compile(r"[、,/|]|\s+")
_TIGHT = re.compile(r"\s*([=:])\s*")
_FRACTION = re.compile(r"0?\.\d+", re.ASCII)
TEN = "十"
DAY_MINUTES = 24 * 60
LAST = time(23, 59)


def slot_times(value: Any) -> dict[Slot, time] | Noted:
    """The times of one to four slots, in the order of the day."""
    slots = some_slot_times(value)
    times = slots.value if isinstance(slots, Noted) else slots
    if not times:
        raise BadValue(Message("cell.no_slot_left"))
    ordered = in_order(times)
    return Noted(ordered, slots.notes) if isinstance(slots, Noted) else ordered


def some_slot_times(value: Any) -> dict[Slot, time] | Noted:
    notes: list[Message] = []
    slots: dict[Slot, time] = {}
    if isinstance(value, dict):
        for name, at in value.items():
            slots[_new(a_slot(name), slots)] = clock(str(at), notes)
    else:
        slots = _named_times(_pieces(value), notes)
    return Noted(slots, tuple(notes)) if notes else slots


def in_order(slots: Mapping[Slot, time]) -> dict[Slot, time]:
    ordered = {slot: slots[slot] for slot in Slot if slot in slots}
    for (early, begins), (late, follows) in itertools.pairwise(ordered.items()):
        if begins >= follows:
            times = {"follows": f"{follows:%H:%M}", "begins": f"{begins:%H:%M}"}
            raise BadValue(Message("cell.slots_out_of_order", late=late.label, early=early.label, **times))
    return ordered


def by_slot(value: Any, what: Message, example: str) -> dict[Slot, Any]:
    """What is written for each slot, as morning=...;noon=... or in a mapping."""
    if isinstance(value, dict):
        return {a_slot(name): text for name, text in value.items()}
    slots: dict[Slot, Any] = {}
    for word in listed(value, re.compile("[、，,|]")):
        name, equals, text = word.replace("＝", "=").partition("=")
        if not equals or not text.strip():
            raise BadValue(Message("cell.not_by_slot", text=word, what=what, example=example))
        slots[_new(a_slot(name.strip()), slots)] = text.strip()
    return slots


def a_slot(name: str) -> Slot:
    slot = SLOTS.get(plain(name).lower())
    if slot is None:
        hint = did_you_mean(name, SLOTS)
        raise BadValue(Message("cell.no_slot", text=name, known=Message("cell.slots"), hint=hint))
    return slot


def clock(text: str, notes: list[Message], part: str = "") -> time:
    """The time of day. `part` of the day is what the hour belongs to where the text says none of its own."""
    written = _digits(plain(text))
    if _FRACTION.fullmatch(written):  # a spreadsheet's time, a part of the day
        return _time(text, round(float(written) * DAY_MINUTES), notes)
    if written == "1900-01-01":  # a spreadsheet's 24:00: a whole day
        return _time(text, DAY_MINUTES, notes)
    match = _CLOCK.fullmatch(written)
    if not match:
        raise BadValue(Message("cell.no_time", text=text))
    minute = 30 if match["half"] else int(match["minute"] or match["words"] or 0)
    hour = int(match["hour"])
    own = (match["part"] or match["noon"] or "").lower()
    later = hour in _AFTER_NOON.get(own or part, ())
    if minute > 59:
        raise BadValue(Message("cell.no_time", text=text))
    if later and not own:
        notes.append(Message("cell.read_as", text=f"{part}{text}", read=f"{hour + 12}:{minute:02}"))
    hour = 0 if own == "am" and hour == 12 else hour
    return _time(text, 60 * (hour + 12 * later) + minute, notes)


def _time(text: str, minutes: int, notes: list[Message]) -> time:
    """24:00 belongs to the next day already: the last minute of the day stands for it."""
    if minutes == DAY_MINUTES:
        notes.append(Message("cell.read_as", text=text, read=f"{LAST:%H:%M}"))
        return LAST
    if minutes > DAY_MINUTES:
        raise BadValue(Message("cell.no_time", text=text))
    return time(minutes // 60, minutes % 60)


def _is_clock(piece: str) -> bool:
    written = _digits(plain(piece))
    return bool(_CLOCK.fullmatch(written) or _FRACTION.fullmatch(written))


def _digits(text: str) -> str:
    """九点半 as 9点半, 一刻 as 15."""
    quarters = re.sub("([点时])一刻", r"\g<1>15", re.sub("([点时])三刻", r"\g<1>45", text))
    return _NUMERALS.sub(lambda match: str(_numeral(match[0])), quarters)


def _numeral(text: str) -> int:
    """0 to 99; of what is longer, the digits."""
    values = dict(zip("零〇一二两三四五六七八九", (0, 0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
    if TEN not in text:
        return int("".join(str(values[letter]) for letter in text))
    tens, _, units = text.partition(TEN)
    return 10 * values.get(tens[-1:], 1) + values.get(units[-1:], 0)


def _pieces(value: Any) -> list[str]:
    """What stands between separators; 早 and 09:00 with a blank between them belong together."""
    if isinstance(value, list):
        return listed(value, _BETWEEN)
    pieces: list[str] = []
    for piece in filter(None, re.split(r"[;\n、,/|]|\s+", _TIGHT.sub(r"\1", plain(value)))):
        if pieces and (pieces[-1].lower() in SLOTS or piece.lower() in {"am", "pm"}):
            pieces[-1] += ("=" if pieces[-1].lower() in SLOTS else "") + piece
        else:
            pieces.append(piece)
    return pieces


def _named_times(pieces: list[str], notes: list[Message]) -> dict[Slot, time]:
    if len(pieces) == len(Slot) and all(map(_is_clock, pieces)):
        return {slot: clock(piece, notes) for slot, piece in zip(Slot, pieces, strict=True)}
    if pieces and all(_is_clock(piece) and not _NAMED.fullmatch(piece) for piece in pieces):
        raise BadValue(Message("cell.times_without_slots", n=len(pieces)))
    slots: dict[Slot, time] = {}
    for piece in pieces:
        name, at = _name_and_time(piece)
        part = name if name in _AFTER_NOON else ""
        slots[_new(a_slot(name), slots)] = clock(at, notes, part)
    return slots


def _name_and_time(piece: str) -> tuple[str, str]:
    name, equals, at = piece.partition("=")
    if not equals and (match := _NAMED.fullmatch(piece)):
        name = match["name"]
        at = piece if _is_clock(piece) else match["at"]  # 下午5点 is both
    if not at:
        what = Message("cell.slot_with_time")
        raise BadValue(Message("cell.not_by_slot", text=piece, what=what, example="morning=08:00"))
    return name, at


def _new(slot: Slot, known: Mapping[Slot, Any]) -> Slot:
    if slot in known:
        raise BadValue(Message("cell.slot_twice", slot=slot.label))
    return slot
