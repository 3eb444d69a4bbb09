"""A text in pieces that a platform takes: each within its limit, cut where a reader would pause.

The best border in the second half of what fits is taken: between paragraphs, lines, sentences, clauses or
words; failing these between characters as people see them (grapheme clusters). Only a cluster that is over
the limit by itself is cut inside, between code points.
"""

from collections.abc import Sequence
from itertools import accumulate, takewhile

import regex

from content.model import Capabilities
from content.publish.sender import Letter, Part, PartKind

_LONGEST_BORDER = 8  # code points: a full stop with its quotes
_CLUSTERS = regex.compile(r"\X")
_BORDERS = tuple(
    regex.compile(pattern)
    for pattern in (
        r"\n[^\S\n]*\n",  # paragraphs
        r"\n",
        r"[。！？!?…]+[”’」』）)\"']*|\.(?=\s)",  # sentences
        r"[，、；：;,:](?!\d)",
        r"\s",
    )
)


def split_text(text: str, limit: int, *, in_bytes: bool = False) -> list[str]:
    """The text in pieces of at most `limit` UTF-8 bytes, or else Unicode code points; at least 4.

    Joined they are the text, but for blanks at its ends and at the cuts. None is empty.
    """
    if limit < 4:
        raise ValueError("no character of four bytes would fit")
    pieces = []
    rest = text.strip()
    while rest:
        end = _fitting(rest, limit, in_bytes=in_bytes)
        if end < len(rest):
            end = _border(rest, end)
        pieces.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    return pieces


def parts_of(letter: Letter, capabilities: Capabilities) -> Sequence[Part]:
    """The letter in parts that keep to `capabilities`: its text, in as many pieces as it needs, then its
    picture; one part where the text may be the picture's caption. A quiz is what the text asks."""
    size, in_bytes = capabilities.text_size, capabilities.text_in_bytes
    texts = [letter.text] if size is None else split_text(letter.text, size, in_bytes=in_bytes)
    caption = texts[0] if len(texts) == 1 else ""
    if letter.picture and caption and size_of(caption, in_bytes=in_bytes) <= capabilities.caption_size:
        return [Part(1, PartKind.CAPTIONED, caption, letter.picture)]
    parts = [Part(number, PartKind.TEXT, text) for number, text in enumerate(texts, 1)]
    if letter.picture:
        parts.append(Part(len(parts) + 1, PartKind.PICTURE, picture=letter.picture))
    return parts


def size_of(text: str, *, in_bytes: bool) -> int:
    """The length of a text in UTF-8 bytes, or else in code points."""
    return len(text.encode(errors="surrogatepass")) if in_bytes else len(text)


def _fitting(text: str, limit: int, *, in_bytes: bool) -> int:
    """How many code points of the text fit: whole clusters, but where the first is too large by itself."""
    if len(text) * (4 if in_bytes else 1) <= limit:
        return len(text)
    head = text[: limit + 1]  # one code point more than can fit: the last cluster, which may go on, does not
    clusters = [len(match.group()) for match in _CLUSTERS.finditer(head)]
    ends = list(accumulate(clusters))
    sizes = accumulate(
        size_of(head[end - length : end], in_bytes=in_bytes)
        for end, length in zip(ends, clusters, strict=True)
    )
    fitting = sum(1 for _ in takewhile(lambda size: size <= limit, sizes))
    return ends[fitting - 1] if fitting else _code_points_fitting(head, limit, in_bytes=in_bytes)


def _code_points_fitting(text: str, limit: int, *, in_bytes: bool) -> int:
    sizes = accumulate(size_of(point, in_bytes=in_bytes) for point in text)
    return sum(1 for _ in takewhile(lambda size: size <= limit, sizes))


def _border(text: str, end: int) -> int:
    """Where to cut at or before `end`: behind the last of the best borders in the second half."""
    starts = {match.start() for match in _CLUSTERS.finditer(text[: end + 1])}
    for border in _BORDERS:
        matches = border.finditer(text, max(0, end // 2 - _LONGEST_BORDER), end + _LONGEST_BORDER)
        cuts = [match.end() for match in matches if end <= 2 * match.end() <= 2 * end]
        if cuts := [cut for cut in cuts if cut in starts]:
            return cuts[-1]
    return end
