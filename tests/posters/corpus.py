"""The texts written for the tests of typography: headlines.txt with its words, nicknames.txt."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

import regex

from content.text.codes import without_codes

HERE = Path(__file__).parent
SEPARATOR = "|"
_HAN = regex.compile(r"\p{Han}")


@dataclass(frozen=True)
class Headline:
    """A text and the words that a reader sees in it."""

    kind: str
    words: tuple[str, ...]

    @property
    def text(self) -> str:
        return "".join(self.words)

    def broken_words(self, lines: tuple[str, ...]) -> list[str]:
        """Which words the lines break: of Chinese characters, counted alone, since marks and codes change."""
        whole = without_codes(SEPARATOR.join(self.words)).split(SEPARATOR)
        ends, at = set(), 0
        for part in (part for word in whole for part in word.split(" ")):
            at += len(_HAN.findall(part))
            ends.add(at)
        broken, at = [], 0
        for line, following in pairwise(lines):
            at += len(_HAN.findall(line))
            if at not in ends and _HAN.match(line[-1:]) and _HAN.match(following[:1]):
                broken.append(f"{line}/{following}")
        return broken


@cache
def headlines() -> tuple[Headline, ...]:
    return tuple(_headlines())


def _headlines() -> Iterator[Headline]:
    kind = ""
    for line in (HERE / "headlines.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            kind = line.removeprefix("# ")
        else:
            yield Headline(kind, tuple(line.split(SEPARATOR)))


@cache
def nicknames() -> tuple[str, ...]:
    lines = (HERE / "nicknames.txt").read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if not line.startswith("# "))
