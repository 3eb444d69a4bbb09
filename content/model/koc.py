"""What members are to the community: their axes, their type, and the ladder that leads to co-hosting."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType

from content.model.message import Message


@dataclass(frozen=True, slots=True)
class MeasuredSubmission:
    """A submission as KOCs are measured by it; `score` 0..1, None where there is none."""

    id: str
    member: str
    group: str
    text: str
    at: datetime
    kept: bool
    score: float | None


@dataclass(frozen=True, slots=True)
class Signal:
    """`by` liked or answered a submission of `author`; `at` is the submission's time where none is known."""

    submission: str
    author: str
    by: str
    at: datetime
    reply: bool = False


@dataclass(frozen=True, slots=True)
class Axes:
    """Percentiles, 0..1, among the members seen in the same 90 days. `purchase` None: no orders are known."""

    influence: float
    activity: float
    content: float
    purchase: float | None = None

    @property
    def strength(self) -> float:
        """Content and purchase together; content alone where no orders are known."""
        return self.content if self.purchase is None else (self.content + self.purchase) / 2


class MemberType(StrEnum):
    MOOD = "mood"  # 气氛型: keeps the group talking
    LEADER = "leader"  # 领袖型: others react
    STRENGTH = "strength"  # 实力型: good photos, and buys
    ROVER = "rover"  # 海王型: in many groups, or mostly invites
    OPEN = "open"  # 未定

    @property
    def label(self) -> Message:
        """What people call it."""
        return Message(f"member_type.{self.value}")


class Rung(StrEnum):
    NONE = "none"
    CANDIDATE = "candidate"
    CONTACTED = "contacted"
    VIP = "vip"
    CO_HOST = "co_host"
    DECLINED = "declined"

    @property
    def label(self) -> Message:
        """What people call it."""
        return Message(f"rung.{self.value}")


CLIMBS: Mapping[Rung, frozenset[Rung]] = MappingProxyType(  # the rule book of the ladder: one rung at a time
    {
        Rung.NONE: frozenset({Rung.CANDIDATE}),
        Rung.CANDIDATE: frozenset({Rung.CONTACTED, Rung.NONE}),
        Rung.CONTACTED: frozenset({Rung.VIP, Rung.DECLINED, Rung.CANDIDATE}),
        Rung.VIP: frozenset({Rung.CO_HOST, Rung.DECLINED, Rung.CONTACTED}),
        Rung.CO_HOST: frozenset({Rung.VIP, Rung.DECLINED}),
        Rung.DECLINED: frozenset({Rung.CANDIDATE}),
    }
)


@dataclass(frozen=True, slots=True)
class Standing:
    """What people made of a member. `type` None: as measured; `rung_at` None: never moved."""

    member: str
    rung: Rung = Rung.NONE
    rung_at: datetime | None = None
    type: MemberType | None = None


class ActivityKind(StrEnum):
    PHOTOS = "photos"  # 晒图: the best photos of willing authors
    LIKES = "likes"  # 集赞: the most liked

    @property
    def label(self) -> Message:
        """What people call it."""
        return Message(f"activity_kind.{self.value}")


@dataclass(frozen=True, slots=True)
class Activity:
    """A call for photos: who writes `code` into the caption from `starts_on` to `ends_on`, both included.

    `groups` are ids, empty for all; at most `per_member` photos of one member are ranked.
    """

    code: str
    name: str
    kind: ActivityKind
    starts_on: date
    ends_on: date
    groups: frozenset[str] = frozenset()
    per_member: int = 1
