"""The planner: which story each group reads on each day of the coming week, and whose photos go with it.

    stage      reads what there is to plan with, plans, and keeps placements, gaps and moves
    problem    PlanRequest -> PlanProblem (integer arrays), by `build_problem`
    solver     PlanProblem -> PlanArrays, by `plan`: fixed cells, Lagrangian prices, photos, local search
    explain    PlanArrays -> placements with their numbers, gaps with the nearest fix, moves, what to shop for
    verify     placements -> hard rules they break, by `check`, an independent reading
    exchange   PROBLEM.json in, PLAN.json out, for other programs
    routes     which post goes out by which way, within what each allows a group

Pure: no clock, no files, no global randomness. The rules and their numbers: docs/planning.md.
"""

from content.planner.explain.gaps import gaps
from content.planner.explain.why import placements
from content.planner.problem.arrays import PlanArrays, PlanProblem
from content.planner.problem.build import as_plan, build_problem
from content.planner.problem.inputs import Learnt, Photo, Pin, PlanRules, PlanWeights, ShownDay, Tastes
from content.planner.problem.request import PlanRequest
from content.planner.solver.solve import plan
from content.planner.verify.check import check

__all__ = [
    "Learnt",
    "Photo",
    "Pin",
    "PlanArrays",
    "PlanProblem",
    "PlanRequest",
    "PlanRules",
    "PlanWeights",
    "ShownDay",
    "Tastes",
    "as_plan",
    "build_problem",
    "check",
    "gaps",
    "placements",
    "plan",
]
