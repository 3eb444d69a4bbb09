"""What a night is asked for, and what each of its stages answers: small, and readable as JSON."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from content.model import Message


@dataclass(frozen=True, slots=True)
class NightOrder:
    """`first_day` is the first day laid out; empty `groups` and `inboxes` mean all; `run` names the run."""

    workspace: str
    first_day: date
    days: int
    groups: tuple[str, ...] = ()
    inboxes: tuple[str, ...] = ()
    seed: int = 0
    posters: bool = True
    run: str = ""

    @property
    def last_day(self) -> date:
        return self.first_day + timedelta(days=self.days - 1)


@dataclass(frozen=True, slots=True)
class Shortlisted:
    """`dropped_by_reason` maps reason codes to numbers of submissions."""

    kept: int
    dropped_by_reason: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class LaidOut:
    """`moved` counts placements that are new or different from what was planned before."""

    placements: int
    gaps: int
    moved: int


@dataclass(frozen=True, slots=True)
class Told:
    """`posts` counts all posts of the tellings, `written` those that are new or different; `failed` has a
    Message for each template that was set aside."""

    tellings: int
    posts: int
    written: int = 0
    failed: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class Drawn:
    """`failed` has a Message for each poster that could not be drawn, `warnings` (poster, what could look
    better)."""

    rendered: int
    reused: int
    failed: tuple[Message, ...] = ()
    warnings: tuple[tuple[str, Message], ...] = ()


@dataclass(frozen=True, slots=True)
class CountedPosts:
    """How much was counted: groups, posts, and of these how many do not count in comparisons."""

    groups: int = 0
    posts: int = 0
    left_out: int = 0

    def __add__(self, other: "CountedPosts") -> "CountedPosts":
        return CountedPosts(
            self.groups + other.groups, self.posts + other.posts, self.left_out + other.left_out
        )
