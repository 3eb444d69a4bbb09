"""A member of a community."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Member:
    """`group` is the home group: the one whose members like to see their own.

    What somebody sent who has left is not shown any more, from the day `left_on` on.
    """

    id: str
    nickname: str
    group: str | None = None
    left_on: date | None = None


@dataclass(frozen=True, slots=True)
class Alias:
    """Another id of `member`, since two were merged; `nickname` is what it was called in its home group."""

    id: str
    member: str
    nickname: str
    group: str | None = None
