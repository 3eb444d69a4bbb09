"""Traditional Chinese in Big5, told from GB 18030, in which nearly all its bytes are something too."""

MARKS = frozenset("，。！？、：；「」（）～…—《》　")  # of everyday texts, outside Big5's letters
COMMON = ("\xa4\x40", "\xc6\x7e")  # everyday characters come first in Big5: the 5,401 of level one
ALMOST_ALL, MOST = 0.95, 0.9  # shares of the letters


def is_big5(data: bytes) -> bool:
    """Whether bytes that may be GB 18030 are Big5: read so, nearly all are everyday characters; read as
    GB 18030 many are such as no GB 2312 has. The last letter may be cut off."""
    for cut in range(2):
        try:
            text = data[: len(data) - cut].decode("big5hkscs")
        except UnicodeDecodeError:
            continue
        letters = [letter for letter in text if letter > "\x7f"]
        common = sum(
            letter in MARKS or COMMON[0] <= _in(letter, "big5hkscs") <= COMMON[1] for letter in letters
        )
        others = [letter for letter in data.decode("gb18030", errors="replace") if letter > "\x7f"]
        known = sum(bool(_in(letter, "gb2312")) for letter in others)
        return common > ALMOST_ALL * len(letters) and known < MOST * len(others)
    return False


def _is_common(letter: str) -> bool:
    return COMMON[0] <= _in(letter, "big5hkscs") <= COMMON[1]


def _in(letter: str, encoding: str) -> str:
    """The bytes of a letter, one a character; "" where the encoding does not have it."""
    return letter.encode(encoding, errors="ignore").decode("latin-1")
