"""What the cells of a story may hold, beside those that every table has (channels.cells)."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from channels.cells import STEP_PARTS, Noted, a_line, folded, plain
from channels.slot_times import a_slot, by_slot
from content.model import Message, Slot, Sop
from content.validation import BadValue

LETTERS = "ABCD"
OPTION_COLUMNS = tuple(f"option_{letter.lower()}" for letter in LETTERS)
SOP_NAMES = dict(zip(Sop.__slots__, ("角色", "场景", "时间", "形式", "动作", "目标"), strict=True))
FORMS = {
    "选择题": "choice",
    "选择": "choice",
    "单选题": "choice",
    "判断题": "true-or-false",
    "判断": "true-or-false",
    "对错题": "true-or-false",
    "谜语": "riddle",
    "猜谜": "riddle",
    "谜题": "riddle",
    "看图猜物": "guess-the-photo",
    "猜图": "guess-the-photo",
    "看图选择": "pictures",
    "看图选": "pictures",
    "前后对比": "before-after",
}
EXTRAS = {
    "event": "活动",
    "price": "价格",
    "was": "原价",
    "unit": "规格",
    "until": "截止",
    "amount": "面额",
    "condition": "条件",
    "benefits": "权益",
    "days": "天数",
    "total": "总天数",
    "lead": "倒数语",
    "when": "时间",
    "place": "地点",
    "note": "备注",
    "head": "题签",
    "items": "事项",
    "glyph": "大字",
    "materials": "用料",
    "labels": "前后",
    "captions": "图注",
    "points": "标注点",
    "greeting": "问候",
}  # what posters can print, as tables call it
MOST_EXTRA = 400  # characters of one of them
_EXTRA_NAMES = {name: name for name in EXTRAS} | {zh: name for name, zh in EXTRAS.items()}
_SOP_FIELDS = {name: name for name in SOP_NAMES} | {zh: name for name, zh in SOP_NAMES.items()}
_LABEL = re.compile(r"(?:^|(?<=[\s;；,，、/|]))[(（]?([A-DＡ-Ｄ])[)）]?(?:[.．、:：)）]\s*|\s+)")
_BETWEEN_OPTIONS = ("\n", "[;；]", r"[|｜]", "、", "/", "[，,]")
_ASIDE = re.compile(r"(?:正确答案|答案|选项|answer|option)(?:是|为)?[:\s]*", re.IGNORECASE)
_LETTER_AND_TEXT = re.compile(r"\(?([A-Da-d])\)?(?:[.、,:)]\s*|\s+)(.+)", re.DOTALL)


def a_form(text: str) -> str:
    """The name of a form; what Chinese calls those that there are is known too."""
    return FORMS.get(folded(text), a_line(text))


def options(value: Any) -> list[str] | Noted:
    """Two to four different options: a list, or a text such as A、热水 B、冷水. Letters before them go."""
    listed = _split(value) if isinstance(value, str) else value
    if not isinstance(listed, list) or not all(isinstance(part, str) for part in listed):
        raise BadValue(Message("cell.no_texts"))
    while listed and not listed[-1]:
        listed = listed[:-1]
    bare = [_bare(option, letter) for option, letter in zip(listed, LETTERS, strict=False)]
    if isinstance(value, list) and listed and len(listed) == len(bare) and all(bare):
        _must_differ(bare)
        return Noted(bare, (Message("cell.letters_left_out", options=tuple(bare)),))
    _must_differ(listed)
    return listed


def _split(text: str) -> list[str]:
    labels = list(_LABEL.finditer(text))
    letters = "".join(plain(label[1]) for label in labels)
    if len(labels) > 1 and LETTERS.startswith(letters) and not text[: labels[0].start()].strip():
        ends = [*(label.start() for label in labels[1:]), len(text)]
        texts = [text[label.end() : end] for label, end in zip(labels, ends, strict=True)]
        return [option.strip(" \n\t;；,，、/|") for option in texts]
    between = next((mark for mark in _BETWEEN_OPTIONS if re.search(mark, text)), "\n")
    return [option.strip() for option in re.split(between, text)]


def _bare(option: str, letter: str) -> str:
    """The option without its own letter before it; empty where it has none."""
    label = _LABEL.match(option)
    return option[label.end() :].strip() if label and plain(label[1]) == letter else ""


def _must_differ(listed: Sequence[str]) -> None:
    if not 2 <= len(listed) <= len(LETTERS):
        raise BadValue(Message("cell.options_count", n=len(listed)))
    if "" in listed:
        raise BadValue(Message("cell.option_empty", letter=LETTERS[listed.index("")]))
    alike = [unicodedata.normalize("NFKC", option).casefold() for option in listed]
    for first, second in ((a, b) for b in range(len(alike)) for a in range(b)):
        if alike[first] == alike[second]:
            letters = {"first": LETTERS[first], "second": LETTERS[second]}
            raise BadValue(Message("cell.options_alike", **letters, option=listed[first]))


def right_letter(answer: str, earlier: Mapping[str, Any]) -> str:
    """The letter of the right option, written as a letter, a number, the option's text, or B、85度."""
    choices: list[str] | None = earlier.get("options")
    if choices is None:  # they have a problem of their own
        return answer
    written = _ASIDE.sub("", plain(answer), count=1).strip("()[]【】").removesuffix("项")
    letters = LETTERS[: len(choices)]
    if written.upper() in list(letters):
        return written.upper()
    same = [letter for letter, text in zip(letters, choices, strict=True) if folded(text) == folded(written)]
    number = written if written in list("1234"[: len(choices)]) else ""
    numbered = LETTERS[int(number) - 1] if number else ""
    if same and numbered and numbered not in same:
        raise BadValue(Message("cell.answer_of_two", answer=answer, text=same[0], number=numbered))
    if same or numbered:
        return same[0] if same else numbered
    return _of_letter_and_text(answer, written, choices)


