"""How the texts of a drawn poster are set, for scripts: lines, sizes, boxes, and what was left out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Box = tuple[int, int, int, int]  # left, top, right, bottom in px


@dataclass(frozen=True, slots=True)
class FittedText:
    """How a text of the field `name` was set: its lines, as painted, and the size of its type (px)."""

    name: str
    lines: tuple[str, ...]
    px: int


@dataclass(frozen=True, slots=True)
class SetField:
    """How a field was set: its lines as drawn, the size of its type (px), the signs that were left out."""

    lines: tuple[str, ...]
    px: int
    dropped: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SetTexts:
    """The fields of a poster by name, and the box of each line of text (left, top, right, bottom in px)."""

    fields: Mapping[str, SetField] = field(default_factory=dict)
    boxes: tuple[Box, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """`fields` and `text_boxes` (left, top, width, height) of a batch's report."""
        return {
            "fields": {
                name: {"lines": list(text.lines), "px": text.px, "dropped": list(text.dropped)}
                for name, text in self.fields.items()
            },
            "text_boxes": [[left, top, right - left, low - top] for left, top, right, low in self.boxes],
        }
