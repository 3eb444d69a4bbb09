"""Long texts from top to bottom: columns from right to left, broken where a reader would pause.

No column begins with a closing mark or ends with an opening one (CLREQ 3.1.4). Pure arithmetic: a cell is as
high as it is wide, so nothing needs to be measured.
"""

from dataclasses import dataclass
from math import ceil

import regex
from markupsafe import Markup

from content.posters.tokens import CLOSING, OPENING
from content.posters.typography import clean, full_width

GAP = 0.36  # em between two columns
LEADING = 1.08  # em of a cell: characters set vertically need a little air
RAGGED = 0.3  # of a column that may stay empty for the sake of a pause
_CELL = regex.compile(r"[A-Za-z]{1,3}|\d{1,2}[%℃°]?|[^\S\n]|\X")
_PAUSES = frozenset("，。！？；：、")
_UPRIGHT = str.maketrans("，。、：；！？（）《》「」『』【】—…", "︐︒︑︓︔︕︖︵︶︽︾﹁﹂﹃﹄︻︼︱︙")


@dataclass(frozen=True, slots=True)
class ColumnStyle:
    """`gap` in em between columns, `leading` in em of a cell, `classes` names of the template's classes."""

    gap: float = GAP
    leading: float = LEADING
    classes: str = ""


@dataclass(frozen=True, slots=True)
class UprightText:
    """`cells` of each column in reading order, the first one rightmost, set at `px`."""

    cells: tuple[tuple[str, ...], ...]
    px: int
    style: ColumnStyle

    @property
    def width(self) -> int:
        """px that all columns take."""
        count = len(self.cells)
        return ceil(self.px * (count + (count - 1) * self.style.gap))

    @property
    def html(self) -> Markup:
        step = round(self.px * self.style.leading)
        head = f'<div class="columns {self.style.classes}" style="gap:{self.px * self.style.gap:.1f}px'
        opened = Markup(head + f';font-size:{self.px}px;line-height:{step}px">')  # noqa: S704 - numbers and class names
        return opened + Markup("").join(map(self._column, reversed(self.cells))) + Markup("</div>")

    def _column(self, cells: tuple[str, ...]) -> Markup:
        inside = Markup("").join(Markup("<div>{}</div>").format(cell.translate(_UPRIGHT)) for cell in cells)
        opened = f'<div class="vertical" style="width:{self.px}px">'
        return Markup(opened) + inside + Markup("</div>")  # noqa: S704 - a number; the cells are escaped


def fitting_columns(
    text: str, box: tuple[float, float], sizes: tuple[int, int], most: int, style: ColumnStyle
) -> UprightText | None:
    """`text` in at most `most` columns, as large as fits a box of px; None if none fits."""
    for px in range(sizes[1], sizes[0] - 1, -2):
        per = int(box[1] // (px * style.leading))
        if per < 1:
            continue
        columns = UprightText(tuple(broken_columns(text, per)), px, style)
        if len(columns.cells) <= most and columns.width <= box[0]:
            return columns
    return None


def broken_columns(text: str, per: int) -> list[tuple[str, ...]]:
    """The cells of each column, at most `per` of them; lines of the text begin columns of their own."""
    columns: list[tuple[str, ...]] = []
    for line in full_width(clean(text)).split("\n"):
        cells = _CELL.findall(line.strip())
        while cells:
            end = _end(cells, per)
            columns.append(tuple(cells[:end]))
            cells = cells[end:]
            while cells and not cells[0].strip():
                cells.pop(0)
    return columns or [()]


def _end(cells: list[str], per: int) -> int:
    """Where the first column of these cells ends: evenly, after a pause if one is near, never before 。"""
    if len(cells) <= per:
        return len(cells)
    even = min(per, ceil(len(cells) / ceil(len(cells) / per)) + 1)
    least = max(1, int(even * (1 - RAGGED)))
    pauses = [at for at in range(least, min(per, even + 2) + 1) if cells[at - 1] in _PAUSES]
    end = max(pauses) if pauses else even
    while end > 1 and (cells[end] in CLOSING or cells[end - 1] in OPENING):
        end -= 1
    return end
