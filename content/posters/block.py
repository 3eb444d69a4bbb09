"""A text in a box: the largest size at which it fits, or the room there is."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from markupsafe import Markup

from content.errors import PosterError
from content.model import Message
from content.posters import typography
from content.posters.engine import Engine

Setter = Callable[[object], Markup]
_CLASSES = re.compile(r"[\w -]*")
SET: dict[str, Setter] = {"phrases": typography.phrases, "zh": typography.zh}


@dataclass(frozen=True, slots=True)
class TextStyle:
    """`classes` are names of the template, `line` is the line height in em, `set_as` a key of SET."""

    classes: str
    line: float
    set_as: str = "phrases"


def check_classes(classes: str) -> None:
    """PosterError where these are no names of classes."""
    if not _CLASSES.fullmatch(classes):
        raise PosterError(Message("poster.no_class_names", style=classes))


class Block:
    """A box of px and how text is set in it. PosterError where the classes are no names of classes."""

    def __init__(self, engine: Engine, css: str, box: tuple[float, float], style: TextStyle) -> None:
        check_classes(style.classes)
        self._engine, self._css, self._box = engine, css, box
        self._style, self._line, self._set_as = style.classes, style.line, style.set_as

    def html(self, text: str, size: int, *, clamp: bool = False) -> Markup:
        lines = max(1, int(self._box[1] / (size * self._line)))
        style = f"width:{self._box[0]:g}px;font-size:{size}px;line-height:{round(size * self._line)}px"
        kind = "phrases" if self._set_as == "phrases" and not clamp else "running"
        clamped = (" clamp", f";-webkit-line-clamp:{lines};line-clamp:{lines}") if clamp else ("", "")
        inside = typography.zh(text) if clamp else SET[self._set_as](text)
        opened = f'<div class="{kind} {self._style}{clamped[0]}" style="{style}{clamped[1]}">'
        return Markup(opened) + inside + Markup("</div>")  # noqa: S704 - numbers and class names; the text is escaped

    def largest_that_fits(self, text: str, smallest: int, largest: int) -> int | None:
        """By halving between the two: six measures at most, 0.2 ms each."""
        if self._fits(text, largest):
            return largest
        if not self._fits(text, smallest):
            return None
        low, high = smallest, largest
        while high - low > 2:
            middle = (low + high) // 2
            low, high = (middle, high) if self._fits(text, middle) else (low, middle)
        return low

    def room(self, text: str, size: int) -> int:
        """How many characters of `text` fit at `size`."""
        low, high = 0, len(text)
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self._fits(text[:middle], size) else (low, middle)
        return low

    def _fits(self, text: str, size: int) -> bool:
        measured = self._engine.measure(str(self.html(text, size)), self._css, round(self._box[0]))
        return measured.height <= self._box[1] + 1 and measured.width <= self._box[0] + 1
