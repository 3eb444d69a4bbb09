"""What a person says of a submission while culling."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from content.model.message import Message
from content.model.slot import Slot


class Choice(StrEnum):
    KEEP = "keep"  # 留
    DROP = "drop"  # 去
    UNDECIDED = "undecided"  # 未定

    @property
    def label(self) -> Message:
        """What people call it."""
        return Message(f"choice.{self.value}")


@dataclass(frozen=True, slots=True)
class Decision:
    """`rating` is 0 (none) to 5; `comment` is printed on the poster; `reason` a short code of the desk's.

    `slot` is where the editor would show it. `version` counts its changes from 1; 0: nobody has decided.
    """

    submission: str
    who: str
    choice: Choice
    at: datetime
    rating: int = 0
    comment: str = ""
    slot: Slot | None = None
    reason: str = ""
    version: int = 0


@dataclass(frozen=True, slots=True)
class FocalPoint:
    """The point (fractions x, y of the upright picture, 0 to 1) that a person wants crops to keep."""

    sha256: str
    x: float
    y: float
    who: str
    at: datetime
