"""What the planner decided for one group's day: a story and whose submission shows it, or a gap and why."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from content.model.message import Message
from content.model.slot import Slot


@dataclass(frozen=True, slots=True)
class Placement:
    """One story for one group on one day. `share` is the afternoon's submission, `opener` the morning's own.

    `why` holds the planner's integers by name (milli-points): engagement, affinity, photo, own_member,
    price, margin; and `runner_up`, the story that came second.
    """

    group: str
    day: date
    story: str
    share: str | None = None
    opener: str | None = None
    why: Mapping[str, int] = field(default_factory=dict)
    runner_up: str | None = None


@dataclass(frozen=True, slots=True)
class GapStep:
    """One step of a gap's funnel: after `rule`, `left` candidates remained."""

    rule: str
    left: int


@dataclass(frozen=True, slots=True)
class Gap:
    """A cell that stays empty. `slot` None: the whole day has no story; else the one slot lacks a photo.

    `why` tells the funnel in words, `fix` names what would fill it.
    """

    group: str
    day: date
    slot: Slot | None
    funnel: tuple[GapStep, ...]
    why: Message
    fix: Message | None = None

    @property
    def sentence(self) -> Message:
        """Funnel and fix."""
        return Message("gap.with_fix", why=self.why, fix=self.fix) if self.fix else self.why
