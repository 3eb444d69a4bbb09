"""Settle, market, deal, repair, polish: the movements of a plan."""

from dataclasses import dataclass, replace
from enum import StrEnum

from content.lay_out.certify import upper_bound
from content.lay_out.cover_weeks import cover_weeks
from content.lay_out.deal import deal
from content.lay_out.ledger import Ledger
from content.lay_out.market import ROUNDS, hold_market
from content.lay_out.objective import objective
from content.lay_out.polish import polish
from content.lay_out.problem import Plan, Problem
from content.lay_out.repair import fill, repair
from content.lay_out.settle import settle
from content.lay_out.shards import ALONE, Shards


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
    problem: Problem,
    *,
    previous: Plan | None = None,
    effort: Effort = Effort.NORMAL,
    certify: bool = False,
    shards: Shards = ALONE,
) -> Plan:
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
    made = ledger.plan()
    bound = upper_bound(problem, shards=shards) if certify else None
    return replace(made, objective=objective(problem, made), prices=ledger.best_left().copy(), bound=bound)
