"""Everything that can be wrong with a plan, found without the planner."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from content.model.placement import Placement
from content.planner.problem.request import PlanRequest
from content.planner.verify.check import check
from content.planner.verify.check_routes import Way, check_routes
from content.planner.verify.check_worth import unsaid, worth


@dataclass(frozen=True, slots=True)
class PlanClaims:
    """What a plan says of itself; None and empty: nothing."""

    objective: int | None = None
    bound: int | None = None
    gaps: Sequence[tuple[str, date]] | None = None
    ways: Sequence[Way] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """`objective` None: not counted, since what is planned is not even possible."""

    violations: list[str]
    objective: int | None


def verify(
    inputs: PlanRequest, placements: Sequence[Placement], claims: PlanClaims = PlanClaims()
) -> Verdict:  # frozen
    """Every hard rule, every gap, every road, and the objective again."""
    broken = check(placements, inputs)
    if broken:
        return Verdict(broken, None)
    objective = worth(placements, inputs)
    wrong = check_routes(claims.ways, inputs)
    if claims.gaps is not None:
        wrong += unsaid(placements, claims.gaps, inputs)
    if claims.objective not in (None, objective):
        wrong.append(f"objective: the plan says {claims.objective}, it is {objective}")
    if claims.bound is not None and objective > claims.bound:
        wrong.append(f"bound: {claims.bound} is below the objective, {objective}")
    return Verdict(wrong, objective)
