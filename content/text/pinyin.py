"""The first letter of each Chinese character's reading, for a search typed in letters: hp finds 花瓶.

No table of readings is shipped. GB 2312, which Python decodes, lists its 3,755 most used characters in the
order of their readings, so that the place of a character gives its letter; docs/decisions/0039-review.md. A
rarer character, which it lists by radical, passes for any letter. A character of several readings has one.
"""

from bisect import bisect_right
from functools import lru_cache

ANY = "*"  # the letter of a character whose reading is not known
# the first of the code points of each letter, from 啊 to 匝; no reading begins with i, u or v
_BEGINS = (
    *(0xB0A1, 0xB0C5, 0xB2C1, 0xB4EE, 0xB6EA, 0xB7A2, 0xB8C1, 0xB9FE, 0xBBF7, 0xBFA6, 0xC0AC, 0xC2E8),
    *(0xC4C3, 0xC5B6, 0xC5BE, 0xC6DA, 0xC8BB, 0xC8F6, 0xCBFA, 0xCDDA, 0xCEF4, 0xD1B9, 0xD4D1),
)
_LETTERS = "abcdefghjklmnopqrstwxyz"
_LAST = 0xD7F9  # of the characters that are ordered by their readings


@lru_cache(maxsize=50_000)
def initials(text: str) -> str:
    """A letter for each character of a text; alphabets in lower case, other signs as they are."""
    return "".join(_initial(sign) for sign in text.lower())


def sounds_like(text: str, letters: str) -> int:
    """Where the letters are the initials of what a text says, -1 where nowhere. At least one of them must be
    known."""
    sounds = initials(text)
    for at in range(len(sounds) - len(letters) + 1):
        pairs = list(zip(sounds[at : at + len(letters)], letters, strict=True))
        if all(has in (ANY, wanted) for has, wanted in pairs) and any(has != ANY for has, _ in pairs):
            return at
    return -1


@lru_cache(maxsize=10_000)
def _initial(sign: str) -> str:
    if sign < "⺀":
        return sign
    try:
        code = int.from_bytes(sign.encode("gb2312"))
    except UnicodeEncodeError:
        return ANY
    if not _BEGINS[0] <= code <= _LAST:
        return ANY if code > _LAST else sign
    return _LETTERS[bisect_right(_BEGINS, code) - 1]
