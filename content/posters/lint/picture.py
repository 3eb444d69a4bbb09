"""What the eye would find on the rendered picture: contrast, cut lines, texts at the edge or on each other.

Text is told from its ground by painting the page again with other colours of type. White type minus black
type is how much of each pixel the type covers, whatever lies beneath; transparent type shows the ground.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from content.model import Message
from content.posters.canvas import name_of
from content.posters.draw import painted
from content.posters.engine import Engine
from content.posters.ground import composed
from content.posters.layout import Line, lines_of
from content.posters.lint.finding import Check
from content.posters.page import PosterPage
from content.posters.set_texts import Box

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PIL.Image import Image

READABLE, READABLE_LARGE = 4.5, 3.0  # WCAG 2.2 AA, 1.4.3
# px of type that count as large: 24 px, in bold 18.7 px, on a phone that shows the poster 430 px wide.
LARGE, LARGE_BOLD = 60.0, 47.0
CORE = 0.9  # of a line's fullest pixel: the middle of its strokes, where the colour is pure
DARKEST_TENTH = 10  # percentile: a line is as readable as nine tenths of its strokes
INKED = 0.2  # of a pixel that counts as type
NEAREST = 24  # px between type and the canvas's edge
CHROME = (180, 220)  # px at the top and bottom of a full screen where phones show their own
CUT = 60  # px of type, about one small stroke, that may differ when nothing is cut
ON_TOP = 0.2  # of the smaller of two lines
HEART = 0.42  # em above and below the middle of a line: where its characters are

# The long names: Takumi lets `overflow` with !important not win over an `overflow` without.
VISIBLE = (
    "*{overflow-x:visible!important;overflow-y:visible!important}"
    ".line,.clamp,.poster{overflow-x:hidden!important;overflow-y:hidden!important}"
)
HIDDEN = "*:not(.ornament){color:transparent!important}"
ORNAMENT = ".ornament{color:transparent!important}"  # signs that are not read are part of the ground

Fact = tuple[Check, Message, Line]


@dataclass(frozen=True, slots=True)
class PaintedPage:
    """A painted page: as it is, without its type (RGB), and how far type covers each pixel, 0 to 1."""

    picture: "Image"
    seen: "NDArray[np.uint8]"
    bare: "NDArray[np.uint8]"
    cover: "NDArray[np.float32]"
    lines: Sequence[Line]


def look(page: PosterPage, engine: Engine) -> PaintedPage:
    """Paint a page four times; 20 ms each."""
    picture = painted(page, engine)
    hidden = engine.paint(page.html, page.css + HIDDEN, page.size, page.images)
    bare = composed(page.size, page.ground, page.layers, hidden) if page.layers else hidden.convert("RGB")
    lines = lines_of(page.html, page.css, page.size)
    return PaintedPage(picture, np.asarray(picture), np.asarray(bare), cover(page, engine), lines)


def cover(page: PosterPage, engine: Engine, css: str = "") -> "NDArray[np.float32]":
    """How much of each pixel is type, with `css` added to the page's."""
    white, black = (
        np.asarray(engine.paint(page.html, _typed(page.css + css, colour), page.size, page.images)).astype(
            np.float32
        )
        for colour in ("#fff", "#000")
    )
    covered: NDArray[np.float32] = white[..., 3] * white[..., 0] - black[..., 3] * black[..., 0]
    covered /= 255 * 255
    return covered


def _typed(css: str, colour: str) -> str:
    return f"{css}*{{color:{colour}!important}}{ORNAMENT}"


def facts(look: PaintedPage, size: tuple[int, int]) -> Iterator[Fact]:
    """What is wrong on the picture, line by line."""
    read = [line for line in look.lines if _is_read(look, line)]
    for line in read:
        yield from _contrast(look, line)
        yield from _edge(look, line, size)
    yield from _overlaps(read)


def cuts(look: PaintedPage, page: PosterPage, engine: Engine) -> Iterator[Fact]:
    """Lines of which a box cuts something off, and lines off the canvas."""
    whole = cover(page, engine, VISIBLE)
    lost = (whole > INKED) & (look.cover < INKED)
    for line in (line for line in look.lines if not line.ornament):
        if line.box[2] < 0 or line.box[3] < 0 or line.box[0] > page.size[0] or line.box[1] > page.size[1]:
            yield Check.CUT, Message("lint.off_canvas", text=line.shown), line
        elif int(_part(lost, line.box).sum()) > CUT:
            yield (
                Check.CUT,
                Message("lint.cut", text=line.shown),
                line,
            )


