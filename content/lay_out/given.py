"""What the planner is given beside groups and stories: small facts, by id."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from content.model.group import GroupKind
from content.model.rights import Consent
from content.model.slot import Slot

Learnt: TypeAlias = Mapping[tuple[GroupKind, Slot, str], tuple[int, int]]
"""(kind, slot, form of a story) -> (how many such posts were liked, how many were sent)."""


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
class Shown:
    """What a group saw on a day before the plan: its story, and the submissions that went with it."""

    group: str
    day: date
    story: str
    photos: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pin:
    """An editor's wish: this story in this group on this day (a campaign day)."""

    group: str
    day: date
    story: str


@dataclass(frozen=True, slots=True)
class Rules:
    """The numbers of the hard rules, each at least 1; docs/planning.md tells them in words.

    `repeat_days`: a story comes back to a group no sooner. `photo_groups`: a photo is shown in no more
    groups, ever. `author_rest_days`: an author comes back to a group no sooner. `explore`: draw the
    expected engagement from what was learnt (Thompson) instead of taking its mean.
    """

    repeat_days: int = 14
    photo_groups: int = 8
    author_rest_days: int = 7
    explore: bool = False
