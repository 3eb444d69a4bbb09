"""Everything that can be wrong with a plan, found without the planner."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from content.model.placement import Placement
from content.planner.problem.request import Asked
from content.planner.verify.check import check
from content.planner.verify.check_roads import Way, check_roads
from content.planner.verify.check_worth import unsaid, worth


@dataclass(frozen=True, slots=True)
class Said:
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


def verify(asked: Asked, placements: Sequence[Placement], said: Said = Said()) -> Verdict:  # frozen
    """Every hard rule, every gap, every road, and the objective anew."""
    broken = check(
        placements,
        groups=asked.groups,
        stories=asked.stories,
        photos=asked.photos,
        history=asked.history,
        frozen=asked.frozen,
        pins=asked.pins,
        rules=asked.rules,
        first_day=asked.first_day,
        days=asked.days,
    )
    if broken:
        return Verdict(broken, None)
    found = worth(placements, asked)
    wrong = check_roads(said.ways, asked)
    if said.gaps is not None:
        wrong += unsaid(placements, said.gaps, asked)
    if said.objective not in (None, found):
        wrong.append(f"objective: the plan says {said.objective}, it is {found}")
    if said.bound is not None and found > said.bound:
        wrong.append(f"bound: {said.bound} is below the objective, {found}")
    return Verdict(wrong, found)