def _of_letter_and_text(answer: str, written: str, choices: Sequence[str]) -> str:
    letters = LETTERS[: len(choices)]
    match = _LETTER_AND_TEXT.fullmatch(written)
    if not match or match[1].upper() not in letters:
        raise BadValue(Message("cell.no_letter", answer=answer, known=tuple(letters)))
    letter = match[1].upper()
    option = choices[letters.index(letter)]
    if folded(match[2]) != folded(option):
        raise BadValue(Message("cell.answer_says_other", answer=answer, letter=letter, option=option))
    return letter


def slot_forms(value: Any) -> dict[Slot, str]:
    forms = by_slot(value, Message("cell.slot_with_form"), "evening=before-after")
    if not all(isinstance(form, str) and form for form in forms.values()):
        raise BadValue(Message("cell.slot_without_form"))
    return {slot: a_form(form) for slot, form in forms.items()}


def sops(value: Any) -> dict[Slot, Sop]:
    if not isinstance(value, dict):
        raise BadValue(Message("cell.no_slot_mapping"))
    return {a_slot(name): sop(fields) for name, fields in value.items() if fields}


def sop(written: Any) -> Sop:
    if isinstance(written, Sop):
        return written
    lines = (line for line in str(written).split("\n") if line)
    fields = written if isinstance(written, dict) else dict(_sop_line(line) for line in lines)
    for name, text in fields.items():
        if name not in _SOP_FIELDS:
            known, known_zh = tuple(SOP_NAMES), "、".join(SOP_NAMES.values())
            raise BadValue(Message("cell.no_sop_field", name=name, known=known, known_zh=known_zh))
        if not isinstance(text, str) or "\n" in text:
            raise BadValue(Message("cell.sop_one_line", name=name))
    return Sop(**{_SOP_FIELDS[name]: text for name, text in fields.items()})


def extras(value: Any) -> dict[str, str]:
    """The free fields of a story's posters: a mapping, or lines such as 价格：36."""
    lines = [line for line in re.split("\n|；", str(value)) if line.strip()]
    given = value if isinstance(value, dict) else dict(_extra_line(line) for line in lines)
    known, known_zh = tuple(EXTRAS), "、".join(EXTRAS.values())
    for name, text in given.items():
        if name not in _EXTRA_NAMES:
            raise BadValue(Message("cell.no_extra", name=name, known=known, known_zh=known_zh))
        if not isinstance(text, str) or len(text) > MOST_EXTRA:
            raise BadValue(Message("cell.extra_too_long", name=name, most=MOST_EXTRA))
    return {_EXTRA_NAMES[name]: text for name, text in given.items() if text}


def _extra_line(line: str) -> tuple[str, str]:
    name, *text = STEP_PARTS.split(line, maxsplit=1)
    if not text:
        raise BadValue(Message("cell.no_extra_line", line=line, example="价格：36"))
    return name.strip(), text[0].strip()


def _sop_line(line: str) -> tuple[str, str]:
    name, *text = STEP_PARTS.split(line, maxsplit=1)
    if not text:
        raise BadValue(Message("cell.no_sop_line", line=line, example="场景：午休"))
    return name.strip(), text[0].strip()
