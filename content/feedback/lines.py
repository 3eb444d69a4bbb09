"""Which messages of a window count as responses, and why. Pure: messages in, counts out."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from content.feedback.windows import QUARTER, Window
from content.model import LedgerLine, MessageKind


class WhyCounted(StrEnum):
    """What a message tells of its member. Each counts a member once."""

    SPOKE = "spoke"  # the first word of the member within the window
    LETTER = "letter"  # the last answer to the question of noon
    QUOTED = "quoted"  # answers a message of ours
    PICTURE = "picture"
    COUPON = "coupon"


@dataclass(frozen=True, slots=True)
class CountedLine:
    """A message that counts, with what it counts for."""

    at: datetime
    member: str
    kind: MessageKind
    why: tuple[WhyCounted, ...]


@dataclass(frozen=True, slots=True)
class WindowQuestion:
    """What counts beside speaking: letters where a question was asked, and quotes of our own messages."""

    asks: bool = False
    ours: frozenset[str] = frozenset()


@dataclass(slots=True)
class WindowCounts:
    """Members by what they did within a window; of letters the last. `images` counts messages."""

    first: dict[str, LedgerLine] = field(default_factory=dict)
    letters: dict[str, LedgerLine] = field(default_factory=dict)
    quotes: dict[str, LedgerLine] = field(default_factory=dict)
    pictures: dict[str, LedgerLine] = field(default_factory=dict)
    coupons: dict[str, LedgerLine] = field(default_factory=dict)
    images: int = 0

    @property
    def letter_counts(self) -> Mapping[str, int]:
        """letter -> members whose last it was."""
        return dict(sorted(Counter(line.letter or "" for line in self.letters.values()).items()))

    def by_quarter(self, window: Window) -> tuple[int, ...]:
        """Members whose first message fell into each quarter of an hour."""
        places = Counter((line.at - window.begins) // QUARTER for line in self.first.values())
        return tuple(places[place] for place in range(window.quarters))

    def counted(self) -> Iterator[CountedLine]:
        """The messages that count, by time."""
        kinds = (
            (self.first, WhyCounted.SPOKE),
            (self.letters, WhyCounted.LETTER),
            (self.quotes, WhyCounted.QUOTED),
            (self.pictures, WhyCounted.PICTURE),
            (self.coupons, WhyCounted.COUPON),
        )
        reasons: dict[LedgerLine, list[WhyCounted]] = {}
        for lines, why in kinds:
            for line in lines.values():
                reasons.setdefault(line, []).append(why)
        for line in sorted(reasons, key=lambda line: (line.at, line.id)):
            yield CountedLine(line.at, line.member or "", line.kind, tuple(reasons[line]))


def count_lines(
    lines: Iterable[LedgerLine],
    window: Window,
    staff: Collection[str],
    question: WindowQuestion = WindowQuestion(),
) -> WindowCounts:
    """What messages, by time, come to. The team's own, who is unknown and what was recalled never count."""
    counts = WindowCounts()
    for line in lines:
        member = line.member
        if member is None or member in staff or line.is_revoked or line.at not in window:
            continue
        if not line.kind.may_respond:
            continue
        counts.first.setdefault(member, line)
        if question.asks and line.letter:
            counts.letters[member] = line
        if line.reply_to and line.reply_to in question.ours:
            counts.quotes.setdefault(member, line)
        if line.kind is MessageKind.IMAGE:
            counts.images += 1
            counts.pictures.setdefault(member, line)
        if line.coupon:
            counts.coupons.setdefault(member, line)
    return counts
