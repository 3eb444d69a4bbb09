"""Inputs of the planner besides groups and stories: photos, history, pins, weights, by id."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from content.model.group import GroupKind
from content.model.planning import Pin, PlanRules
from content.model.rights import Consent
from content.model.slot import Slot

__all__ = [
    "ChannelUse",
    "FormWorth",
    "Learnt",
    "Photo",
    "Pin",
    "PlanRules",
    "PlanWeights",
    "ShownDay",
    "Tastes",
    "Worths",
]

MEMORY_DAYS = 56  # after which a group has forgotten a story
Learnt: TypeAlias = Mapping[tuple[GroupKind, Slot, str], tuple[int, int]]
"""(kind, slot, form of a story) -> (how many such posts were liked, how many were sent)."""
USUAL = 500  # milli-points of a post of the usual form, and of one that nobody has tried


@dataclass(frozen=True, slots=True)
class FormWorth:
    """What a form is expected to bring in a slot, in milli-points, and the standard deviation of that."""

    mean: int = USUAL
    spread: int = 100


Worths: TypeAlias = Mapping[tuple[GroupKind | None, Slot, str], FormWorth]
"""(kind, slot, form) -> its worth; kind None is of all kinds, and serves those that have none of their
own."""


@dataclass(frozen=True, slots=True)
class Tastes:
    """What is known of likes, in milli-points where nothing else is said.

    `learnt`: of posts that were sent. `affinity`: of a group for a product; a group that is not named at all
    has the one that its members' photos show. `freshness`: what a story is worth for being new. `forms`: what
    responses say of forms; where there are any, `learnt` counts for nothing.
    """

    learnt: Learnt = field(default_factory=dict)
    affinity: Mapping[tuple[str, str], int] = field(default_factory=dict)
    freshness: Mapping[str, int] = field(default_factory=dict)
    forms: Worths = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Photo:
    """A submission of the shortlist. `score` is 0..1, `home` the group it came from.

    A photo that history shows but that may not be used any more belongs here too, with its consent as it
    is: it is never placed, and its author still rests. `member` None is an author of its own.
    """

    id: str
    product: str
    member: str | None
    home: str
    score: float
    consent: Consent


@dataclass(frozen=True, slots=True)
class ShownDay:
    """What a group saw on a day before the plan: its story, and the submissions that went with it."""

    group: str
    day: date
    story: str
    photos: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ChannelUse:
    """Posts that a group got by a channel on a day before the plan, or beside it."""

    channel: str
    group: str
    day: date
    posts: int


@dataclass(frozen=True, slots=True)
class PlanWeights:
    """What things are worth, in milli-points: 1000 is one post that everybody likes, or a perfect photo.

    `fill` must be more than all that can be lost on one day, or empty days would pay.
    """

    fill: int = 20_000  # a day that has a story
    missing_photo: int = -6_000  # a place for a photo that stays empty
    own_member: int = 300  # a photo by one of the group's own members
    same_product: int = 400  # lost per rolling week for each further day on a product
    same_form: int = 25  # the same for the form of a story
    season: int = 250  # a story that is valid for a season only goes first while it is
    affinity: int = 400  # a product that the group's members never stop photographing
    chance: int = 40  # at most, by the keys of group and story: groups that are alike do not read alike
    element: int = 15_000  # an element that a week must have
    arc: int = 1_500  # a story on a campaign's product while its arc lasts
    memory: int = 3_000  # lost on a story told the day before; it fades evenly until MEMORY_DAYS later

    @property
    def most_lost(self) -> int:
        """On one day: two photos, a repetition in each of the seven rolling weeks that hold it, and a story
        that is fresh in everybody's memory."""
        return -2 * self.missing_photo + 7 * (self.same_product + self.same_form) + self.memory
