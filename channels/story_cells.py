"""What the cells of a story may hold, beside those that every table has (channels.cells)."""

from typing import Any

from channels.cells import STEP_PARTS, a_slot, by_slot
from content.model import Message, Slot, Sop
from content.validation import BadValue

SOP_NAMES = dict(zip(Sop.__slots__, ("角色", "场景", "时间", "形式", "动作", "目标"), strict=True))
_SOP_FIELDS = {name: name for name in SOP_NAMES} | {zh: name for name, zh in SOP_NAMES.items()}


def slot_forms(value: Any) -> dict[Slot, str]:
    forms = by_slot(value, Message("cell.slot_with_form"), "evening=before-after")
    if not all(isinstance(form, str) and form for form in forms.values()):
        raise BadValue(Message("cell.slot_without_form"))
    return forms


def sops(value: Any) -> dict[Slot, Sop]:
    if not isinstance(value, dict):
        raise BadValue(Message("cell.no_slot_mapping"))
    return {a_slot(name): _sop(said) for name, said in value.items() if said}


def _sop(said: Any) -> Sop:
    fields = (
        said if isinstance(said, dict) else dict(_sop_line(line) for line in str(said).split("\n") if line)
    )
    for name, text in fields.items():
        if name not in _SOP_FIELDS:
            known, known_zh = tuple(SOP_NAMES), "、".join(SOP_NAMES.values())
            raise BadValue(Message("cell.no_sop_field", name=name, known=known, known_zh=known_zh))
        if not isinstance(text, str) or "\n" in text:
            raise BadValue(Message("cell.sop_one_line", name=name))
    return Sop(**{_SOP_FIELDS[name]: text for name, text in fields.items()})


def _sop_line(line: str) -> tuple[str, str]:
    name, *text = STEP_PARTS.split(line, maxsplit=1)
    if not text:
        raise BadValue(Message("cell.no_sop_line", line=line, example="场景：午休"))
    return name.strip(), text[0].strip()
