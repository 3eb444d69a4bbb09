"""The solver: fixed cells, Lagrangian price rounds, photo assignment, repair, local search, in this order."""

from dataclasses import dataclass, replace
from enum import StrEnum

from content.planner.problem.arrays import PlanArrays, PlanProblem
from content.planner.solver.assign_photos import deal
from content.planner.solver.bound import upper_bound
from content.planner.solver.cover_weeks import cover_weeks
from content.planner.solver.fixed_cells import settle
from content.planner.solver.lagrangian import ROUNDS, hold_market
from content.planner.solver.local_search import polish
from content.planner.solver.objective import objective
from content.planner.solver.plan_state import Ledger
from content.planner.solver.repair import fill, fill_holes, repair
from content.planner.solver.shards import ALONE, Shards


class Effort(StrEnum):
    FAST = "fast"
    NORMAL = "normal"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class Work:
    """`rounds` of the market; `passes` of the polish, over cells that promise more than `least`."""

    rounds: int
    passes: int
    least: int = 0


EFFORT = {Effort.FAST: Work(12, 0), Effort.NORMAL: Work(ROUNDS, 1, least=100), Effort.HIGH: Work(40, 8)}


def plan(
    problem: PlanProblem,
    *,
    previous: PlanArrays | None = None,
    effort: Effort = Effort.NORMAL,
    certify: bool = False,
    shards: Shards = ALONE,
) -> PlanArrays:
    """A story and photos for every cell that can have them; never breaks a hard rule, never raises.

    With `previous` all that is still legal stays as it is and only the rest is chosen: a second call with its
    own result moves nothing. `certify` adds a bound that no plan exceeds, which takes ten times as long as
    the plan and the extra of that name. The same problem gives the same plan on every machine and for all
    `shards`.
    """
    ledger, work = Ledger(problem), EFFORT[effort]
    settled = settle(ledger, previous)
    market = hold_market(ledger, settled.open, shards, work.rounds)
    deal(ledger, market, shards)
    repair(ledger, settled)
    for _ in range(work.passes):
        if not polish(ledger, settled.open, work.least, shards):
            break
    cover_weeks(ledger)
    fill(ledger)
    fill_holes(ledger, settled)
    made = ledger.plan()
    bound = upper_bound(problem, shards=shards) if certify else None
    return replace(made, objective=objective(problem, made), prices=ledger.best_left().copy(), bound=bound)
