"""How Chinese text is set: the Jinja filters of the poster templates.

`clean` makes hostile text harmless, `zh` sets running text, `oneline` what stands on one line, `phrases`
headlines. They change how a text looks on a poster, never the record of what a member wrote.
"""

from functools import lru_cache
from unicodedata import normalize

import regex
from markupsafe import Markup, escape

from content import sanitize as plain
from content.posters.breaks import Break, pieces_of
from content.posters.marks import far_latin, marked
from content.text.codes import without_codes

CLOSING = "，。、；：！？）】》」』”’…"  # never first in a line 避头
BREAK = "\u200b"  # where a headline may break; everything else of a headline keeps together
JOINER = "\u2060"  # where a text may not break
ELLIPSIS = "……"
LEAST_KEPT = 3  # what is cut at a stop keeps a third at least of what would fit
CUT_MARKS = CLOSING + "（【《「『“‘ ,.;:—～·"  # do not stand before an ellipsis

_SPACES = regex.compile(r"[^\S\n]+")
GRAPHEME = regex.compile(r"\X")
_LETTER = regex.compile(r"[\p{L}\p{Nd}]")
_PICTURE = regex.compile(r"\p{Extended_Pictographic}|\p{Regional_Indicator}")
NOBODY_S = "友"  # the initial of a name without any
_SENTENCE_END = regex.compile(r"[。！？!?~～]+[”」]?$")
_STOP = regex.compile(r"(?:[，。！？；!?~～]+[”」]?|[,;] ?)$")
_WIDE = regex.compile(r"[０-９Ａ-Ｚａ-ｚ]+")

_TO_FULL = str.maketrans(",.!?:;", "，。！？：；")
_HALF_STOPS = regex.compile(r"(?m)(?<=[\p{Han}”」》）])[,.!?:;]{1,3} *(?=[\p{Han}“「《（]|$)")
_BRACKETS = regex.compile(r" ?\(([^()\n]*\p{Han}[^()\n]*)\) ?")
_QUOTED = regex.compile(r'"([^"\n]*\p{Han}[^"\n]*)"')
_DOTS = regex.compile(r"\.{3,}|。{2,}|…+")
_RUN = regex.compile(r"([！？!?~～，、])\1+")
_TYPED_GAP = regex.compile(r"(?<=\p{Han}) (?=[A-Za-z0-9])|(?<=[A-Za-z0-9%℃°]) (?=\p{Han})")
_WIDOW = regex.compile(rf"(?m){BREAK}(?=[^{BREAK}{CLOSING}\n]?[{CLOSING}]*$)")
_CELL = regex.compile(r"[A-Za-z]{1,3}|\d{1,3}[%℃°]?|[^\S\n]|\X")
_UPRIGHT = str.maketrans("，。、：；！？（）《》「」『』【】—…", "︐︒︑︓︔︕︖︵︶︽︾﹁﹂﹃﹄︻︼︱︙")
_LAST_TWO = regex.compile(rf"(?m)(?<=\p{{Han}})(?=\p{{Han}}[{CLOSING}]*$)")


def clean(text: object) -> str:
    """`text` without what cannot be seen, on a poster's terms: runs of spaces become one."""
    return _SPACES.sub(" ", plain.clean(str(text))).strip()


def name(text: object) -> Markup:
    """A nickname as it is, but for what cannot be seen."""
    return far_latin(escape(clean(without_codes(str(text)))))


def initial(name: str) -> str:
    """The first letter or digit of a name with its marks, past ornaments; the first emoji if it has none."""
    signs = GRAPHEME.findall(clean(without_codes(name)).lstrip("@"))
    letters = (sign for sign in signs if _LETTER.match(sign))
    pictures = (sign for sign in signs if _PICTURE.match(sign))
    return (next(letters, None) or next(pictures, None) or NOBODY_S).upper()


