"""Where the lines of a page's text stand, as Takumi lays them out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from content.posters.canvas import Size
from content.posters.engine import Takumi
from content.posters.set_texts import Box

NATURAL = 1.448  # em: the height of a line of Noto Sans CJK as the engine reports it; other faces are lower
FAR = 100_000  # px: blocks of a class are told from others by where they go when the class moves them
_UNSEEN = str.maketrans("", "", "\u200b\u2060")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text; `box` in px, `type_px` the size it is set in, `block` the same for lines of one text.

    `bold` is display type; an `ornament` is a sign that is not read, such as a giant question mark.
    """

    text: str
    box: Box
    type_px: float
    block: int
    bold: bool
    ornament: bool

    @property
    def shown(self) -> str:
        """The text for a sentence, at most twelve characters."""
        return self.text if len(self.text) <= 12 else f"{self.text[:11]}…"


def lines_of(html: str, css: str, size: Size, fonts: Path | None = None, *, kinds: bool = True) -> list[Line]:
    """Every line of text that the page shows, in the order of the page. 4 ms; nothing is painted.

    What an ellipsis stands for is not shown: lines of `line` and `clamp` boxes end at their box. `fonts` is a
    folder of more font files. Without `kinds` nobody asks which lines are bold or ornaments: half the time.
    """
    selectors = (".line,.clamp", ".serif,.bold", ".ornament") if kinds else (".line,.clamp",)
    plain, *moved = (
        list(_blocks(Takumi(fonts).layout(html, css + rule, *size))) for rule in ("", *map(_moved, selectors))
    )
    moved += [plain] * (3 - len(moved))
    lines: list[Line] = []
    for at, block in enumerate(plain):
        clipped, bold, ornament = (_is_far(blocks[at], block) for blocks in moved)
        for text, box, type_px in _rows(block):
            inside = (
                _shared(box, _box(block, [(0.0, 0.0, block["width"], block["height"])])) if clipped else box
            )
            if inside[0] < inside[2] and (inside[1] + inside[3]) * 2 > (box[1] + box[3]):
                lines.append(Line(text, inside, type_px, at, bold, ornament))
    return lines


def _moved(selector: str) -> str:
    return f"{selector}{{transform:translate({FAR}px,{FAR}px)}}"


def _is_far(moved: Any, plain: Any) -> bool:
    return any(abs(moved["transform"][at] - plain["transform"][at]) > FAR / 4 for at in (4, 5))


def _blocks(node: Any) -> Iterator[Any]:
    yield node
    for child in node["children"]:
        yield from _blocks(child)


def _rows(block: Any) -> Iterator[tuple[str, Box, float]]:
    """Text, box and size of type of each line; a line may have several runs."""
    for runs in _on_one_line(block["runs"]):
        text = "".join(run["text"] for run in runs).translate(_UNSEEN)
        if text.strip():
            spans = [(run["x"], run["y"], run["x"] + run["width"], run["y"] + run["height"]) for run in runs]
            yield text, _box(block, spans), max(run["height"] for run in runs) / NATURAL


def _on_one_line(runs: Sequence[Any]) -> list[list[Any]]:
    """Runs of several fonts stand on one line though their boxes begin at different heights."""
    rows: list[list[Any]] = []
    for run in runs:
        middle = run["y"] + run["height"] / 2
        beside = rows[-1][0] if rows else None
        if beside is not None and abs(beside["y"] + beside["height"] / 2 - middle) < beside["height"] / 2:
            rows[-1].append(run)
        else:
            rows.append([run])
    return rows


def _box(block: Any, spans: list[tuple[float, float, float, float]]) -> Box:
    """The upright box about boxes of a block after its transform (a, b, c, d, e, f as in CSS matrix())."""
    a, b, c, d, e, f = block["transform"]
    corners = [(x, y) for left, top, right, low in spans for x in (left, right) for y in (top, low)]
    across = [a * x + c * y + e for x, y in corners]
    down = [b * x + d * y + f for x, y in corners]
    return round(min(across)), round(min(down)), round(max(across)), round(max(down))


def _shared(first: Box, second: Box) -> Box:
    return (
        max(first[0], second[0]),
        max(first[1], second[1]),
        min(first[2], second[2]),
        min(first[3], second[3]),
    )
