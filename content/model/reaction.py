"""What members did with what they saw."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Like:
    """One member's like of one submission; kept with the member so that it counts once."""

    member: str
