"""What responses taught the planner of forms, and what it wants to change and may not by itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from content.model.group import GroupKind
from content.model.insight import Estimate
from content.model.message import Message
from content.model.slot import Slot


@dataclass(frozen=True, slots=True)
class LearntForm:
    """A form in a slot of groups of a kind (None: of all kinds), against the groups' own usual.

    `ratio` is 1 where it brings as many members as usual; `spread` the standard deviation of that; `posts`
    how many it was learnt from, `best` the probability that it is the best of its slot."""

    kind: GroupKind | None
    slot: Slot
    form: str
    ratio: Estimate
    spread: float
    posts: int
    best: float


@dataclass(frozen=True, slots=True)
class FormLesson:
    """What was known of forms on a day, from posts before it; plans from that day on go by it."""

    day: date
    forms: tuple[LearntForm, ...]

    def form_of(self, kind: GroupKind, slot: Slot, form: str) -> LearntForm | None:
        """The kind's own, else that of all kinds."""
        known = {(row.kind, row.slot, row.form): row for row in self.forms}
        return known.get((kind, slot, form)) or known.get((None, slot, form))


@dataclass(frozen=True, slots=True)
class PlacementOdds:
    """How probable it was, before its draw, that a group's day tells a story of these forms; `by_hand`:
    whether it would without anything learnt."""

    group: str
    day: date
    story: str
    probability: float
    by_hand: bool


class ProposalKind(StrEnum):
    SLOT_TIME = "slot_time"
    PROMO_CAP = "promo_cap"
    FORM = "form"  # not proposed: a form that a person set back to usual


class ProposalState(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class PlanProposal:
    """A change that a person must agree to. `before` and `after` are times of day (HH:MM) or promo caps;
    `slot` None where it is not about one."""

    id: int
    kind: ProposalKind
    group: str
    slot: Slot | None
    before: str
    after: str
    why: Message
    state: ProposalState
    made_at: datetime
    decided_at: datetime | None = None
    decided_by: str = ""


@dataclass(frozen=True, slots=True)
class FormShare:
    """How often a form went out in a slot, as a share of its posts: before it was learnt from, and since."""

    slot: Slot
    form: str
    before: float
    after: float
    lesson: LearntForm
    since: date


@dataclass(frozen=True, slots=True)
class PolicyValue:
    """What plans bring a day by what was learnt, beside what the hand's plan would have brought, in members
    beyond the expected ones per hundred in the group. `effective` is how many days the second one rests on,
    out of `days`; `by_hand` None: under 30."""

    days: int
    learnt: float
    by_hand: Estimate | None
    effective: float


@dataclass(frozen=True, slots=True)
class LearningState:
    """Whether the planner goes by what was learnt, who said so last, and what there is."""

    is_on: bool
    actor: str = ""
    at: datetime | None = None
    lesson: FormLesson | None = None
    shares: tuple[FormShare, ...] = ()
    proposals: tuple[PlanProposal, ...] = ()
    value: PolicyValue | None = None
    names: Mapping[str, str] = field(default_factory=dict)  # of groups
