"""What a period comes to, beside its forms: how healthy groups are, who stays, what a member buys."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from content.model.insight import Estimate
from content.model.message import Message


class HealthClass(StrEnum):
    """Four classes of groups, and none yet; insight.md has the rules."""

    VALUE = "value"  # 价值: many speak, with one another
    MEH = "meh"  # 鸡肋: neither lively nor dead
    DEAD = "dead"  # 死亡: nobody speaks
    JUNK = "junk"  # 垃圾: mostly advertisements
    UNDECIDED = "undecided"  # 未定: too little is known

    @property
    def label(self) -> Message:
        """What people call the class."""
        return Message(f"health.{self.value}")


@dataclass(frozen=True, slots=True)
class GroupHealth:
    """`measured` is the class by the last four weeks alone; `health` changes only once two weeks running
    measure the same other class. `speakers`: the mean weekly share of members who spoke; `mesh`: the share
    of replies between members, None under 30 replies; `ads`: messages that advertise, as a share of all, and
    `ads_a_day`. `weeks` says for how long the class has stood; `mesh_missing`: replies between members until
    it is enough.
    """

    group: str
    health: HealthClass
    measured: HealthClass
    weeks: int
    members: int
    days: int
    speakers: Estimate | None
    mesh: Estimate | None
    replies: int
    ads: float
    ads_a_day: float
    mesh_missing: int = 0


@dataclass(frozen=True, slots=True)
class OwnerPunctuality:
    """How punctually an owner sent what was theirs, and how much that was: side by side, neither the
    cause."""

    owner: str
    name: str
    hits: int
    total: int
    share: Estimate | None
    median_minutes: float | None
    posts_a_day: float


@dataclass(frozen=True, slots=True)
class UgcFunnel:
    """Submissions that came in within a period, and what became of them so far: each a part of the one
    before, but for `sent_elsewhere`, which is a part of `sent`: in another group than their own."""

    came_in: int = 0
    kept: int = 0
    sent: int = 0
    sent_elsewhere: int = 0

    def __add__(self, other: "UgcFunnel") -> "UgcFunnel":
        return UgcFunnel(
            self.came_in + other.came_in,
            self.kept + other.kept,
            self.sent + other.sent,
            self.sent_elsewhere + other.sent_elsewhere,
        )


@dataclass(frozen=True, slots=True)
class RetentionCell:
    """Of a cohort, the share that was active in the week before day `after`. `share` None: not everybody is
    so far; `full_on` is the day on which they are."""

    after: int
    active: int
    joined: int
    share: Estimate | None
    full_on: date


@dataclass(frozen=True, slots=True)
class Cohort:
    """Members who joined from `first` to `last`; whoever left counts as lost."""

    first: date
    last: date
    joined: int
    cells: tuple[RetentionCell, ...]


@dataclass(frozen=True, slots=True)
class BusinessNumbers:
    """What members bought in a period. Revenue per member is conversion x frequency x basket exactly."""

    members: int
    buyers: int
    orders: int
    revenue: float
    unmatched: int = 0  # orders of nobody in these groups; not among the others

    @property
    def conversion(self) -> float:
        """Buyers a member."""
        return self.buyers / self.members if self.members else 0.0

    @property
    def frequency(self) -> float:
        """Orders a buyer."""
        return self.orders / self.buyers if self.buyers else 0.0

    @property
    def basket(self) -> float:
        """Revenue an order."""
        return self.revenue / self.orders if self.orders else 0.0

    @property
    def arpu(self) -> float:
        """Revenue a member."""
        return self.revenue / self.members if self.members else 0.0


@dataclass(frozen=True, slots=True)
class RevenueSplit:
    """What a change of revenue per member is due to; the three add up to it exactly."""

    conversion: float
    frequency: float
    basket: float

    @property
    def total(self) -> float:
        return self.conversion + self.frequency + self.basket


@dataclass(frozen=True, slots=True)
class Business:
    """A period and the one before it, of the same length. `split` None: one of the periods sold nothing."""

    now: BusinessNumbers
    before: BusinessNumbers
    conversion: Estimate | None
    arpu: Estimate | None
    arpu_change: Estimate | None
    split: RevenueSplit | None


@dataclass(frozen=True, slots=True)
class LapsingMember:
    """A member silent for longer than usual: `usual_days` is their own 90th percentile of gaps between days
    with a sign, where there were five signs; else that of the group's members."""

    group: str
    member: str
    last: date
    silent_days: int
    usual_days: float
    signs: int
    is_own: bool


@dataclass(frozen=True, slots=True)
class LeavesAfterPromo:
    """Who left within a day after promotion, against the groups' daily rate of leaving. `chance`: how likely
    so many or more were, had promotion changed nothing; `is_flagged`: under one in a thousand."""

    posts: int
    left: int
    expected: float
    chance: float
    is_flagged: bool


@dataclass(frozen=True, slots=True)
class Throughput:
    """Medians: hours from a photo's coming in to its going out, and from a post's last approval to its time;
    `share_used`: of the submissions kept, those that were in a post."""

    photo_to_post: Estimate | None
    approved_before: Estimate | None
    approvals: int
    late_approvals: int  # less than an hour before their time
    by_hand: Mapping[str, int]  # who approved -> posts


@dataclass(frozen=True, slots=True)
class PostLook:
    """What of a post that went out members can have seen before: text, the key of its poster, and the
    submission whose photo that shows, "" for none."""

    group: str
    day: date
    text: str
    poster: str
    photo: str
