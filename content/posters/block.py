"""A text in a box: the largest size at which it fits, or the room there is."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from markupsafe import Markup

from content.errors import PosterError
from content.model import Message
from content.posters import typography
from content.posters.breaks import Break
from content.posters.engine import Engine
from content.posters.lines import Paragraphs, Ruler, SetText, ruler_of
from content.posters.marks import Squeeze
from content.posters.typography import ELLIPSIS, GRAPHEME, cuts_of, set_text

Setter = Callable[[object], Markup]
_CLASSES = re.compile(r"[\w -]*")
SET: dict[str, Setter] = {"phrases": typography.phrases, "zh": typography.zh}
# How bad a break may be, tried in this order: a headline rather shrinks than breaks inside a phrase.
HEADLINE = (Break.PHRASE, Break.CLAUSE, Break.WORD, Break.LONELY, Break.DOUBTFUL, Break.ANYWHERE)
RUNNING = (Break.WORD, Break.LONELY, Break.DOUBTFUL, Break.ANYWHERE)
STUBLESS = 0.72  # of its size that a headline gives up for lines without a stub
SHRUNK = 0.55  # of the size that the next worse breaks allow: smaller is too dear a price for better ones
COLUMN_ROOM = 1.0  # px that lines may stand out of their box


@dataclass(frozen=True, slots=True)
class TextStyle:
    """`classes` are names of the template, `line` is the line height in em, `set_as` a key of SET."""

    classes: str
    line: float
    set_as: str = "phrases"
    squeeze: Squeeze = Squeeze()  # noqa: RUF009 - frozen


def check_classes(classes: str) -> None:
    """PosterError where these are no names of classes."""
    if not _CLASSES.fullmatch(classes):
        raise PosterError(Message("poster.no_class_names", style=classes))


class Block:
    """A box of px and how text is set in it. PosterError where the classes are no names of classes."""

    def __init__(self, engine: Engine, css: str, box: tuple[float, float], style: TextStyle) -> None:
        check_classes(style.classes)
        self._engine, self._css, self._box, self._style = engine, css, box, style

    def html(self, text: SetText) -> Markup:
        """The lines as they are to be painted: no engine breaks them further."""
        height = round(text.px * self._style.line)
        style = f"width:{self._box[0]:g}px;font-size:{text.px}px;line-height:{height}px"
        kind = "phrases" if self._is_headline else "running"
        opened = f'<div class="{kind} lines {self._style.classes}" style="{style}">'
        return Markup(opened) + text.html(height, self._style.squeeze) + Markup("</div>")  # noqa: S704 - numbers and class names; the text is escaped

    def largest_that_fits(
        self, text: str, smallest: int, largest: int, worst: Break = Break.ANYWHERE
    ) -> SetText | None:
        """At the largest size that the best breaks allow; None where none up to `worst` are enough."""
        best: tuple[Paragraphs, int] | None = None
        for level in HEADLINE if self._is_headline else RUNNING:
            if level > worst:
                break
            paragraphs = self._paragraphs(text, level)
            size = self._size(paragraphs, smallest, largest)
            if size is not None and (best is None or size * SHRUNK > best[1]):
                best = (paragraphs, size)
            if best is not None and (best[1] >= largest * SHRUNK or level >= Break.WORD):
                break
        return self._without_stub(*best, smallest) if best is not None else None

    def _without_stub(self, paragraphs: Paragraphs, size: int, smallest: int) -> SetText:
        """A headline with a line fewer where one is but the end of a clause, if that is not much smaller."""
        usual = self._set(paragraphs, size)
        if not self._is_headline or len(usual.lines) < 2 or not paragraphs.has_stub(usual.lines):
            return usual
        least = max(smallest, round(size * STUBLESS))
        for smaller in range(size - 2, least - 1, -2):
            if paragraphs.count(self._width(smaller), len(usual.lines) - 1) is not None:
                other = self._set(paragraphs, smaller)
                return usual if paragraphs.has_stub(other.lines) else other
        return usual

    def shortened(self, text: str, size: int) -> SetText:
        """The beginning of `text` that fits at `size`: to the last comma, or word, and then ……"""
        for worst in (Break.WORD, Break.LONELY, Break.ANYWHERE):
            fitting: SetText | None = None
            for cut in cuts_of(set_text(text)):
                here = self.largest_that_fits(cut, size, size, worst)
                if here is None:
                    break
                fitting = here
            if fitting is not None:
                return fitting
        return self._shortened_word(set_text(text), size)

    def _shortened_word(self, word: str, size: int) -> SetText:
        """What is one long word, an address perhaps: as much of it as a line has room for."""
        letters = GRAPHEME.findall(word.replace("\n", " "))
        low, high = 0, len(letters)
        while high - low > 1:
            middle = (low + high) // 2
            width = self._paragraphs("".join(letters[:middle]) + ELLIPSIS, Break.FREE).widest
            low, high = (middle, high) if width <= self._width(size) else (low, middle)
        return SetText(("".join(letters[:low]) + ELLIPSIS,), size)

    def _set(self, paragraphs: Paragraphs, size: int) -> SetText:
        most = self._most_lines(size)
        return SetText(paragraphs.lines(self._width(size), most, balanced=self._is_headline), size)

    def room(self, text: str, size: int) -> int:
        """How many characters of `text` fit at `size`."""
        low, high = 0, len(text)
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self._fits(text[:middle], size) else (low, middle)
        return low

    @property
    def _is_headline(self) -> bool:
        return self._style.set_as == "phrases"

    @cached_property
    def _ruler(self) -> Ruler:
        return ruler_of(self._engine, self._css, self._style.classes, self._style.squeeze)

    def _paragraphs(self, text: str, worst: Break) -> Paragraphs:
        return Paragraphs(set_text(text), self._ruler, worst)

    def _fits(self, text: str, size: int) -> bool:
        return self.largest_that_fits(text, size, size) is not None

    def _size(self, text: Paragraphs, smallest: int, largest: int) -> int | None:
        """The largest size of the two and what is between them, by halving."""
        if self._has_room(text, largest):
            return largest
        if not self._has_room(text, smallest):
            return None
        low, high = smallest, largest
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self._has_room(text, middle) else (low, middle)
        return low

    def _has_room(self, text: Paragraphs, size: int) -> bool:
        return text.count(self._width(size), self._most_lines(size)) is not None

    def _width(self, size: int) -> float:
        return (self._box[0] + COLUMN_ROOM) / size

    def _most_lines(self, size: int) -> int:
        return int((self._box[1] + COLUMN_ROOM) / round(size * self._style.line))
