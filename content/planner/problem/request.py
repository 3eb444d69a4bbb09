"""All that a plan is made from, in the model's own words: what the planner and the checker are both given."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from content.model.group import Group
from content.model.placement import Placement
from content.model.story import Story
from content.planner.problem.arrays import Problem
from content.planner.problem.build import pose
from content.planner.problem.inputs import Photo, Pin, RoadUse, Rules, Shown, Tastes, Weights


@dataclass(frozen=True, slots=True)
class Asked:
    first_day: date
    days: int
    groups: Sequence[Group]
    stories: Sequence[Story]
    photos: Sequence[Photo] = ()
    history: Sequence[Shown] = ()
    frozen: Sequence[Placement] = ()
    pins: Sequence[Pin] = ()
    used: Sequence[RoadUse] = ()
    rules: Rules = field(default_factory=Rules)
    weights: Weights = field(default_factory=Weights)
    tastes: Tastes = field(default_factory=Tastes)
    seed: int = 0

    def posed(self) -> Problem:
        """WrongInput where a day of a group has two stories."""
        return pose(
            self.groups,
            self.stories,
            self.photos,
            first_day=self.first_day,
            days=self.days,
            history=self.history,
            frozen=self.frozen,
            pins=self.pins,
            rules=self.rules,
            weights=self.weights,
            tastes=self.tastes,
            seed=self.seed,
        )
