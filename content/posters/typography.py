"""How Chinese text is set: the Jinja filters of the poster templates.

`clean` makes hostile text harmless, `zh` sets running text, `phrases` sets headlines. They change how a text
looks on a poster, never the record of what a member wrote.
"""

from functools import cache
from typing import TYPE_CHECKING

import regex
from markupsafe import Markup, escape

from content import sanitize as plain

if TYPE_CHECKING:
    from budoux import Parser

CLOSING = "，。、；：！？）】》」』”’…"  # never first in a line 避头
OPENING = "（【《「『“‘"  # never last in a line 避尾
BREAK = "\u200b"  # where a headline may break; everything else of a headline keeps together
JOINER = "\u2060"  # where a text may not break
LONGEST_CLAUSE = 9  # characters kept together at most: two lines of a headline at its usual size
LEANS_BACK = "的了着过吗呢吧啊们么个支杯块张件月年天日岁次刻"  # belong to what stands before them

_SPACES = regex.compile(r"[^\S\n]+")
_GRAPHEME = regex.compile(r"\X")
_SENTENCE_END = regex.compile(r"[。！？!?~～]+[”」]?")

_TO_FULL = str.maketrans(",.!?:;", "，。！？：；")
_HALF_STOPS = regex.compile(r"(?m)(?<=[\p{Han}”」》）])[,.!?:;]{1,3} *(?=[\p{Han}“「《（]|$)")
_BRACKETS = regex.compile(r" ?\(([^()\n]*\p{Han}[^()\n]*)\) ?")
_QUOTED = regex.compile(r'"([^"\n]*\p{Han}[^"\n]*)"')
_DOTS = regex.compile(r"\.{3,}|。{2,}|…+")
_RUN = regex.compile(r"([！？!?~～])\1+")
_TYPED_GAP = regex.compile(r"(?<=\p{Han}) (?=[A-Za-z0-9])|(?<=[A-Za-z0-9%℃°]) (?=\p{Han})")

_GAP = regex.compile(
    r"\p{Han}(?=[\u200b\u2060]?[A-Za-z0-9])|(?<![&#])[A-Za-z0-9%℃°](?=[\u200b\u2060]?\p{Han})"
)
_SQUEEZE = regex.compile(
    rf"[，。、；：！？）】》」』”’](?=\u200b?[{OPENING}{CLOSING}])(?!\u200b?…)"
    rf"|(?:(?<=[{OPENING}])|(?<![^\n]))[{OPENING}]"
)
_GOOD_BREAK = regex.compile(rf"(?<=[\p{{Han}}{CLOSING}]){BREAK}(?=[\p{{Han}}{OPENING}])")
_AFTER_STOP = regex.compile(rf"(?<=[，。！？；：]|……)(?=[^\s{CLOSING}])")
_WIDOW = regex.compile(rf"(?m){BREAK}(?=[^{BREAK}{CLOSING}\n]?[{CLOSING}]*$)")
# Words with letters that CJK fonts lack (those of Pinyin they have): engines would put letter and mark
# together from two glyphs, and badly.
_FAR_LATIN = regex.compile(
    r"[A-Za-z\u00C0-\u024F]*[[\u0100-\u024F\u1E00-\u1EFF]--[āēěīōūǎǐǒǔǖǘǚǜĀĒĚĪŌŪǍǏǑǓ]]"
    r"[A-Za-z\u00C0-\u024F\u1E00-\u1EFF]*",
    regex.V1,
)
_CELL = regex.compile(r"[A-Za-z]{1,3}|\d{1,3}[%℃°]?|[^\S\n]|\X")
_UPRIGHT = str.maketrans("，。、：；！？（）《》「」『』【】—…", "︐︒︑︓︔︕︖︵︶︽︾﹁﹂﹃﹄︻︼︱︙")
_BETWEEN_HAN = regex.compile(r"(?<=\p{Han})(?=\p{Han})")
_LAST_TWO = regex.compile(rf"(?m)(?<=\p{{Han}})(?=\p{{Han}}[{CLOSING}]*$)")


def clean(text: object) -> str:
    """`text` without what cannot be seen, on a poster's terms: runs of spaces become one."""
    return _SPACES.sub(" ", plain.clean(str(text))).strip()


def name(text: object) -> Markup:
    """A nickname as it is, but for what cannot be seen."""
    return _far_latin(escape(clean(text)))


def _far_latin(html: Markup) -> Markup:
    return Markup(_FAR_LATIN.sub(r'<span class="lt">\g<0></span>', html))  # noqa: S704 - escaped before