def cuts_of(text: str) -> list[str]:
    """Beginnings of a text, the shortest first, the whole text left out: where it may be cut short.

    Each ends with the last comma or sentence before its length, unless that leaves less than a third, else
    after a word; what is no sentence's end goes on with ……
    """
    line = " ".join(clean(text).split())
    cuts, kept, stop = [], "", ""
    for piece in pieces_of(line):
        kept += piece.text
        if len(kept) >= len(line):
            break
        stop = kept if _STOP.search(kept) else stop
        cuts.append(_after_stop(stop if stop and len(stop) * LEAST_KEPT >= len(kept) else kept))
    return cuts


def _after_stop(text: str) -> str:
    """A sentence ends as it does; what ends with a comma goes on in the reader's mind."""
    return text if _SENTENCE_END.search(text) else text.rstrip(CUT_MARKS) + ELLIPSIS


def shorten(text: str, longest: int) -> str:
    """`text` on one line of at most `longest` characters: cut after a sentence, a comma, else a word."""
    line = " ".join(clean(text).split())
    if len(line) <= longest:
        return line
    if fitting := [cut for cut in cuts_of(line) if len(cut) <= longest]:
        return fitting[-1]
    kept = "".join(GRAPHEME.findall(line[: longest - len(ELLIPSIS)])[:-1])
    return kept.rstrip(CUT_MARKS) + ELLIPSIS


def full_width(text: str) -> str:
    """Punctuation as a typesetter sets it: ，。！？ for , . ! ?, “ ” for straight quotes, one mark a run.

    Letters and digits of full width are set half-width.
    """
    text = _WIDE.sub(lambda wide: normalize("NFKC", wide[0]), text)
    text = _DOTS.sub("……", text)
    text = _RUN.sub(r"\1", text)
    text = _QUOTED.sub(r"“\1”", text)
    text = _BRACKETS.sub(r"（\1）", text)
    text = _HALF_STOPS.sub(_full_stops, text)
    return str(_TYPED_GAP.sub("", text))


def _full_stops(stops: regex.Match[str]) -> str:
    marks = stops[0].rstrip(" ").translate(_TO_FULL)
    return marks[0] if len(set(marks)) == 1 else marks


@lru_cache(maxsize=1000)
def set_text(text: str) -> str:
    """A text of any field as it is set: cleaned, chat codes as emoji, full-width, paragraphs kept."""
    return full_width(clean(without_codes(text)))


def zh(text: object) -> Markup:
    """Running text: no line ends with its last character alone."""
    return _marked(_LAST_TWO.sub(JOINER, set_text(str(text))))


def oneline(text: object) -> Markup:
    """Text that stands on one line whatever its length: nothing in it keeps letters together."""
    return _marked(set_text(str(text)).replace("\n", " "))


def phrases(text: object) -> Markup:
    """A headline: it breaks only between phrases. Its box needs `word-break: keep-all`."""
    return _marked("\n".join(broken(line) for line in set_text(str(text)).split("\n")))


def broken(line: str) -> str:
    """`line` with BREAK wherever it may break: after a stop; inside a long clause also between phrases.

    One character never stays alone on the last line.
    """
    text = ""
    for piece in pieces_of(line):
        text += piece.text + (BREAK if piece.after <= Break.PHRASE and piece.text[-1] != " " else "")
    return str(_WIDOW.sub("", text.removesuffix(BREAK)))


def _marked(text: str) -> Markup:
    return Markup("<br>").join(marked(line) for line in text.split("\n"))


def vertical(text: object) -> Markup:
    """A title from top to bottom: one cell a character, punctuation as vertical setting has it.

    Lines become columns from right to left. Latin words and numbers of up to three stay together, lying.
    """
    columns = [_column(line) for line in set_text(str(text)).split("\n")]
    return Markup('<div class="columns">') + Markup("").join(reversed(columns)) + Markup("</div>")


def _column(line: str) -> Markup:
    cells = Markup("").join(
        Markup("<div>{}</div>").format(cell.translate(_UPRIGHT)) for cell in _CELL.findall(line)
    )
    return Markup('<div class="vertical">{}</div>').format(cells)
