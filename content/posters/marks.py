"""Punctuation squeezed 标点挤压, gaps between scripts, trimmed line ends: how a line is marked up.

A full-width mark fills half of its box. Two that meet, an opening one that begins a line and a closing one
that ends it give the empty half up: by a negative space after the glyph, which works in every font and engine
(`halt` does not: LXGW WenKai has none). How much is free is read from the glyph's own box.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import regex
from markupsafe import Markup, escape

from content.posters.fonts import font_files, own_fonts

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

MARKS_CLOSING, QUOTES_CLOSING = "，。、；：！？）】》」』〉〕｝", "”’"
MARKS_OPENING, QUOTES_OPENING = "（【《「『〈〔｛", "“‘"
QUOTES = frozenset(QUOTES_CLOSING + QUOTES_OPENING)
ENDS = frozenset(MARKS_CLOSING + QUOTES_CLOSING)
STARTS = frozenset(MARKS_OPENING + QUOTES_OPENING)
HALF = 0.5  # em: most that a mark gives up
WIDE = 0.8  # em: a narrower mark fills its box
LEAST_FREE = 0.2  # em: less is the glyph's own margin
GAP = 0.125  # em between Chinese and Latin letters or digits
MOST_FACES = 12  # in a collection; ours have 5 and 10
READ_AT = 200  # px: the size at which a glyph's box is read

_GAP = regex.compile(
    r"\p{Han}(?=[\u200b\u2060]?[A-Za-z0-9\p{Latin}])|[A-Za-z0-9\p{Latin}%℃°](?=[\u200b\u2060]?\p{Han})"
)

# Words with letters that CJK fonts lack (those of Pinyin they have): engines would put letter and mark
# together from two glyphs, and badly.
_FAR_LATIN = regex.compile(
    r"[A-Za-z\u00C0-\u024F]*[[\u0100-\u024F\u1E00-\u1EFF]--[āēěīōūǎǐǒǔǖǘǚǜĀĒĚĪŌŪǍǏǑǓ]]"
    r"[A-Za-z\u00C0-\u024F\u1E00-\u1EFF]*",
    regex.V1,
)


@dataclass(frozen=True, slots=True)
class Squeeze:
    """What marks and curly quotes of a face give up, em."""

    marks: float = HALF
    quotes: float = HALF

    def of(self, mark: str) -> float:
        return self.quotes if mark in QUOTES else self.marks


SQUEEZES: Mapping[str, Squeeze] = {"title": Squeeze(), "text": Squeeze(), "hand": Squeeze(quotes=0.0)}
"""Of the registered faces, by role; base.css says the same, and a test compares both with the fonts."""


@lru_cache(maxsize=32)
def squeeze_of(font: Path, face: int = 0) -> Squeeze:
    """What the marks of a font file have free; nothing where the file is no font. 3 ms."""
    from PIL import ImageFont  # here: planning and telling need no pixels

    try:
        type_ = ImageFont.truetype(str(font), READ_AT, index=face)
    except OSError:
        return Squeeze(0.0, 0.0)
    return Squeeze(
        _least_free(type_, MARKS_CLOSING, MARKS_OPENING), _least_free(type_, QUOTES_CLOSING, QUOTES_OPENING)
    )


def _least_free(type_: "FreeTypeFont", closing: str, opening: str) -> float:
    after = (_free(type_, mark, before=False) for mark in closing)
    return min(*after, *(_free(type_, mark, before=True) for mark in opening))


@lru_cache(maxsize=64)
def squeeze_of_family(family: str, own: Path | None) -> Squeeze:
    """What the marks of a family have free, a brand's own from the folder `own` or one of the registry."""
    from PIL import ImageFont

    for file in (*own_fonts(own), *font_files().values()):
        for face in range(MOST_FACES):
            try:
                name = ImageFont.truetype(str(file), READ_AT, index=face).getname()[0]
            except OSError:
                break  # no more faces, or no font
            if name == family:
                return squeeze_of(file, face)
    return Squeeze()


def _free(type_: "FreeTypeFont", mark: str, *, before: bool) -> float:
    """Em without ink before or after a glyph, at most HALF."""
    advance = type_.getlength(mark) / READ_AT
    mask, offset = type_.getmask2(mark, "L", anchor="ls")
    box = mask.getbbox()
    if advance < WIDE or box is None:
        return 0.0
    free = (box[0] + offset[0]) / READ_AT if before else advance - (box[2] + offset[0]) / READ_AT
    return 0.0 if free < LEAST_FREE else round(min(HALF, free), 2)


def squeezed(before: str, after: str) -> bool:
    """Whether a mark gives up its half to the one after it."""
    return (before in ENDS and (after in ENDS or after in STARTS)) or (before in STARTS and after in STARTS)


def gapped(before: str, after: str) -> bool:
    """Whether an eighth of an em stands between two neighbours."""
    return _GAP.match(before + after) is not None


def marked(text: str, *, ends: bool = False) -> Markup:
    """Escaped, with 1/8 em between Chinese and Latin (class g) and marks squeezed (sq, quotes sqq).

    `ends` where the text is one whole line: then its last mark gives up its half too.
    """
    return far_latin(Markup("").join(_markup(text, ends)))


def far_latin(html: Markup) -> Markup:
    """Escaped text with the Latin words that CJK fonts lack letters of in a font that has them (class lt)."""
    return Markup(_FAR_LATIN.sub(r'<span class="lt">\g<0></span>', html))  # noqa: S704 - escaped before


def _markup(text: str, ends: bool) -> Iterator[Markup]:
    begin = 0
    for at, kind in _classes(text, ends):
        yield escape(text[begin:at])
        yield Markup('<span class="{}">{}</span>').format(kind, text[at])
        begin = at + 1
    yield escape(text[begin:])


def _classes(text: str, ends: bool) -> Iterator[tuple[int, str]]:
    seen = [(at, letter) for at, letter in enumerate(text) if letter not in "\u200b\u2060"]
    for (at, letter), (_, following) in pairwise(seen):
        if squeezed(letter, following):
            yield at, "sqq" if letter in QUOTES else "sq"
        elif gapped(letter, following):
            yield at, "g"
    if ends and seen and seen[-1][1] in ENDS:
        yield seen[-1][0], "sqq" if seen[-1][1] in QUOTES else "sq"
