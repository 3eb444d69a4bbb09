"""Sanitizing: words of members as they may be shown: the same words, without what hides in them."""

from functools import lru_cache
from unicodedata import normalize

import regex

# Controls, unassigned and private characters; soft hyphens and fillers; zero-width characters; marks and
# overrides of writing direction; tags.
_UNSEEN = regex.compile(
    r"(?!\n)[\p{Cc}\p{Cs}\p{Co}\p{Cn}\u00ad\u034f\u061c\u115f\u1160\u180e\u200b\u200c\u200e\u200f\u2028\u2029"
    r"\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\U000e0000-\U000e007f]"
)
# A zero-width joiner makes one picture of several emoji, and nothing anywhere else.
_LOOSE_JOINER = regex.compile(
    r"(?<![\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f])\u200d|\u200d(?!\p{Extended_Pictographic})"
)
_PILED_MARKS = regex.compile(r"(\p{M}{3})\p{M}+")  # no living script stacks more than three on one letter
_LINE_BREAKS = regex.compile(r"\s*[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]\s*")
_BLANK_LINES = regex.compile(r"\n{3,}")


@lru_cache(maxsize=1000)  # a week says the same words to many groups
def clean(text: str) -> str:
    """The text in NFC without what cannot be seen, at most three marks on a letter, and no blank edges."""
    seen = _LOOSE_JOINER.sub("", _UNSEEN.sub("", normalize("NFC", text.replace("\t", " "))))
    return _BLANK_LINES.sub("\n\n", _PILED_MARKS.sub(r"\1", seen)).strip()


def one_line(text: str) -> str:
    """The text with each line break, and the blanks around it, as one blank: names stand on one line."""
    return _LINE_BREAKS.sub(" ", text).strip()
