"""What is usual, of the numbers of earlier days. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

Number = TypeVar("Number", int, float)
ENOUGH_DAYS = 5  # before what is usual is said


@dataclass(frozen=True, slots=True)
class UsualResponses:
    """How many members on each of `days` earlier days: the usual number, and where the middle four fifths of
    the days lie."""

    days: int
    people: int
    low: int
    high: int


def middle_of(numbers: Sequence[Number]) -> tuple[Number, Number]:
    """Where the middle four fifths lie."""
    ordered, last = sorted(numbers), len(numbers) - 1
    return ordered[round(last * 0.1)], ordered[round(last * 0.9)]


def usual_of(people: Sequence[int]) -> UsualResponses | None:
    """The median, of the members of each earlier day; None where those are too few to tell."""
    if len(people) < ENOUGH_DAYS:
        return None
    low, high = middle_of(people)
    return UsualResponses(len(people), sorted(people)[(len(people) - 1) // 2], low, high)
