"""Codes such as 4F7K: short enough to type on a phone, impossible to misread, unlike any word or price."""

from collections.abc import Collection, Iterator, Sequence
from hashlib import blake2b
from itertools import count

DIGITS = "34679"  # without 0 1 2 5 8, which are taken for O I Z S B
LETTERS = "ACDEFGHJKMNPQRTWXY"
ALPHABET = DIGITS + LETTERS
LENGTH = 4  # 23 ** 4 = 279,841 codes, 173,340 of them with both a letter and a digit


def code_for(member: str, submissions: Sequence[str], taken: Collection[str] = ()) -> str:
    """The code of a question: the same for the same question, until that code is taken."""
    return next(code for code in _codes(member, submissions) if code not in taken)


def _codes(member: str, submissions: Sequence[str]) -> Iterator[str]:
    for n in count():
        question = "\0".join((member, *sorted(submissions), str(n)))
        value = int.from_bytes(blake2b(question.encode(errors="replace"), digest_size=8).digest())
        letters = []
        for _ in range(LENGTH):
            value, place = divmod(value, len(ALPHABET))
            letters.append(ALPHABET[place])
        if is_code(code := "".join(letters)):
            yield code


def is_code(text: str) -> bool:
    """Whether it has the form of a code: letters alone are words, digits alone prices."""
    return (
        len(text) == LENGTH
        and set(text) <= set(ALPHABET)
        and not set(text).isdisjoint(DIGITS)
        and not set(text).isdisjoint(LETTERS)
    )
