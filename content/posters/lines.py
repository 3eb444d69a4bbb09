"""A text is broken into lines by us, not by the engine: each engine then paints the same lines.

How wide a text is follows from its pieces: the engine measures each word, sign and mark once (in em, kept for
the process), the rest is sums. So a size costs no layout, and a headline is balanced over all its breaks.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import inf
from typing import NamedTuple

import regex
from markupsafe import Markup, escape

from content.posters.breaks import Break, LinePiece, letters_of, pieces_of
from content.posters.engine import Engine
from content.posters.marks import ENDS, GAP, STARTS, Squeeze, far_latin, gapped, marked, squeezed

MEASURED_AT = 100  # px of type
TOLERANCE = 0.002  # em a line may be too wide by our sums
LONGEST_CACHE = 4000  # words of a style
COSTS = {
    Break.FREE: 0.0,
    Break.PHRASE: 0.08,
    Break.CLAUSE: 0.1,
    Break.WORD: 0.2,
    Break.LONELY: 0.6,
    Break.DOUBTFUL: 1.0,
    Break.ANYWHERE: 4.0,
}
ALONE = 6.0  # what one character alone on a last line costs: more than any raggedness
FEW, FEWER = 0.3, 2.3  # what a last line of running text costs that is shorter than so many em
STUB = 0.4  # of the widest line: a shorter one inside a clause looks like a mistake

_UNIT = regex.compile(r"\p{Han}|[^\S\n]|[、-〟！-～“”‘’…—]|(?:(?![、-〟！-～“”‘’…—])[^\s\p{Han}])+")


class Ruler:
    """Widths in em of texts set in the classes `style` of a style sheet."""

    def __init__(self, engine: Engine, css: str, style: str, squeeze: Squeeze) -> None:
        self._engine, self._css, self._style, self._squeeze = engine, css, style, squeeze
        self._widths: dict[str, float] = {}

    def learn(self, texts: Sequence[str]) -> None:
        """Measure what is new of the texts, in one layout."""
        units = {unit for text in texts for unit in _UNIT.findall(text)} - self._widths.keys()
        if not units:
            return
        if len(self._widths) > LONGEST_CACHE:
            self._widths.clear()
            units = {unit for text in texts for unit in _UNIT.findall(text)}
        words = sorted(units - {" "})
        # A space alone has no width: it is what one adds between two letters.
        widths = self._engine.widths([*map(_shaped, words), "n n", "nn"], self._css, self._style, MEASURED_AT)
        self._widths |= {unit: width / MEASURED_AT for unit, width in zip(words, widths, strict=False)}
        self._widths[" "] = (widths[-2] - widths[-1]) / MEASURED_AT

    def width(self, text: str) -> float:
        """Of a text whose parts are known, but for what its neighbours add."""
        units = _UNIT.findall(text)
        inside = sum(self.between(unit, following) for unit, following in pairwise(units))
        return sum(self._widths.get(unit, 1.0) for unit in units) + inside

    def between(self, before: str, after: str) -> float:
        if squeezed(before[-1], after[0]):
            return -self._squeeze.of(before[-1])
        return GAP if gapped(before[-1], after[0]) else 0.0

    def space(self) -> float:
        return self._widths.get(" ", 0.25)

    def trimmed(self, mark: str) -> float:
        """What a mark gives up at the end of a line."""
        return self._squeeze.of(mark) if mark in ENDS or mark in STARTS else 0.0


def _shaped(unit: str) -> Markup:
    return far_latin(escape(unit))


@dataclass(frozen=True, slots=True)
class SetText:
    """A text in lines, and the size of its type."""

    lines: tuple[str, ...]
    px: int

    def html(self, height: int, squeeze: Squeeze) -> Markup:
        """A div a line of `height` px; one that begins with an opening mark begins at its ink."""
        return Markup("").join(_line(line, height, squeeze) for line in self.lines)


def _line(line: str, height: int, squeeze: Squeeze) -> Markup:
    trim = squeeze.of(line[0]) if line and line[0] in STARTS else 0.0
    moved = f";margin-left:{-trim:g}em" if trim else ""
    style = Markup("height:{}px{}").format(height, moved)
    return Markup('<div style="{}">{}</div>').format(style, marked(line, ends=True) if line else "\u3000")


class Paragraphs:
    """A text to be set: its paragraphs in pieces, measured."""

    def __init__(self, text: str, ruler: Ruler, worst: Break) -> None:
        """Breaks worse than `worst` are not taken."""
        rows = [_allowed(pieces_of(line), worst) for line in text.split("\n")]
        ruler.learn([piece.text for row in rows for piece in row])
        self._rows, self._ruler = [_Row(row, ruler) for row in rows], ruler

    def count(self, width: float, most: int) -> int | None:
        """How many lines a column of `width` em takes; None if more than `most`, or a piece is wider."""
        lines = 0
        for row in self._rows:
            taken = row.greedy(width)
            if taken is None or (lines := lines + taken) > most:
                return None
        return lines

    @property
    def widest(self) -> float:
        """em: the widest of the paragraphs, each on one line."""
        return max(row.whole for row in self._rows)

    def lines(self, width: float, most: int, *, balanced: bool) -> tuple[str, ...]:
        """The best lines of a column of `width` em, at most `most`; `balanced` ones are alike long."""
        whole = [line for row in self._rows for line in row.broken(width, balanced, words_first=True)]
        if len(whole) > most:
            whole = [line for row in self._rows for line in row.broken(width, balanced, words_first=False)]
        return tuple(whole)

    def has_stub(self, lines: Sequence[str]) -> bool:
        """Whether one of these lines is a short end of the clause that the line before begins."""
        widths = [self._ruler.width(line) for line in lines]
        widest = max(widths, default=0.0)
        return any(
            width < STUB * widest and before[-1:] not in ENDS
            for before, width in zip(lines, widths[1:], strict=False)
        )


def _allowed(pieces: Sequence[LinePiece], worst: Break) -> list[LinePiece]:
    """Pieces joined wherever the break is worse than `worst`; with ANYWHERE cut into characters."""
    if worst is Break.ANYWHERE:
        return [part for piece in pieces for part in letters_of(piece)]
    joined: list[LinePiece] = []
    for piece in pieces:
        if joined and joined[-1].after > worst:
            joined[-1] = LinePiece(joined[-1].text + piece.text, piece.after)
        else:
            joined.append(piece)
    return joined


class _Row:
    """One paragraph: its pieces, and where each begins (em) if all stood on one line."""

    def __init__(self, pieces: Sequence[LinePiece], ruler: Ruler) -> None:
        self._pieces = pieces
        self._begins, self._ends = [0.0], [0.0]
        at = 0.0
        for number, piece in enumerate(pieces):
            if number:
                at += ruler.between(pieces[number - 1].text, piece.text)
            text = piece.text
            begin = at + (ruler.trimmed(text[0]) if text[:1] and text[0] in STARTS else 0.0)
            at += ruler.width(text)
            bare = text.rstrip(" ")
            end = at - (len(text) - len(bare)) * ruler.space()
            end -= ruler.trimmed(bare[-1]) if bare[-1:] and bare[-1] in ENDS else 0.0
            if number == 0:
                self._begins, self._ends = [begin], [end]
            else:
                self._begins.append(begin)
                self._ends.append(end)

    def _width(self, first: int, last: int) -> float:
        return self._ends[last] - self._begins[first]

    @property
    def whole(self) -> float:
        return self._width(0, len(self._pieces) - 1) if self._pieces else 0.0

    def greedy(self, width: float) -> int | None:
        """The fewest lines of `width`; None where a piece is wider."""
        lines, first = 1, 0
        for last in range(len(self._pieces)):
            if self._width(first, last) > width + TOLERANCE:
                lines, first = lines + 1, last
                if self._width(last, last) > width + TOLERANCE:
                    return None
        return lines

    def broken(self, width: float, balanced: bool, *, words_first: bool) -> Iterator[str]:
        """The fewest lines and of those the best; `words_first`: rather more lines than a doubtful break."""
        count = len(self._pieces)
        if not count:
            yield ""
            return
        best = [_NONE] * (count + 1)
        best[0] = _Broken(0, 0, 0.0, 0)
        for end in range(1, count + 1):
            ways = self._lines_to(end, width, balanced, best)
            best[end] = min(ways, key=_words_first if words_first else _lines_first, default=_NONE)
        starts, end = [], count
        while end:
            starts.append((best[end].start, end))
            end = best[end].start
        for start, end in reversed(starts):
            yield "".join(piece.text for piece in self._pieces[start:end]).strip(" ")

    def _lines_to(
        self, end: int, width: float, balanced: bool, best: Sequence["_Broken"]
    ) -> Iterator["_Broken"]:
        is_last, after = end == len(self._pieces), self._pieces[end - 1].after
        for start in range(end - 1, -1, -1):
            line = self._width(start, end - 1)
            if line > width + TOLERANCE and start < end - 1:
                break
            slack = (width - line) / width
            cost = 0.0 if is_last and not balanced else slack * slack
            if is_last and start and line < 1.2:  # em: one character
                cost += ALONE
            elif is_last and start and not balanced and line < FEWER:
                cost += FEW
            cost += 0.0 if is_last else COSTS[after]
            bad = 0 if is_last or after < Break.LONELY else after - Break.WORD
            before = best[start]
            yield _Broken(before.bad + bad, before.lines + 1, before.cost + cost, start)


class _Broken(NamedTuple):
    """The best way to break what stands before a place: its cost, and where its last line begins."""

    bad: int
    lines: int
    cost: float
    start: int


_NONE = _Broken(9999, 9999, inf, 0)


def _words_first(broken: _Broken) -> tuple[float, ...]:
    return broken.bad, broken.lines, broken.cost


def _lines_first(broken: _Broken) -> tuple[float, ...]:
    return broken.lines, broken.bad, broken.cost


@lru_cache(maxsize=64)
def ruler_of(engine: Engine, css: str, style: str, squeeze: Squeeze) -> Ruler:
    """The ruler of a style, kept for the process: texts share their words."""
    return Ruler(engine, css, style, squeeze)
