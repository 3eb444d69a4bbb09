"""A member of a community."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Member:
    """`group` is the home group: the one whose members like to see their own."""

    id: str
    nickname: str
    group: str | None = None
