"""Whether a member's words may be quoted: the photo and the words beside it are two permissions.

A photo may be shown that its author's words must not stand under: withholding a quote costs nothing, for the
photo stays and the story has words of its own. So words are quoted only where praise or a plain fact is
heard, nothing complains, and nothing else in them asks for a person.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from content.model import Message
from content.sanitize import clean
from content.score.feeling import NEUTRAL, TextFeeling, hear, saddest_clause
from content.score.words import selling_in
from content.text.book import WordList, shipped_words
from content.text.contacts import Contact, contacts_in
from content.text.fold import folded
from content.text.offence import offends

SHORT = 40  # characters: in so few, one word of blame is a complaint, whatever praise stands beside it


class Withholding(StrEnum):
    """Why words are not quoted."""

    NO_WORDS = "no_words"
    COMPLAINT = "complaint"
    CONTACT = "contact"
    ADVERT = "advert"
    WORD = "word"
    OFFENCE = "offence"
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


@dataclass(frozen=True, slots=True)
class TextCheck:
    """All that is found in a member's words: `withheld` says why they are not quoted, the gravest first.
    `feeling` is 0 sad, .5 neutral, 1 glad."""

    text: str
    withheld: tuple[Withheld, ...]
    feeling: float
    contacts: tuple[Contact, ...] = ()

    @property
    def quote(self) -> Quote | Withheld:
        return self.withheld[0] if self.withheld else Quote(self.text)


def quotable(text: str, words: WordList | None = None) -> Quote | Withheld:
    """The member's words to quote, or why they are withheld.

    `words` are those that need a person (None: those that come with the program). Every door that puts a
    member's words into a post or on a poster asks here.
    """
    return check_text(text, words).quote


def check_text(text: str, words: WordList | None = None) -> TextCheck:
    """Everything that speaks for and against quoting a text; `words` as in `quotable`."""
    checked = _check(text)
    hits = (shipped_words().person if words is None else words).hits(text)
    if not hits:
        return checked
    withheld = Withheld(Withholding.WORD, "、".join(hit.word for hit in hits))
    return replace(checked, withheld=(withheld, *checked.withheld))


@lru_cache(maxsize=4096)  # a week says the same words to many groups
def _check(text: str) -> TextCheck:
    cleaned = clean(text)
    if not cleaned:
        return TextCheck("", (Withheld(Withholding.NO_WORDS),), NEUTRAL)
    plain = folded(text)
    heard, contacts = hear(plain), contacts_in(text)
    withheld = []
    if contacts:
        withheld.append(Withheld(Withholding.CONTACT))
    if selling := selling_in(text):
        withheld.append(Withheld(Withholding.ADVERT, "、".join(selling)))
    if offends(plain):
        withheld.append(Withheld(Withholding.OFFENCE))
    if sad := _not_praise(plain, heard):
        withheld.append(sad)
    return TextCheck(cleaned, tuple(withheld), heard.feeling, contacts)


def _not_praise(plain: str, heard: TextFeeling) -> Withheld | None:
    """Why neither praise nor a plain fact is heard; None where one is."""
    blame = heard.mood.blame
    if heard.complains or (blame and (not heard.praises or len(plain) <= SHORT)):
        return Withheld(Withholding.COMPLAINT, blame[0] if blame else saddest_clause(plain))
    if heard.praises:
        return None
    taken_back = heard.reservation or heard.doubt
    return Withheld(Withholding.RESERVED, taken_back) if taken_back else Withheld(Withholding.NO_PRAISE)