def _contrast(look: PaintedPage, line: Line) -> Iterator[Fact]:
    wanted = READABLE_LARGE if line.type_px >= (LARGE_BOLD if line.bold else LARGE) else READABLE
    measured = contrast_of(look, line.box)
    if measured < wanted:
        yield Check.CONTRAST, Message("lint.contrast", text=line.shown, found=measured, wanted=wanted), line


def contrast_of(look: PaintedPage, box: Box) -> float:
    """Of the type in a box on its own ground, as WCAG counts it: 1 to 21."""
    covered = _part(look.cover, box)
    core = covered >= CORE * covered.max()
    type_, ground = _luminance(_part(look.seen, box)[core]), _luminance(_part(look.bare, box)[core])
    ratios = (np.maximum(type_, ground) + 0.05) / (np.minimum(type_, ground) + 0.05)
    return float(np.percentile(ratios, DARKEST_TENTH))


def _edge(look: PaintedPage, line: Line, size: tuple[int, int]) -> Iterator[Fact]:
    left, top, right, bottom = _ink(look, line)
    above, below = CHROME if name_of(size) == "9:16" else (NEAREST, NEAREST)
    gaps = {
        "left": (left, NEAREST),
        "right": (size[0] - right, NEAREST),
        "top": (top, above),
        "bottom": (size[1] - bottom, below),
    }
    for side, (gap, wanted) in gaps.items():
        if gap < wanted:
            yield (
                Check.EDGE,
                Message(
                    "lint.near_edge",
                    text=line.shown,
                    gap=gap,
                    side=Message(f"lint.edge_{side}"),
                    wanted=wanted,
                ),
                line,
            )


def _overlaps(lines: Sequence[Line]) -> Iterator[Fact]:
    hearts = [(line, _heart(line)) for line in lines]
    for at, (first, box) in enumerate(hearts):
        for other, against in hearts[at + 1 :]:
            shared = _area(
                (
                    max(box[0], against[0]),
                    max(box[1], against[1]),
                    min(box[2], against[2]),
                    min(box[3], against[3]),
                )
            )
            if first.block != other.block and shared > ON_TOP * min(_area(box), _area(against)):
                yield Check.OVERLAP, Message("lint.overlap", one=first.shown, other=other.shown), other


def _is_read(look: PaintedPage, line: Line) -> bool:
    """Whether the line is type on the canvas: not an ornament or a mark alone, not a picture as emoji are."""
    part = _part(look.cover, line.box)
    if line.ornament or not any(letter.isalnum() for letter in line.text):
        return False
    return bool(part.size) and float(part.max()) > 0.25


def _ink(look: PaintedPage, line: Line) -> Box:
    """The smallest box about the line's type; there is some."""
    left, top, right, bottom = line.box
    middle, half = (top + bottom) // 2, round(line.type_px * 0.6)
    left, top = max(left - 4, 0), max(middle - half, top, 0)
    down, across = np.nonzero(_part(look.cover, (left, top, right + 4, min(middle + half, bottom))) > INKED)
    if not across.size:
        return line.box
    return (
        left + int(across.min()),
        top + int(down.min()),
        left + int(across.max()) + 1,
        top + int(down.max()) + 1,
    )


def _heart(line: Line) -> Box:
    left, top, right, bottom = line.box
    middle, half = (top + bottom) / 2, line.type_px * HEART
    return left, round(max(middle - half, top)), right, round(min(middle + half, bottom))


def _area(box: Box) -> int:
    return max(0, box[2] - box[0]) * max(0, box[3] - box[1])


def _part(array: "NDArray[Any]", box: Box) -> "NDArray[Any]":
    return array[max(box[1], 0) : max(box[3], 0), max(box[0], 0) : max(box[2], 0)]


_levels = np.arange(256) / 255
_LINEAR = np.where(_levels <= 0.04045, _levels / 12.92, ((_levels + 0.055) / 1.055) ** 2.4)
_WEIGHTS = np.array([0.2126, 0.7152, 0.0722])


def _luminance(pixels: "NDArray[np.uint8]") -> "NDArray[np.float64]":
    linear: NDArray[np.float64] = _LINEAR[pixels] @ _WEIGHTS
    return linear
