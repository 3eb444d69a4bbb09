"""What came back to a post in the group's chat. Pure: messages in, counts out; nobody is named."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from content.model import LedgerLine, MessageKind

LONGEST = timedelta(hours=3, minutes=30)  # that a message counts as a response to the last post
QUARTER = timedelta(minutes=15)
ENOUGH_DAYS = 5  # before what is usual is said
NO_RESPONSE = frozenset({MessageKind.SYSTEM, MessageKind.RED_PACKET, MessageKind.CALL})


@dataclass(frozen=True, slots=True)
class ResponseWindow:
    """From when the post was out until the next one, at most three and a half hours. `ends` is not in it."""

    begins: datetime
    ends: datetime

    @property
    def quarters(self) -> int:
        """Quarters of an hour, the last may be short."""
        return max(1, -(-(self.ends - self.begins) // QUARTER))


@dataclass(frozen=True, slots=True)
class ChatResponses:
    """`people`: members who wrote anything, each once, the team's own left out. `letters`: letter -> members
    whose first it was. `photos` counts pictures; `quarters` the members whose first message fell into each
    quarter of an hour."""

    people: int
    letters: Mapping[str, int]
    photos: int
    quarters: tuple[int, ...]


def responses_in(lines: Iterable[LedgerLine], own: Collection[str], window: ResponseWindow) -> ChatResponses:
    """What the messages of a window come to; what was recalled counts for nothing."""
    first: dict[str, datetime] = {}
    letters: dict[str, str] = {}
    photos = 0
    for line in lines:
        if not window.begins <= line.at < window.ends or line.is_revoked or line.kind in NO_RESPONSE:
            continue
        if line.member is None or line.member in own:
            continue
        first.setdefault(line.member, line.at)
        photos += line.kind is MessageKind.IMAGE
        if line.letter:
            letters.setdefault(line.member, line.letter)
    places = Counter((at - window.begins) // QUARTER for at in first.values())
    quarters = tuple(places[place] for place in range(window.quarters))
    return ChatResponses(len(first), dict(sorted(Counter(letters.values()).items())), photos, quarters)


@dataclass(frozen=True, slots=True)
class UsualResponses:
    """Members who answered the same slot on `days` earlier days: the median, and where the middle four fifths
    of the days lie."""

    days: int
    people: int
    low: int
    high: int


def usual_of(people: Sequence[int]) -> UsualResponses | None:
    """What is usual, of the members of each earlier day; None where those are too few to tell."""
    if len(people) < ENOUGH_DAYS:
        return None
    ordered, last = sorted(people), len(people) - 1
    return UsualResponses(
        len(people), ordered[last // 2], ordered[round(last * 0.1)], ordered[round(last * 0.9)]
    )
