"""Words of members as they may be shown: the same words, without what hides in them."""

import unicodedata

import regex

# Controls, surrogates, private use; bidi marks and overrides, zero-width characters, tags, word joiners. The
# zero-width joiner stays between emoji, where it makes one picture of several.
_HIDDEN = regex.compile(
    r"[\p{Cc}\p{Cs}\p{Co}--\n\t]|[\u061c\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
    r"|[\U000e0000-\U000e007f]|\u200d(?!\p{Emoji})",
    regex.V1,
)
_PILED_UP = regex.compile(r"(\p{Mn}{2})\p{Mn}+")  # more than two marks on one letter: zalgo


def clean(text: str) -> str:
    """The text in NFC, without hidden characters, with at most two marks on a letter, and no blank edges."""
    shown = _PILED_UP.sub(r"\1", _HIDDEN.sub("", unicodedata.normalize("NFC", text)))
    return regex.sub(r"\n{3,}", "\n\n", shown).strip()
