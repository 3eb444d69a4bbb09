"""What changed between two texts: word by word, and character by character where there are no words."""

from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from typing import Literal

import regex

# Letters and digits of alphabets make words; Chinese, emoji and marks stand one by one, never split inside.
WORD = regex.compile(r"[\p{Latin}\p{Greek}\p{Cyrillic}\p{Nd}][\p{Latin}\p{Greek}\p{Cyrillic}\p{Nd}'’_-]*|\X")
LONGEST = 4000  # characters compared word by word; longer texts are told whole


@dataclass(frozen=True, slots=True)
class Piece:
    """Some text that stayed, went or came."""

    kind: Literal["same", "gone", "new"]
    text: str


def pieces(older: str, newer: str) -> tuple[Piece, ...]:
    """Without those that came it is the older text, without those that went the newer."""
    if max(len(older), len(newer)) > LONGEST:
        differences = (
            [Piece("gone", older), Piece("new", newer)] if older != newer else [Piece("same", older)]
        )
        return _joined(differences)
    was, now = WORD.findall(older), WORD.findall(newer)
    differences = []
    for kind, a, b, c, d in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if kind == "equal":
            differences.append(Piece("same", "".join(was[a:b])))
        else:
            differences += [Piece("gone", "".join(was[a:b])), Piece("new", "".join(now[c:d]))]
    return _joined(differences)


def _joined(differences: list[Piece]) -> tuple[Piece, ...]:
    full = (piece for piece in differences if piece.text)
    runs = groupby(full, key=lambda piece: piece.kind)
    return tuple(Piece(kind, "".join(piece.text for piece in run)) for kind, run in runs)
