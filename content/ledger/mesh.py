"""Who answers whom: replies between members, and replies that touch the team's own. Pure.

A quote says it; without one, the next speakers after a message probably answer it, the less the later they
are and the more there are between. A group talks among itself where most replies touch nobody of the team.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import exp

NEXT = 3  # different speakers
WITHIN = 600.0  # seconds
FADES = 120.0  # seconds until a probable reply counts for a third
LESS = 0.2  # for each speaker between


@dataclass(frozen=True, slots=True)
class SpokenLine:
    """A message: when, by whom, and whom it quotes, None where it quotes nobody known."""

    at: datetime
    member: str
    quotes: str | None = None


@dataclass(frozen=True, slots=True)
class Replies:
    """Weights: of all replies, and of those of which one end is the team's."""

    all: float
    of_staff: float

    def __add__(self, other: "Replies") -> "Replies":
        return Replies(self.all + other.all, self.of_staff + other.of_staff)

    @property
    def mesh(self) -> float:
        """0..1: the share between members; 0 of nothing."""
        return 1 - self.of_staff / self.all if self.all else 0.0


def replies_in(utterances: Sequence[SpokenLine], staff: Collection[str]) -> Replies:
    """Of messages in the order of their times."""
    total, of_staff = 0.0, 0.0
    for n, utterance in enumerate(utterances):
        for other, weight in _answered(utterances, n, utterance):
            total += weight
            if utterance.member in staff or other in staff:
                of_staff += weight
    return Replies(total, of_staff)


def _answered(utterances: Sequence[SpokenLine], n: int, utterance: SpokenLine) -> list[tuple[str, float]]:
    """(member, weight) of those whom the nth message probably answers."""
    if utterance.quotes:
        return [(utterance.quotes, 1.0)] if utterance.quotes != utterance.member else []
    answered: dict[str, float] = {}
    between: list[str] = []
    for earlier in reversed(utterances[max(0, n - 50) : n]):
        seconds = (utterance.at - earlier.at).total_seconds()
        if seconds > WITHIN or earlier.member == utterance.member or len(between) >= NEXT:
            break
        if earlier.member not in between:
            between.append(earlier.member)
            answered[earlier.member] = exp(-seconds / FADES) * (1 - LESS * (len(between) - 1))
    return list(answered.items())


def answers_in(utterances: Sequence[SpokenLine]) -> list[tuple[str, str, float]]:
    """(who, whom, weight) of each probable answer, of messages in the order of their times."""
    return [
        (utterance.member, other, weight)
        for n, utterance in enumerate(utterances)
        for other, weight in _answered(utterances, n, utterance)
    ]
