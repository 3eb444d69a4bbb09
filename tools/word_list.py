"""Writes the word list of content/text/segment.py from a dictionary in jieba's format.

    python tools/word_list.py DICT.txt content/text/words.bin

Each line of the dictionary is `word frequency tag`. Kept are words of Chinese characters alone, of at most
`LONGEST` characters, that were counted `SELDOM` times at least. docs/decisions/0027-word-breaks.md.
"""

import math
import sys
from pathlib import Path

from content.text.segment import FIRST, LAST, LONGEST, packed

SELDOM = 1  # of the dictionary's sources: 0 are words that somebody added


def main() -> None:
    source, target = map(Path, sys.argv[1:])
    lines = source.read_text(encoding="utf-8").splitlines()
    target.write_bytes(packed(dict(filter(None, map(_kept, lines)))))


def _kept(line: str) -> tuple[str, float] | None:
    word, count, *_ = line.split(" ")
    is_chinese = all(FIRST <= ord(letter) <= LAST for letter in word)
    is_kept = is_chinese and len(word) <= LONGEST and (len(word) == 1 or int(count) >= SELDOM)
    return (word, math.log(max(1, int(count)))) if is_kept else None


if __name__ == "__main__":
    main()
