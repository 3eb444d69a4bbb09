"""Characters that no font of a style sheet has: they would be painted as empty boxes."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np
import regex
from markupsafe import escape

from content.posters.engine import Engine

# Characters of real nicknames that display faces lack, emoji of several parts, and other scripts.
NAMES = (
    "囍祎喆堃珺玥瑄婳翀赟囧 👩‍👩‍👧‍👦🏳️‍🌈🧑🏽‍🍳❤️🇨🇳☕"
    "สวัสดี مرحبا Zoë Ñandú Łódź Привет 안녕 ありがとう ①②③ ½ ℃ № ™ ♥ ★"
)
MISSING = "\u0378"  # assigned to no character, so every font paints its empty box
CELL = 96  # px
A_ROW = 20

_FAMILY = re.compile(r"font-family\s*:\s*([^;}]+)")
_CHARACTER = regex.compile(r"\X")


def families(css: str) -> list[str]:
    """The lists of faces that a style sheet asks for, each once."""
    return sorted({family.strip() for family in _FAMILY.findall(css)})


@lru_cache(maxsize=32)
def missing(engine: Engine, family: str) -> tuple[str, ...]:
    """What of `NAMES` is an empty box when set in `family` (as CSS has it). One painting of 20 ms."""
    return empty_boxes(engine, family, list(dict.fromkeys(_CHARACTER.findall(NAMES.replace(" ", "")))))


def empty_boxes(engine: Engine, family: str, texts: Sequence[str]) -> tuple[str, ...]:
    """Which characters, as readers see them, are an empty box, or nothing, on the picture."""
    characters = [MISSING, *texts]
    rows = -(-len(characters) // A_ROW)
    cells = "".join(_cell(character, at) for at, character in enumerate(characters))
    page = f'<div class="sheet">{cells}</div>'
    css = (
        f".sheet{{position:relative;width:{A_ROW * CELL}px;height:{rows * CELL}px}}"
        f".c{{position:absolute;width:{CELL}px;height:{CELL}px;font-size:56px;line-height:80px;font-family:{family}}}"
    )
    picture = np.asarray(engine.paint(page, css, (A_ROW * CELL, rows * CELL), {}))[..., 3]
    painted = [picture[y : y + CELL, x : x + CELL] for x, y in map(_corner, range(len(characters)))]
    return tuple(_alike(characters, painted))


def _alike(
    characters: list[str], painted: "list[np.ndarray[tuple[int, int], np.dtype[np.uint8]]]"
) -> Iterator[str]:
    box = painted[0]
    for character, cell in zip(characters[1:], painted[1:], strict=True):
        if not cell.any() or np.array_equal(cell, box):
            yield character


def _cell(character: str, at: int) -> str:
    left, top = _corner(at)
    return f'<div class="c" style="left:{left}px;top:{top}px">{escape(character)}</div>'


def _corner(at: int) -> tuple[int, int]:
    return at % A_ROW * CELL, at // A_ROW * CELL
