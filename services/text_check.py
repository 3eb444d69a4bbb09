"""What a text says, line by line: whether it may be quoted, and what speaks against it."""

from collections.abc import Iterable, Iterator

from content.score.quotes import TextCheck, check_text
from content.text.book import WordList


def check_lines(lines: Iterable[str], words: WordList | None = None) -> Iterator[TextCheck]:
    """A check of each line, in their order, also of empty ones; `words` need a person (None: those that come
    with the program)."""
    for line in lines:
        yield check_text(line.rstrip("\r\n"), words)
