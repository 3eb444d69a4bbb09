"""What a script may want to know of a drawn poster without looking at it: lines, sizes, boxes."""

from collections.abc import Sequence
from typing import Any

from content.posters.layout import Line, lines_of
from content.posters.manifest import FieldType
from content.posters.page import PosterPage
from content.posters.set_texts import Box, SetField, SetTexts
from content.posters.template import Template
from content.posters.typography import set_text

TALL = 0.62  # em from the middle of a line to the ends of its letters
_NOT_COMPARED = str.maketrans("", "", " \u3000\u200b\u2060\n…")


def read_texts(page: PosterPage, template: Template) -> SetTexts:
    """What the page shows of its fields. Two layouts, 1 ms each."""
    lines = lines_of(page.html, page.css, page.size, page.fonts, kinds=False)
    fitted = {text.name for text in page.fitted_texts}
    fields: dict[str, SetField] = {}
    for name, given in page.printed.items():
        if template.fields[name].type is FieldType.LINK or not given:
            continue
        dropped = page.dropped.get(name, ())
        text = _fitted(name, page, dropped) if name in fitted else _found(given, lines, dropped)
        if text.lines or text.dropped:  # some a layout shows only where there is no photo
            fields[name] = text
    return SetTexts(fields, tuple(_letters_box(line) for line in lines if _is_read(line)))


def _is_read(line: Line) -> bool:
    """Whether it is words: not a sign as an ornament."""
    return any(letter.isalnum() for letter in line.text)


def _letters_box(line: Line) -> Box:
    """The line's box without the room that its face keeps above and below the letters."""
    left, top, right, low = line.box
    middle, half = (top + low) / 2, min((low - top) / 2, line.type_px * TALL)
    return left, round(middle - half), right, round(middle + half)


def _fitted(name: str, page: PosterPage, dropped: tuple[str, ...]) -> SetField:
    texts = [text for text in page.fitted_texts if text.name == name]
    lines = tuple(line for text in texts for line in text.lines if line)
    return SetField(lines, min(text.px for text in texts), dropped)


def _found(given: Any, lines: Sequence[Line], dropped: tuple[str, ...]) -> SetField:
    """A field that the template set by a filter is known by its text."""
    texts = [_compared(set_text(text)) for text in _texts(given)]
    mine = [line for line in lines if any(_shows(_compared(line.text), text) for text in texts)]
    px = round(min((line.type_px for line in mine), default=0.0))
    return SetField(tuple(line.text for line in mine), px, dropped)


def _shows(line: str, text: str) -> bool:
    if len(line) < 2 or len(text) < 2:
        return line == text and bool(line)
    return text in line or line in text


def _texts(given: Any) -> list[str]:
    if isinstance(given, list):
        return [text for part in given for text in _texts(part)]
    return [str(given)]


def _compared(text: str) -> str:
    return text.translate(_NOT_COMPARED)
