"""PlanRequest: everything a plan is made from. The planner and the checker are both given it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from content.model.group import Group
from content.model.placement import Placement
from content.model.story import Story
from content.planner.problem.inputs import ChannelUse, Photo, Pin, PlanRules, PlanWeights, ShownDay, Tastes


@dataclass(frozen=True, slots=True)
class PlanRequest:
    """`used` says what each channel carried before the plan; `seed` settles what is worth the same."""

    first_day: date
    days: int
    groups: Sequence[Group]
    stories: Sequence[Story]
    photos: Sequence[Photo] = ()
    history: Sequence[ShownDay] = ()
    frozen: Sequence[Placement] = ()
    pins: Sequence[Pin] = ()
    used: Sequence[ChannelUse] = ()
    rules: PlanRules = field(default_factory=PlanRules)
    weights: PlanWeights = field(default_factory=PlanWeights)
    tastes: Tastes = field(default_factory=Tastes)
    seed: int = 0
