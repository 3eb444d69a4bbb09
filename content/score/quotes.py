"""Whether a member's words may be quoted: the photo and the words beside it are two permissions.

A photo may be shown that its author's words must not stand under: withholding a quote costs nothing, for the
photo stays and the story has words of its own. So words are quoted only where praise is heard, nothing
complains, and nothing else in them asks for a person.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from content.model import Message
from content.sanitize import clean
from content.score.doubts import doubt_in, without_gaps
from content.score.words import NEUTRAL, complaint_in, mood, selling_in
from content.text.book import WordList, shipped_words
from content.text.contacts import contact_in
from content.text.fold import folded

# What takes praise back, in words that the lists of moods do not know: 好吃但是太慢, 好喝就是有点贵.
_RESERVATION = re.compile(
    "但是|但(?!愿|凡)|可是|可惜|不过(?!如此)|只是|美中不足"
    "|太(?:慢|久|贵|咸|淡|甜|油|腻|辣|酸|苦|硬|软|小|少|薄|重|吵|挤|差|脏|干|冷|烫|滑|紧|松|假|次)"
    "|有点|有些|不值|不好(?!意思)"
    r"|\b(?:but|however|though|except|too (?:slow|small|expensive|salty|sweet)|not (?:good|worth))\b"
)


class Withholding(StrEnum):
    """Why words are not quoted."""

    NO_WORDS = "no_words"
    COMPLAINT = "complaint"
    CONTACT = "contact"
    ADVERT = "advert"
    WORD = "word"
    NO_PRAISE = "no_praise"
    RESERVED = "reserved"


@dataclass(frozen=True, slots=True)
class Quote:
    """A member's words as they may be shown, without what hides in them."""

    text: str


@dataclass(frozen=True, slots=True)
class Withheld:
    """Why a member's words are not shown, with `evidence` from them ("" where nothing is to be named)."""

    reason: Withholding
    evidence: str = ""

    @property
    def why(self) -> Message:
        return Message(f"quote.{self.reason.value}", **({"found": self.evidence} if self.evidence else {}))


def quotable(text: str, words: WordList | None = None) -> Quote | Withheld:
    """The member's words to quote, or why they are withheld.

    `words` are those that need a person (None: those that come with the program). Every door that puts a
    member's words into a post or on a poster asks here.
    """
    verdict = _quotable(text)
    if isinstance(verdict, Quote):
        hits = (shipped_words().person if words is None else words).hits(text)
        if hits:
            return Withheld(Withholding.WORD, "、".join(hit.word for hit in hits))
    return verdict


@lru_cache(maxsize=4096)  # a week says the same words to many groups
def _quotable(text: str) -> Quote | Withheld:
    cleaned = clean(text)
    if not cleaned:
        return Withheld(Withholding.NO_WORDS)
    if contact_in(text):
        return Withheld(Withholding.CONTACT)
    if selling := selling_in(text):
        return Withheld(Withholding.ADVERT, "、".join(selling))
    plain = folded(text)
    heard = mood(plain)
    if heard.blame or complaint_in(text):
        return Withheld(Withholding.COMPLAINT, heard.blame[0] if heard.blame else complaint_in(text))
    if heard.feeling <= NEUTRAL:
        return Withheld(Withholding.NO_PRAISE)
    if reservation := _RESERVATION.search(plain):
        return Withheld(Withholding.RESERVED, reservation.group())
    if hidden := mood(without_gaps(plain)).blame:
        return Withheld(Withholding.COMPLAINT, hidden[0])
    if doubt := doubt_in(plain):
        return Withheld(Withholding.RESERVED, doubt)
    return Quote(cleaned)
