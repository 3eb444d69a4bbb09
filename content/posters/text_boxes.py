"""What stands on a poster, as boxes: lines of words, seals and badges, codes and logos."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from content.posters.canvas import Size
from content.posters.engine import Takumi

if TYPE_CHECKING:
    from content.posters.page import PosterPage

Box = tuple[float, float, float, float]  # left, top, right, bottom in px of the canvas
NATURAL = 1.448  # em: the height of a line of Noto Sans CJK as the engine reports it
TALL = 0.6  # em above and below the middle of a line that its signs reach
SIGN = 2  # characters of a seal or a badge
ROUND = 4.0  # times its type: a box of a sign is no larger, else it is a place that holds one
FIGURE = 160.0  # px of type from which a character or two are a figure that stands alone, in no disc
NO_ORNAMENTS = ".ornament{display:none}"  # they may lie anywhere
STAND_IN = "\u2588"  # what an image is while the page is measured
_IMAGE = re.compile(r'<img\b[^>]*?width="(\d+)" height="(\d+)"[^>]*>')
_UNSEEN = str.maketrans("", "", "\u200b\u2060")


@dataclass(frozen=True, slots=True)
class StandingBoxes:
    """`lines` of words, each as wide as it is and as tall as its signs; `signs` are seals, badges, codes and
    logos, whole."""

    lines: tuple[Box, ...]
    signs: tuple[Box, ...]

    @property
    def all(self) -> tuple[Box, ...]:
        return (*self.lines, *self.signs)


def standing_on(page: "PosterPage") -> StandingBoxes:
    """What hides what lies beneath; a sign's characters are a line too. 1 ms; nothing is painted."""
    lines: list[Box] = []
    signs: list[Box] = []
    for node, above in _nodes(_laid_out(page.html, page.css + NO_ORNAMENTS, page.size)):
        text = "".join(run["text"] for run in node["runs"]).translate(_UNSEEN).strip()
        if text == STAND_IN:
            signs.append(_box(node, 0.0, 0.0, node["width"], node["height"]))
            continue
        lines += _lines(node)
        if text and len(text) <= SIGN:
            signs.append(_sign(node, above))
    return StandingBoxes(tuple(lines), tuple(signs))


def sized(boxes: Iterable[Box]) -> tuple[Box, ...]:
    """Left, top, width, height of left, top, right, bottom, in tenths of a px."""
    return tuple(
        (round(left, 1), round(top, 1), round(right - left, 1), round(low - top, 1))
        for left, top, right, low in boxes
    )


def _laid_out(html: str, css: str, size: Size) -> Any:
    def stand_in(image: re.Match[str]) -> str:
        box = f"width:{image[1]}px;height:{image[2]}px;flex-shrink:0"
        style = f"{box};overflow:hidden;font-size:9px;line-height:9px"
        return f'<div style="{style}">{STAND_IN}</div>'

    return Takumi().layout(_IMAGE.sub(stand_in, html), css, *size)


def _nodes(node: Any, above: Sequence[Any] = ()) -> Iterator[tuple[Any, Sequence[Any]]]:
    """Each node with text, and the nodes it lies in, the nearest first."""
    if node["runs"]:
        yield node, above
    for child in node["children"]:
        yield from _nodes(child, (node, *above))


def _lines(node: Any) -> list[Box]:
    rows: dict[int, list[Any]] = {}
    for run in node["runs"]:
        if run["text"].translate(_UNSEEN).strip():
            rows.setdefault(round(run["y"] + run["height"] / 2), []).append(run)
    return [_line(node, runs) for runs in rows.values()]


def _line(node: Any, runs: Sequence[Any]) -> Box:
    left, right = min(run["x"] for run in runs), max(run["x"] + run["width"] for run in runs)
    tallest = max(runs, key=lambda run: float(run["height"]))
    middle, half = tallest["y"] + tallest["height"] / 2, tallest["height"] / NATURAL * TALL
    return _box(node, left, middle - half, right, middle + half)


def _sign(node: Any, above: Sequence[Any]) -> Box:
    """The disc or tile about one or two characters, where they stand in one."""
    type_px = max(run["height"] for run in node["runs"]) / NATURAL
    around = node
    for outer in above[:2] if type_px < FIGURE else ():
        if max(outer["width"], outer["height"]) > ROUND * type_px:
            break
        around = outer
    return _box(around, 0.0, 0.0, around["width"], around["height"])


def _box(node: Any, left: float, top: float, right: float, low: float) -> Box:
    """The upright box about one of a node after its transform (a, b, c, d, e, f as in CSS matrix())."""
    a, b, c, d, e, f = node["transform"]
    corners = [(x, y) for x in (left, right) for y in (top, low)]
    across = [a * x + c * y + e for x, y in corners]
    down = [b * x + d * y + f for x, y in corners]
    return min(across), min(down), max(across), max(down)