def initial(name: str) -> str:
    """The first character of a name as a reader sees it: a whole emoji, a letter with its marks."""
    first = _GRAPHEME.match(clean(name).lstrip("@"))
    return first[0].upper() if first else "友"


def shorten(text: str, longest: int) -> str:
    """`text` on one line, at most `longest` characters: cut after a sentence if it is long enough, else ……"""
    line = " ".join(clean(text).split())
    if len(line) <= longest:
        return line
    ends = [end.end() for end in _SENTENCE_END.finditer(line, 0, longest)]
    if ends and ends[-1] >= longest // 3:
        return line[: ends[-1]]
    kept = "".join(_GRAPHEME.findall(line[: longest - 2])[:-1])
    return kept.rstrip(CLOSING + " ,.;:") + "……"


def full_width(text: str) -> str:
    """Punctuation as a typesetter sets it: ，。！？ for , . ! ?, “ ” for straight quotes, one mark a run."""
    text = _DOTS.sub("……", text)
    text = _RUN.sub(r"\1", text)
    text = _QUOTED.sub(r"“\1”", text)
    text = _BRACKETS.sub(r"（\1）", text)
    text = _HALF_STOPS.sub(lambda stops: stops[0].rstrip(" ").translate(_TO_FULL), text)
    return str(_TYPED_GAP.sub("", text))


def zh(text: object) -> Markup:
    """Running text: no line ends with its last character alone."""
    return _marked(_LAST_TWO.sub(JOINER, full_width(clean(text))))


def phrases(text: object) -> Markup:
    """A headline: it breaks only between phrases. Its box needs `word-break: keep-all`."""
    return _marked("\n".join(broken(line) for line in full_width(clean(text)).split("\n")))


def broken(line: str) -> str:
    """`line` with BREAK wherever it may break: after a stop; inside a long clause also between phrases.

    One character never stays alone on the last line.
    """
    clauses = _AFTER_STOP.sub(BREAK, line).split(BREAK)
    return str(_WIDOW.sub("", BREAK.join(_broken_clause(clause) for clause in clauses)))


def _broken_clause(clause: str) -> str:
    if len(clause) <= LONGEST_CLAUSE:
        return clause
    parted = _GOOD_BREAK.sub("\0", BREAK.join(_parser().parse(clause)))
    pieces = _paired(parted.replace(BREAK, "").split("\0"))
    return BREAK.join(_loosened(piece) for piece in pieces)


def _paired(pieces: list[str]) -> list[str]:
    """Single characters join a neighbour: 三|个|月|没|浇水 is 三个月|没浇水."""
    joined: list[str] = []
    for piece in pieces:
        alone = piece[-1] in CLOSING and len(piece.rstrip(CLOSING)) == 1
        if joined and (alone or piece[0] in LEANS_BACK or len(joined[-1]) == 1):
            joined[-1] += piece
        else:
            joined.append(piece)
    return joined


def _loosened(phrase: str) -> str:
    wide = sum(not character.isascii() for character in phrase)  # Latin breaks at its own spaces
    return _BETWEEN_HAN.sub(BREAK, phrase) if wide > LONGEST_CLAUSE else phrase


def _marked(text: str) -> Markup:
    """Escaped, 1/8 em between Chinese and Latin (class g), adjacent punctuation squeezed (class sq)."""
    html = _GAP.sub(r'<span class="g">\g<0></span>', str(escape(text)))
    html = _SQUEEZE.sub(r'<span class="sq">\g<0></span>', html)
    return _far_latin(Markup(html.replace("\n", "<br>")))  # noqa: S704 - escaped three lines above


def vertical(text: object) -> Markup:
    """A title from top to bottom: one cell a character, punctuation as vertical setting has it.

    Lines become columns from right to left. Latin words and numbers of up to three stay together, lying.
    """
    columns = [_column(line) for line in full_width(clean(text)).split("\n")]
    return Markup('<div class="columns">') + Markup("").join(reversed(columns)) + Markup("</div>")


def _column(line: str) -> Markup:
    cells = Markup("").join(
        Markup("<div>{}</div>").format(cell.translate(_UPRIGHT)) for cell in _CELL.findall(line)
    )
    return Markup('<div class="vertical">{}</div>').format(cells)


@cache
def _parser() -> "Parser":
    from budoux import (
        load_default_simplified_chinese_parser,
    )  # here: only who draws headlines needs its model

    return load_default_simplified_chinese_parser()
