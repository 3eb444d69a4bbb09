"""What came back: the responses to a post, and what they tell with their doubt."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from content.model.message import Message
from content.model.slot import Slot


class LeftOut(StrEnum):
    """Why a post does not count in comparisons; each is counted and can be listed."""

    UNSENT = "unsent"  # approved, and no evidence that it went out
    LATE = "late"  # more than 30 minutes after its time
    OFF_PLAN = "off_plan"  # sent by hand, planned by nobody, or without a form
    OPEN = "open"  # its window is not over yet
    SHORT_LEDGER = "short_ledger"  # no message of the group is known of that time
    NO_BASELINE = "no_baseline"  # too few days before it to say what is usual


class SendEvidence(StrEnum):
    """How it is known that a post went out."""

    OUTBOX = "outbox"  # a publisher sent it
    HAND = "hand"  # its owner ticked it
    RESULTS = "results"  # a table that the team imported


@dataclass(frozen=True, slots=True)
class PostResponse:
    """What came back to one slot of a group's day, counted within `sent_at` <= at < `ends_at`.

    Members are distinct and not staff. `expected`: how many would have spoken without the post; `members`:
    how many were in the group at `sent_at`, 0 where nobody knows; `letters`: letter -> members whose last
    it was; `right`: those whose last letter was the answer; `left`: within 24 hours of `sent_at`. `post` is
    "" for what no plan has; None for `sent_at` and `ends_at` where it is not out.
    """

    group: str
    day: date
    slot: Slot
    form: str
    story: str = ""
    post: str = ""
    due_at: datetime | None = None
    sent_at: datetime | None = None
    ends_at: datetime | None = None
    evidence: SendEvidence | None = None
    left_out: LeftOut | None = None
    members: int = 0
    observed: int = 0
    expected: float = 0.0
    answered: int = 0
    quoted: int = 0
    pictures: int = 0
    reacted: int = 0
    clicked: int = 0
    coupons: int = 0
    left: int = 0
    right: int = 0
    letters: Mapping[str, int] = field(default_factory=dict)
    promo: float = 0.0

    @property
    def counts(self) -> bool:
        """Whether comparisons take it in."""
        return self.left_out is None


class FormVerdict(StrEnum):
    """The weakest claim that the data allow; insight.md has the rules."""

    WORKS = "works"  # P(best of its slot) >= .95, 8 posts or more
    USE_LESS = "use_less"  # P(worst of its slot) >= .95, 8 posts or more
    ABOVE = "above"  # P(ratio > 1) >= .95, not the best
    BELOW = "below"  # P(ratio < 1) >= .95, not the worst
    SAME = "same"  # the whole interval within a factor of 1.15 of usual
    OPEN = "open"  # cannot be told yet
    TOO_FEW = "too_few"  # under 8 posts

    @property
    def word(self) -> str:
        """better, worse, same or open: what scripts read."""
        return _WORDS[self]


_WORDS = {
    FormVerdict.WORKS: "better",
    FormVerdict.ABOVE: "better",
    FormVerdict.USE_LESS: "worse",
    FormVerdict.BELOW: "worse",
    FormVerdict.SAME: "same",
    FormVerdict.OPEN: "open",
    FormVerdict.TOO_FEW: "open",
}


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number with its 90 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class FormCell:
    """Posts of one form in one slot of a group, a week's together. `week` counts back from the last, which
    is 0. `squares` sums each post's observed members, squared; `members` the group's at each post, 0 where
    nobody knows."""

    group: str
    slot: Slot
    form: str
    week: int
    posts: int
    observed: int
    squares: int
    expected: float
    members: float


@dataclass(frozen=True, slots=True)
class FormEstimate:
    """How one form does in one slot, in one group or (`group` "") in all of them together.

    `posts`, `observed` and `expected` are sums over the posts that count. `rate`: members beyond the expected
    ones as a share of the group, a post; `ratio`: to the group's own mean of that slot over all forms, 1 is
    usual; `best`: probability that it is the best of its slot. `weeks_needed`: until the interval excludes 1
    or fits within 15 %, at the present pace; None where the verdict stands or nothing can be said.
    """

    group: str
    slot: Slot
    form: str
    posts: int
    observed: int
    expected: float
    rate: Estimate | None
    ratio: Estimate | None
    best: float
    verdict: FormVerdict
    weeks_needed: int | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of a period: `part` of `whole`, with what it was in the weeks before.

    `name` is a code of the catalogue (insight.figure.…). `estimate` None: less than `least` of `whole`;
    `missing` then says how long it still takes, or what is lacking. `before` has the weeks before, the oldest
    first, None where one has no data; `groups` counts the groups it is about.
    """

    name: str
    first: date
    last: date
    part: float
    whole: float
    least: float
    estimate: Estimate | None
    before: tuple[Estimate | None, ...] = ()
    change: Estimate | None = None  # against the period before, the same groups only
    groups: int = 0
    missing: Message | None = None
