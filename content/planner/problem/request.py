"""All that a plan is made from, in the model's own words: what the planner and the checker are both given."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from content.model.group import Group
from content.model.placement import Placement
from content.model.story import Story
from content.planner.problem.arrays import PlanProblem
from content.planner.problem.build import pose
from content.planner.problem.inputs import Photo, Pin, PlanRules, PlanWeights, RoadUse, ShownDay, Tastes


@dataclass(frozen=True, slots=True)
class PlanRequest:
    first_day: date
    days: int
    groups: Sequence[Group]
    stories: Sequence[Story]
    photos: Sequence[Photo] = ()
    history: Sequence[ShownDay] = ()
    frozen: Sequence[Placement] = ()
    pins: Sequence[Pin] = ()
    used: Sequence[RoadUse] = ()
    rules: PlanRules = field(default_factory=PlanRules)
    weights: PlanWeights = field(default_factory=PlanWeights)
    tastes: Tastes = field(default_factory=Tastes)
    seed: int = 0

    def posed(self) -> PlanProblem:
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
