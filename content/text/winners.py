"""The place in an evening post for those who answered rightly at noon, filled when the post goes out. Pure.

It stands in the text as ⟦the sentence with {names}｜the sentence for a day without names⟧, so that whoever
approves the post approves both, and an editor may change either.
"""

import re
from collections.abc import Callable, Sequence

NAMES = "{names}"
OPENS, DIVIDES, CLOSES = "⟦", "｜", "⟧"
_SENTENCE = f"[^{OPENS}{DIVIDES}{CLOSES}\n]*"
_FORM = re.compile(f"{OPENS}({_SENTENCE}){DIVIDES}({_SENTENCE}){CLOSES}")
_LINE = re.compile(rf"(?:^|\n)[^\S\n]*{_FORM.pattern}[^\S\n]*(?=\n|$)")
_MARKS = re.compile(f"[{OPENS}{CLOSES}]")
_HAN = re.compile("[\u4e00-\u9fff]")


def form(named: str, neutral: str) -> str:
    """The place for names: `named` has {names} where they go, `neutral` stands where nobody is named."""
    return f"{OPENS}{named}{DIVIDES}{neutral}{CLOSES}"


def has_form(text: str) -> bool:
    """Whether the text has a place for names, be it a broken one."""
    return _MARKS.search(text) is not None


def is_broken(text: str) -> bool:
    """Whether members would read marks instead of a sentence: the place must be whole, and be there once."""
    places = list(_FORM.finditer(text))
    rest = _MARKS.search(_FORM.sub("", text))
    whole = all(place[1].count(NAMES) == 1 and NAMES not in place[2] for place in places)
    return rest is not None or len(places) > 1 or not whole


def neutral(text: str) -> str:
    """The text for a day on which nobody is named; a line that says nothing then is left out."""
    if not has_form(text):
        return text
    return _FORM.sub(lambda place: place[2], _LINE.sub(_line, text)).strip()


def named(text: str, names: Sequence[str]) -> str:
    """The text with these names, each as members are to read it; `neutral` where there are none."""
    if not names:
        return neutral(text)
    return _FORM.sub(lambda place: place[1].replace(NAMES, _joined(names, place[1])), text)


def fitting(text: str, names: Sequence[str], fits: Callable[[str], bool]) -> tuple[str, int]:
    """The text with as many of the names as fit, the first of them, and how many those are."""
    for number in range(len(names), 0, -1):
        filled = named(text, names[:number])
        if fits(filled):
            return filled, number
    return neutral(text), 0


def without_marks(name: str) -> str:
    """A name that cannot be taken for a place for names."""
    return _MARKS.sub("", name)


def _line(line: re.Match[str]) -> str:
    return line.group() if line[2].strip() else ""


def _joined(names: Sequence[str], sentence: str) -> str:
    return ("、" if _HAN.search(sentence) else ", ").join(names)
