"""The quiz and its answer, as the evening speaks of them."""

import re
from functools import lru_cache
from unicodedata import normalize

from content.model import Quiz

LETTERS = "ABCD"
_SAID = re.compile(r"(?:答案|正解|正确|选)(?:是|为|就是)?[:：\s]*([A-D])(?![A-Z])", re.IGNORECASE)
_SAID_EN = re.compile(r"\banswer\b(?: is|:)?\s*\(?([A-D])\b", re.IGNORECASE)


def has_one_answer(quiz: Quiz) -> bool:
    """Whether there are two to four different options and the answer is the letter of one of them."""
    options = {_plain(option) for option in quiz.options}
    counted = (
        2 <= len(quiz.options) <= len(LETTERS) and len(options) == len(quiz.options) and "" not in options
    )
    return counted and len(quiz.answer) == 1 and quiz.answer in LETTERS[: len(quiz.options)]


def letters_said(text: str) -> set[str]:
    """The letters that a text calls the answer: 答案是 B, 选 B, the answer is B."""
    plain = normalize("NFKC", text)
    return {letter.upper() for pattern in (_SAID, _SAID_EN) for letter in pattern.findall(plain)}


@lru_cache(maxsize=1000)  # each story is told to many groups
def says_answer(quiz: Quiz, text: str) -> bool:
    """Whether a text gives the right option, by its letter or its words; never while the quiz is broken.

    An option of one character is looked for by its letter only: 水 stands in every other sentence.
    """
    if not has_one_answer(quiz):
        return False
    right = _plain(quiz.right)
    return quiz.answer in letters_said(text) or (len(right) > 1 and right in _plain(text))


def _plain(text: str) -> str:
    """For comparing: widths and cases alike, without spaces."""
    return "".join(normalize("NFKC", text).casefold().split())
