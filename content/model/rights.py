"""Who allows which picture, where, and until when."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256 as hash_of

from content.model.message import Message

USES = ("poster", "feed", "ads")  # what a member may be asked for


class ConsentState(StrEnum):
    UNKNOWN = "unknown"
    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> Message:
        """What people call it."""
        return Message(f"consent_state.{self.value}")


class ConsentScope(StrEnum):
    OWN = "own"  # the member's own group only
    ALL = "all"


# What a person, or the member's own answer, may make of a consent. An answer is never forgotten, and whoever
# said no is not asked again: a changed mind comes from the member and is recorded with its evidence.
CONSENT_MOVES: Mapping[ConsentState, frozenset[ConsentState]] = {
    ConsentState.UNKNOWN: frozenset(ConsentState) - {ConsentState.UNKNOWN},
    ConsentState.ASKED: frozenset(ConsentState) - {ConsentState.UNKNOWN},
    ConsentState.GRANTED: frozenset(
        {ConsentState.GRANTED, ConsentState.REFUSED, ConsentState.EXPIRED, ConsentState.WITHDRAWN}
    ),
    ConsentState.REFUSED: frozenset({ConsentState.GRANTED, ConsentState.REFUSED, ConsentState.WITHDRAWN}),
    ConsentState.EXPIRED: frozenset(ConsentState) - {ConsentState.UNKNOWN},
    ConsentState.WITHDRAWN: frozenset({ConsentState.GRANTED, ConsentState.WITHDRAWN}),
}
TAKEN_BACK = frozenset({ConsentState.REFUSED, ConsentState.WITHDRAWN})  # said no: what is out is taken down
STILL_OPEN = frozenset({ConsentState.UNKNOWN, ConsentState.ASKED, ConsentState.EXPIRED})


def withheld(state: ConsentState) -> Message:
    """Why what its author's consent reads so for may not be shown."""
    return Message(f"withheld.{state.value}")


NO_LONGER_SHOWN = {  # what stands where a picture was
    ConsentState.REFUSED: Message("photo.author_refused"),
    ConsentState.WITHDRAWN: Message("photo.author_withdrew"),
}


@dataclass(frozen=True, slots=True)
class Consent:
    """One member's word about one submission. `until` is the last day of showing, None for no end.

    `evidence` is where it is said: the id of a message, the hash of a screenshot, a note.
    """

    state: ConsentState = ConsentState.UNKNOWN
    scope: ConsentScope = ConsentScope.OWN
    uses: frozenset[str] = frozenset({"poster"})
    since: date | None = None
    until: date | None = None
    evidence: str = ""

    def allows(self, use: str, *, home: str, group: str, day: date) -> bool:
        """Whether a submission from `home` may be put to `use` in `group` on `day`."""
        return (
            self.state is ConsentState.GRANTED
            and use in self.uses
            and (self.scope is ConsentScope.ALL or home == group)
            and (self.since is None or day >= self.since)
            and (self.until is None or day <= self.until)
        )

    def on(self, day: date) -> "Consent":
        """As it reads on `day`: one whose last day is over has expired."""
        over = self.state is ConsentState.GRANTED and self.until is not None and self.until < day
        return replace(self, state=ConsentState.EXPIRED) if over else self


def may_become(was: Consent, now: Consent) -> bool:
    """Whether the table lets a person, or the member's answer, record `now` over `was`."""
    return now.state in CONSENT_MOVES[was.state]


def may_hear(was: Consent, now: Consent, *, same_source: bool) -> bool:
    """Whether a source's word counts over what is known, which `same_source` says it told us itself.

    A source may take a consent away at any time. It gives one only where the question is open or where it
    spoke last, and never over a no: its file is as old as the day it was written.
    """
    if now.state in TAKEN_BACK:
        return was.state is not ConsentState.WITHDRAWN and was.state is not now.state
    may_speak = same_source or was.state in STILL_OPEN
    return may_speak and was.state not in TAKEN_BACK and may_become(was, now)


@dataclass(frozen=True, slots=True)
class ConsentRequest:
    """A question put to `member` about `submissions`; `answer` is granted, refused, unclear or "".

    `heard` are the ids of the messages that were read as answers, `note` what a person must look at.
    """

    code: str
    member: str
    submissions: tuple[str, ...]
    asked_at: datetime
    asked_by: str
    heard: frozenset[str] = frozenset()
    answer: str = ""
    note: Message | None = None


@dataclass(frozen=True, slots=True)
class Heard:
    """What a message said to a request: granted or refused; None where a person must read it (`note`)."""

    code: str
    message: str
    state: ConsentState | None
    note: Message | None = None


@dataclass(frozen=True, slots=True)
class Tombstones:
    """Who and which pictures were erased, known again by the hashes of their names alone."""

    hashes: frozenset[str] = frozenset()

    def member(self, name: str | None) -> bool:
        return name is not None and grave("member", name) in self.hashes

    def nickname(self, group: str, name: str) -> bool:
        """`name` is spelled as names are compared."""
        return grave("nickname", f"{group}\0{name}") in self.hashes

    def medium(self, sha256: str) -> bool:
        return grave("media", sha256) in self.hashes


def grave(kind: str, name: str) -> str:
    """What is left of an erased member (by id, or by group and nickname) or picture (by sha256)."""
    return hash_of(f"sishi erased {kind}\0{name}".encode(errors="replace")).hexdigest()
