"""Elements that a calendar week still lacks, and why."""

from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from content.messages import in_each
from content.model.message import Message
from content.model.placement import GapStep
from content.planner.explain.why import on_record
from content.planner.problem.arrays import (
    ARC,
    DATES,
    FORM,
    KIND,
    PROMO,
    RESTED,
    Bools,
    Ints,
    PlanArrays,
    PlanProblem,
)
from content.planner.solver.cover_weeks import short_of
from content.planner.solver.fixed_cells import may_choose
from content.planner.solver.plan_state import Ledger

RULES = (("suits", KIND | DATES | FORM | ARC), ("rested", RESTED), ("promo", PROMO))


@dataclass(frozen=True, slots=True)
class Lack:
    """The calendar week from `monday` on lacks `element` so many `times`. The funnel counts the stories that
    have it: in the library, suiting an open day, rested, within the promo cap."""

    group: str
    monday: date
    element: str
    times: int
    funnel: tuple[GapStep, ...]
    why: Message

    def as_json(self) -> dict[str, Any]:
        return {
            "group": self.group,
            "monday": self.monday.isoformat(),
            "element": self.element,
            "times": self.times,
            "funnel": [asdict(step) for step in self.funnel],
        } | in_each(self.why)


def lacks(problem: PlanProblem, plan: PlanArrays) -> list[Lack]:
    """By group, week and element. Only weeks that end within the plan are asked."""
    if not problem.cover.asks or not problem.stories.ids:
        return []
    ledger, free = on_record(problem, plan), may_choose(on_record(problem, plan))
    short = short_of(ledger)
    return [
        _lack(ledger, (group, place, element), short, free)
        for group, place, element in np.argwhere(short > 0).tolist()
    ]


def _lack(ledger: Ledger, cell: tuple[int, int, int], short: Ints, free: Bools) -> Lack:
    """`cell` is (group, week, element), an index into `short`; free [G, D]: may be chosen."""
    problem, (group, place, element) = ledger.problem, cell
    times, days = int(short[cell]), np.flatnonzero(free[group])
    having = problem.cover.has[:-1, element] > 0
    bars = [_bars(ledger, group, day) for day in days.tolist() if problem.cover.week[day] == place]
    funnel, applied = [GapStep("stories", int(having.sum()))], 0
    for rule, bits in RULES:
        applied |= bits
        able = np.any([(bar & applied) == 0 for bar in bars], axis=0) if bars else np.zeros_like(having)
        funnel.append(GapStep(rule, int((having & able).sum())))
    monday = problem.first_day + timedelta(days=7 * place - problem.first_day.weekday())
    return Lack(
        problem.groups.ids[group],
        monday,
        problem.cover.elements[element],
        times,
        tuple(funnel),
        _words(monday, problem.cover.elements[element], times, [step.left for step in funnel]),
    )


def _words(monday: date, element: str, times: int, left: list[int]) -> Message:
    stories, suiting, rested, within_cap = left
    return Message(
        "plan.lack",
        monday=monday,
        element=element,
        times=times,
        stories=stories,
        suiting=suiting,
        rested=rested,
        within_cap=within_cap,
    )


def _bars(ledger: Ledger, group: int, day: int) -> Ints:
    """The rules against each story on a day, were the day empty."""
    column, week = ledger.problem.column(day), ledger.week[group]
    story, week[column] = int(week[column]), -1
    bars = ledger.obstacles(group, day)
    week[column] = story
    return bars
