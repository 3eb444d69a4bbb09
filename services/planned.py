"""What is planned, with the problem that a night would solve for the same days."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from content.night import NightOrder
from content.planner.explain.why import with_worth
from content.planner.problem.arrays import PlanArrays, PlanProblem
from content.planner.problem.build import as_plan, build_problem
from content.planner.problem.request import PlanRequest
from content.planner.stage import read_given
from services.context import Context
from services.story_check import unready_stories


@dataclass(frozen=True, slots=True)
class Planned:
    """The days as they were asked for, as a problem, and the plan that stands, with what it is worth."""

    request: PlanRequest
    problem: PlanProblem
    plan: PlanArrays


def planned(context: Context, first_day: date | None = None, days: int | None = None) -> Planned:
    """From `first_day` (None: tomorrow), so many days (None: as the settings say)."""
    tomorrow = context.today + timedelta(days=1)
    workspace = context.workspace
    order = NightOrder(str(context.root), first_day or tomorrow, days or workspace.settings.plan.days)
    with context.open_store(reading=True) as store:
        given = read_given(store, order, context.clock())
    given = replace(given, unready=unready_stories(context, given.stories))
    request = given.request(workspace.plan_rules, order)
    problem = build_problem(request)
    return Planned(request, problem, with_worth(problem, as_plan(problem, given.previous)))
