"""Settle, market, deal, repair: the four movements of a plan."""

from content.lay_out.deal import deal
from content.lay_out.ledger import Ledger
from content.lay_out.market import hold_market
from content.lay_out.problem import Plan, Problem
from content.lay_out.repair import repair
from content.lay_out.settle import settle

BLOCK = 256  # groups looked at together: their arrays still fit a processor's cache


def plan(problem: Problem, *, previous: Plan | None = None, block: int = BLOCK) -> Plan:
    """A story and photos for every cell that can have them; never breaks a hard rule, never raises.

    With `previous` all that is still legal stays as it is and only the rest is chosen: a second call with its
    own result moves nothing. The same problem gives the same plan on every machine and for every `block`.
    """
    ledger = Ledger(problem)
    settled = settle(ledger, previous)
    market = hold_market(ledger, settled.open, block)
    deal(ledger, market)
    repair(ledger, settled)
    return ledger.plan()
