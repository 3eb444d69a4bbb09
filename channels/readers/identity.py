"""What makes a message the same message in another export of its chat.

An id that the chat's server gave is an identity. The number of a row is none: it moves with every export and
repeats where exports were merged. Without a server id a message is who, when, of which kind, and which of
these. A spreadsheet that saves an export keeps 15 digits of an id: what is left of it names many messages.
"""

import re
from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime

from channels.readers.messages import made_id
from channels.readers.seen_ids import IdUses, SeenIds
from content.inbox import RefusedItem
from content.model import Message

SCIENTIFIC = re.compile(r"[+-]?\d+(?:[.,]\d+)?[eE]\+?\d{1,3}")  # 7.26185E+18
DIGITS_KEPT = 15  # by spreadsheets: IEEE 754 doubles
BY_CHANCE = 1e-3  # how seldom ids of a sound file may end in zeros by chance
NO_ID = frozenset({"", "0", "None", "null", "nan"})


def is_scientific(text: str) -> bool:
    """Whether a spreadsheet made this of an id."""
    return not text.isdecimal() and bool(SCIENTIFIC.fullmatch(text.strip()))


@dataclass(frozen=True, slots=True)
class ServerIds:
    """The server ids of one file. `shared` are the hashes of those that name several messages, `rounded`
    tells that all keep 15 digits; `example` is one that a spreadsheet spoilt, "" where it spoilt none."""

    shared: frozenset[int] = frozenset()
    rounded: bool = False
    example: str = ""

    @classmethod
    def weigh(cls, ids: Iterable[tuple[str, Hashable]]) -> "ServerIds":
        """From every id in the file with what its message is (who and when): one id of two is none."""
        uses, digits = IdUses(), _Digits()
        scientific = ""
        for text, message in ids:
            if text in NO_ID:
                continue
            uses.add(text, message)
            if text.isdecimal():
                digits.add(text)
            elif is_scientific(text):
                scientific = min(scientific or text, text)
        rounded = digits.example if digits.are_rounded else ""
        return cls(frozenset(uses.of_several()), digits.are_rounded, scientific or rounded)

    @property
    def saved(self) -> bool:
        """Whether a spreadsheet saved the file."""
        return bool(self.example)

    def of(self, text: str) -> str:
        """The id, or "" where it is none."""
        if text in NO_ID or hash(text) in self.shared or is_scientific(text):
            return ""
        return "" if self.rounded and _is_rounded(text) else text

    def refusal(self, name: str) -> list[RefusedItem]:
        """What a person is told of a file that a spreadsheet saved: its messages are taken all the same."""
        if not self.saved:
            return []
        why = Message("refusal.saved_by_spreadsheet", file=name, example=self.example)
        return [RefusedItem("saved_by_spreadsheet", why, f"{name}~ids")]


class _Digits:
    """Whether the long ids of a file are rounded: all end in zeros after 15 digits, which is no chance."""

    def __init__(self) -> None:
        self.example = ""
        self._chance = 1.0
        self._seen: set[str] = set()
        self._one_is_whole = False

    @property
    def are_rounded(self) -> bool:
        return not self._one_is_whole and self._chance < BY_CHANCE

    def add(self, text: str) -> None:
        if self._one_is_whole or len(text) <= DIGITS_KEPT:
            return
        self._one_is_whole = not _is_rounded(text)
        self.example = min(self.example or text, text)
        if self._chance >= BY_CHANCE and text not in self._seen:  # beyond that it is told
            self._seen.add(text)
            self._chance *= 10.0 ** (DIGITS_KEPT - len(text))


def _is_rounded(text: str) -> bool:
    return text.isdecimal() and len(text) > DIGITS_KEPT and not text[DIGITS_KEPT:].strip("0")


class MadeKeys:
    """Keys for messages without an id: the same each time the export is read, whatever was added before."""

    def __init__(self, chat: str) -> None:
        self._chat, self._seen = chat, SeenIds()
        self._more: Counter[tuple[str, datetime | None, str]] = Counter()  # of what was there before

    def key(self, author: str, at: datetime | None, kind: str, text: str = "") -> str:
        """`text` tells messages apart whose time is not known."""
        facts = (author, at, kind if at else f"{kind} {text}")
        if facts in self._seen:
            self._more[facts] += 1
        else:
            self._seen.add(facts)
        nth = self._more[facts] + 1 if facts in self._more else 1
        return made_id(self._chat, author, at.isoformat() if at else text, kind, nth)
