"""Text normalisation: a copy that is matched and never shown, with one spelling for what reads alike."""

import re
import unicodedata
from functools import cache, lru_cache

from opencc import OpenCC

# Soft hyphen, joiners and fillers, zero widths, marks of direction, variation selectors, keycaps.
_INVISIBLE = "\u00ad\u034f\u061c\u115f\u1160\u180e\u20e3\u3164\ufeff\uffa0" + "".join(
    map(chr, (*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), *range(0xFE00, 0xFE10)))
)
_ALIKE = dict(zip("аеорсхуіԁѵωνυοχκαρ∨❶❷❸❹❺❻❼❽❾⓿", "aeopcxyidvwvvoxkapv1234567890", strict=True))
_HAN = range(0x3400, 0xA000)  # CJK characters with what OpenCC's t2s knows of
# 薇(wēi)信(xìn): a reading in brackets behind a Chinese character, to tear a word apart.
_READING = re.compile(r"(?<=[\u4e00-\u9fff])\([a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹ]{1,6}\)")


@lru_cache(maxsize=256)  # several readers look at one text, one after the other
def folded(text: str) -> str:
    """NFKC, lower case, simplified, without what cannot be seen and without readings in brackets."""
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_table())
    return _READING.sub("", plain) if "(" in plain else plain


@cache
def _table() -> dict[int, str | None]:
    """Some 20 ms, once."""
    traditional = "\n".join(map(chr, _HAN))  # a line each: as words they would be converted together
    simplified = OpenCC("t2s").convert(traditional).split("\n")
    return (
        {sign: to for sign, to in zip(_HAN, simplified, strict=True) if chr(sign) != to}
        | {ord(sign): letter for sign, letter in _ALIKE.items()}
        | dict.fromkeys(map(ord, _INVISIBLE))
    )
