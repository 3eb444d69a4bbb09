"""What pages are made of: plain facts as the store reads them, several tables in one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, TypeVar

from content.model import (
    NO_LONGER_SHOWN,
    AuditEntry,
    Consent,
    ConsentState,
    Decision,
    Gap,
    Group,
    Message,
    Placement,
    Post,
    PostState,
    Score,
    Slot,
    Submission,
    Unreadable,
)
from content.model.decision import FocalPoint
from content.model.group import GroupKind
from content.model.submission import Dropped, Kept, Media

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some items of a list; `next` is where to go on, None at its end. A search may end a page early."""

    items: tuple[T, ...]
    next: str | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """A post as lists and boards show it. `poster_path` is relative to the workspace, None until drawn.

    `poster_failed` says why it could not be drawn; `note` why it was returned or withdrawn; `approved_by`
    whose approvals hold for exactly what it says and shows now.
    """

    post: Post
    group_name: str
    story_title: str
    nickname: str
    poster_path: str | None
    poster_sha256: str | None
    poster_failed: Message | None
    note: Message | None
    changed_by: str
    changed_at: datetime
    approved_by: tuple[str, ...] = ()
    zone: str = "UTC"  # its group's

    @property
    def taken_back(self) -> bool:
        """Whether its poster is gone, since the author of what it showed took it back."""
        return self.poster_failed in NO_LONGER_SHOWN.values()


@dataclass(frozen=True, slots=True)
class Counts:
    """What waits: posts by state (only states that are not over), gaps from today on, posters that failed."""

    by_state: Mapping[PostState, int]
    gaps: int
    failed_posters: int
    undecided: int


@dataclass(frozen=True, slots=True)
class DayHead:
    """A day of a group's week: its telling, the story's title and theme; None where there is no story."""

    day: date
    placement: Placement | None
    title: str
    theme: str


@dataclass(frozen=True, slots=True)
class Week:
    """The board of one group: seven days; the cards of its cells; what is empty and why."""

    group: Group
    days: tuple[DayHead, ...]
    cards: Mapping[tuple[date, Slot], Card]
    gaps: tuple[Gap, ...]


@dataclass(frozen=True, slots=True)
class WeekRow:
    """One group in the week of all groups; `gaps` counts its gaps.

    `cells` is what stands in its slots, "2026-11-23 noon in_review,2026-11-23 evening sent": a page has a
    thousand of them, and takes apart only those that it did not draw before.
    """

    group: str
    name: str
    kind: GroupKind
    slots: frozenset[Slot]
    cells: str
    gaps: int

    @property
    def id(self) -> str:
        """The group's, as rules of the week name it."""
        return self.group

    @property
    def states(self) -> dict[tuple[date, Slot], PostState]:
        """What stands in each cell; nothing for those that are empty."""
        cells = (cell.split(" ") for cell in self.cells.split(",") if cell)
        return {(date.fromisoformat(day), Slot(slot)): PostState(state) for day, slot, state in cells}


@dataclass(frozen=True, slots=True)
class RailItem:
    """A submission in the culling rail. `cover` is its first picture; `score` as the night measured it.

    `stack` is the id of the submission whose photo it repeats (its own where others repeat it), `stacked` how
    many show this photo; "" and 1 where it is alone.
    """

    id: str
    group: str
    member: str | None
    nickname: str
    product: str | None
    product_name: str
    text: str
    posted_at: datetime
    consent: ConsentState
    cover: Media | None
    score: Score | Unreadable | None
    verdict: Kept | Dropped | None
    decision: Decision | None
    stack: str = ""
    stacked: int = 1


@dataclass(frozen=True, slots=True)
class ConsentRecord:
    """One word of a member about a submission, when it was recorded and by whom."""

    consent: Consent
    at: datetime
    by: str
    current: bool


@dataclass(frozen=True, slots=True)
class SubmissionLife:
    """Everything that became of one submission. `uses` are the posts that show it, be it as a crop; `stack`
    the ids that show the same photo; `focus` what crops keep, `focal_point` a person's word on it."""

    submission: Submission
    nickname: str
    run: str
    gathered_at: datetime
    consents: tuple[ConsentRecord, ...]
    outcome: Score | Unreadable | None
    features: Mapping[str, float]
    verdict: Kept | Dropped | None
    verdict_run: str
    decision: Decision | None
    focus: tuple[float, float] | None
    focal_point: FocalPoint | None
    uses: tuple[Card, ...]
    stack: tuple[str, ...]
    audit: tuple[AuditEntry, ...]
