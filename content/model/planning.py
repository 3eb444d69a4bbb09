"""What the team asks of the plan beyond stories and photos: pins, forms of the week, arcs, elements and
channels."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from content.model.channel import Channel
from content.model.group import Group, GroupKind
from content.model.message import Message
from content.model.placement import Placement
from content.model.slot import Slot


@dataclass(frozen=True, slots=True)
class Pin:
    """An editor's wish: this story in this group on this day (a campaign day)."""

    group: str
    day: date
    story: str


@dataclass(frozen=True, slots=True)
class FormRule:
    """One cell of a week template: on this weekday (0 is Monday) in this slot, groups of the kind get stories
    of these forms only. Where no rule speaks, every form may go; with no forms at all the slot is silent."""

    kind: GroupKind
    weekday: int
    slot: Slot
    forms: frozenset[str]


@dataclass(frozen=True, slots=True)
class CellRule:
    """The same for one group on one day, as an experiment asks: it goes before the week template's forms, but
    what that keeps silent stays silent."""

    group: str
    day: date
    slot: Slot
    forms: frozenset[str]


@dataclass(frozen=True, slots=True)
class ElementRule:
    """In every calendar week (Monday to Sunday) a group of the kind reads `a_week` stories with the
    element."""

    kind: GroupKind
    element: str
    a_week: int = 1


class CampaignPhase(StrEnum):
    SEEDING = "seeding"  # 种草: nothing that sells
    CONVERSION = "conversion"  # 转化: only what the campaign sells


@dataclass(frozen=True, slots=True)
class Arc:
    """A campaign for one product: days without any promo, then days on which nothing else may sell.

    `kinds` and `groups` name whom it concerns; both empty: everybody.
    """

    id: str
    product: str
    starts_on: date
    seeding_days: int = 5
    conversion_days: int = 6
    kinds: frozenset[GroupKind] = frozenset()
    groups: frozenset[str] = frozenset()

    @property
    def ends_on(self) -> date:
        """The last day."""
        return self.starts_on + timedelta(days=self.seeding_days + self.conversion_days - 1)

    def phase(self, day: date) -> CampaignPhase | None:
        if not self.starts_on <= day <= self.ends_on:
            return None
        return (
            CampaignPhase.SEEDING
            if (day - self.starts_on).days < self.seeding_days
            else CampaignPhase.CONVERSION
        )

    def concerns(self, group: Group) -> bool:
        everybody = not self.kinds and not self.groups
        return everybody or group.kind in self.kinds or group.id in self.groups


@dataclass(frozen=True, slots=True)
class Move:
    """A day that a new plan told otherwise than the one before, and why: `rule` is the code, `why` the
    sentence. `was` or `became` None: the day had, or has, no story."""

    group: str
    day: date
    was: Placement | None
    became: Placement | None
    rule: str
    why: Message


@dataclass(frozen=True, slots=True)
class WeekRules:
    """What a workspace asks of all its weeks, and its pins. Of the channels, the first that has room takes a
    post."""

    forms: tuple[FormRule, ...] = ()
    elements: tuple[ElementRule, ...] = ()
    arcs: tuple[Arc, ...] = ()
    channels: tuple[Channel, ...] = ()
    pins: tuple[Pin, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanRules:
    """The numbers of the hard rules, each at least 1; docs/planning.md tells them in words.

    `repeat_days`: a story comes back to a group no sooner. `photo_groups`: a photo is shown in no more
    groups, ever. `author_rest_days`: an author comes back to a group no sooner. `explore`: draw the
    expected engagement from what was learnt (Thompson) instead of taking its mean. `form_bound`: what
    responses say of a form moves its worth from the usual by no more than so many thousandths; 0: not at all.
    """

    repeat_days: int = 14
    photo_groups: int = 8
    author_rest_days: int = 7
    explore: bool = False
    form_bound: int = 500
    forms: tuple[FormRule, ...] = ()
    cells: tuple[CellRule, ...] = ()  # where an experiment asks for something else
    elements: tuple[ElementRule, ...] = ()
    arcs: tuple[Arc, ...] = ()
    channels: tuple[Channel, ...] = ()  # the first that still has room takes a post


class Cause(StrEnum):
    """What upset a plan."""

    CONSENT = "consent"
    PHOTO = "photo"  # an editor dropped it
    STORY = "story"  # it was retired
    GROUP = "group"  # it pauses, or goes on
    MEMBER = "member"  # the author left


@dataclass(frozen=True, slots=True)
class Replan:
    """Something happened to what is planned, and days up to `last_day` wait to be planned again.

    `what` is the id of what it happened to, `posts` how many came back to the editors; `why` says it.
    """

    id: int
    cause: Cause
    what: str
    posts: int
    last_day: date
    why: Message
    asked_by: str
    asked_at: datetime
