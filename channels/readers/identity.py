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
from content.inbox import RefusedItem
from content.model import Message

SCIENTIFIC = re.compile(r"[+-]?\d+(?:[.,]\d+)?[eE]\+?\d{1,3}")  # 7.26185E+18
DIGITS_KEPT = 15  # by spreadsheets: IEEE 754 doubles
BY_CHANCE = 1e-3  # how seldom ids of a sound file may end in zeros by chance
NO_ID = frozenset({"", "0", "None", "null", "nan"})


def is_scientific(text: str) -> bool:
    """Whether a spreadsheet made this of an id."""
    return bool(SCIENTIFIC.fullmatch(text.strip()))


@dataclass(frozen=True, slots=True)
class ServerIds:
    """The server ids of one file. `spoilt` are those that name nothing, `saved` tells that a spreadsheet
    saved the file."""

    spoilt: frozenset[str] = frozenset()
    saved: bool = False

    @classmethod
    def weigh(cls, ids: Iterable[tuple[str, Hashable]]) -> "ServerIds":
        """From every id in the file with what its message is (who and when): one id of two is none."""
        messages: dict[str, int] = {}
        spoilt: set[str] = set()
        for text, message in ids:
            if text not in NO_ID and messages.setdefault(text, hash(message)) != hash(message):
                spoilt.add(text)
        scientific = {text for text in messages if is_scientific(text)}
        rounded = _rounded(messages)
        return cls(frozenset(spoilt | scientific | rounded), bool(scientific | rounded))

    def of(self, text: str) -> str:
        """The id, or "" where it is none."""
        return "" if text in NO_ID or text in self.spoilt else text

    def refusal(self, name: str) -> list[RefusedItem]:
        """What a person is told of a file that a spreadsheet saved: its messages are taken all the same."""
        if not self.saved:
            return []
        why = Message("refusal.saved_by_spreadsheet", file=name, example=min(self.spoilt))
        return [RefusedItem("saved_by_spreadsheet", why, f"{name}~ids")]


def _rounded(ids: Iterable[str]) -> set[str]:
    """The ids that end in zeros after 15 digits, where that cannot be chance."""
    long = [text for text in ids if text.isdecimal() and len(text) > DIGITS_KEPT]
    zeros = {text for text in long if not text[DIGITS_KEPT:].strip("0")}
    chance = 1.0
    for text in long:
        chance *= 10.0 ** (DIGITS_KEPT - len(text))
    return zeros if zeros and len(zeros) == len(long) and chance < BY_CHANCE else set()


class MadeKeys:
    """Keys for messages without an id: the same each time the export is read, whatever was added before."""

    def __init__(self, chat: str) -> None:
        self._chat = chat
        self._nth: Counter[tuple[str, datetime | None, str]] = Counter()

    def key(self, author: str, at: datetime | None, kind: str, text: str = "") -> str:
        """`text` tells messages apart whose time is not known."""
        facts = (author, at, kind if at else f"{kind} {text}")
        self._nth[facts] += 1
        return made_id(self._chat, author, at.isoformat() if at else text, kind, self._nth[facts])
